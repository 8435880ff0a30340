"""Text as it must be written so that YAML and TOML read back the same text."""

import re
from typing import Final

# Words and numbers that other readers of YAML take for something else stay quoted.
_PLAIN: Final = re.compile(r"[^\W\d_](?:[\w ,.()/&+;!?'’-]*[\w.)!?])?")
_NOT_TEXT: Final = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null"})


def double_quoted(text: str) -> str:
    r"""Return ``text`` in double quotation marks, for YAML and TOML alike.

    What cannot be seen is written as ``\uXXXX``, which both know (YAML 1.2 §5.7, TOML 1.0).
    """
    return f'"{"".join(_escaped(character) for character in text)}"'


def yaml_scalar(text: str) -> str:
    """Return ``text`` as a YAML scalar on one line, bare where nobody can mistake it."""
    if _PLAIN.fullmatch(text) and text.lower() not in _NOT_TEXT and text.isprintable():
        return text
    return double_quoted(text)


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return character
    return f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"
