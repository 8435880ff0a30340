"""What can be wrong with a publication's templates, their MJML and their words."""

from typing import Final

from pressrun.errors import Severity
from pressrun.model.code import Code

TEMPLATES: Final[tuple[Code, ...]] = (
    Code(
        code="TPL001",
        title="a template or a face cannot be made",
        why="This stands for what a template brings about and has no code of its own.",
        mend="Mend what the message names, then `pressrun show ISSUE`.",
    ),
    Code(
        code="TPL002",
        title="there is no template of this name",
        why="Another template includes it, or the built-in ones are missing, so no mail and no"
        " page can be made.",
        mend="Write the name that the message suggests; if built-in ones are missing: `pip install"
        " --force-reinstall pressrun`.",
    ),
    Code(
        code="TPL003",
        title="a template cannot be read",
        why="It is not UTF-8, or a tag of Jinja in it has no end, so nothing can be made of it.",
        mend="Give every `{% … %}` its end and every `{{` its `}}`; save the file as UTF-8.",
    ),
    Code(
        code="TPL004",
        title="a template uses what does not exist",
        why="Mostly a name is spelled in another way; an empty place in the mail would be noticed"
        " by readers first.",
        mend="Write the name that the message suggests; docs/themes.md lists what a template is"
        " given.",
    ),
    Code(
        code="TPL005",
        title="a template does what templates may not",
        why="It reaches for the inside of the program. Templates may come from other people, so"
        " they read the values they are given and nothing else.",
        mend="Take the expression out of the line that the message shows.",
    ),
    Code(
        code="TPL006",
        title="an expression of a template fails",
        why="For some value it divides by nothing, adds text to a number, or includes itself"
        " without end.",
        mend="Mend the expression on the line that the message shows; `{% if … %}` keeps a missing"
        " value out.",
    ),
    Code(
        code="TPL007",
        title="a template asks for too much",
        why="A number on this line makes text that would fill the memory of the machine.",
        mend="Make the number smaller, or let the text grow less.",
    ),
    Code(
        code="TPL008",
        title="a template does not end",
        why="It was stopped after two seconds of work; a whole issue takes some hundredths of one.",
        mend="Let the loops and macros around the line that the message shows end sooner.",
    ),
    Code(
        code="MJML001",
        title="the MJML engine stops here",
        why="The document has the right form and the engine cannot make HTML of it, so there is no"
        " mail.",
        mend="Compare this element with its page in MJML's documentation.",
    ),
    Code(
        code="MJML002",
        title="there is no such MJML tag, or it is not read",
        why="The engine would leave it out without a word, with all that stands in it.",
        mend="Write the name that the message suggests; docs/mjml.md says what is not read.",
    ),
    Code(
        code="MJML003",
        title="a tag is not closed, or closes nothing",
        why="What stands behind it would move into another column, or vanish.",
        mend="Write the closing tag that the message names where it belongs.",
    ),
    Code(
        code="MJML004",
        title="this is neither a tag nor an attribute",
        why="A quotation mark or a bracket is missing, or a `<` is meant as a sign.",
        mend='Write attributes as `name="value"`, close every tag, and write `&lt;` for the sign'
        " itself.",
    ),
    Code(
        code="MJML005",
        title="an attribute is given twice",
        why="The first one counts, so a change to the second one does nothing.",
        mend="Remove one of the two.",
        severity=Severity.WARNING,
    ),
    Code(
        code="MJML006",
        title="elements are nested too deeply",
        why="Mail programs stop reading, or take minutes, when lists and tables stand so deep in"
        " one another.",
        mend="Nest lists, quotations and tables less deeply.",
    ),
    Code(
        code="MJML007",
        title="something stands where MJML has no room for it",
        why="Text between sections is not in the mail, and an element in the wrong parent breaks"
        " the columns.",
        mend="Put text into `<mj-text>` or `<mj-raw>`, and an element where the message says that"
        " it stands.",
    ),
    Code(
        code="MJML008",
        title="an element has no such attribute",
        why="The engine would pass over it, and the mail would not look as you meant.",
        mend="Write the name that the message suggests, or remove it.",
    ),
    Code(
        code="MJML009",
        title="an attribute changes nothing",
        why="MJML knows it, and the engine does not write it into the mail.",
        mend="Remove it, or say it in `<mj-style>` with a `css-class`.",
        severity=Severity.WARNING,
    ),
    Code(
        code="MJML010",
        title="the document has no body, two of something, or something outside",
        why="Which of the two would count is nowhere said, and what stands outside of `<mjml>` is"
        " lost.",
        mend="Write one `<mjml>` with one `<mj-body>`, and everything that is to show in it.",
    ),
    Code(
        code="MJML011",
        title="what stands here is not in the mail",
        why="The document has another element of this kind, and that one is read instead.",
        mend="Remove one of the two.",
        severity=Severity.WARNING,
    ),
    Code(
        code="MJML012",
        title="a second carousel stands in one mail",
        why="The engine gives both the same names, so turning one turns the other.",
        mend="Keep one of them.",
        severity=Severity.WARNING,
    ),
    Code(
        code="WRD001",
        title="a file of words does not load",
        why="These are the interface's words in one language, and without them mail and pages have"
        " gaps.",
        mend='Write one `name = "text"` a line, as TOML.',
    ),
    Code(
        code="WRD002",
        title="the theme has no words for something",
        why="A template asks for a name that stands in no file of words, not in the English one"
        " either.",
        mend="Add the line that the message shows to `templates/words/en.toml`.",
    ),
    Code(
        code="WRD003",
        title="the months are not twelve",
        why="Dates are written with the words of `months`, and with fewer of them some day has no"
        " month.",
        mend='Write twelve words with spaces between: `months = "January February …"`.',
    ),
    Code(
        code="CSS001",
        title="the style sheet cannot be written into the mail",
        why="Many mail programs read styles only where they stand on each element, and this one"
        " cannot be taken apart.",
        mend="Mend the CSS in `<mj-style>` or in `templates/email/style.css`.",
    ),
    Code(
        code="RND001",
        title="words hold the sign that stands for readers' own values",
        why="In each copy it would be replaced by an address of that reader, in the middle of your"
        " words.",
        mend="Take the address that the message names out of words and links.",
    ),
    Code(
        code="WAY001",
        title="a part of the mail has no link to unsubscribe",
        why='Who cannot find the way out presses "junk" instead, which harms the mail to'
        " everybody; in many countries the link is the law.",
        mend="Put `{{ slot.unsubscribe_url }}` into `templates/email/parts/foot.mjml` or"
        " `foot.txt`, or into the layout.",
        severity=Severity.WARNING,
    ),
    Code(
        code="LTR001",
        title="there is no such letter, or its face is gone",
        why="Letters are the mail that answers a reader's wish, such as the one that asks to"
        " confirm a subscription.",
        mend="Name one of those that the message lists: `pressrun show --letter confirm`.",
    ),
    Code(
        code="LTR002",
        title="a letter leaves out what it is written for",
        why="Without its link or its code a reader cannot confirm, move or leave: their wish is"
        " lost.",
        mend="Put the place that the message shows, such as `{{ slot.action_url }}`, into the"
        " letter or what it includes.",
    ),
)
