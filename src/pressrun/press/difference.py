"""What an issue says now that it did not when it was approved, face by face."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from email.header import decode_header, make_header
from enum import StrEnum
from html.parser import HTMLParser
from typing import Final

from pressrun.errors import UsageError
from pressrun.mail.copies import read_face
from pressrun.model.approval import Approval, ApprovedFace
from pressrun.model.issue import Issue
from pressrun.model.slot import MARK
from pressrun.ports import Contents, Store
from pressrun.press.approve import review
from pressrun.press.desk import Desk
from pressrun.press.proof import ARTICLES, PAGES

# Their bodies are made of what is compared anyway, or are the day of sending.
_MADE: Final = frozenset({"date", "content-type", "mime-version", "subject"})
_PLACE: Final = re.compile(rb"\0[a-z]+:([a-z-]+)\0")
_FOLD: Final = re.compile(r"\r\n(?=[ \t])")


class Part(StrEnum):
    """What of an issue a difference is in."""

    HEADER = "header"
    TEXT = "text"
    HTML = "html"
    OCTETS = "octets"  # none of the others shows it
    PAGES = "pages"
    ARTICLES = "articles"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A unified difference without its two lines of names: ``@@``, ``-``, ``+`` and space.

    ``language`` is empty for what is not in a face.
    """

    language: str
    part: Part
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """An approval, and what has changed since; ``digest`` is what the issue has now."""

    issue: Issue
    approval: Approval
    digest: str
    differences: tuple[Difference, ...]


def compare(desk: Desk, store: Store, issue: Issue, contents: Contents) -> Compared:
    """Return what of ``issue`` is not as it was approved.

    Raises:
        ContentError: The issue does not load or render.
        Refused: It is going out, or has.
        UsageError: Nobody has approved it.
    """
    now = review(desk, store, issue, contents)
    with store.unit(write=False) as unit:
        approval, faces = unit.approvals.find(issue.key), unit.approvals.faces(issue.key)
    if approval is None:
        raise UsageError(
            f"nobody has approved issue {issue.number}: there is nothing to compare it with",
            code="APR004",
            help=f"pressrun approve {issue.number}",
        )
    same = approval.digest == now.proof.digest
    found = () if same else tuple(differences(faces, now.proof.faces))
    return Compared(issue=issue, approval=approval, digest=now.proof.digest, differences=found)


def differences(
    before: Sequence[ApprovedFace], after: Sequence[ApprovedFace]
) -> Iterator[Difference]:
    """Yield where two proofs differ: of each face its header and text, its HTML only where these
    are the same, and its octets only where that is; what pages say only where no face differs."""
    old = {face.language: face.octets for face in before}
    new = {face.language: face.octets for face in after}
    seen = False
    for language in sorted((old.keys() | new.keys()) - {PAGES, ARTICLES}):
        for part, lines in _of_faces(old.get(language), new.get(language)):
            seen = True
            yield Difference(language=language, part=part, lines=lines)
    if lines := _unified(_rows(old, ARTICLES), _rows(new, ARTICLES)):
        seen = True
        yield Difference(language="", part=Part.ARTICLES, lines=lines)
    lines = () if seen else _unified(_rows(old, PAGES), _rows(new, PAGES))
    if lines:
        yield Difference(language="", part=Part.PAGES, lines=lines)


def _of_faces(old: bytes | None, new: bytes | None) -> Iterator[tuple[Part, tuple[str, ...]]]:
    if old == new:
        return
    header = _unified(_header(old), _header(new))
    text = _unified(_text(old), _text(new))
    if header:
        yield Part.HEADER, header
    if text:
        yield Part.TEXT, text
        return
    if html := _unified(_html(old), _html(new)):
        yield Part.HTML, html
    elif not header:
        yield Part.OCTETS, _unified(_octets(old), _octets(new))


def _unified(old: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
    made = unified_diff(old, new, n=2, lineterm="")
    return tuple(line for at, line in enumerate(made) if at > 1)


def _rows(faces: dict[str, bytes], name: str) -> list[str]:
    return faces.get(name, b"").decode().splitlines()


def _header(face: bytes | None) -> list[str]:
    """Return fields as they are read: one a line, words decoded, personal values by name."""
    if face is None:
        return []
    block = _PLACE.sub(rb"{\1}", face.partition(b"\r\n\r\n")[0]).decode("ascii", "replace")
    fields = (field.partition(": ") for field in _FOLD.sub("", block).split("\r\n"))
    subject = f"Subject: {read_face(face).subject}"
    kept = (
        f"{name}: {make_header(decode_header(body))}"
        for name, _, body in fields
        if name.lower() not in _MADE
    )
    return [subject, *kept]


def _text(face: bytes | None) -> list[str]:
    return [] if face is None else _named(read_face(face).text).splitlines()


def _html(face: bytes | None) -> list[str]:
    """Return words, and tags with what they bear, in the order of the page, one a line."""
    if face is None:
        return []
    reader = _Reader()
    reader.feed(_named(read_face(face).html))
    reader.close()
    return reader.lines


def _octets(face: bytes | None) -> list[str]:
    octets = _PLACE.sub(rb"{\1}", face or b"")
    return octets.decode("ascii", "backslashreplace").splitlines()


def _named(text: str) -> str:
    """Return text with the marks of personal values as ``{name}``."""
    return MARK.sub(r"{\1}", text)


class _Reader(HTMLParser):
    """Takes HTML apart into lines: what is read, and what tags say."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.lines.append(f"<{tag}>")
        self.lines += [f"  {name}={value or ''}" for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        self.lines.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.lines += [line for row in data.splitlines() if (line := " ".join(row.split()))]

    def handle_comment(self, data: str) -> None:
        self.lines += [f"<!-- {line}" for row in data.splitlines() if (line := row.strip())]
