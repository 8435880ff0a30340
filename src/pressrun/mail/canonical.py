"""The relaxed form of a message, which is what a signature covers (RFC 6376 §3.4).

Relays may change blanks and the folding of fields on the way; in this form nobody sees it.
"""

import re
from typing import Final

_BLANKS: Final = re.compile(rb"[ \t]+")


def relaxed_body(body: bytes) -> bytes:
    """Return the relaxed form of a body with CRLF line ends (RFC 6376 §3.4.4)."""
    # A search for fixed octets costs next to nothing beside an expression, and hardly any of our
    # bodies have what it looks for.
    if b"\t" in body or b"  " in body:
        body = _BLANKS.sub(b" ", body)
    if b" \r\n" in body:
        body = body.replace(b" \r\n", b"\r\n")
    body = body.removesuffix(b" ")
    words = body.rstrip(b"\r\n")
    ends = body[len(words) :]
    while ends.endswith(b"\r\n"):
        ends = ends[: -len(b"\r\n")]
    return words + ends + b"\r\n" if words or ends else b""


def relaxed_fields(header: bytes) -> dict[bytes, list[bytes]]:
    """Return the fields of a header by name, in lower case, each with its relaxed bodies in order.

    ``header`` is without the blank line that ends it (RFC 6376 §3.4.2).
    """
    unfolded = header.replace(b"\r\n ", b" ").replace(b"\r\n\t", b" ")
    if b"\t" in unfolded or b"  " in unfolded:
        unfolded = _BLANKS.sub(b" ", unfolded)
    fields: dict[bytes, list[bytes]] = {}
    for line in unfolded.split(b"\r\n"):
        name, _, body = line.partition(b":")
        fields.setdefault(name.rstrip(b" ").lower(), []).append(body.strip(b" "))
    return fields
