"""The attributes of an MJML tag: read one by one, and written so that the engine keeps them.

The engine writes values with the escapes of its own language: a line end, a backslash, a quote or
a mark above a letter comes out as other text, or ends the attribute.
"""

import re
from collections.abc import Collection
from fractions import Fraction
from typing import Final

from pressrun.errors import suggest
from pressrun.render.mjml.ground import Ground
from pressrun.render.mjml.tags import NOT_CARRIED

_ATTRIBUTE: Final = re.compile(
    r"""\s*+(?P<name>[^\s"'<>/=]++)
        (?:\s*+=\s*+(?:"(?P<double>[^"]*+)"|'(?P<single>[^']*+)'|(?P<bare>[^\s"'<>]++)))?""",
    re.VERBOSE,
)
_END: Final = re.compile(r"\s*+/?\s*+")
_NAME: Final = re.compile(r"""([^\s"'<>/=]++)(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'<>]++))?""")
_PLAIN: Final = re.compile(r"[ !#-;=?-\[\]-~]*+")
_BARE_ZERO: Final = re.compile(r"(?<!\S)0(?!\S)")
# The engine's own name for it.
_MODES: Final = {"fluid-height": "fluid"}
_LONG_SHARE: Final = re.compile(r"(\d+\.\d{5})\d+%")


class Attributes:
    """Reads the attributes of the tag ``name`` between two offsets of a document."""

    def __init__(self, ground: Ground, name: str, known: Collection[str]) -> None:
        self._ground, self._name, self._known = ground, name, known
        self._written: dict[str, str] = {}

    def read(self, at: int, end: int) -> tuple[str, bool]:
        """Return the attributes written anew, and whether the tag closes itself.

        Raises:
            RenderError: One of them is none, or MJML does not know it.
        """
        source = self._ground.source
        while attribute := _ATTRIBUTE.match(source, at, end):
            self._take(attribute)
            at = attribute.end()
        rest = _END.match(source, at, end)
        if rest is None or rest.end() != end:
            raise self._ground.refused(
                "MJML004", "this is not an attribute", at, 'write attributes as  name="value"'
            )
        text = "".join(f' {name}="{value}"' for name, value in self._written.items())
        return text, "/" in rest[0]

    def _take(self, attribute: re.Match[str]) -> None:
        name, at = attribute["name"].lower(), attribute.start("name")
        if name in self._written:
            self._ground.found(
                "MJML005",
                f"'{name}' is given twice in one tag; the first one counts",
                at,
                "remove this one, or the one before it",
            )
            return
        if name not in self._known:
            raise self._ground.refused(
                "MJML008",
                f"<{self._name}> has no attribute '{name}'",
                at,
                suggest(name, self._known) if self._known else "remove it",
            )
        if name in NOT_CARRIED.get(self._name, ()):
            self._ground.found(
                "MJML009",
                f"'{name}' of <{self._name}> changes nothing: the MJML engine does not write it",
                at,
                "remove it, or say it in mj-style with a css-class",
            )
        valued = attribute.lastgroup
        value = attribute[valued] if valued and valued != "name" else ""
        self._written[name] = passable(self._cured(name, value))

    def _cured(self, name: str, value: str) -> str:
        """Return a value from which the engine computes the widths that MJML computes."""
        if name == "mode":
            return _MODES.get(value.strip(), value)
        if "padding" in name:
            # It takes a padding of which one part has no unit for no padding at all.
            return _BARE_ZERO.sub("0px", " ".join(value.split()))
        if name == "width" and (long := _LONG_SHARE.fullmatch(value.strip())):
            # It computes in 32 bits: 33.33333333333333 % of 600 px are 200 px to it, and
            # 199.99 px, cut to 199 px, to MJML.
            share = float(long[0][:-1])
            if share < Fraction(share).limit_denominator(1000):
                self._ground.shares[f"width:{long[1]}%"] = f"width:{long[0]}"
                return f"{long[1]}%"
        return value


def find_doubled(attributes: str) -> tuple[str, int] | None:
    """Return the first attribute given again in a tag of HTML, and where in ``attributes``."""
    seen: set[str] = set()
    for attribute in _NAME.finditer(attributes):
        name = attribute[1].lower()
        if name in seen:
            return name, attribute.start()
        seen.add(name)
    return None


def passable(text: str) -> str:
    """Return ``text`` in the characters that the engine writes into attributes unchanged."""
    if _PLAIN.fullmatch(text):
        return text
    return "".join(_escaped(character) for character in text)


def _escaped(character: str) -> str:
    if character < " " or "\x7f" <= character <= "\x9f":
        return " "
    if character in '\\"<>' or not character.isascii():
        return f"&#{ord(character)};"
    return character
