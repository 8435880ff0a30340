"""Messages: a face composed once as a byte template, then one copy for each person."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from pressrun.mail.address import wire
from pressrun.mail.headers import (
    bracketed,
    check_block,
    date,
    language,
    list_id,
    mailbox,
    one_line,
    recipient,
    unstructured,
)
from pressrun.mail.person import LIST_UNSUBSCRIBE, MESSAGE_ID, TO, Person
from pressrun.mail.plain import plain
from pressrun.mail.slots import Context, Place, Template, encode_part
from pressrun.model.issue import RenderedIssue
from pressrun.model.publication import MailingList, Publication
from pressrun.model.slot import Slot

_PART: Final = b"""\
--%(boundary)s\r
Content-Type: text/%(subtype)s; charset=utf-8\r
Content-Transfer-Encoding: quoted-printable\r
\r
%(octets)s\r
"""


def compose_face(
    rendered: RenderedIssue,
    *,
    publication: Publication,
    mailing_list: MailingList,
    date_at: datetime,
    web_url: str = "",
) -> bytes:
    """Return a rendered issue as the octets of a byte template; same input, same octets.

    ``web_url`` is its public page; a face keeps it in Archived-At (RFC 5064), so that what is
    frozen needs no folder to be filled.

    Text comes first and HTML last, the richer one, as readers choose (RFC 2046 §5.1.4). Both are
    quoted-printable, so that a filled message is ASCII with CRLF and no relay re-encodes it.

    Raises:
        RenderError: A mark names no slot, or the list or the language does not fit a header.
        Refused: The sender's address has no form for the wire.
    """
    return join_parts(_header(rendered, publication, mailing_list, date_at, web_url), rendered)


def join_parts(fields: Iterable[tuple[str, str | Place]], rendered: RenderedIssue) -> bytes:
    """Return a byte template of these header fields, those of MIME and the parts of a face.

    Raises:
        RenderError: A mark names no slot, or the fields do not make a header.
    """
    text = encode_part(rendered.text, Context.TEXT)
    html = encode_part(rendered.html, Context.HTML)
    # No encoded part can hold ``=_``, so none holds the boundary (RFC 2045 §6.7).
    boundary = "=_" + hashlib.sha256(text + b"\0\0" + html).hexdigest()[:32]
    content_type = f'multipart/alternative;\r\n boundary="{boundary}"'
    fields = [*fields, ("MIME-Version", "1.0"), ("Content-Type", content_type)]
    block = _block(fields)
    check_block(block.replace(b"\0", b""), (name for name, _ in fields))
    return block + b"\r\n" + _multipart(boundary.encode(), plain=text, html=html)


def compose(template: Template, person: Person) -> bytes:
    """Return one person's message: CRLF only, no line that begins with a dot.

    It is seven-bit but for a recipient's address that cannot be (RFC 6531).

    Raises:
        Refused: Something of the person's cannot stand in a message; nobody else is concerned.
        RenderError: The header came out with anything but the fields of the template.
    """
    quick = plain(template)
    octets = quick.fill(person) if quick else None
    return compose_carefully(template, person) if octets is None else octets


def compose_carefully(template: Template, person: Person) -> bytes:
    """Return what ``compose`` returns, every value written for its place, the header checked."""
    name = one_line(person.name)
    octets = template.fill(
        {
            **person.slots(),
            Slot.NAME: name,
            TO.name: recipient(name, person.address),
            MESSAGE_ID.name: bracketed(person.message_id),
            LIST_UNSUBSCRIBE.name: bracketed(person.unsubscribe_url),
        }
    )
    utf8 = "" if wire(person.address).isascii() else "To"
    check_block(octets[: octets.index(b"\r\n\r\n") + 2], template.fields, utf8=utf8)
    return octets


def _header(
    rendered: RenderedIssue,
    publication: Publication,
    mailing_list: MailingList,
    date_at: datetime,
    web_url: str,
) -> Iterable[tuple[str, str | Place]]:
    yield "From", mailbox(mailing_list.sender_name, mailing_list.sender_address)
    yield "To", TO
    if mailing_list.reply_to:
        yield "Reply-To", mailbox("", mailing_list.reply_to)
    yield "Subject", unstructured(rendered.subject)
    yield "Date", date(date_at)
    yield "Message-ID", MESSAGE_ID
    yield "List-Id", list_id(mailing_list.title, mailing_list.list_id)
    yield "List-Unsubscribe", LIST_UNSUBSCRIBE
    yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"  # RFC 8058 §3.1
    if web_url:
        yield "Archived-At", bracketed(web_url)
    yield "Content-Language", language(publication.language)


def _block(fields: Iterable[tuple[str, str | Place]]) -> bytes:
    return b"".join(
        b"%b: %b\r\n" % (name.encode(), body.encode() if isinstance(body, str) else bytes(body))
        for name, body in fields
    )


def _multipart(boundary: bytes, **parts: bytes) -> bytes:
    """Return parts, named by their subtype of text, in the order given (RFC 2046 §5.1.1)."""
    octets = [
        _PART % {b"boundary": boundary, b"subtype": subtype.encode(), b"octets": part}
        for subtype, part in parts.items()
    ]
    return b"".join(octets) + b"--%b--\r\n" % boundary
