"""What can be wrong with lists of people."""

from typing import Final

from pressrun.errors import Severity
from pressrun.model.code import Code

PEOPLE: Final[tuple[Code, ...]] = (
    Code(
        code="SUB001",
        title="nobody on this list has the address",
        why="Nothing was changed; perhaps it is another spelling, or another list.",
        mend="Look it up: `pressrun subscribers show ADDRESS`, and name the list with `--list"
        " NAME`.",
    ),
    Code(
        code="SUB002",
        title="there is no list of this name",
        why="Nobody is put on a list that was not meant.",
        mend="Write one of the names that the message lists; lists are tables `[lists.NAME]` in"
        " pressrun.toml.",
    ),
    Code(
        code="SUB003",
        title="a suppressed address can have no feed of its own",
        why="Somebody asked never to be written to, or their mailbox does not exist; the feed"
        " would be a way around that.",
        mend="There is nothing to do; its owner can subscribe anew on the web, unless they"
        " complained.",
    ),
    Code(
        code="SUB004",
        title="this person has no feed of their own",
        why="There is nothing to show, to move or to end.",
        mend="Make one with `pressrun subscribers feed ADDRESS --rotate`.",
    ),
    Code(
        code="SUB005",
        title="no article has this tag",
        why="A feed that chooses by it stays empty until one has.",
        mend="Write the nearest tag, which the message names.",
        severity=Severity.WARNING,
    ),
    Code(
        code="SUB006",
        title="there is no import of this number",
        why="Nothing was undone.",
        mend="Look it up: `pressrun subscribers imports`.",
    ),
    Code(
        code="SUB007",
        title="this import was undone already",
        why="Whoever it brought in is off the list since then.",
        mend="There is nothing to do.",
    ),
    Code(
        code="SUB008",
        title="nobody here has this address",
        why="Nothing is known of it: it never subscribed, or was erased.",
        mend="Check its spelling in `pressrun subscribers list`.",
    ),
    Code(
        code="SUB009",
        title="this feed is the only way a person reads",
        why="Without it they would get nothing, and would think that you had stopped.",
        mend="Give it another address with `--rotate`, or end the subscription: `pressrun"
        " subscribers remove ADDRESS`.",
    ),
    Code(
        code="IMP001",
        title="a file has no column of addresses",
        why="No header says which cells are addresses, and to guess could mail the wrong ones.",
        mend="Give the column the header `email`, or name it: `--map address=COLUMN`.",
    ),
    Code(
        code="IMP002",
        title="a file is not CSV from some line on",
        why="A quotation mark is opened and not closed, so the rest would become one cell.",
        mend="Look at the line that the message names, and close the quotation mark or take it"
        " out.",
    ),
    Code(
        code="IMP003",
        title="a list cannot be read",
        why="There is no such file, or you may not read it. Nobody was imported.",
        mend="Look with `ls -l FILE`.",
    ),
    Code(
        code="IMP004",
        title="this is an archive or a spreadsheet",
        why="It may hold many tables, and which of them is a list of people cannot be told.",
        mend="Open it, and save the one list in it as CSV in UTF-8.",
    ),
    Code(
        code="IMP005",
        title="a list is empty",
        why="There is nobody in it to import.",
        mend="Export it again from where it came.",
    ),
    Code(
        code="IMP006",
        title="a list is not UTF-8",
        why="Names would come in with other letters, and be sent so in every mail.",
        mend="Save it as CSV in UTF-8, as spreadsheets offer it.",
    ),
    Code(
        code="IMP007",
        title="a list has more columns than a list has",
        why="It has more than a thousand: this is some other table, or not CSV at all.",
        mend="Check that it is a list of people, saved as CSV.",
    ),
    Code(
        code="IMP008",
        title="a line of a list is too long",
        why="It has more than a million characters, which no row about a person has.",
        mend="Check that it is a list of people, saved as CSV.",
    ),
    Code(
        code="IMP009",
        title="there is no such column",
        why="A field was to be read from it, and another column might hold something else.",
        mend="Write one of the headers that the message lists, or its number: `--map name=2`.",
    ),
    Code(
        code="IMP010",
        title="a list has too many addresses for one import",
        why="An import takes two million at most, for it remembers each of them to find doubles.",
        mend="Split the file, and import its parts one after the other.",
    ),
    Code(
        code="IMP011",
        title="`--map` cannot be understood",
        why="Columns would be read as what they are not.",
        mend="Write it as `--map address=Mail,name=Who`.",
    ),
    Code(
        code="IMP012",
        title="the rows left out cannot be written down",
        why="They are told in a file beside the list, so that you can mend them, and that file"
        " cannot be made.",
        mend="Make its folder writable, or copy the list elsewhere and import it there.",
    ),
    Code(
        code="NOL001",
        title="the log of who wants no mail cannot be written",
        why='Nobody who leaves is answered until it can be, so that no "no" is forgotten.',
        mend="Free some space (`df .`), or make `.pressrun/no.log` and `.pressrun/no.key`"
        " writable.",
    ),
    Code(
        code="NOL002",
        title="the log of who wants no mail has a foreign line",
        why="Nothing goes out while it is not certain who said no.",
        mend="Take the line out that the message shows, or put the last copy of `.pressrun/no.log`"
        " in its place.",
    ),
    Code(
        code="NOL003",
        title="the key to the log of who wants no mail is gone or damaged",
        why="Without it nobody in the log can be known again.",
        mend="Put the last copy of `.pressrun/no.key` in its place; without one, move `no.log`"
        " away: what the database knows stays.",
    ),
    Code(
        code="NOL004",
        title="the log of who wants no mail cannot be read",
        why="Nothing goes out while it is not certain who said no.",
        mend="Make it readable for whoever runs Pressrun: `chmod u+r .pressrun/no.log"
        " .pressrun/no.key`.",
    ),
)
