"""Names that another program would have filled in, and no reader of ours ever sees filled."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from pressrun.errors import Place, Problem, quoted
from pressrun.model.article import Article
from pressrun.model.code import Code
from pressrun.model.issue import Issue
from pressrun.render.lint.prose import front_end, prose
from pressrun.render.lint.rule import Rule
from pressrun.render.lint.script import Script
from pressrun.render.lint.subjects import ArticleCopy, IssueCopy, MailCopy, TemplateCopy
from pressrun.render.lint.tree import Attribute, Element, Words

MRG001: Final = Code(
    code="MRG001",
    title="a merge name stands in the text",
    why="Other programs put each reader's name in the place of `{{ name }}`, `*|FNAME|*` or"
    " `%%name%%`."
    " Pressrun sends articles and issues as they are written, and of a template fills what Jinja"
    " fills, so readers get the signs themselves.",
    mend="Greet all readers alike. A theme may name a reader: `{{ slot.name }}` in"
    " templates/email/parts/opening.mjml. What is meant to be seen belongs in `backticks`.",
    excusable=True,
)

# Between signs that people also set around other things, these words alone are names of values.
_WORD: Final = (
    r"(?:(?:first|last|full|given|family|sur|subscriber|recipient|contact|user|your)[ _-]?names?"
    r"|names?|[fl]name|e-?mail(?:[ _-]?address)?|company|unsubscribe(?:[ _-]?(?:link|url))?"
    r"|web ?version|pr[ée]nom|vorname|nachname|nombre|apellido)"
)
_SHAPES: Final = (
    r"\{\{\{?[^{}\n]{1,500}\}\}\}?",  # Handlebars, Liquid, Jinja, Mustache
    r"\{%-?\s(?:[^{}%\n]|%(?!\})){1,500}\s-?%\}",  # Liquid, Jinja
    r"\*\|[A-Z][A-Z0-9_:.]{0,40}\|\*",  # Mailchimp
    r"%%[A-Za-z_][A-Za-z0-9_. -]{0,40}%%",  # Salesforce, Pardot
    r"(?<![\w%])%(?:[A-Za-z_]{1,30}\.[A-Za-z_.]{1,40}|[A-Z][A-Z_]{3,30})%",  # Mailgun
    r"\{\$[A-Za-z_]\w{0,40}\}",  # MailerLite
    r"\{![A-Za-z_]\w{0,40}\.[A-Za-z_]\w{0,40}\}",  # Salesforce
    r"\[[a-z_]{1,30},\s?fallback=[^\[\]\n]{0,40}\]",  # Campaign Monitor
    rf"\[\[(?:data:)?{_WORD}(?::[^\[\]\n]{{0,40}})?\]\]",  # Mailjet, GetResponse
    rf"<<\s?{_WORD}\s?>>",
    rf"\$?\{{\s?{_WORD}\s?\}}",
)
_NAME: Final = re.compile("|".join(f"(?:{shape})" for shape in _SHAPES), re.IGNORECASE)
# What programs that make sites put there is no reader's name.
_SITE: Final = re.compile(r"\{%|\{\{(?:[<%]|-?\s*(?:[\"']|(?:site|page)\.))")
# Of these the case tells.
_CAPITALS: Final = ("*|", "%")
_HELP: Final = "greet all readers alike"
_OF_SITES: Final = "write in its place what readers are to see"
# In front matter those signs would be seen themselves.
_CODE: Final = "put it in `backticks` where it is meant to be seen"
_JINJA: Final = ("{{", "{%")
# Nobody reads what stands in these.
_UNREAD: Final = frozenset({"style", "script", "mj-style"})
_READ: Final = ("alt", "title", "aria-label", "href", "src")


def holds_merge_name(text: str) -> bool:
    """Tell whether another program would put something in the place of a part of a text."""
    return any(True for _ in _names(text))


def _look(copy: ArticleCopy | IssueCopy | TemplateCopy | MailCopy) -> Iterator[Problem]:
    if isinstance(copy, TemplateCopy):
        for element in copy.root.walk():
            if element.name not in _UNREAD:
                yield from (_in_mail(name, place) for name, place in _in_element(element))
    elif isinstance(copy, MailCopy):
        yield from (_in_mail(name, place) for name, place in _in_text_templates(copy))
    else:
        yield from _look_at_text(copy)


def _in_mail(name: str, place: Place) -> Problem:
    return Problem(
        code=MRG001.code,
        what=f"{quoted(name)} stands in the mail, and nothing is put in its place",
        place=replace(place, width=len(name)),
        help="write what Pressrun fills in, such as  {{ slot.name }}  or"
        "  {{ slot.unsubscribe_url }}",
        severity=MRG001.severity,
    )


def _in_text_templates(copy: MailCopy) -> Iterator[tuple[str, Place]]:
    """Yield what Jinja leaves alone in templates of the text part, and readers are shown."""
    for template, text in copy.templates.items():
        if not template.endswith(".txt"):
            continue
        script = Script(f"templates/{template}", text)
        for line, row in enumerate(script.rows, 1):
            for at, name in _names(row):
                if not name.startswith(_JINJA) and name in copy.rendered.text:
                    yield name, script.place(line, at + 1, len(name))


def _in_element(element: Element) -> Iterator[tuple[str, Place]]:
    """Yield the names that a template wrote into an element: its words and what is read of it."""
    runs: list[tuple[str, Words | Attribute]] = [
        (words.text, words) for words in element.children if isinstance(words, Words)
    ]
    runs += [(said.value, said) for key in _READ if (said := element.attributes.get(key))]
    for text, run in runs:
        for at, name in _names(text):
            if isinstance(run, Words):
                start = run.at + at
            else:
                start = run.value_at + at if run.exact else run.value_at
            if place := element.place(start):
                yield name, place


def _look_at_text(copy: ArticleCopy | IssueCopy) -> Iterator[Problem]:
    found: dict[str, list[Place]] = {}
    front = front_end(copy.script)
    for place in _places(copy):
        found.setdefault(place.marked, []).append(place)
    for name, places in found.items():
        advice = _OF_SITES if _SITE.match(name) else _HELP
        yield Problem(
            code=MRG001.code,
            what=f"{quoted(name)} stands in the text, and nothing is put in its place"
            + _elsewhere(places),
            place=places[0],
            help=advice if (places[0].line or 0) <= front else f"{advice}; {_CODE}",
            severity=MRG001.severity,
        )


def _elsewhere(places: list[Place]) -> str:
    lines = list(dict.fromkeys(f"{place.line}" for place in places if place != places[0]))
    lines = [line for line in lines if line != f"{places[0].line}"]
    if not lines:
        return ""
    return f" (and in line{'s' if len(lines) > 1 else ''} {', '.join(lines[:8])})"


def _places(copy: ArticleCopy | IssueCopy) -> Iterator[Place]:
    script = copy.script
    said = "\n".join(_said(copy))
    for line in range(2, front_end(script)):
        for at, name in _names(script.rows[line - 1]):
            # A comment of YAML is said to nobody.
            if name in said:
                yield script.place(line, at + 1, len(name))
    for line, row in enumerate(prose(copy.document, script), 1):
        for at, name in _names(_without_comments(row)):
            yield script.place(line, at + 1, len(name))


def _without_comments(row: str) -> str:
    """Return a row with comments blank: one that excuses something is no text."""
    pieces: list[str] = []
    seen, start = 0, row.find("<!--")
    while start >= 0 and (end := row.find("-->", start)) >= 0:
        pieces += (row[seen:start], " " * (end + 3 - start))
        seen = end + 3
        start = row.find("<!--", seen)
    return "".join((*pieces, row[seen:]))


def _names(row: str) -> Iterator[tuple[int, str]]:
    for found in _NAME.finditer(row):
        name = found[0]
        if name.startswith(_CAPITALS) and not name.startswith("%%") and not _is_shouted(name):
            continue
        # What is escaped is meant to be seen.
        if found.start() == 0 or row[found.start() - 1] != "\\":
            yield found.start(), name


def _is_shouted(name: str) -> bool:
    return name == name.upper() or ("." in name and name.startswith("%"))


def _said(copy: ArticleCopy | IssueCopy) -> Iterable[str]:
    """Return what front matter says to readers."""
    return _of_article(copy.article) if isinstance(copy, ArticleCopy) else _of_issue(copy.issue)


def _of_article(article: Article) -> tuple[str, ...]:
    corrections = (str(correction.parts) for correction in article.corrections)
    words = (article.title, article.summary, article.image_alt, article.section)
    return (*words, *article.authors, *article.tags, *corrections)


def _of_issue(issue: Issue) -> tuple[str, ...]:
    sections = (words for section in issue.sections for words in (section.title, section.intro))
    return (issue.subject, issue.preheader, *sections)


MERGE_NAMES: Final = Rule(
    on=(ArticleCopy, IssueCopy, TemplateCopy, MailCopy), codes=(MRG001,), look=_look
)
