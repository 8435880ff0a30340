"""Regular expressions mean the same on every Python that is supported.

Python 3.11.0 to 3.11.4 match a possessively repeated group wrongly (python/cpython#106052); Debian
12 ships 3.11.2. Single characters and classes may be repeated so.
"""

import re
from pathlib import Path

import pytest

SOURCES = sorted((Path(__file__).parents[1] / "src").rglob("*.py"))
# Beside the sub-delimiters of addresses, which have `()*+,` in them (RFC 3986 §2.2).
POSSESSIVE_GROUP = re.compile(r"\)[*?+]\+(?!,)|\(\?>")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_group_is_repeated_possessively(path: Path) -> None:
    assert POSSESSIVE_GROUP.findall(path.read_text(encoding="utf-8")) == []


def test_a_group_that_is_would_be_seen() -> None:
    assert POSSESSIVE_GROUP.search(r'(?:[^<>"]|"[^"]*+")*+>')
    assert not POSSESSIVE_GROUP.search(r"[^<>]*+>")
