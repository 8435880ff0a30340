"""What can be wrong with the form of front matter: rows, keys and text."""

from typing import Final

from pressrun.errors import Severity
from pressrun.model.code import Code

FRONT_MATTER: Final[tuple[Code, ...]] = (
    Code(
        code="FM001",
        title="the file does not begin with front matter",
        why="Without these rows an article has no title and no id, so it is not loaded, and no"
        " issue or feed can show it.",
        mend='Make the first line `---`, write `title: "…"` below it, close with another `---`,'
        " then `pressrun check --fix` for the id.",
    ),
    Code(
        code="FM002",
        title="a row of the front matter cannot be read",
        why="Rows are read as YAML. From the sign that the caret shows it is none any more, and so"
        " the file is not loaded.",
        mend='Put the whole value in quotation marks: `title: "Quiet water: a report"`.',
    ),
    Code(
        code="FM003",
        title="the front matter never ends",
        why="No line closes it, so all of the text would be taken for rows; the file is not"
        " loaded.",
        mend="Write a line `---` between the last row and the text.",
    ),
    Code(
        code="FM004",
        title="a key is given twice",
        why="Programs that read YAML do not agree which of the two counts, so neither is taken.",
        mend="Keep one of the two rows; the message names both lines.",
    ),
    Code(
        code="FM005",
        title="a row has an anchor or an alias of YAML",
        why="`&name` and `*name` repeat what stands elsewhere, and a few lines of them can grow to"
        " gigabytes. They are never followed.",
        mend='Write the value out, or quote it if it is text: `title: "*Stars* & sails"`.',
    ),
    Code(
        code="FM006",
        title="a row has a tag of YAML",
        why="A tag such as `!name` asks a program to turn the value into something else than text;"
        " values here stay what is written.",
        mend='Quote the value if it is text: `title: "!important"`; else take the tag out.',
    ),
    Code(
        code="FM008",
        title="a tab stands in front of a row",
        why="YAML lets rows be indented by spaces only, for a tab is wide in one editor and narrow"
        " in the next.",
        mend="Replace the tab by two spaces.",
    ),
    Code(
        code="FM009",
        title="this key is unknown",
        why="What the row says has no effect: the article looks as if it were not there. Mostly it"
        " is a slip of the keyboard.",
        mend="Write the nearest known key, which the message names, or take the row out;"
        " docs/front-matter.md has them all.",
        severity=Severity.WARNING,
    ),
    Code(
        code="FM010",
        title="front matter is nested too deeply",
        why="Nothing that front matter can say needs more than eight levels; deeper ones are a"
        " slip or meant to do harm.",
        mend='Quote the value if it is text: `title: "[[[ three brackets"`.',
    ),
    Code(
        code="FM011",
        title="front matter is too long",
        why="It has more than 64 KiB, which mostly means that the line that closes it is missing"
        " or has blanks before it.",
        mend="Write a line `---` above the text.",
    ),
    Code(
        code="FM012",
        title="front matter is not made of rows",
        why="Something else than keys with values stands there, a list for instance, so no title"
        " and no id can be found.",
        mend='Write each row as `key: value`, such as `title: "The winter ferry"`.',
    ),
    Code(
        code="FM013",
        title="a character may not stand in front matter",
        why="Neither a header field of mail nor XML can carry it, so subject lines and feeds would"
        " break.",
        mend="Take it out; write the character itself where an escape such as `\\ud83d` stands for"
        " half of one.",
    ),
    Code(
        code="FM014",
        title="a key is not text",
        why="A list or a table stands where the name of a row belongs, and nobody can tell what is"
        " meant.",
        mend="Write the row as `key: value`.",
    ),
    Code(
        code="FM015",
        title="a second document begins in the front matter",
        why="A line such as `--- #` or `...` ends YAML's first document; what follows would be"
        " lost without a word.",
        mend="Take this line out, or make it exactly `---` if the text begins below it.",
    ),
    Code(
        code="FM016",
        title="two keys say the same",
        why="`author` and `authors`, for example, are two names of one field, and only one of them"
        " can count.",
        mend="Keep one of the two rows.",
    ),
    Code(
        code="FM017",
        title="a list or a table stands where text belongs",
        why="The value cannot be shown as it is, and how to make text of it would be a guess.",
        mend='Write text in quotation marks: `title: "…"`.',
    ),
    Code(
        code="FM022",
        title="nothing of this text would show",
        why="It is made of blanks, marks or signs without width only, and readers would find an"
        " empty line.",
        mend="Write at least one letter or digit.",
    ),
    Code(
        code="FM023",
        title="this text is too long for one line",
        why="A title, a name or a tag has at most 255 characters; mail programs show some sixty of"
        " a subject.",
        mend="Say it shorter, and put the rest into `summary:` or into the text.",
    ),
    Code(
        code="FM024",
        title="a line break or a sign that turns the text stands in a line",
        why="A break would end a header field, and a sign that turns the direction of writing can"
        " make a name look like another one.",
        mend="Write it on one line, without such a sign; Arabic and Hebrew need none.",
    ),
    Code(
        code="FM033",
        title="the rest of this row is a remark",
        why="A blank and a `#` begin a remark in YAML: what follows is not part of the title,"
        " though it looks as if it were.",
        mend='Quote the whole value if it is text: `title: "Recap #4"`.',
        severity=Severity.WARNING,
    ),
)
