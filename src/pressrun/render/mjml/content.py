"""The HTML in an MJML document: read for what would spoil the mail, otherwise left as it is."""

import re
from collections.abc import Mapping
from typing import Final

from pressrun.errors import RenderError
from pressrun.render.mjml.attributes import find_doubled
from pressrun.render.mjml.ground import Ground

DEPTH_LIMIT: Final = 200
# Elements of HTML that have no end (HTML living standard §13.1.2).
VOID: Final = frozenset(
    {
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"),
        *("track", "wbr"),
    }
)
# What an opening tag ends without saying so (HTML living standard §13.1.2.4).
_ENDED_BY: Final[Mapping[str, frozenset[str]]] = {
    "p": frozenset({"p"}),
    "li": frozenset({"li", "p"}),
    "dt": frozenset({"dt", "dd", "p"}),
    "dd": frozenset({"dt", "dd", "p"}),
    "option": frozenset({"option"}),
    "td": frozenset({"td", "th", "p"}),
    "th": frozenset({"td", "th", "p"}),
    "tr": frozenset({"tr", "td", "th", "p"}),
    "thead": frozenset({"tr", "td", "th", "colgroup", "caption"}),
    "tbody": frozenset({"tr", "td", "th", "thead", "tbody", "colgroup", "caption"}),
    "tfoot": frozenset({"tr", "td", "th", "thead", "tbody", "colgroup", "caption"}),
}
_END_IS_OPTIONAL: Final = _ENDED_BY.keys() | {"colgroup", "caption", "optgroup"}
# Their text is no markup (HTML living standard §13.1.2).
_RAW_TEXT: Final = frozenset({"script", "style", "textarea", "title"})

_MARKUP: Final = re.compile(
    r"""<(?:(/?)([A-Za-z][^\s/>"'<=]*+)((?:[^<>"']++|"[^"]*+"|'[^']*+')*)>
          |(!--(?:-?>|.*?--!?>)|!\[(?:if|endif)[^\]>]*+\]>))?""",
    re.VERBOSE | re.DOTALL,
)


def _distinct(prefix: str, count: int) -> str:
    """Return a pattern of at most ``count`` quoted attributes, no two of the same name."""
    pattern = ""
    for number in reversed(range(count)):
        others = "|".join(f"(?P={prefix}{other})=" for other in range(number))
        new = f"(?!{others})" if others else ""
        pattern = rf'(?:\s++{new}(?P<{prefix}{number}>[a-z-]++)="[^"]*+"{pattern})?'
    return pattern


def _plain(depth: int) -> str:
    """Return a pattern of text and of whole elements in it, nested at most ``depth`` deep."""
    empty = rf"<(?:br|hr|img){_distinct(f'v{depth}_', 6)}\s*+/?>"
    if not depth:
        return rf"[^<]*+(?:{empty}[^<]*+)*"
    element = (
        rf"<(?!mjml|script|style|textarea|title)(?P<t{depth}>[a-z]++[1-6]?)"
        rf"{_distinct(f'a{depth}_', 4)}\s*+>{_plain(depth - 1)}</(?P=t{depth})>"
    )
    return rf"[^<]*+(?:(?:{empty}|{element})[^<]*+)*"


# Most of a letter is passed at the speed of the regular expression.
_PLAIN: Final = re.compile(_plain(3))


