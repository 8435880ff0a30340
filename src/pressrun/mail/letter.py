"""Letters on the wire: a byte template for all who get one, then one message for each."""

from collections.abc import Iterable
from typing import Final

from pressrun.mail.address import wire
from pressrun.mail.compose import join_parts
from pressrun.mail.headers import (
    bracketed,
    check_block,
    date,
    language,
    list_id,
    mailbox,
    recipient,
    unstructured,
)
from pressrun.mail.person import LIST_UNSUBSCRIBE, MESSAGE_ID, TO
from pressrun.mail.slots import Context, Place, Template, parse_template
from pressrun.model.issue import RenderedIssue
from pressrun.model.letter import Letter, LetterKind
from pressrun.model.publication import MailingList
from pressrun.model.slot import Slot

DATE: Final = Place(Context.HEADER, "date")

# Who gets one of these is on the list now. Elsewhere a way to leave would be one for whoever
# opens the mailbox of an address that somebody else typed, or has left behind.
_OF_THE_LIST: Final = frozenset({LetterKind.WELCOME})
_HALF: Final = 3


def compose_letter_face(
    rendered: RenderedIssue, kind: LetterKind, *, mailing_list: MailingList, spoken: str
) -> bytes:
    """Return a rendered letter as the octets of a byte template; same input, same octets.

    ``spoken`` is the language tag it is written in. Date and Message-ID are places, since a face
    outlives many letters. Auto-Submitted keeps answering machines quiet (RFC 3834 §5: no message
    is answered here, so it is auto-generated).

    Raises:
        RenderError: A mark names no slot, or the list or the language does not fit a header.
        Refused: The sender's address has no form for the wire.
    """
    return join_parts(_header(rendered, kind, mailing_list, spoken), rendered)


def compose_letter(template: Template, letter: Letter) -> bytes:
    """Return a letter's message, not signed yet; the same letter makes the same octets.

    It bears the bare address and no name. CRLF only, no line that begins with a dot.

    Raises:
        Refused: Something in it cannot stand in a message, or a value is missing.
        RenderError: The header came out with anything but the fields of the template.
    """
    values = dict(letter.slots)
    if Slot.CODE in values:
        values[Slot.CODE] = spaced(values[Slot.CODE])
    if Slot.UNSUBSCRIBE_URL in values:
        values[LIST_UNSUBSCRIBE.name] = bracketed(values[Slot.UNSUBSCRIBE_URL])
    values[TO.name] = recipient("", letter.address)
    values[MESSAGE_ID.name] = bracketed(letter.message_id)
    values[DATE.name] = date(letter.created_at)
    octets = template.fill(values)
    utf8 = "" if wire(letter.address).isascii() else "To"
    check_block(octets[: octets.index(b"\r\n\r\n") + 2], template.fields, utf8=utf8)
    return octets


def fill_letter(octets: bytes, letter: Letter) -> bytes:
    """Return what :func:`compose_letter` makes of the octets of a face."""
    return compose_letter(parse_template(octets), letter)


def spaced(code: str) -> str:
    """Return six digits as people read them: ``123 456``."""
    return f"{code[:_HALF]} {code[_HALF:]}" if len(code) == 2 * _HALF else code


def _header(
    rendered: RenderedIssue, kind: LetterKind, mailing_list: MailingList, spoken: str
) -> Iterable[tuple[str, str | Place]]:
    yield "From", mailbox(mailing_list.sender_name, mailing_list.sender_address)
    yield "To", TO
    if mailing_list.reply_to:
        yield "Reply-To", mailbox("", mailing_list.reply_to)
    yield "Subject", unstructured(rendered.subject)
    yield "Date", DATE
    yield "Message-ID", MESSAGE_ID
    yield "Auto-Submitted", "auto-generated"
    if kind in _OF_THE_LIST:
        yield "List-Id", list_id(mailing_list.title, mailing_list.list_id)
        yield "List-Unsubscribe", LIST_UNSUBSCRIBE
        yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"  # RFC 8058 §3.1
    yield "Content-Language", language(spoken)
