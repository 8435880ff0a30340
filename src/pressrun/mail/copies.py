"""Read a frozen face back into its parts, for the copies kept beside its issue."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Final

from pressrun.mail.compose import compose
from pressrun.mail.person import Person
from pressrun.mail.slots import parse_template
from pressrun.model.issue import RenderedIssue
from pressrun.model.slot import Slot, mark

# A copy's To field needs an address; in the parts it becomes its slot's mark again.
_STAND_IN: Final = "slot-of-the-address@example.org"


def read_face(octets: bytes) -> RenderedIssue:
    """Return what a face says, its personal values as slot marks and its preheader in the HTML."""
    person = Person(
        address=_STAND_IN,
        name=mark(Slot.NAME),
        unsubscribe_url=mark(Slot.UNSUBSCRIBE_URL),
        preferences_url=mark(Slot.PREFERENCES_URL),
        web_url=mark(Slot.WEB_URL),
        vote_url=mark(Slot.VOTE_URL),
        message_id="face@example.org",
    )
    message = message_from_bytes(compose(parse_template(octets), person), policy=default)
    return RenderedIssue(
        subject=str(message["Subject"]),
        preheader="",
        html=_part(message, "html"),
        text=_part(message, "plain"),
    )


def _part(message: EmailMessage, subtype: str) -> str:
    part = message.get_body((subtype,))
    text = str(part.get_content()) if part is not None else ""
    return text.replace("\r\n", "\n").replace(_STAND_IN, mark(Slot.ADDRESS))
