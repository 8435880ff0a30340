"""Front matter into an article."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, Final

from pressrun.errors import Place, Problem, quoted
from pressrun.model.article import Article, is_slug, slug_of
from pressrun.model.language import language_of_file, language_tag
from pressrun.source.corrections import read_corrections
from pressrun.source.fields import Node, SourceFile
from pressrun.source.findings import Findings
from pressrun.source.links import is_outside, picture_fault
from pressrun.source.moment import read_publish
from pressrun.source.values import (
    MINT,
    Field,
    read_fields,
    read_id,
    read_line,
    read_lines,
    read_text,
)

_WEIGHT: Final = re.compile(r"[+-]?[0-9]{1,6}")


def parse_article(
    source: SourceFile, *, language: str, zone: str
) -> tuple[Article | None, tuple[Problem, ...]]:
    """Return the article that a file's front matter describes; None with an error among problems.

    ``language`` is the publication's, for a file that names none; ``zone`` its IANA time zone,
    for a moment without an offset. What a translation leaves to its original is empty.
    """
    findings = Findings(zone=zone)
    tag, place = language_of_file(source.path), source.place(1, width=3)
    fields = TRANSLATION if tag else FIELDS
    values = read_fields(source.table, fields, findings, place=place)
    if tag:
        _warn_of_idle(source, values.get("language", tag) == tag, tag, findings)
        values |= {"id": values.get("id", ""), "slug": values.get("slug", ""), "language": tag}
    values.setdefault("language", language)
    if "slug" not in values:
        values["slug"] = _slug_of_file(source, findings)
    _warn_of_image(source, values, findings)
    if not findings.sound:
        return None, findings.told()
    return Article(path=source.path, digest=source.digest, **values), findings.told()


def read_slug(node: Node, findings: Findings) -> str | None:
    """Read the last part of the page's address."""
    text = read_line(node, findings)
    return text if text is None else _checked_slug(text, node.place, findings)


def read_tags(node: Node, findings: Findings) -> tuple[str, ...]:
    """Read one tag or a list of tags."""
    tags = read_lines(node, findings)
    for tag in tags:
        if "," in tag:
            parts = ", ".join(part.strip() for part in tag.split(","))
            what, advice = f"{quoted(tag)} is one tag with a comma in it", f"write  tags: [{parts}]"
            findings.warn("FM028", what, node.place, help=advice)
    return tags


def read_language(node: Node, findings: Findings) -> str | None:
    """Read a BCP 47 tag."""
    text = read_line(node, findings)
    tag = language_tag(text) if text else None
    if text and tag is None:
        what = f"{quoted(text)} is not a language tag"
        findings.refuse("FM026", what, node.place, help="write one such as  en  or  pt-BR")
    return tag


def read_truth(node: Node, findings: Findings) -> bool | None:
    """Read ``true`` or ``false``, and nothing that only looks like them."""
    text = read_text(node, findings)
    if text is None:
        return None
    # Where the text does not stand at its own place, quotation marks do.
    written = (node.place.text or "")[(node.place.column or 1) - 1 :]
    if text in {"true", "false"} and written.startswith(text):
        return text == "true"
    meant = "true" if text.lower() in {"true", "yes", "on", "1"} else "false"
    key = (node.place.text or "").partition(":")[0].strip() or "this"
    what = f"'{key}' is true or false, without quotation marks"
    findings.refuse("FM027", what, node.place, help=f"write  {key}: {meant}")
    return None


def read_weight(node: Node, findings: Findings) -> int | None:
    """Read a whole number; the heavier article stands before the lighter one."""
    text = read_text(node, findings)
    if text is None:
        return None
    if _WEIGHT.fullmatch(text):
        return int(text)
    what = f"{quoted(text)} is not a weight: a whole number of at most six digits"
    findings.refuse("FM037", what, node.place, help="write  weight: 10")
    return None


def read_image(node: Node, findings: Findings) -> str | None:
    """Read the name of a picture beside the article."""
    text = read_line(node, findings)
    if not text:
        return text
    fault = picture_fault(text) or ("it is on another site" if is_outside(text) else "")
    if fault:
        what = f"the article's picture may not come from {quoted(text)}: {fault}"
        advice = "put the file beside the article and write  image: picture.png"
        findings.refuse("IMG005", what, node.place, help=advice)
        return None
    return text


def _warn_of_idle(source: SourceFile, agrees: bool, tag: str, findings: Findings) -> None:
    """Warn of what a translation's front matter says in vain: its original and its name decide."""
    for key in LEFT_TO_ORIGINAL:
        if node := source.table.find(key):
            what = f"a translation has its original's '{key}': this row does nothing"
            findings.warn("FM039", what, node.place, help="take it out")
    node = source.table.find("language")
    if node is not None and not agrees:
        what = f"the file's name says that this is a translation into {tag}"
        findings.refuse("FM026", what, node.place, help="take the row out, or rename the file")


def _warn_of_image(source: SourceFile, values: Mapping[str, Any], findings: Findings) -> None:
    """Warn of a picture that nobody described, and of a description without its picture."""
    image, alt = source.table.find("image"), source.table.find("image_alt")
    if image and values.get("image") and not values.get("image_alt"):
        advice = "say what a reader who cannot see it would miss:  image_alt: What it shows"
        findings.warn("IMG003", "the picture has no alternative text", image.place, help=advice)
    # What a translation does not name may be its original's.
    inherits = bool(language_of_file(source.path)) and image is None
    if alt and values.get("image_alt") and "image" not in values and not inherits:
        advice = "name it:  image: picture.png"
        findings.warn(
            "IMG009", "this describes a picture, and none is named", alt.place, help=advice
        )


def _slug_of_file(source: SourceFile, findings: Findings) -> str | None:
    stem = re.sub(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}-", "", PurePosixPath(source.path).stem)
    return _checked_slug(stem, source.place(1, width=3), findings)


def _checked_slug(text: str, place: Place, findings: Findings) -> str | None:
    if is_slug(text):
        return text
    what = f"{quoted(text)} cannot be a slug: small letters a-z, digits and single hyphens"
    findings.refuse("FM025", what, place, help=f"write  slug: {slug_of(text)}")
    return None


# To add a field of front matter: a line here, and an attribute of model.article.Article.
FIELDS: Final[Mapping[str, Field]] = {
    "id": Field("id", read_id, missing=("FM020", MINT)),
    "title": Field("title", read_line, missing=("FM018", 'write  title: "…"')),
    "slug": Field("slug", read_slug),
    "summary": Field("summary", read_text),
    "author": Field("authors", read_lines),
    "authors": Field("authors", read_lines),
    "tags": Field("tags", read_tags),
    "language": Field("language", read_language),
    "publish": Field("publish", read_publish),
    "draft": Field("draft", read_truth),
    "image": Field("image", read_image),
    "image_alt": Field("image_alt", read_line),
    "corrections": Field("corrections", read_corrections),
    "section": Field("section", read_line),
    "weight": Field("weight", read_weight),
    "pinned": Field("pinned", read_truth),
}

# What a translation cannot say otherwise than its original.
LEFT_TO_ORIGINAL: Final = ("publish", "section", "weight", "pinned")
TRANSLATION: Final[Mapping[str, Field]] = {**FIELDS, "id": Field("id", read_id)}
