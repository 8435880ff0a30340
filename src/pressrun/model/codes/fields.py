"""What can be wrong with what single fields of front matter say."""

from typing import Final

from pressrun.errors import Severity
from pressrun.model.code import Code

FIELDS: Final[tuple[Code, ...]] = (
    Code(
        code="FM007",
        title="this is not a moment",
        why="Nobody can tell when the article is to become public, or since when it is right, so"
        " the file is not loaded.",
        mend="Write day and time as `publish: 2026-12-01 09:00`, with `+01:00` or `Z` behind it if"
        " another zone is meant.",
    ),
    Code(
        code="FM018",
        title="the title or the subject is missing",
        why="An article without a title has no headline and no line in a feed; an issue without a"
        " subject cannot be sent.",
        mend='Write `title: "…"` into an article, `subject: "…"` into an issue.',
    ),
    Code(
        code="FM019",
        title="clocks skip this moment",
        why="On the day on which clocks go forward an hour does not exist. The article becomes"
        " public at the time that clocks show instead.",
        mend="Write the moment that is meant, as the message says it.",
        severity=Severity.WARNING,
    ),
    Code(
        code="FM020",
        title="the id is missing",
        why="By its id an entry is known for ever, in feeds and in the books: without one readers"
        " could not tell an edit from a new article.",
        mend="Type `pressrun check --fix`; never write one by hand.",
    ),
    Code(
        code="FM021",
        title="this is not an id",
        why="Ids are ten characters out of `a-z` and `2-7`, minted at random, so that two people"
        " never make the same one.",
        mend="Take the line out, then `pressrun check --fix`. If the article is public, put its"
        " former id back instead.",
    ),
    Code(
        code="FM025",
        title="this cannot be a slug",
        why="The slug is the last part of the page's address: small letters a-z, digits and single"
        " hyphens, at most eighty of them.",
        mend="Write `slug: the-winter-ferry`, or rename the file.",
    ),
    Code(
        code="FM026",
        title="this is not the language of the text",
        why="Readers get the article by it, and screen readers choose their voice by it. It is no"
        " tag of BCP 47, or the file's name says another one.",
        mend="Write `language: en` or `language: pt-BR`; in a translation, take the row out or"
        " rename the file.",
    ),
    Code(
        code="FM027",
        title="this is true or false, and nothing else",
        why='`yes`, `on` and `"true"` mean one thing to some programs and another to others, so'
        " only the two plain words are taken.",
        mend="Write `draft: true` or `draft: false`, without quotation marks.",
    ),
    Code(
        code="FM028",
        title="a tag has a comma in it",
        why="It is one tag with a comma, not two, and gets a page and a feed by that name.",
        mend="Write a list: `tags: [ferries, tides]`.",
        severity=Severity.WARNING,
    ),
    Code(
        code="FM030",
        title="this is not the name of an issue's folder",
        why="Number and slug of an issue are read from the name of its folder, so this one is not"
        " loaded.",
        mend="Rename it to a number, a hyphen and a slug: `042-autumn`.",
    ),
    Code(
        code="FM031",
        title="the sections of an issue are not in order",
        why="A section lacks its title or its articles, or an article stands behind a section and"
        " in none, so where it belongs is a guess.",
        mend='Write each as `section: "…"` with `articles: [slug]`, and loose articles above the'
        " first one.",
    ),
    Code(
        code="FM032",
        title="an article is listed twice in one issue",
        why="Readers would get it twice in one mail.",
        mend="Keep one of the two lines; the message names both.",
    ),
    Code(
        code="FM034",
        title="this is none of the words to choose from",
        why="The row chooses among a few words, such as how an issue is laid out, and this is none"
        " of them.",
        mend="Write one of the words that the message names; docs/front-matter.md says what each"
        " does.",
    ),
    Code(
        code="FM035",
        title="this is not a correction",
        why="A correction is shown to readers with its day, so it begins with one and says"
        " something behind it.",
        mend="Write `- 2026-12-01 The fare is 3 euros, not 2.` below `corrections:`, or let"
        ' `pressrun correct ARTICLE "…"` write it.',
    ),
    Code(
        code="FM036",
        title="the corrections of this article cannot be edited for you",
        why="Its front matter is written in a form that could not be changed without touching"
        " something else, so nothing was changed.",
        mend="Write the line that the message shows by hand, below `corrections:`.",
    ),
    Code(
        code="FM037",
        title="this is not a weight",
        why='By their weights a schedule with `order = "weight"` puts articles in order; it is a'
        " whole number of at most six digits.",
        mend="Write `weight: 10`.",
    ),
    Code(
        code="FM038",
        title="there is no such digest",
        why="A digest is made for readers who chose to hear once a week or once a month; nobody"
        " has chosen another one.",
        mend="Write `digest: weekly` or `digest: monthly`, or take the row out.",
    ),
    Code(
        code="FM039",
        title="a row of a translation does nothing",
        why="Who wrote it, its tags and when it becomes public are decided by the original; the"
        " row here is read by nobody.",
        mend="Take the row out, or change it in the original.",
        severity=Severity.WARNING,
    ),
    Code(
        code="FM040",
        title="a translation names more sections than the issue has",
        why="Titles of sections are matched by their order, so the last ones would stand above"
        " nothing.",
        mend="Name as many sections as `issue.md` has titled ones, in the same order.",
    ),
    Code(
        code="FM041",
        title="an erratum names no article",
        why="Who has the old text is found by the article's id; without it nobody would get the"
        " correction.",
        mend="Copy the value of `id:` from the article into `erratum:`, or let `pressrun correct"
        " ARTICLE --draft-erratum` write the issue.",
    ),
)
