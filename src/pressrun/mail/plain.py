"""The quick way to fill a template, for people whose addresses are the same octets everywhere.

Most addresses have only signs that HTML, plain text, quoted-printable and header fields write as
they are, and so have most names. One expression tells that of all of a person's addresses at
once, and then little is left to do but a join. Everybody else goes the careful way of
``compose.py``; where both ways lead, the octets are the same.
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter, itemgetter
from typing import Final

from pressrun.errors import RenderError
from pressrun.mail.headers import PLAIN_MAILBOX, check_block, mailbox, one_line
from pressrun.mail.person import LIST_UNSUBSCRIBE, MESSAGE_ID, TO, Person
from pressrun.mail.slots import Context, Place, Template
from pressrun.model.quotedprintable import encode_line
from pressrun.model.slot import Slot

# What mail/slots.py writes as it is in every context; nothing here is longer than a line of
# quoted-printable or begins with a dot, and an address is one for an envelope.
_SIGN: Final = "[A-Za-z0-9/:?,@+~_.-]"
_ADDRESS: Final = r"(?!\.)(?=.{1,72}\n)[A-Za-z0-9/?+~_.-]{1,64}@[A-Za-z0-9.-]+"
_URL: Final = rf"https?://{_SIGN}{{1,64}}"
# One that stands in bodies alone may take two lines of quoted-printable.
_LINE_OCTETS: Final = 73
_LONG_URL: Final = rf"https?://{_SIGN}{{1,{2 * _LINE_OCTETS - 8}}}"
_IDENTITY: Final = r"[A-Za-z0-9_-]{1,64}@[A-Za-z0-9.-]{1,64}"
_NAME: Final = re.compile(rf"(?!\.|From ){_SIGN}+(?: {_SIGN}+)*")

_UNSAFE_FIRST: Final = b".F"  # a line of a body begins with no dot, nor with From

_LONGEST: Final = len("<>@") + 64 + 64
_LINE: Final = rf"[!-~][ -~]{{0,{_LONGEST - 1}}}"
_FOLDED: Final = re.compile(rf"{_LINE}(?:\r\n {_LINE})*")

# What every message has; the personal header fields are made from it.
_ALWAYS: Final = ("address", "unsubscribe_url", "message_id")
_FIELDS: Final = (MESSAGE_ID, LIST_UNSUBSCRIBE)
_NAMES: Final = (Place(Context.TEXT, Slot.NAME), Place(Context.HTML, Slot.NAME), TO)


@dataclass(frozen=True, slots=True)
class Plain:
    """A template made ready: ``pieces`` are its literals with room between them.

    ``read`` takes a person's addresses, which ``pattern`` must match, one a line. ``choose`` takes
    what fills each room from them, from the header fields made of them, and from what ``_name``
    returns, in this order. All but the first three addresses stand in bodies alone.
    """

    read: Callable[[Person], tuple[str, ...]]
    pattern: re.Pattern[str]
    pieces: list[bytes]
    choose: Callable[[list[bytes]], tuple[bytes, ...]]

    def fill(self, person: Person) -> bytes | None:
        """Return the message of a person, or None if something of theirs needs more care."""
        own = self.read(person)
        lines = "\n".join(own)
        if not self.pattern.fullmatch(lines):
            return None
        address, leave, identity = own[: len(_ALWAYS)]
        values = f"{lines}\n<{identity}>\n<{leave}>".encode("ascii").split(b"\n")
        for at in range(len(_ALWAYS), len(own)):
            if len(value := values[at]) > _LINE_OCTETS:
                if value[_LINE_OCTETS] in _UNSAFE_FIRST:
                    return None
                values[at] = value[:_LINE_OCTETS] + b"=\r\n" + value[_LINE_OCTETS:]
        values += _name(person.name, address)
        pieces = self.pieces.copy()
        pieces[1::2] = self.choose(values)
        return b"".join(pieces)


def _name(name: str, address: str) -> tuple[bytes, bytes, bytes]:
    """Return a name as it stands in text, in HTML and, with a plain address, in To."""
    if not name:
        return b"", b"", address.encode("ascii")
    if len(name) + len(address) <= PLAIN_MAILBOX and _NAME.fullmatch(name):
        octets = name.encode("ascii")
        return octets, octets, f'"{name}" <{address}>'.encode("ascii")
    name = one_line(name)
    body = mailbox(name, address)
    if not _FOLDED.fullmatch(body):
        raise RenderError("the body of To is not folded", code="HDR003")
    return encode_line(name), encode_line(html.escape(name)), body.encode("ascii")


@lru_cache(maxsize=16)
def plain(template: Template) -> Plain | None:
    """Return the quick way to fill a template, or None if it has places unknown here.

    Its header is proved once: sound with nothing in its places and with the longest values, it is
    sound with all between, since their lines are printable ASCII, none longer, and begin with no
    blank.
    """
    wanted = [
        place if place.context is Context.HEADER or place.name == Slot.NAME else place.name
        for place in template.places
    ]
    more = [slot for slot in (Slot.PREFERENCES_URL, Slot.WEB_URL, Slot.VOTE_URL) if slot in wanted]
    known = [Slot.ADDRESS, Slot.UNSUBSCRIBE_URL, "", *more, *_FIELDS, *_NAMES]
    # Of a single place, or none, itemgetter makes no tuple; no message has so few.
    if len(wanted) < 2 or not {*wanted} <= {*known}:
        return None
    if not all(_is_sound(template, length) for length in (0, _LONGEST)):
        return None
    pieces = [b""] * (2 * len(template.places) + 1)
    pieces[::2] = template.literals
    return Plain(
        read=attrgetter(*_ALWAYS, *(slot.name.lower() for slot in more)),
        pattern=re.compile("\n".join([_ADDRESS, _URL, _IDENTITY, *(_LONG_URL for _ in more)])),
        pieces=pieces,
        choose=itemgetter(*(known.index(what) for what in wanted)),
    )


def _is_sound(template: Template, length: int) -> bool:
    """Tell whether the header would pass with values of so many octets in all its places."""
    octets = (b"x" * length).join(template.literals)
    try:
        check_block(octets[: octets.index(b"\r\n\r\n") + 2], template.fields)
    except RenderError:
        return False
    return True
