"""Sealed tokens: like those of ``tokens.py``, but no two of the same handle look alike.

A plain token says which handle it is for, and the same handle gives the same token. Where somebody
may ask as often as they like, that would tell them whether an address is known. So here the handle
is masked by a keyed stream (HMAC-SHA-256 as a pseudorandom function, used once for each nonce),
then both are signed.
"""

import base64
import hmac
import re
import struct
from dataclasses import dataclass, field
from typing import Final

from pressrun.model.key import Key, Purpose

SEALED_LENGTH: Final = 72  # characters: 4 octets of key id, 18 of nonce, 16 masked, 16 of HMAC
NONCE_OCTETS: Final = 18  # with these, base64url has no bits to spare that could be varied

_SEALED: Final = re.compile(rf"[A-Za-z0-9_-]{{{SEALED_LENGTH}}}")
_LAYOUT: Final = struct.Struct(f">I{NONCE_OCTETS}s16s16s")


@dataclass(frozen=True, slots=True)
class Sealed:
    """A token that nobody need believe before it is opened."""

    key_id: int
    nonce: bytes = field(repr=False)
    masked: bytes = field(repr=False)
    mark: bytes = field(repr=False)

    def open(self, key: Key, purpose: Purpose) -> str | None:
        """Return the handle inside; None if this key did not seal it for this purpose."""
        mark = _keyed(key, b"mark", self.key_id, self.nonce + self.masked)
        fits = key.purpose is purpose and key.id == self.key_id
        if not (hmac.compare_digest(mark, self.mark) and fits):
            return None
        handle = _xor(self.masked, _keyed(key, b"mask", self.key_id, self.nonce))
        return base64.urlsafe_b64encode(handle).rstrip(b"=").decode()


def seal(key: Key, handle: str, nonce: bytes) -> str:
    """Return a token of a handle, 72 characters of base64url; ``nonce`` must be new each time.

    Raises:
        ValueError: The handle is not 128 bits as base64url, or the nonce not of 18 octets.
    """
    octets = base64.urlsafe_b64decode(f"{handle}==")
    if len(octets) != 16 or len(nonce) != NONCE_OCTETS:
        raise ValueError("a handle is 128 bits as base64url, a nonce 18 octets")
    masked = _xor(octets, _keyed(key, b"mask", key.id, nonce))
    mark = _keyed(key, b"mark", key.id, nonce + masked)
    return base64.urlsafe_b64encode(_LAYOUT.pack(key.id, nonce, masked, mark)).decode()


def parse_sealed(text: str) -> Sealed | None:
    """Return what may be a sealed token, None for what cannot be one."""
    if not _SEALED.fullmatch(text):
        return None
    return Sealed(*_LAYOUT.unpack(base64.urlsafe_b64decode(text)))


def _keyed(key: Key, what: bytes, key_id: int, message: bytes) -> bytes:
    # Every part but the purpose has a fixed length, and no purpose holds a NUL.
    head = b"\0".join((b"sealed", what, key.purpose.encode(), b""))
    return hmac.digest(key.secret, head + struct.pack(">I", key_id) + message, "sha256")[:16]


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
