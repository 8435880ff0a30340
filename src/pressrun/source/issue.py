"""Front matter of ``issue.md`` into an issue."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from pressrun.errors import Place, Problem, quoted, suggest
from pressrun.model.article import ID, ArticleId
from pressrun.model.audience import DIGESTS, Cadence
from pressrun.model.issue import FOLDER, Issue, Section
from pressrun.model.language import language_tag
from pressrun.model.publication import Content, Layout
from pressrun.source.fields import Node, Scalar, Sequence, SourceFile, Table
from pressrun.source.findings import Findings
from pressrun.source.moment import read_moment
from pressrun.source.values import (
    MINT,
    Field,
    Reader,
    read_fields,
    read_id,
    read_line,
    read_text,
)


def parse_issue(source: SourceFile, *, folder: str) -> tuple[Issue | None, tuple[Problem, ...]]:
    """Return the issue that ``issue.md`` describes; None with an error among problems.

    ``folder`` is the name of its folder, ``042-autumn``, from which number and slug come.
    """
    findings = Findings()
    label = FOLDER.fullmatch(folder)
    if label is None:
        what = f"{quoted(folder)} is not a folder of an issue: a number, a hyphen and a slug"
        findings.refuse("FM030", what, Place(path=source.path), help="name it like  042-autumn")
    values = read_fields(source.table, FIELDS, findings, place=source.place(1, width=3))
    if label is None or not findings.sound:
        return None, findings.told()
    issue = Issue(
        number=int(label["number"]),
        slug=label["slug"],
        folder=folder,
        digest=source.digest,
        **values,
    )
    return issue, findings.told()


def choosing(kind: type[StrEnum]) -> Reader:
    """Return a reader of one word out of those of ``kind``."""

    def read(node: Node, findings: Findings) -> StrEnum | None:
        text = read_line(node, findings)
        if text is None or text in set(kind):
            return kind(text) if text else None
        what = f"there is no {kind.__name__.lower()} {quoted(text)}"
        findings.refuse("FM034", what, node.place, help=suggest(text, kind))
        return None

    return read


def read_digest(node: Node, findings: Findings) -> Cadence | None:
    """Read whose digest an issue is: that of readers who chose it once a week, or a month."""
    text = read_line(node, findings)
    if text is None or text in set(DIGESTS):
        return Cadence(text) if text else None
    what = f"there is no digest {quoted(text)}: it is {' or '.join(DIGESTS)}"
    findings.refuse("FM038", what, node.place, help=suggest(text, DIGESTS))
    return None


def read_corrected(node: Node, findings: Findings) -> ArticleId | None:
    """Read the id of an article, or of a translation: the article's, a colon and a language."""
    text = read_line(node, findings)
    minted, colon, language = (text or "").partition(":")
    if text is None or (ID.fullmatch(minted) and (language_tag(language) or not colon)):
        return ArticleId(text) if text else None
    what = f"{quoted(text)} is no article's id"
    findings.refuse("FM041", what, node.place, help="copy the line  id:  of the article")
    return None


def read_sections(node: Node, findings: Findings) -> tuple[Section, ...]:
    """Read articles in order: references, then tables with a title and references of their own."""
    items = node.items if isinstance(node, Sequence) else (node,)
    loose = [item for item in items if not isinstance(item, Table)]
    tables = [item for item in items if isinstance(item, Table)]
    for item in items[items.index(tables[0]) :] if tables else ():
        if item in loose:
            what = "an article stands behind a section and in none"
            findings.refuse("FM031", what, item.place, help="write it above the first section")
    found = [read_fields(table, SECTION, findings, place=table.place) for table in tables]
    if loose:
        found.insert(0, {"articles": _references(loose, findings)})
    _refuse_repeats([name for values in found for name in values.get("articles", ())], findings)
    return tuple(_section(**values) for values in found)


def read_references(node: Node, findings: Findings) -> tuple[Scalar, ...]:
    """Read one reference to an article, or a list of such."""
    return _references(node.items if isinstance(node, Sequence) else (node,), findings)


def _references(nodes: Iterable[Node], findings: Findings) -> tuple[Scalar, ...]:
    lines = ((read_line(node, findings), node.place) for node in nodes)
    return tuple(Scalar(text=line, place=place) for line, place in lines if line is not None)


def _refuse_repeats(references: Iterable[Scalar], findings: Findings) -> None:
    seen: dict[str, int | None] = {}
    for reference in references:
        name, line = reference.text.removesuffix(".md"), reference.place.line
        if name in seen:
            what = f"{quoted(reference.text)} is listed twice (lines {seen[name]} and {line})"
            findings.refuse("FM032", what, reference.place, help="keep one of them")
        seen.setdefault(name, line)


def _section(
    *, articles: tuple[Scalar, ...] = (), title: str | None = "", intro: str | None = ""
) -> Section:
    return Section(
        articles=tuple(reference.text for reference in articles),
        title=title or "",
        intro=intro or "",
        lines=tuple(reference.place.line or 0 for reference in articles),
    )


SECTION: Final[Mapping[str, Field]] = {
    "section": Field("title", read_line, missing=("FM031", 'write  section: "…"')),
    "intro": Field("intro", read_text),
    "articles": Field("articles", read_references, missing=("FM031", "write  articles: [slug]")),
}

# To add a field of front matter: a line here, and an attribute of model.issue.Issue.
FIELDS: Final[Mapping[str, Field]] = {
    "id": Field("key", read_id, missing=("FM020", MINT)),
    "subject": Field("subject", read_line, missing=("FM018", 'write  subject: "…"')),
    "preheader": Field("preheader", read_line),
    "list": Field("list", read_line),
    "when": Field("when", read_line),
    "layout": Field("layout", choosing(Layout)),
    "content": Field("content", choosing(Content)),
    "articles": Field("sections", read_sections),
    "featured": Field("featured", read_line),
    "schedule": Field("schedule", read_line),
    "digest": Field("digest_of", read_digest),
    "erratum": Field("erratum_of", read_corrected),
    "corrected": Field("corrected_at", read_moment),
}
