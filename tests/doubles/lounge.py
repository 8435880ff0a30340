"""A place for readers who decide for themselves: a store, a log of noes, and their desks."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from doubles.nolog import MemoryNoLog
from doubles.shop import PUBLICATION, PrintShop
from pressrun.mail.address import Address, parse_address
from pressrun.model.audience import Reader, SubscriptionState, SuppressionReason
from pressrun.model.joinrules import JoinRules
from pressrun.model.key import Purpose
from pressrun.model.letter import Letter, LetterKind
from pressrun.model.publication import MailingList
from pressrun.model.slot import Slot
from pressrun.model.visit import Visit
from pressrun.model.wish import WishKind
from pressrun.ports import Store
from pressrun.press.asking import AskDesk
from pressrun.press.guard import Guard
from pressrun.press.keyring import signed
from pressrun.press.leaving import LeaveDesk, Left
from pressrun.press.letters import LetterDesk
from pressrun.press.noes import NoBook
from pressrun.press.preferences import PreferenceDesk, PreferencesForm, PreferencesView
from pressrun.press.subscribe import add
from pressrun.press.wishing import WishDesk
from pressrun.press.wishview import WishView

MAIN = PUBLICATION.lists[0]
LISTS: tuple[MailingList, ...] = (
    MAIN,
    replace(MAIN, name="tides", title="Tide Tables", list_id="tides.example.org"),
)
LOUNGE = replace(PUBLICATION, lists=LISTS)
VISIT = Visit(page="https://notes.example.org/preferences", network="192.0.2.7", wording="Yes.")
DAY = timedelta(days=1)


class Lounge:
    """Readers of lists ``main`` and ``tides`` of one publication.

    Args:
        topics: What is on offer; may be changed.
    """

    def __init__(
        self,
        shop: PrintShop,
        store: Store,
        *,
        nolog: MemoryNoLog | None = None,
        letters: LetterDesk | None = None,
    ) -> None:
        self.store, self.clock, self.entropy = store, shop.clock, shop.entropy
        self.nolog = nolog or MemoryNoLog()
        self.noes = NoBook(self.nolog)
        self.topics: Sequence[str] = ("Ferries", "Lamps", "Tide tables")
        self.languages: Sequence[str] = ("ar", "de", "en")
        self.letters = letters or LetterDesk(replace(shop.desk, publication=LOUNGE))
        rules = JoinRules(letters_per_day=99, letters_per_month=99)
        self.wishes = WishDesk(
            LOUNGE,
            store=store,
            clock=self.clock,
            entropy=self.entropy,
            letters=self.letters,
            noes=self.noes,
            guard=Guard(rules, entropy=self.entropy),
        )
        self.asking = AskDesk(LOUNGE, store=store, wishes=self.wishes, rules=rules)
        self.leaving = LeaveDesk(
            store=store, noes=self.noes, clock=self.clock, entropy=self.entropy
        )
        self.preferences = PreferenceDesk(
            LOUNGE,
            store=store,
            clock=self.clock,
            entropy=self.entropy,
            topics=lambda: self.topics,
            languages=lambda: self.languages,
        )

    def join(self, *names: str, list: str = "main") -> None:
        """Let people be added by an editor."""
        for name in names:
            add(
                address(name),
                name=name.title(),
                list=list,
                consent="a sample",
                store=self.store,
                noes=self.noes,
                clock=self.clock,
                entropy=self.entropy,
                commit=True,
            )

    def welcome(self, name: str, *, list: str = "main") -> WishView | None:
        """Let somebody ask for a list, a minute later, and say yes from their mailbox."""
        self.clock.advance(timedelta(minutes=1))
        parsed = parse_address(address(name))
        assert isinstance(parsed, Address)
        prepared = self.wishes.prepare(WishKind.JOIN, list=list)
        with self.store.unit() as unit:
            self.wishes.make(
                unit, WishKind.JOIN, list=list, address=parsed, visit=VISIT, prepared=prepared
            )
        return self.confirm(self.link(LetterKind.CONFIRM))

    def find(self, name: str, *, list: str = "main") -> Reader | None:
        with self.store.unit(write=False) as unit:
            return unit.people.find(address(name), list=list)

    def reader(self, name: str, *, list: str = "main") -> Reader:
        found = self.find(name, list=list)
        assert found is not None
        return found

    def state(self, name: str, *, list: str = "main") -> SubscriptionState | None:
        found = self.find(name, list=list)
        return found.subscription.state if found else None

    def handle(self, name: str, *, list: str = "main") -> str:
        return self.reader(name, list=list).subscription.handle

    def token(self, name: str, *, list: str = "main") -> str:
        """Return the token under which somebody has their preferences."""
        handle = self.handle(name, list=list)
        with self.store.unit() as unit:
            return signed(
                unit, Purpose.PREFERENCES, handle, entropy=self.entropy, at=self.clock.now()
            )

    def view(self, name: str, *, list: str = "main") -> PreferencesView:
        found = self.preferences.view(self.token(name, list=list))
        assert found is not None
        return found

    def save(self, name: str, form: PreferencesForm) -> PreferencesView:
        found = self.preferences.save(self.token(name), form)
        assert isinstance(found, PreferencesView)
        return found

    def leave(self, name: str, *, list: str = "main") -> Left:
        left = self.leaving.leave(self.handle(name, list=list), evidence="a button")
        assert left is not None
        return left

    def suppress(self, name: str, reason: SuppressionReason) -> None:
        hashed = self.reader(name).subscriber.address_hash
        with self.store.unit() as unit:
            unit.people.suppress(hashed, reason=reason, at=self.clock.now())

    def post(self) -> list[Letter]:
        """Take every letter that waits, as a sender does."""
        with self.store.unit() as unit:
            claimed = unit.letters.claim(
                sender="s" * 16, limit=100, now=self.clock.now(), lease=DAY
            )
        return [each.letter for each in claimed if each.letter is not None]

    def link(self, kind: LetterKind) -> str:
        """Return the token in the link of the one letter that waits, which is of this kind."""
        [letter] = self.post()
        assert letter.kind is kind
        return letter.slots[Slot.ACTION_URL].rpartition("/")[2]

    def confirm(self, token: str) -> WishView | None:
        return self.wishes.fulfil(token, VISIT)


def address(name: str) -> str:
    return name if "@" in name else f"{name}@example.org"
