"""Tokens: addresses that only we can have made, for one purpose each (design §4 item 9)."""

import base64
import hmac
import re
import struct
from dataclasses import dataclass, field
from typing import Final

from pressrun.model.key import Key, Purpose

LENGTH: Final = 48  # characters: 4 octets of key id, 16 of handle, 16 of HMAC, as base64url

_TOKEN: Final = re.compile(rf"[A-Za-z0-9_-]{{{LENGTH}}}")
_LAYOUT: Final = struct.Struct(">I16s16s")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a token says of itself, which nobody need believe before it is proved."""

    key_id: int
    handle: str = field(repr=False)
    mark: bytes = field(repr=False)

    def is_signed(self, key: Key, purpose: Purpose) -> bool:
        """Tell whether this key made the token for this purpose; takes the same time for any."""
        mark = _mark(key, self.key_id, _octets(self.handle))
        fits = key.purpose is purpose and key.id == self.key_id
        return hmac.compare_digest(mark, self.mark) and fits


def make_token(key: Key, handle: str) -> str:
    """Return the token of a handle: 48 characters of base64url (RFC 4648 §5).

    It is signed for the purpose of the key. The same key and handle give the same token.

    Raises:
        ValueError: The handle is not 128 bits as base64url.
    """
    octets = _octets(handle)
    signed = _LAYOUT.pack(key.id, octets, _mark(key, key.id, octets))
    return base64.urlsafe_b64encode(signed).decode()


def parse_token(text: str) -> Claim | None:
    """Return what a token says, None for what cannot be one: nothing need be looked up for it."""
    if not _TOKEN.fullmatch(text):
        return None
    key_id, handle, mark = _LAYOUT.unpack(base64.urlsafe_b64decode(text))
    return Claim(key_id, base64.urlsafe_b64encode(handle).rstrip(b"=").decode(), mark)


def _mark(key: Key, key_id: int, handle: bytes) -> bytes:
    # 128 bits of HMAC-SHA-256 (RFC 2104 §5); every part but the first has a fixed length.
    message = b"\0".join((key.purpose.encode(), struct.pack(">I", key_id) + handle))
    return hmac.digest(key.secret, message, "sha256")[:16]


def _octets(handle: str) -> bytes:
    octets = base64.urlsafe_b64decode(f"{handle}==")
    if len(octets) != 16:
        raise ValueError("a handle is 128 bits as base64url")
    return octets
