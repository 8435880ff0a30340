"""What a page may show of a wish."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pressrun.mail.tokens import make_token
from pressrun.model.audience import SubscriptionState
from pressrun.model.key import Purpose
from pressrun.model.wish import Wish, WishKind
from pressrun.ports import Unit


class WishState(StrEnum):
    """What the link of a wish can do."""

    OPEN = "open"
    DONE = "done"
    EXPIRED = "expired"  # too old, or a newer "no" stands: only a new letter will do


@dataclass(frozen=True, slots=True, kw_only=True)
class WishView:
    """What a page may show of a wish: no address, no name.

    ``language`` is that of who asked, empty for the publication's. ``preferences_token`` is there
    once it is done, while its link is valid. ``document`` is what an export answers with.
    """

    kind: WishKind
    state: WishState
    list: str
    language: str = ""
    preferences_token: str = field(default="", repr=False)
    document: bytes | None = field(default=None, repr=False)


def view(unit: Unit, wish: Wish, at: datetime) -> WishView:
    """Return what a wish can do now; changes nothing."""
    if not wish.is_valid(at):
        return shown(wish, WishState.EXPIRED)
    return shown(wish, WishState.OPEN) if wish.done_at is None else view_done(unit, wish)


def view_done(unit: Unit, wish: Wish, document: bytes | None = None) -> WishView:
    """Return a wish that has come true, with the way to its reader's preferences."""
    reader = unit.people.find(wish.address_key, list=wish.list)
    key = unit.keys.newest(Purpose.PREFERENCES)
    ended = reader is None or reader.subscription.state is SubscriptionState.ENDED
    if wish.kind is WishKind.JOIN and ended:
        return shown(wish, WishState.EXPIRED)  # they have left since
    token = make_token(key, reader.subscription.handle) if reader and key else ""
    return shown(wish, WishState.DONE, token, document)


def shown(wish: Wish, state: WishState, token: str = "", document: bytes | None = None) -> WishView:
    """Return a wish in a state."""
    return WishView(
        kind=wish.kind,
        state=state,
        list=wish.list,
        language=wish.language,
        preferences_token=token,
        document=document,
    )
