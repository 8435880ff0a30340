"""What can be wrong with the text of an article or an issue."""

from typing import Final

from pressrun.errors import Severity
from pressrun.model.code import Code

LNK007: Final = Code(
    code="LNK007",
    title="this link leads to nothing",
    why="`pressrun check --links` asked for the page, and its host says that there is none, or"
    " there is no such host. Readers who press it get no further.",
    mend="Look for where the page is now and write that address, or take the link out and leave"
    " the words. What was asked for is remembered for a day, what was there for a week.",
    severity=Severity.WARNING,
    excusable=True,
)

MARKDOWN: Final[tuple[Code, ...]] = (
    Code(
        code="MD001",
        title="the text is too long",
        why="An article has at most 500,000 characters, which is a long novel; more would keep"
        " every face of it waiting.",
        mend="Split it into several articles.",
    ),
    Code(
        code="MD002",
        title="something is nested too deeply",
        why="Lists, quotations or marks of emphasis stand twenty deep in one another, which no"
        " mail program shows.",
        mend="Write it with fewer levels, or with fewer marks.",
    ),
    Code(
        code="MD003",
        title="this Markdown is not shown",
        why="Markdown has more than this language takes over, and to leave it out without a word"
        " would lose what you wrote.",
        mend="Write it as plain text, or with what docs/article-language.md lists.",
    ),
    Code(
        code="MD004",
        title="raw HTML is shown as it is written",
        why="Readers see the tag itself: HTML of your own would work in some mail programs and be"
        " cut or dangerous in others.",
        mend="Use Markdown or a `:::` block; put it between backticks if it is meant to be seen.",
        severity=Severity.WARNING,
    ),
    Code(
        code="MD005",
        title="the article has no words",
        why="Who reads mail as plain text, or without pictures, gets nothing but a title.",
        mend="Say in a sentence what there is to see or to read.",
        severity=Severity.WARNING,
    ),
    Code(
        code="MD006",
        title="a code block is never closed",
        why="Everything below it is shown as code, to the end of the article.",
        mend="Write a line of the same backticks or tildes where the code ends.",
        severity=Severity.WARNING,
    ),
    Code(
        code="MD007",
        title="no footnote explains this mark",
        why="It stays in the text as it is written, and readers look in vain for the note.",
        mend="Write the note on a line of its own: `[^label]: What it says`.",
        severity=Severity.WARNING,
    ),
    Code(
        code="MD008",
        title="two footnotes have one label",
        why="The first one counts, and the words of the second are not shown.",
        mend="Give the second a label of its own, here and where it is called.",
        severity=Severity.WARNING,
    ),
    Code(
        code="MD009",
        title="nothing calls this footnote",
        why="It is left out: readers never see it.",
        mend="Write its `[^label]` into the text where it belongs, or take the note out.",
        severity=Severity.WARNING,
    ),
    Code(
        code="MD010",
        title="an abbreviation does not occur in the text",
        why="The line explains what no reader meets; mostly it is spelled in another way in the"
        " text.",
        mend="Spell both alike, or take the line `*[…]: …` out.",
        severity=Severity.WARNING,
    ),
    Code(
        code="MD011",
        title="there are too many brackets or bars in the text",
        why="Markdown takes much longer with each of them, so that thousands would stop"
        " everything; mostly it is data that was pasted in.",
        mend="Put what is no Markdown between two lines of three backticks, or split the article.",
    ),
    Code(
        code="MD012",
        title="a footnote is called where no number can stand",
        why="Descriptions of pictures, labels and credits are plain text: the note would have a"
        " number that leads nowhere.",
        mend="Write the `[^label]` in a sentence of the text instead.",
    ),
    Code(
        code="MD013",
        title="an abbreviation is explained twice",
        why="The first explanation counts for the whole article.",
        mend="Keep one of the two lines.",
        severity=Severity.WARNING,
    ),
    Code(
        code="DIR001",
        title="a block is never closed",
        why="Nobody can tell where it ends, so it is left out and the file does not go out.",
        mend="Write a line `:::` below its last line.",
    ),
    Code(
        code="DIR002",
        title="there is no block of this name",
        why="It cannot be shown, and to show its source to readers would be worse than to stop.",
        mend="Write the name that the message suggests; docs/article-language.md has an example of"
        " each.",
    ),
    Code(
        code="DIR003",
        title="a block lacks something, or says what it may not",
        why="Each kind of block needs certain lines, and this one could not be made from what"
        " stands there.",
        mend="Do what the message says; docs/article-language.md has an example to copy.",
    ),
    Code(
        code="DIR004",
        title="a line of colons closes nothing",
        why="Mostly the line that opens the block has a slip in it, so that its content stands in"
        " the open text.",
        mend="Write `::: name` above it, or delete this line.",
    ),
    Code(
        code="DIR005",
        title="a block begins inside another one",
        why="Blocks do not nest: mail programs would lay out one in the other in ways nobody can"
        " foresee.",
        mend="Close the first one with a line `:::` before the second begins.",
    ),
    Code(
        code="LNK001",
        title="this link may not lead there",
        why="Addresses with scripts or data in them, or of a kind that mail and feeds do not"
        " carry, can harm whoever presses them.",
        mend="Link to `https://…`, `mailto:…`, another article's file or a `#heading`.",
    ),
    LNK007,
)
