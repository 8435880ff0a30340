"""Signatures that vouch for a message (DKIM: RFC 6376 and, for Ed25519, RFC 8463)."""

import base64
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Final

from pressrun.mail.canonical import relaxed_body, relaxed_fields

# What is signed when it is there: RFC 6376 §5.4.1, and what RFC 8058 §4 wants covered, so that
# nobody on the way can turn a click on "unsubscribe" into something else.
_SIGNED: Final = (
    *(b"from", b"to", b"cc", b"reply-to", b"sender", b"subject", b"date", b"message-id"),
    *(b"in-reply-to", b"references", b"list-id", b"list-unsubscribe", b"list-unsubscribe-post"),
    *(b"list-subscribe", b"list-help", b"list-post", b"list-owner", b"list-archive"),
    *(b"archived-at", b"auto-submitted", b"precedence", b"content-language"),
    *(b"mime-version", b"content-type", b"content-transfer-encoding"),
)
# Named once more than they occur, so that one added later breaks the signature (RFC 6376 §5.4.2).
# Otherwise anybody may put a second From, Subject or Content-Type above ours and send the message
# to thousands under our name (§8.15): most readers show the first, and verifiers take the last.
_OVERSIGNED: Final = frozenset(
    {
        *(b"from", b"to", b"cc", b"reply-to", b"sender", b"subject", b"date", b"message-id"),
        *(b"list-unsubscribe", b"list-unsubscribe-post"),
        *(b"mime-version", b"content-type", b"content-transfer-encoding"),
    }
)

_LINE: Final = 76
_NAME: Final = b"DKIM-Signature: "
_BREAK: Final = b"\r\n "


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key made ready; ``algorithm`` and ``kind`` are what a= and a record's k= say of it.

    ``bits`` is the length of an RSA modulus and 0 for Ed25519; ``public`` is what p= holds, as
    octets; ``sign`` may be called by several threads at once.
    """

    selector: str
    domain: str
    algorithm: str
    kind: str
    bits: int
    public: bytes
    sign: Callable[[bytes], bytes] = field(repr=False)


class Signer:
    """Signs the messages of one run with every key; ``date_at`` is what t= says.

    Same octets, same signatures, whenever they are made: neither RSASSA-PKCS1-v1_5 (RFC 8017
    §8.2) nor Ed25519 (RFC 8032 §5.1.6) draws a number. Several threads may use one at once.
    """

    def __init__(self, keys: Iterable[SigningKey], date_at: datetime) -> None:
        self._keys = tuple(keys)
        self._at_s = int(date_at.timestamp())

    @property
    def slow(self) -> bool:
        """Tell whether signing takes so long, by RSA, that it belongs in a thread.

        There it leaves the interpreter to others.
        """
        return any(key.bits for key in self._keys)

    def sign(self, octets: bytes) -> bytes:
        """Return a message with a DKIM-Signature of each key above its header.

        ``octets`` have CRLF line ends, and their dots are not stuffed yet.

        Raises:
            ValueError: No blank line ends the header, or it has no From (RFC 6376 §5.4).
        """
        header, blank, body = octets.partition(b"\r\n\r\n")
        fields = relaxed_fields(header)
        if not blank or b"from" not in fields:
            raise ValueError("a message to be signed has From and a blank line after its header")
        names: list[bytes] = []
        covered: list[bytes] = []
        for name in _SIGNED:
            found = fields.get(name, ())
            names += [name] * (len(found) + (name in _OVERSIGNED))
            # Of several fields of one name the lowest is meant first (RFC 6376 §5.4.2).
            covered += [b"%b:%b\r\n" % (name, body) for body in reversed(found)]
        digest = base64.b64encode(hashlib.sha256(relaxed_body(body)).digest())
        shared, naming = b"".join(covered), tuple(names)
        return b"".join([*(self._field(key, naming, digest, shared) for key in self._keys), octets])

    def _field(
        self, key: SigningKey, names: tuple[bytes, ...], digest: bytes, covered: bytes
    ) -> bytes:
        shared = _frame(key.algorithm, key.domain, key.selector, self._at_s, names)
        unsigned = b"%b\r\n bh=%b;\r\n b=" % (shared, digest)
        # The field itself is covered, its b= empty and without a line end (RFC 6376 §3.7).
        relaxed = b"dkim-signature:" + unsigned.replace(_BREAK, b" ")
        signature = base64.b64encode(key.sign(covered + relaxed))
        room = _LINE - len(" b=")
        lines = [signature[at : at + room] for at in range(0, len(signature), room)]
        return b"%b%b%b\r\n" % (_NAME, unsigned, _BREAK.join(lines))


@lru_cache(maxsize=64)
def _frame(
    algorithm: str, domain: str, selector: str, at_s: int, names: tuple[bytes, ...]
) -> bytes:
    """Return the tags that the signatures of all messages with these fields share, folded."""
    first, *more = names
    tags = f"a={algorithm}; c=relaxed/relaxed; d={domain}; s={selector}; t={at_s}; h="
    tokens = [f" {tag}" for tag in tags.split(" ")]
    tokens[-1] += first.decode()
    tokens += [f":{name.decode()}" for name in more]
    folded = "v=1;"
    width = len(_NAME) + len(folded)
    for token in tokens:
        if width + len(token) >= _LINE:
            folded, width, token = f"{folded}\r\n ", 1, token.removeprefix(" ")
        folded += token
        width += len(token)
    return f"{folded};".encode("ascii")
