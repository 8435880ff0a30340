"""Reads an MJML document before the engine does, and gives the engine what it can bear.

The engine drops or crashes on what it does not know and names no line. So tags, attributes and
their order are checked here; text and HTML do not reach it at all: a word stands for each, and is
replaced in what the engine made. The engine's input is therefore short, flat and ASCII.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

from pressrun.errors import RenderError, suggest
from pressrun.render.mjml.attributes import Attributes, passable
from pressrun.render.mjml.content import Content
from pressrun.render.mjml.ground import Ground
from pressrun.render.mjml.tags import ATTRIBUTES, CHILDREN, DEFAULTS, HOLDS_HTML, TAGS, UNREAD

_TAG: Final = re.compile(
    r"""<(?P<close>/?)(?P<name>[A-Za-z][\w:.-]*+)
        (?P<attributes>(?:[^<>"']++|"[^"]*+"|'[^']*+')*)>""",
    re.VERBOSE,
)
_COMMENT: Final = re.compile(r"<!--(?:-?>|.*?--!?>)", re.DOTALL)
_FOR_OUTLOOK: Final = ("<!--[if", "<!--<![endif]")
_PROLOGUE: Final = re.compile(
    r"\ufeff?\s*+(?:<\?xml[^>]*+>\s*+)?(?:<!doctype[^>]*+>)?", re.IGNORECASE
)
# Passed on as they are: what MJML calls raw, a style sheet, and the words of the title.
_LOOSE: Final = frozenset({"mj-raw", "mj-style", "mj-title"})
_ONCE: Final = frozenset({"mjml", "mj-head", "mj-body"})


@dataclass(frozen=True, slots=True)
class _Open:
    name: str
    at: int


class Guard:
    """Reads one document from its beginning to its end."""

    def __init__(self, ground: Ground) -> None:
        self._ground, self._source = ground, ground.source
        self._open: list[_Open] = []
        # What one mj-raw opens, another may close.
        self._left_open: list[tuple[str, int]] = []
        self._once: set[str] = set()
        self._stem = "content"
        while self._stem in self._source:  # so that no words can pass for ours
            self._stem += "s"
        self._kept: list[tuple[str, str, int]] = []
        self._pieces: list[str] = []
        self._length = 0
        self._written_at: list[int] = []
        self._read_at: list[int] = []

    def read(self) -> str:
        """Return the document as the engine gets it.

        Raises:
            RenderError: It is not what MJML allows.
        """
        prologue = _PROLOGUE.match(self._source)
        at = prologue.end() if prologue else 0
        while (start := self._source.find("<", at)) >= 0:
            self._check_blank(at, start)
            at = self._comment(start) or self._tag(start)
        self._check_blank(at, len(self._source))
        if self._open:
            last = self._open[-1]
            raise self._ground.refused(
                "MJML003",
                f"<{last.name}> is never closed",
                last.at,
                f"write </{last.name}> where it ends",
            )
        if "mj-body" not in self._once:
            raise self._ground.refused(
                "MJML010",
                "the document has no <mj-body>",
                0,
                "write <mjml><mj-body> … </mj-body></mjml>",
            )
        return "".join(self._pieces)

    def restored(self, html: str) -> str:
        """Return what the engine made with the text and HTML put back; tell what is missing."""
        seen: set[int] = set()

        def put_back(word: re.Match[str]) -> str:
            seen.add(int(word[1]))
            return self._kept[int(word[1])][1]

        whole = re.sub(rf"{self._stem}(\d+)z", put_back, html)
        for number, (name, _, at) in enumerate(self._kept):
            if number not in seen:
                self._ground.found(
                    "MJML011",
                    f"what stands in this <{name}> is not in the mail",
                    at,
                    f"there is another <{name}> that is read instead: remove one",
                )
        return whole

    def engine_refused(self, message: str) -> RenderError:
        """Return what the engine says of the document, placed where that was written."""
        what = re.sub(r" in root template.*", "", message)
        offset = re.search(r"at position (\d+)", message)
        index = bisect_right(self._written_at, int(offset[1])) - 1 if offset else 0
        return self._ground.refused(
            "MJML001",
            f"the MJML engine stops here: {what}",
            self._read_at[max(0, index)],
            "compare this element with its page in MJML's documentation",
        )

    def _write(self, text: str, at: int) -> None:
        self._written_at.append(self._length)
        self._read_at.append(at)
        self._pieces.append(text)
        self._length += len(text)

    def _keep(self, name: str, text: str, at: int) -> str:
        """Return the word that stands for ``text`` while the engine works."""
        self._kept.append((name, text, at))
        return f"{self._stem}{len(self._kept) - 1}z"

    def _check_blank(self, start: int, end: int) -> None:
        text = self._source[start:end]
        if not text or text.isspace():
            return
        at = start + len(text) - len(text.lstrip())
        if not self._open:
            raise self._misplaced("text", at)
        self._ground.found(
            "MJML007",
            f"text stands directly in <{self._open[-1].name}>, and is not in the mail",
            at,
            "write it in <mj-text> or <mj-raw>, or remove it",
        )

    def _misplaced(self, what: str, at: int) -> RenderError:
        if not self._open:
            return self._ground.refused(
                "MJML010", f"{what} stands outside <mjml>", at, "write it in <mj-body>"
            )
        return self._ground.refused(
            "MJML007",
            f"{what} stands directly in <{self._open[-1].name}>",
            at,
            "write it in <mj-text> or <mj-raw>",
        )

    def _comment(self, start: int) -> int:
        """Return where a comment ends, 0 if none begins here."""
        if not self._source.startswith("<!--", start):
            return 0
        comment = _COMMENT.match(self._source, start)
        if comment is None:
            raise self._ground.refused(
                "MJML003", "a comment is never closed", start, "write --> where it ends"
            )
        if comment[0].startswith(_FOR_OUTLOOK) and self._open and self._open[-1].name != "mjml":
            self._write(f"<!--{self._keep('comment', comment[0][4:-3], start)}-->", start)
        return comment.end()

    def _tag(self, start: int) -> int:
        """Read a tag, with its content if that is HTML, and return where it ends."""
        tag = _TAG.match(self._source, start)
        if tag is None:
            raise self._ground.refused(
                "MJML004",
                "'<' does not begin a tag here, or its tag is not finished",
                start,
                "write &lt; for the sign itself; close every quote and every tag",
            )
        name = tag["name"].lower()
        self._check_name(name, start)
        if tag["close"]:
            self._close(name, start)
            return tag.end()
        parent = self._open[-1].name if self._open else ""
        self._check_parent(name, parent, start)
        known = (DEFAULTS if parent == "mj-attributes" else ATTRIBUTES)[name]
        attributes, closed = Attributes(self._ground, name, known).read(*tag.span("attributes"))
        self._write(f"<{name}{attributes}{' /' if closed else ''}>", start)
        if closed:
            return tag.end()
        if name in HOLDS_HTML and parent != "mj-attributes":
            return self._content(name, tag)
        self._open.append(_Open(name, start))
        return tag.end()

    def _content(self, name: str, tag: re.Match[str]) -> int:
        start = tag.end()
        close = re.compile(rf"</{name}\s*+>", re.IGNORECASE).search(self._source, start)
        end = close.start() if close else len(self._source)
        loose = self._left_open if name in _LOOSE else None
        html = Content(self._ground, name, tag.start(), loose).read(start, end)
        if close is None:
            raise self._ground.refused(
                "MJML003",
                f"<{name}> is never closed",
                tag.start(),
                f"write </{name}> where it ends",
            )
        if html and not html.isspace():
            # The engine copies the title into an attribute too.
            text = passable(html) if name == "mj-title" else html
            self._write(self._keep(name, text, tag.start()), start)
        self._write(f"</{name}>", end)
        return close.end()

    def _check_name(self, name: str, at: int) -> None:
        if name in UNREAD:
            raise self._ground.refused("MJML002", f"{name} is not read", at, UNREAD[name])
        if name.startswith("mj") and name not in TAGS:
            raise self._ground.refused(
                "MJML002", f"<{name}> is not an MJML tag", at, suggest(name, TAGS)
            )

    def _check_parent(self, name: str, parent: str, at: int) -> None:
        if name not in TAGS:
            raise self._misplaced(f"<{name}>", at)
        if name not in CHILDREN.get(parent, ()):
            homes = sorted(home for home, held in CHILDREN.items() if name in held and home)
            raise self._ground.refused(
                "MJML007",
                f"<{name}> cannot stand in <{parent}>"
                if parent
                else f"<{name}> stands outside <mjml>",
                at,
                f"it stands in {', '.join(f'<{home}>' for home in homes)}"
                if homes
                else "remove it",
            )
        if name == "mj-carousel" and parent != "mj-attributes":
            if name in self._once:
                self._ground.found(
                    "MJML012",
                    "this is a second <mj-carousel>: turning one turns the other",
                    at,
                    "keep one; the MJML engine gives both the same names",
                )
            self._once.add(name)
        elif name in _ONCE:
            if name in self._once:
                raise self._ground.refused(
                    "MJML010", f"there is a second <{name}>", at, "write all of it in the first"
                )
            self._once.add(name)

    def _close(self, name: str, at: int) -> None:
        if not self._open:
            raise self._ground.refused(
                "MJML003", f"</{name}> closes nothing", at, "remove it, or open it before"
            )
        last = self._open.pop()
        if last.name != name:
            raise self._ground.refused(
                "MJML003",
                f"</{name}> stands where <{last.name}> of {self._ground.line(last.at)}"
                " must be closed",
                at,
                f"write </{last.name}> before it",
            )
        self._write(f"</{name}>", at)
