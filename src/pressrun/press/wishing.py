"""Wishes: asked for by forms, and fulfilled once the owner of the mailbox has said yes."""

import logging
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from pressrun.errors import PressrunError
from pressrun.mail.address import Address, address_hash
from pressrun.model.audience import SubscriberId, SuppressionReason
from pressrun.model.key import Purpose
from pressrun.model.letter import LetterKind
from pressrun.model.publication import Publication
from pressrun.model.slot import Slot
from pressrun.model.visit import Visit
from pressrun.model.wish import Wish, WishKind
from pressrun.ports import Clock, Entropy, Store, Unit
from pressrun.press.codes import code_hash, new_code
from pressrun.press.dossier import EXPORTING
from pressrun.press.erasing import ERASING
from pressrun.press.fulfilment import Fulfilment, Yes
from pressrun.press.guard import Guard
from pressrun.press.keyring import named_by, signed
from pressrun.press.letters import LetterDesk, PreparedLetter
from pressrun.press.moving import MOVING
from pressrun.press.noes import NoBook
from pressrun.press.subscribe import handle
from pressrun.press.welcoming import WELCOME
from pressrun.press.wishview import WishState, WishView, shown, view, view_done

log = logging.getLogger(__name__)

# To add a kind of wish: a line in each, its word in model/wish.py and its pages.
FULFIL: Final[Mapping[WishKind, Fulfilment]] = {
    WishKind.JOIN: WELCOME,
    WishKind.ADDRESS: MOVING,
    WishKind.EXPORT: EXPORTING,
    WishKind.ERASE: ERASING,
}
LETTER: Final[Mapping[WishKind, LetterKind]] = {
    WishKind.JOIN: LetterKind.CONFIRM,
    WishKind.ADDRESS: LetterKind.ADDRESS,
    WishKind.EXPORT: LetterKind.EXPORT,
    WishKind.ERASE: LetterKind.ERASE,
}
# What a browser says of a page may be anything; evidence is text of a sane length.
_PAGE_LIMIT: Final = 500
_WORDING_LIMIT: Final = 4000


