"""A drawing in SVG, whatever its file is called: told by its root element."""

import re
import zlib
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from typing import Final

PROLOG_LIMIT_OCTETS: Final = 2**16

_GZIP: Final = b"\x1f\x8b"
_ENCODINGS: Final = (
    (BOM_UTF8, "utf-8"),
    (BOM_UTF16_LE, "utf-16-le"),
    (BOM_UTF16_BE, "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
# What may stand before the root element (XML 1.0 §2.8), and its name with or without a prefix.
_ASIDE: Final = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?!\s+svg\b)[^<>\[]*>", re.S | re.I)
_ROOT: Final = re.compile(r"<(?:[\w.-]+:)?svg[\s>/]|<!DOCTYPE\s+svg\b", re.I)


def is_svg(octets: bytes) -> bool:
    """Tell whether octets are an SVG drawing, compressed (``.svgz``) or not."""
    start = octets[:PROLOG_LIMIT_OCTETS]
    if start.startswith(_GZIP):
        try:
            start = zlib.decompressobj(wbits=31).decompress(start, PROLOG_LIMIT_OCTETS)
        except zlib.error:
            return False
    encoding = next((name for mark, name in _ENCODINGS if start.startswith(mark)), "utf-8")
    text = start.decode(encoding, "replace").removeprefix("\ufeff")
    position = 0
    while aside := _ASIDE.match(text, position):
        position = aside.end()
    return _ROOT.match(text, position) is not None
