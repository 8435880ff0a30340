"""What can be wrong with the database, and codes that stand for others."""

from typing import Final

from pressrun.model.code import Code

DATABASE: Final[tuple[Code, ...]] = (
    Code(
        code="DB001",
        title="the database cannot be opened or used",
        why="Without it nothing is known of people and of what went out, so nothing is sent."
        " Nothing was changed.",
        mend="See that the file and its folder are there and that you may read and write them: `ls"
        " -l .pressrun`; then try again.",
    ),
    Code(
        code="DB002",
        title="there is no database here, or a newer Pressrun wrote it",
        why="This machine is not the press of this folder, or has an older Pressrun that would"
        " misread it.",
        mend="Restore it on the press machine, or `pip install --upgrade pressrun`; `pressrun init"
        " .` makes a new press without subscribers.",
    ),
    Code(
        code="DB003",
        title="another process holds the database",
        why="It writes for longer than was waited for; nothing of this step was written.",
        mend="Wait for it to end, then try again; `pressrun status` shows what is under way.",
    ),
    Code(
        code="DB004",
        title="somebody else changed it first",
        why="What this step began from is not so any more, so nothing of it was written.",
        mend="Try again; let one `pressrun run` send at a time.",
    ),
    Code(
        code="DB005",
        title="the database is damaged, or is not Pressrun's",
        why="Nothing in it can be relied on.",
        mend="Move the file away and put the last backup in its place; docs/restore.md says how to"
        " go on.",
    ),
    Code(
        code="DB006",
        title="the database was replaced while it was open",
        why="Another file lies in its place, and what would be written now would be lost.",
        mend="Start Pressrun again.",
    ),
    Code(
        code="DB007",
        title="the database cannot be written",
        why="What goes out could not be written down, so nothing goes out.",
        mend="Give yourself the right: `chmod u+w .pressrun .pressrun/state.db`.",
    ),
    Code(
        code="DB008",
        title="the disk has no room left",
        why="What goes out could not be written down, so sending stops before it is full; what was"
        " not sent is kept.",
        mend="Free some space (`df .`), then go on: `pressrun send ISSUE`, or leave `pressrun run`"
        " to it.",
    ),
    Code(
        code="DB009",
        title="a text is not Unicode and cannot be kept",
        why="It holds half of a character, mostly from a program with another encoding.",
        mend="Give it in UTF-8.",
    ),
    Code(
        code="DB010",
        title="the database's file cannot be read or written now",
        why="The disk is full or failing; nothing of this step was written.",
        mend="Look whether it is full (`df .`); if it is not, check the disk itself, and have a"
        " backup.",
    ),
    Code(
        code="DB011",
        title="the database is empty",
        why="The file has no octets any more: to fill it again would forget who left and who is"
        " suppressed.",
        mend="Put the last backup in its place. To begin without its subscribers, remove the file,"
        " then `pressrun init .`",
    ),
    Code(
        code="DB012",
        title="the database would lie on a network's disk",
        why="There, what is written and locked is not certain, and two machines could send at"
        " once.",
        mend="Keep the publication's folder on a disk of this machine; copies of it may go"
        " anywhere.",
    ),
    Code(
        code="ERR001",
        title="something cannot go on",
        why="This stands for errors that have no code of their own.",
        mend="Do what the message says.",
    ),
    Code(
        code="REF001",
        title="something is refused",
        why="It was understood and not done; nothing was changed. This stands for refusals that"
        " have no code of their own.",
        mend="Do what the message says.",
    ),
    Code(
        code="USE001",
        title="what was typed cannot be understood",
        why="It names nothing that there is. This stands for slips that have no code of their own.",
        mend="Look at the command's own help: `pressrun COMMAND --help`.",
    ),
    Code(
        code="USE002",
        title="there is no such file or folder in the publication",
        why="Only what lies in the publication's folder can be looked at.",
        mend="Name something below it, as in `pressrun check articles/heron.md`.",
    ),
    Code(
        code="USE003",
        title="the folder you are in cannot be read",
        why="It was removed or renamed under your feet.",
        mend="Go elsewhere: `cd DIR`.",
    ),
    Code(
        code="USE004",
        title="a title or a subject says nothing",
        why="A name is made of it for the file or the folder.",
        mend='Write one: `pressrun new article "The winter ferry"`.',
    ),
    Code(
        code="USE005",
        title="there is no code of this name",
        why="Nothing is known of it: mostly a digit is wrong, or it comes from another release.",
        mend="Copy it from the message, as in `pressrun explain LNK001`; docs/codes.md has every"
        " code.",
    ),
    Code(
        code="BUG001",
        title="Pressrun itself failed",
        why="It met something that nobody had thought of. What it was is kept in the file that the"
        " message names.",
        mend="Report it with that file, once you have looked whether it holds anything that is"
        " nobody else's business.",
    ),
)