class WishDesk:
    """Keeps wishes, writes their letters and fulfils them. May be used by several threads."""

    def __init__(
        self,
        publication: Publication,
        *,
        store: Store,
        clock: Clock,
        entropy: Entropy,
        letters: LetterDesk,
        noes: NoBook,
        guard: Guard,
        fulfil: Mapping[WishKind, Fulfilment] = FULFIL,
    ) -> None:
        self._publication, self._store = publication, store
        self._clock, self._entropy = clock, entropy
        self._letters, self._noes, self._guard = letters, noes, guard
        self._fulfilments = fulfil

    def prepare(self, kind: WishKind, *, list: str, language: str = "") -> PreparedLetter:
        """Return the letter that asks for the yes to such a wish; call it before a unit opens.

        Raises:
            RenderError: The theme cannot make it.
        """
        return self._letters.face(LETTER[kind], list, language)

    def make(
        self,
        unit: Unit,
        kind: WishKind,
        *,
        list: str,
        address: Address,
        subscriber: SubscriberId | None = None,
        name: str = "",
        language: str = "",
        topics: Sequence[str] = (),
        visit: Visit,
        prepared: PreparedLetter,
    ) -> Wish:
        """Keep a wish and write the letter that asks its mailbox for a yes.

        The same ask made again makes the open wish valid anew: its links stay good, its code is
        another. Beyond the guard's limits nothing is kept or written, and what is returned looks
        the same.
        """
        at = self._clock.now()
        hashed = address_hash(address.key, unit.people.hash_key())
        asked = Wish(
            handle=handle(self._entropy),
            kind=kind,
            list=list,
            address=address.address,
            address_key=address.key,
            address_hash=hashed,
            asked_at=at,
            subscriber=subscriber,
            name=name,
            language=language,
            topics=tuple(topics),
            wording=legible(visit.wording, _WORDING_LIMIT),
            page=legible(visit.page, _PAGE_LIMIT),
            network_hash=self._guard.network_hash(unit, visit, at=at),
        )
        latest = unit.wishes.latest(hashed, kind=kind, list=list)
        is_open = latest is not None and latest.done_at is None and latest.is_valid(at)
        standing = latest if is_open else None
        if not self._may_write(unit, asked, visit, at):
            return standing or asked
        # Another ask is another wish: whoever types a stranger's address changes nothing of what
        # the links in that mailbox say yes to.
        if standing is not None and _is_same(standing, asked):
            self._renew(unit, standing, prepared, at)
            return standing
        code = new_code(self._entropy)
        unit.wishes.add(replace(asked, code_hash=code_hash(unit, asked.handle, code)))
        self._write(unit, asked, code, prepared, at)
        return asked

    def again(self, handle: str, visit: Visit) -> Wish | None:
        """Write another letter for a wish within the guard's limits.

        One that was fulfilled has none to wait for; it is returned.
        """
        at = self._clock.now()
        wish = self._find(handle)
        if wish is None or wish.done_at is not None:
            return wish
        prepared = self.prepare(wish.kind, list=wish.list, language=wish.language)
        with self._store.unit() as unit:
            found = unit.wishes.find(handle)
            if found is None or found.done_at is not None:
                return found
            if self._may_write(unit, found, visit, at):
                self._renew(unit, found, prepared, at)
        return None

    def view(self, token: str) -> WishView | None:
        """Return the wish that a link leads to; None for what is no token of ours."""
        with self._store.unit(write=False) as unit:
            named = named_by(unit, token, Purpose.WISH)
            wish = unit.wishes.find(named) if named else None
            return view(unit, wish, self._clock.now()) if wish else None

    def fulfil(self, token: str, visit: Visit) -> WishView | None:
        """Let come true what a link asks for; None for what is no token of ours. Idempotent."""
        with self._store.unit(write=False) as unit:
            named = named_by(unit, token, Purpose.WISH)
        return self.fulfil_handle(named, visit, by="link") if named else None

    def fulfil_handle(self, handle: str, visit: Visit, *, by: str) -> WishView | None:
        """Let a wish come true whose yes the caller has proved, ``by`` link or code."""
        wish = self._find(handle)
        if wish is None:
            return None
        prepared = self._prepared(wish)
        at = self._clock.now()
        with self._store.unit() as unit:
            found = unit.wishes.find(handle)
            if found is None:
                return None
            fulfilment = self._fulfilments[found.kind]
            if not found.is_valid(at) or (found.done_at is not None and not fulfilment.repeats):
                return view(unit, found, at)
            network = self._guard.network_hash(unit, visit, at=at)
            come = fulfilment.act(
                Yes(
                    unit=unit,
                    wish=found,
                    evidence=f"the {by} in a letter" + (network and f", from network {network}"),
                    at=at,
                    publication=self._publication,
                    noes=self._noes,
                    letters=self._letters,
                    entropy=self._entropy,
                    prepared=prepared,
                )
            )
            if come is None:
                return shown(found, WishState.EXPIRED)
            unit.wishes.finish(handle, at=at)
            done = view_done(unit, found, come.document)
        if come.erased:
            self._store.scrub(come.erased)
        return done

    def _find(self, handle: str) -> Wish | None:
        with self._store.unit(write=False) as unit:
            return unit.wishes.find(handle)

    def _may_write(self, unit: Unit, wish: Wish, visit: Visit, at: datetime) -> bool:
        """Count an ask, and tell whether its letter may go: never after a complaint."""
        passes = self._guard.passes(unit, LETTER[wish.kind], wish.address_key, visit, at=at)
        suppression = unit.people.suppression(wish.address_hash)
        complained = suppression and suppression.reason is SuppressionReason.COMPLAINT
        return passes and not complained

    def _renew(self, unit: Unit, wish: Wish, prepared: PreparedLetter, at: datetime) -> None:
        code = new_code(self._entropy)
        unit.wishes.renew(wish.handle, code_hash=code_hash(unit, wish.handle, code), at=at)
        self._write(unit, wish, code, prepared, at)

    def _write(
        self, unit: Unit, wish: Wish, code: str, prepared: PreparedLetter, at: datetime
    ) -> None:
        token = signed(unit, Purpose.WISH, wish.handle, entropy=self._entropy, at=at)
        self._letters.write(
            unit,
            prepared,
            to=wish.address,
            slots={
                Slot.ACTION_URL: self._publication.service_address(f"confirm/{token}"),
                Slot.CODE: code,
            },
            dedupe=f"{prepared.kind.value} {wish.handle} {at.isoformat()}",
            at=at,
            subscriber=wish.subscriber,
        )

    def _prepared(self, wish: Wish) -> PreparedLetter | None:
        kind = self._fulfilments[wish.kind].letter
        if kind is None or wish.done_at is not None:
            return None
        try:
            if not self._letters.writes(kind, wish.list):
                return None
            return self._letters.face(kind, wish.list, wish.language)
        except PressrunError as error:
            # A theme that does not work must not stand between somebody and what they wished.
            log.error("letter.unmade", extra={"kind": kind.value, "code": error.problem.code})
            return None


def _is_same(one: Wish, other: Wish) -> bool:
    return (
        (one.address, one.subscriber, one.name, one.language, one.topics)
        == (other.address, other.subscriber, other.name, other.language, other.topics)
    ) and (one.wording, one.page, one.network_hash) == (
        other.wording,
        other.page,
        other.network_hash,
    )


def legible(text: str, limit: int) -> str:
    """Return text as it can be kept: no controls, no half characters, so many of them at most."""
    kept = "".join(c for c in text[:limit] if unicodedata.category(c) not in {"Cc", "Cs"})
    return kept.strip()
