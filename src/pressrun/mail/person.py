"""Who a copy is for: what is theirs alone, and where their own addresses come from."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from pressrun.mail.headers import MessageIds
from pressrun.mail.slots import Context, Place
from pressrun.mail.tokens import make_token
from pressrun.model.key import Key, Purpose
from pressrun.model.publication import Publication
from pressrun.model.slot import Slot

TO: Final = Place(Context.HEADER, "to")
MESSAGE_ID: Final = Place(Context.HEADER, "message-id")
_SLOTS: Final = {
    Purpose.PREFERENCES: Slot.PREFERENCES_URL,
    Purpose.VOTE: Slot.VOTE_URL,
}
SIGNED: Final = tuple(_SLOTS)
"""What a reader's own addresses in mail are for, beside leaving, which needs no key."""

LIST_UNSUBSCRIBE: Final = Place(Context.HEADER, "list-unsubscribe")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What one copy holds that no other does; ``message_id`` is without its angle brackets.

    An address that is empty is none: a face that asks for it cannot be filled.
    """

    address: str
    name: str
    unsubscribe_url: str
    message_id: str
    preferences_url: str = ""
    web_url: str = ""
    vote_url: str = ""

    def slots(self) -> dict[str, str]:
        """Return what stands in a body for each slot that has a value."""
        addresses: dict[str, str] = {
            Slot.UNSUBSCRIBE_URL: self.unsubscribe_url,
            Slot.PREFERENCES_URL: self.preferences_url,
            Slot.WEB_URL: self.web_url,
            Slot.VOTE_URL: self.vote_url,
        }
        given = {slot: url for slot, url in addresses.items() if url}
        return {Slot.NAME: self.name, Slot.ADDRESS: self.address, **given}


class Mailing:
    """Makes the persons of one sending: what is everybody's is worked out once.

    ``salt`` and ``issue`` make its Message-IDs (design §4 item 8); ``web_url`` is the issue's
    public page, which is everybody's. ``keys`` sign the addresses under which readers decide for
    themselves (``SIGNED``), as far as ``slots`` names them: signing is most of the work. Without
    any keys the mailing is of samples, whose addresses lead nowhere.
    """

    def __init__(
        self,
        publication: Publication,
        *,
        salt: bytes,
        issue: str,
        web_url: str = "",
        keys: Mapping[Purpose, Key] | None = None,
        slots: Collection[str] = tuple(Slot),
    ) -> None:
        self._message_ids = MessageIds(salt, issue, publication.authority)
        self._web_url = web_url
        self._unsubscribe = publication.service_address("unsubscribe/")
        self._preferences = publication.service_address("preferences/")
        self._vote = publication.service_address("vote/")
        self._keys = keys and {
            purpose: key for purpose, key in keys.items() if _SLOTS[purpose] in slots
        }

    def person(self, subscriber: int, *, address: str, name: str, handle: str) -> Person:
        """Return a subscriber as a copy needs them; ``handle`` is their subscription's.

        The address to leave needs no key and works for ever (design §4 item 9).
        """
        return Person(
            address=address,
            name=name,
            unsubscribe_url=self._unsubscribe + handle,
            message_id=self._message_ids.of(subscriber),
            preferences_url=self._signed(Purpose.PREFERENCES, self._preferences, handle),
            web_url=self._web_url,
            vote_url=self._signed(Purpose.VOTE, self._vote, handle, "/"),
        )

    def _signed(self, purpose: Purpose, base: str, handle: str, end: str = "") -> str:
        """Return an address that only we can have made, or none if there is no key for it."""
        if self._keys is None:
            return f"{base}{handle}{end}"
        key = self._keys.get(purpose)
        return f"{base}{make_token(key, handle)}{end}" if key is not None else ""