class Content:
    """Reads the HTML between the tags of the MJML element ``name``.

    With ``left_open``, what is open already, content is loose: it is passed on as it is, and
    only its depth is looked at, on which what parses the HTML later could crash.
    """

    def __init__(
        self, ground: Ground, name: str, at: int, left_open: list[tuple[str, int]] | None = None
    ) -> None:
        self._ground, self._name, self._at = ground, name, at
        self._loose = left_open is not None
        self._open: list[tuple[str, int]] = [] if left_open is None else left_open

    def read(self, start: int, end: int) -> str:
        """Return what goes into the mail: the HTML without its comments, '<' as text escaped.

        Comments for Outlook stay.

        Raises:
            RenderError: A tag is not finished, not closed, or belongs to MJML.
        """
        source, pieces, last = self._ground.source, [], start
        at = self._past_plain(start, end)
        while at < end:
            markup = _MARKUP.match(source, at, end)
            if markup is None:  # it matches every '<', and there is none but at ``at``
                raise AssertionError("markup begins with '<'")
            after = markup.end()
            if markup[2]:
                after = self._tag(markup, end)
            elif not self._loose:
                pieces += [source[last:at], self._other(markup)]
                last = after
            at = self._past_plain(after, end)
        self._check_closed(end)
        pieces.append(source[last:end])
        return "".join(pieces)

    def _past_plain(self, at: int, end: int) -> int:
        plain = _PLAIN.match(self._ground.source, at, end)
        return plain.end() if plain else at

    def _other(self, markup: re.Match[str]) -> str:
        """Return a comment if Outlook reads it, and an escaped '<' for one that is text."""
        if markup[4]:
            kept = markup[4].startswith(("!--[if", "!--<![endif]", "!["))
            return markup[0] if kept else ""
        if self._ground.source.startswith("![CDATA[", markup.end()):
            raise self._ground.refused(
                "MJML004",
                "CDATA is no HTML",
                markup.start(),
                "take out <![CDATA[ and ]]>, and write &lt; for the sign '<'",
            )
        following = self._ground.source[markup.end() : markup.end() + 1]
        if following.isalpha() or following in {"/", "!", "?"}:
            raise self._ground.refused(
                "MJML004",
                "a tag or a comment begins here and is not finished",
                markup.start(),
                "close every quote, every tag and every comment; write &lt; for the sign itself",
            )
        return "&lt;"

    def _tag(self, markup: re.Match[str], end: int) -> int:
        """Take one tag into account, and return where reading goes on."""
        name, attributes = markup[2].lower(), markup[3]
        if name.startswith("mj"):
            raise self._foreign(markup, name)
        if markup[1]:
            if self._open and self._open[-1][0] == name:
                self._open.pop()
            else:
                self._close(name, markup.start())
            return markup.end()
        if attributes.count("=") > 1 and (doubled := find_doubled(attributes)):
            self._ground.found(
                "MJML005",
                f"'{doubled[0]}' is given twice in one tag; the first one counts",
                markup.start(3) + doubled[1],
                "remove this one, or the one before it",
            )
        if name in VOID or _closes_itself(attributes):
            return markup.end()
        if name in _RAW_TEXT:
            return self._past_raw_text(name, markup, end)
        if implied := _ENDED_BY.get(name):
            while self._open and self._open[-1][0] in implied:
                self._open.pop()
        self._open.append((name, markup.start()))
        if len(self._open) > DEPTH_LIMIT:
            raise self._ground.refused(
                "MJML006",
                f"elements are nested more than {DEPTH_LIMIT} deep",
                markup.start(),
                "nest lists and quotations less deeply",
            )
        return markup.end()

    def _past_raw_text(self, name: str, markup: re.Match[str], end: int) -> int:
        close = re.compile(rf"</{name}\s*+>", re.IGNORECASE).search(
            self._ground.source, markup.end(), end
        )
        if close is None:
            raise self._unclosed(name, markup.start())
        return close.end()

    def _close(self, name: str, at: int) -> None:
        """Close ``name`` though it is not the last that was opened."""
        depth = len(self._open)
        while depth and self._open[depth - 1][0] in _END_IS_OPTIONAL - {name}:
            depth -= 1
        if depth and self._open[depth - 1][0] == name:
            del self._open[depth - 1 :]
        elif self._loose:
            self._close_loosely(name)
        elif name in VOID:
            raise self._ground.refused("MJML003", f"<{name}> has no end", at, f"remove </{name}>")
        elif not depth:
            raise self._ground.refused(
                "MJML003",
                f"</{name}> closes nothing in <{self._name}>",
                at,
                "remove it, or open it before",
            )
        else:
            last, opened_at = self._open[depth - 1]
            raise self._ground.refused(
                "MJML003",
                f"</{name}> stands where <{last}> of {self._ground.line(opened_at)} must be closed",
                at,
                f"write </{last}> before it",
            )

    def _close_loosely(self, name: str) -> None:
        names = [opened for opened, _ in self._open]
        if name in names:
            del self._open[len(names) - 1 - names[::-1].index(name) :]

    def _check_closed(self, end: int) -> None:
        if self._loose:
            return
        for name, at in reversed(self._open):
            if name not in _END_IS_OPTIONAL:
                raise self._unclosed(name, at)

    def _unclosed(self, name: str, at: int) -> RenderError:
        return self._ground.refused(
            "MJML003",
            f"<{name}> is never closed in <{self._name}>",
            at,
            f"write </{name}> where it ends",
        )

    def _foreign(self, markup: re.Match[str], name: str) -> RenderError:
        return self._ground.refused(
            "MJML003",
            f"<{markup[1]}{name}> stands where <{self._name}> of {self._ground.line(self._at)}"
            " must be closed",
            markup.start(),
            f"write </{self._name}> before it; there is no MJML in <{self._name}>",
        )


def _closes_itself(attributes: str) -> bool:
    # The slash at the end of an unquoted value belongs to the value.
    return attributes == "/" or attributes[-2:] in {" /", '"/', "'/", "\n/", "\t/"}
