"""What can be wrong with issues, with their approval and with what they carry."""

from typing import Final

from pressrun.errors import Severity
from pressrun.model.code import Code

ISSUES: Final[tuple[Code, ...]] = (
    Code(
        code="ISS001",
        title="an issue names an article that there is not",
        why="It cannot be made without it, and to leave it out might be worse than to wait.",
        mend="Write the name that the message suggests, or `pressrun queue remove ARTICLE --issue"
        " N`.",
    ),
    Code(
        code="ISS002",
        title="an issue names an article that does not load",
        why="The article has a mistake of its own, and the issue waits for it.",
        mend="Mend the file that the message names, then `pressrun check`.",
    ),
    Code(
        code="ISS003",
        title="an issue has no articles and no words",
        why="There would be nothing to read in the mail.",
        mend="Add an article: `pressrun queue add ARTICLE --issue N`, or write something into"
        " `issue.md`.",
    ),
    Code(
        code="ISS004",
        title="an issue carries an article that is still a draft",
        why="Whoever wrote `draft: true` did not want it to be read yet.",
        mend="Take `draft: true` out of the article, or the article out of the issue: `pressrun"
        " queue remove ARTICLE --issue N`.",
    ),
    Code(
        code="ISS005",
        title="an issue goes to a list that there is not",
        why="Nobody can tell to whom it is to go and from whom, so nothing of it goes out.",
        mend="Name one of the lists in `issue.md`, or put `[lists.NAME]` back into pressrun.toml.",
    ),
    Code(
        code="ISS006",
        title="the folder of a scheduled issue is missing or does not load",
        why="Its time has come and there is nothing to send; it waits.",
        mend="Put the folder back, or mend it: `pressrun check`.",
    ),
    Code(
        code="ISS010",
        title="there is no issue of this name",
        why="Nothing was done: it might have been meant for another one.",
        mend="Name an issue by its number, its slug or its folder, as `pressrun queue` lists them.",
    ),
    Code(
        code="ISS011",
        title="an issue does not carry this article",
        why="There is nothing to move, to take out or to feature.",
        mend="Look at what it carries: `pressrun queue ISSUE`.",
    ),
    Code(
        code="ISS012",
        title="an issue has no place of this number",
        why="It carries fewer articles than that.",
        mend="Count in `pressrun queue ISSUE`, then `pressrun queue move ARTICLE --to 2`.",
    ),
    Code(
        code="ISS013",
        title="an article cannot be moved to that place",
        why="The issue does not name it, or has fewer places.",
        mend="Look at what it carries: `pressrun queue ISSUE`.",
    ),
    Code(
        code="ISS014",
        title="the list of articles cannot be edited for you",
        why="It is written in a form that could not be changed without touching something else, so"
        " nothing was changed.",
        mend="Write it by hand into `issue.md`, a line for each slug below `articles:`, as the"
        " message shows.",
    ),
    Code(
        code="ISS015",
        title="there is no draft issue",
        why="Without `--issue` the last draft is meant, and every issue has been scheduled"
        " already.",
        mend='Make one: `pressrun new issue "SUBJECT"`, or say which with `--issue N`.',
    ),
    Code(
        code="ISS017",
        title="an issue carries an article that was withdrawn",
        why="What was taken back for good is not sent to anybody.",
        mend="Take it out: `pressrun queue remove ARTICLE --issue N`.",
    ),
    Code(
        code="ISS018",
        title="a year has no number left for an issue",
        why='With `numbering = "year"` an issue\'s number is the year and three digits, and all'
        " of these are taken.",
        mend='Write `numbering = "publication"` into pressrun.toml, which counts on.',
    ),
    Code(
        code="ISS019",
        title="an issue features an article that it does not carry",
        why="The article that stands first and whole would be missing, and another one would take"
        " its place.",
        mend="Add it: `pressrun queue add ARTICLE --issue N`, or `pressrun queue feature --none`.",
    ),
    Code(
        code="ISS024",
        title="an issue names a translation",
        why="An issue names originals, and each reader gets them in their language; a translation"
        " would go to everybody.",
        mend="Name the original: `heron.md` in place of `heron.fr.md`.",
    ),
    Code(
        code="DIG001",
        title="a digest has nothing for anybody",
        why="Each of its readers has had every article already, so no mail goes out.",
        mend="There is nothing to mend; `pressrun status ISSUE` shows what it came to.",
    ),
    Code(
        code="APR001",
        title="nobody has approved the issue",
        why='With `approval = "required"` nothing goes out that a second person has not said yes'
        " to.",
        mend="Look at it with `pressrun show ISSUE`, then `pressrun approve ISSUE`.",
    ),
    Code(
        code="APR002",
        title="the issue has changed since it was approved",
        why="What was approved is what goes out, byte for byte; this is something else.",
        mend="See what is new with `pressrun diff ISSUE`, then `pressrun approve ISSUE`.",
    ),
    Code(
        code="APR003",
        title="the issue has begun to go out, or has",
        why="What it is was frozen when it began, and no approval changes that.",
        mend="See where it stands: `pressrun status ISSUE`.",
    ),
    Code(
        code="APR004",
        title="there is no approval to compare with",
        why="A difference is between what was approved and what is there now, and nobody has"
        " approved this issue.",
        mend="Type `pressrun approve ISSUE`, or look at it with `pressrun show ISSUE`.",
    ),
    Code(
        code="CHK001",
        title="check finds errors in an issue that is to go out",
        why="Each of them harms readers for sure, as a link that leads nowhere does in everybody's"
        " copy. Nothing was armed or sent.",
        mend="Mend what is told, and look again with `pressrun check`; or send it as it is with"
        " `--accept CODE` for each.",
    ),
    Code(
        code="CHK002",
        title="an error was accepted that is not there",
        why="The code may be a slip for another one, or what it stood for was mended meanwhile; a"
        " line in a script would let it pass for ever.",
        mend="Leave that `--accept` out.",
        severity=Severity.WARNING,
    ),
    Code(
        code="ART002",
        title="there is an article of this name already",
        why="Writing would have lost it, so nothing was written.",
        mend="Choose another title, or edit the file that is there.",
    ),
    Code(
        code="POL001",
        title="no public article asks this question",
        why="Only what is public takes votes.",
        mend="Write the name that the message suggests; `pressrun polls` lists all.",
    ),
    Code(
        code="POL002",
        title="several articles ask a question of this name",
        why="Their votes are counted apart.",
        mend="Name the article too: `pressrun polls results ARTICLE-ID/QUESTION`.",
    ),
)
