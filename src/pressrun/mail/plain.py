"""The quick way to fill a template, for people whose values are the same octets in every place.

Most names and addresses have only signs that HTML, plain text, quoted-printable and header fields
write as they are. One expression tells that of all of a person's values at once, and then nothing
is left to do but a join. Everybody else goes the careful way of ``compose.py``; where both ways
lead, the octets are the same.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter, itemgetter
from typing import Final

from pressrun.errors import RenderError
from pressrun.mail.headers import PLAIN_MAILBOX, check_block
from pressrun.mail.person import LIST_UNSUBSCRIBE, MESSAGE_ID, TO, Person
from pressrun.mail.slots import Context, Template
from pressrun.model.slot import Slot

# What mail/slots.py writes as it is in every context; no value here is longer than a line of
# quoted-printable, none is folded in a header field, and an address is one for an envelope.
_SIGN: Final = "[A-Za-z0-9/:?,@+~_.-]"
_NAME: Final = rf"(?:(?!\.|From ){_SIGN}+(?: {_SIGN}+)*)?"
_ADDRESS: Final = r"(?!\.)[A-Za-z0-9/?+~_.-]{1,64}@[A-Za-z0-9.-]+"
_URL: Final = rf"https?://{_SIGN}{{1,64}}"
_IDENTITY: Final = r"[A-Za-z0-9_-]{1,64}@[A-Za-z0-9.-]{1,64}"
_LONGEST: Final = len("<>@") + 64 + 64

# What every message has, and the header fields that are made from it.
_ALWAYS: Final = ("name", "address", "unsubscribe_url", "message_id")
_FIELDS: Final = (TO, MESSAGE_ID, LIST_UNSUBSCRIBE)


@dataclass(frozen=True, slots=True)
class Plain:
    """A template made ready: ``pieces`` are its literals with room between them.

    ``read`` takes the values from a person, which ``pattern`` must match, one a line; ``choose``
    takes from them, and the personal header fields after them, what fills each room.
    """

    read: Callable[[Person], tuple[str, ...]]
    pattern: re.Pattern[str]
    pieces: list[bytes]
    choose: Callable[[list[bytes]], tuple[bytes, ...]]

    def fill(self, person: Person) -> bytes | None:
        """Return the message of a person, or None if something of theirs needs more care."""
        if len(person.name) + len(person.address) > PLAIN_MAILBOX:
            return None
        own = self.read(person)
        lines = "\n".join(own)
        if not self.pattern.fullmatch(lines):
            return None
        name, address, leave, identity = own[: len(_ALWAYS)]
        to = f'"{name}" <{address}>' if name else address
        values = f"{lines}\n{to}\n<{identity}>\n<{leave}>".encode("ascii").split(b"\n")
        pieces = self.pieces.copy()
        pieces[1::2] = self.choose(values)
        return b"".join(pieces)


@lru_cache(maxsize=16)
def plain(template: Template) -> Plain | None:
    """Return the quick way to fill a template, or None if it has places unknown here.

    Its header is proved once: sound with nothing in its places and with the longest values, it is
    sound with all between, since they are printable ASCII and begin with no blank.
    """
    wanted = [place if place.context is Context.HEADER else place.name for place in template.places]
    more = [slot for slot in (Slot.PREFERENCES_URL, Slot.WEB_URL, Slot.VOTE_URL) if slot in wanted]
    known = [Slot.NAME, Slot.ADDRESS, Slot.UNSUBSCRIBE_URL, "", *more, *_FIELDS]
    # Of a single place, or none, itemgetter makes no tuple; no message has so few.
    if len(wanted) < 2 or not {*wanted} <= {*known}:
        return None
    if not all(_is_sound(template, length) for length in (0, _LONGEST)):
        return None
    pieces = [b""] * (2 * len(template.places) + 1)
    pieces[::2] = template.literals
    return Plain(
        read=attrgetter(*_ALWAYS, *(slot.name.lower() for slot in more)),
        pattern=re.compile("\n".join([_NAME, _ADDRESS, _URL, _IDENTITY, *(_URL for _ in more)])),
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
