"""Notes of an editor to herself that readers would see."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from pressrun.errors import Place, Problem, Severity, quoted
from pressrun.model.code import Code
from pressrun.model.document import Block, Related
from pressrun.model.inline import Text
from pressrun.model.parts import blocks_in, inlines_in
from pressrun.render.lint.rule import Rule
from pressrun.render.lint.script import Script
from pressrun.render.lint.subjects import ArticleCopy, IssueCopy

LEK003: Final = Code(
    code="LEK003",
    title="a note to yourself stands in the text",
    why="TODO, FIXME and the like mark what is still to be done. Readers get it as it stands there,"
    " with whatever was noted beside it.",
    mend="Do what it says and take it out, or make it a comment of the front matter. Words on such"
    " marks belong in `backticks`.",
    severity=Severity.WARNING,
    excusable=True,
)

# A mark is one by what stands around it: 'a TODO list' and 'Super Bowl XXX' are none.
_MARK: Final = re.compile(
    r"\b(?:TODO|FIXME|XXX)(?=:|\([^()\s]{1,40}\)[:\s]|\])|(?<=[\[(])(?:TODO|FIXME|XXX)\b"
    r"|\bLorem ipsum dolor sit amet\b"
)
# At the head of a paragraph it is one before words that go on in small letters.
_HEAD: Final = re.compile(
    r"(?:TODO|FIXME|XXX)(?=$| (?!(?:lists?|items?|comments?|notes?|apps?|files?|marks?)\b)[a-z])"
)
# 'Todo' is an everyday word there.
_EVERYDAY: Final = ("es", "gl", "pt")


def _look(copy: ArticleCopy | IssueCopy) -> Iterator[Problem]:
    if isinstance(copy, ArticleCopy) and copy.article.draft:
        return
    seen: Counter[tuple[str, int]] = Counter()
    language = _language(copy)
    for text in _front(copy):
        for word in _marks(text, language, heads=True):
            yield _problem(_front_place(copy.script, word, seen), text, word)
    for block in blocks_in(copy.document):
        for text, heads in _texts(block):
            for word in _marks(text, language, heads=heads):
                seen[word, block.line] += 1
                place = copy.script.find(word, block.line, 0, seen[word, block.line] - 1)
                yield _problem(place, text, word)


def _problem(place: Place, text: str, word: str) -> Problem:
    at = text.find(word)
    return Problem(
        code=LEK003.code,
        what=f"a note to yourself would be published: {quoted(text[at:].strip())}",
        place=place,
        help="do what it says, then take it out",
        severity=LEK003.severity,
    )


def _language(copy: ArticleCopy | IssueCopy) -> str:
    own = copy.article.language if isinstance(copy, ArticleCopy) else copy.issue.language
    return (own or copy.publication.language).partition("-")[0].casefold()


def _marks(text: str, language: str, *, heads: bool) -> Iterator[str]:
    head = _HEAD.match(text) if heads and language not in _EVERYDAY else None
    if head:
        yield head[0]
    for found in _MARK.finditer(text):
        if head is None or found.start():
            yield found[0]


def _front(copy: ArticleCopy | IssueCopy) -> Iterator[str]:
    """Yield what front matter says to readers."""
    if isinstance(copy, ArticleCopy):
        yield from (copy.article.title, copy.article.summary, copy.article.image_alt)
        return
    issue = copy.issue
    # What a translation leaves to the issue is told there.
    said = next((text for text in issue.texts if text.language == issue.language), issue)
    yield from (said.subject, said.preheader)
    for section in said.sections:
        yield from (section.title, section.intro)


def _front_place(script: Script, word: str, seen: Counter[tuple[str, int]]) -> Place:
    """Return the next place of a word in front matter that is not in a comment of it."""
    seen[word, 0] += 1
    left = seen[word, 0]
    for line, row in enumerate(script.rows[1:], 2):
        if row.rstrip() == "---":
            break
        at = -1 if row.lstrip().startswith("#") else row.find(word)
        if at >= 0:
            left -= 1
            if not left:
                return script.place(line, at + 1, len(word))
    return script.whole(1)


def _texts(block: Block) -> Iterator[tuple[str, bool]]:
    """Yield the words of a block, code apart, and whether they begin it."""
    for name in ("title", "credit", "alt"):
        if isinstance(words := getattr(block, name, None), str) and words:
            yield words, True
    if isinstance(block, Related):
        for item in block.items:
            yield from ((words, True) for words in (item.label, item.teaser) if words)
    for number, part in enumerate(inlines_in(block)):
        if isinstance(part, Text):
            yield part.text, number == 0


UNFINISHED: Final = Rule(on=(ArticleCopy, IssueCopy), codes=(LEK003,), look=_look)
