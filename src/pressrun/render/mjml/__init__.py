"""MJML to HTML: the one door to the engine, and the guard before it.

The engine corrupts attributes that hold line ends, quotes or marks, drops tags it does not know,
and names no line when it gives up. So its input is read first, tag by tag: attributes are
written anew in a form that it passes through, and what it would swallow is told.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import mjml

from pressrun.errors import Place, RenderError, suggest
from pressrun.model.publication import Theme

DEPTH_LIMIT: Final = 200
TAGS: Final = frozenset(
    {
        *("mjml", "mj-head", "mj-attributes", "mj-all", "mj-class", "mj-breakpoint", "mj-font"),
        *("mj-preview", "mj-style", "mj-title", "mj-body", "mj-wrapper", "mj-section"),
        *("mj-column", "mj-group", "mj-text", "mj-image", "mj-button", "mj-divider", "mj-spacer"),
        *("mj-table", "mj-raw", "mj-hero", "mj-social", "mj-social-element", "mj-navbar"),
        *("mj-navbar-link", "mj-accordion", "mj-accordion-element", "mj-accordion-title"),
        *("mj-accordion-text", "mj-carousel", "mj-carousel-image"),
    }
)
# Elements of HTML that have no end (HTML living standard §13.1.2).
VOID: Final = frozenset(
    {
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"),
        *("track", "wbr"),
    }
)
_TAG: Final = re.compile(
    r"""<(?P<close>/?)(?P<name>[A-Za-z][\w:.-]*+)
        (?P<attributes>(?:[^<>"']|"[^"]*+"|'[^']*+')*+)>""",
    re.VERBOSE,
)
_ATTRIBUTE: Final = re.compile(
    r"""\s*+(?P<name>[^\s"'<>/=]++)
        (?:\s*+=\s*+(?:"(?P<double>[^"]*+)"|'(?P<single>[^']*+)'|(?P<bare>[^\s"'<>]++)))?""",
    re.VERBOSE,
)
_END: Final = re.compile(r"\s*+/?\s*+")


def compile_mjml(source: str, *, name: str, theme: Theme) -> str:
    """Return the HTML of an MJML document, without its comments but for those Outlook reads.

    ``name`` is the template of ``theme`` that made ``source``. An error points at the line of a
    template where that line is found as it is, else at the line of ``source``, and says so.

    Raises:
        RenderError: ``source`` is not what MJML allows, or the engine refuses it.
    """
    guard = _Guard(source, name, theme)
    guarded = "".join(guard.written())
    try:
        html: str = mjml.mjml2html(guarded, fonts={})
    except ValueError as cause:
        raise guard.engine_refused(str(cause), guarded) from cause
    return html


@dataclass(frozen=True, slots=True)
class _Open:
    name: str
    at: int


class _Guard:
    """Reads one document from its beginning to its end."""

    def __init__(self, source: str, name: str, theme: Theme) -> None:
        self._source, self._name, self._theme = source, name, theme
        self._open: list[_Open] = []

    def written(self) -> Iterator[str]:
        """Yield the document in pieces that the engine passes through unharmed."""
        source, at = self._source, 0
        while (start := source.find("<", at)) >= 0:
            yield self._text(source[at:start])
            if source.startswith("<!--", start):
                at = self._comment_end(start)
                yield self._comment(source[start:at])
            else:
                tag = self._tag_at(start)
                yield self._tag(tag)
                at = tag.end()
        yield self._text(source[at:])
        if self._open:
            last = self._open[-1]
            raise self._refused(
                "MJML003",
                f"<{last.name}> is never closed",
                last.at,
                f"write </{last.name}> where it ends",
            )

    def engine_refused(self, message: str, guarded: str) -> RenderError:
        """Return what the engine says of ``guarded``, whose lines are those of the source."""
        what = re.sub(r" in root template.*", "", message)
        offset = re.search(r"at position (\d+)", message)
        before = guarded.encode()[: int(offset[1])] if offset else b""
        start = 0
        for _ in range(before.count(b"\n")):
            start = self._source.index("\n", start) + 1
        return self._refused(
            "MJML001",
            f"the MJML engine stops here: {what}",
            start + _margin(self._source[start:]),
            "every element must stand where MJML allows it: sections in mj-body, columns in"
            " sections, content in columns",
        )

    def _text(self, text: str) -> str:
        # The engine copies the title into an attribute, where it harms what is not ASCII.
        if self._open and self._open[-1].name == "mj-title":
            return _passable(text)
        return text

    def _comment(self, comment: str) -> str:
        conditional = comment.startswith(("<!--[if", "<!--<![endif]"))
        return comment if conditional else "\n" * comment.count("\n")

    def _comment_end(self, start: int) -> int:
        end = self._source.find("-->", start)
        if end < 0:
            raise self._refused(
                "MJML003", "a comment is never closed", start, "write --> where it ends"
            )
        return end + 3

    def _tag_at(self, start: int) -> re.Match[str]:
        tag = _TAG.match(self._source, start)
        if tag is None:
            raise self._refused(
                "MJML004",
                "'<' does not begin a tag here, or its tag is not finished",
                start,
                "write &lt; for the sign itself; close every quote and every tag",
            )
        return tag

    def _tag(self, tag: re.Match[str]) -> str:
        name = tag["name"].lower()
        self._check_name(name, tag.start())
        if tag["close"]:
            self._close(name, tag.start())
            return f"</{name}>"
        attributes, closed = self._attributes(tag)
        if not closed and name not in VOID:
            self._open.append(_Open(name, tag.start()))
            if len(self._open) > DEPTH_LIMIT:
                raise self._refused(
                    "MJML006",
                    f"elements are nested more than {DEPTH_LIMIT} deep",
                    tag.start(),
                    "nest lists and quotations less deeply",
                )
        # As many lines as before, so that the engine and we count alike.
        lines = "\n" * tag[0].count("\n")
        return f"<{name}{attributes}{lines}{' /' if closed else ''}>"

    def _check_name(self, name: str, at: int) -> None:
        if name == "mj-include":
            raise self._refused(
                "MJML002", "mj-include is not read", at, 'write {% include "…" %} instead'
            )
        if name.startswith("mj") and name not in TAGS:
            raise self._refused("MJML002", f"<{name}> is not an MJML tag", at, suggest(name, TAGS))

    def _close(self, name: str, at: int) -> None:
        if name in VOID:
            raise self._refused("MJML003", f"<{name}> has no end", at, f"remove </{name}>")
        if not self._open:
            raise self._refused(
                "MJML003", f"</{name}> closes nothing", at, "remove it, or open it before"
            )
        last = self._open.pop()
        if last.name != name:
            line, _ = self._line_and_column(last.at)
            raise self._refused(
                "MJML003",
                f"</{name}> stands where <{last.name}> of line {line} must be closed",
                at,
                f"write </{last.name}> before it",
            )

    def _attributes(self, tag: re.Match[str]) -> tuple[str, bool]:
        """Return the attributes written anew, and whether the tag closes itself."""
        written: dict[str, str] = {}
        at, end = tag.span("attributes")
        while attribute := _ATTRIBUTE.match(self._source, at, end):
            name = attribute["name"].lower()
            start = attribute.start("name")
            if name in written:
                raise self._refused(
                    "MJML005", f"'{name}' is given twice", start, "keep one of the two"
                )
            written[name] = self._value(attribute)
            at = attribute.end()
        rest = _END.match(self._source, at, end)
        if rest is None or rest.end() != end:
            raise self._refused(
                "MJML004", "this is not an attribute", at, 'write attributes as  name="value"'
            )
        text = "".join(f" {name}{value}" for name, value in written.items())
        return text, "/" in rest[0]

    def _value(self, attribute: re.Match[str]) -> str:
        values = (attribute[quote] for quote in ("double", "single", "bare"))
        value = next((value for value in values if value is not None), None)
        return "" if value is None else f'="{_passable(value)}"'

    def _line_and_column(self, at: int) -> tuple[int, int]:
        before = self._source[:at]
        return before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1

    def _refused(self, code: str, what: str, at: int, remedy: str) -> RenderError:
        place = self._template_place(at)
        if place is None:
            line, column = self._line_and_column(at)
            text = self._source.split("\n")[line - 1]
            place = Place(path=f"templates/{self._name}", line=line, column=column, text=text)
            remedy += f"\nline {line} is counted in the MJML that the template made"
        return RenderError(what, code=code, place=place, help=remedy)

    def _template_place(self, at: int) -> Place | None:
        """Return where a template has the very line of ``at``, if there is just one such line."""
        line, column = self._line_and_column(at)
        made = self._source.split("\n")[line - 1]
        found = [
            (name, number, text)
            for name, file in self._theme.files
            if name.endswith(".mjml")
            for number, text in enumerate(file.split("\n"), 1)
            if text.strip() == made.strip()
        ]
        if len(found) != 1:
            return None
        name, number, text = found[0]
        column += _margin(text) - _margin(made)
        return Place(path=f"templates/{name}", line=number, column=column, text=text)


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip())


def _passable(text: str) -> str:
    """Return ``text`` in the characters that the engine writes into attributes unchanged."""
    return "".join(_escaped(character) for character in text)


def _escaped(character: str) -> str:
    if character < " " or "\x7f" <= character <= "\x9f":
        return " "
    if character in '\\"<>' or not character.isascii():
        return f"&#{ord(character)};"
    return character
