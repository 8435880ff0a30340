"""P18: whatever is done in whatever order, who said no gets mail again by their own yes alone."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doubles.lounge import Lounge, address
from doubles.shop import PrintShop
from pressrun.model.audience import SubscriptionState, SuppressionReason
from pressrun.press.erasing import erase
from pressrun.press.letters import LetterDesk
from pressrun.press.preferences import PreferencesForm
from pressrun.store.memory import MemoryStore

CONFIRMED, PAUSED = SubscriptionState.CONFIRMED, SubscriptionState.PAUSED


class Life:
    """What happens to one reader; ``no`` says whether their last word is one.

    ``left_at`` is when they pressed the button, and nothing weightier was said since.
    """

    def __init__(self, lounge: Lounge) -> None:
        self.lounge, self.no = lounge, False
        self.left_at: datetime | None = None
        lounge.join("ada")
        self.handle, self.token = lounge.handle("ada"), lounge.token("ada")
        self.undo_token = ""

    @property
    def gets_mail(self) -> bool:
        reader = self.lounge.find("ada")
        return (
            reader is not None
            and reader.suppressed is None
            and reader.subscription.state in {CONFIRMED, PAUSED}
        )

    def leave(self) -> None:
        left = self.lounge.leaving.leave(self.handle, evidence="a button")
        self.undo_token = left.undo_token if left and left.undo_token else self.undo_token
        if not self.no:
            self.no, self.left_at = True, self.lounge.clock.now()

    def undo(self) -> None:
        self.lounge.leaving.undo(self.undo_token)
        recent = self.left_at and self.lounge.clock.now() - self.left_at < timedelta(hours=1)
        self.no = self.no and not recent

    def bounce(self) -> None:
        if self.lounge.find("ada"):
            self.lounge.suppress("ada", SuppressionReason.BOUNCE)
            self.no, self.left_at = True, None

    def welcome(self) -> None:
        self.lounge.post()
        self.lounge.welcome("ada")
        self.no = False
        self.handle, self.token = self.lounge.handle("ada"), self.lounge.token("ada")

    def erase(self) -> None:
        lounge = self.lounge
        erase(
            address("ada"),
            evidence="asked",
            store=lounge.store,
            noes=lounge.noes,
            clock=lounge.clock,
            commit=True,
        )
        self.no, self.left_at = True, None

    def wait(self) -> None:
        self.lounge.clock.advance(timedelta(minutes=61))
        with self.lounge.store.unit() as unit:
            unit.people.resume(self.lounge.clock.now())

    def arrange(self) -> None:
        desk = self.lounge.preferences
        desk.save(self.token, PreferencesForm(topics=("Lamps",), cadence="feed"))
        desk.resume(self.token)
        desk.open_feed(self.token)
        desk.pause(self.token, days=1)

    def pause(self) -> None:
        self.lounge.leaving.pause(self.handle, until=self.lounge.clock.now() + timedelta(hours=1))

    def add(self) -> None:
        self.lounge.join("ada")

    def restart(self) -> None:
        self.lounge.noes.catch_up(self.lounge.store, at=self.lounge.clock.now())


STEPS: Final[Mapping[str, Callable[[Life], None]]] = {
    step.__name__: step
    for step in (
        Life.leave,
        Life.undo,
        Life.bounce,
        Life.welcome,
        Life.erase,
        Life.wait,
        Life.arrange,
        Life.pause,
        Life.add,
        Life.restart,
    )
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> PrintShop:
    return PrintShop(tmp_path_factory.mktemp("shop"))


@pytest.fixture(scope="module")
def letters(shop: PrintShop) -> LetterDesk:
    return LetterDesk(shop.desk)


@settings(max_examples=400)
@given(names=st.lists(st.sampled_from(sorted(STEPS)), min_size=3, max_size=16))
def test_who_said_no_last_gets_no_mail_and_who_said_yes_last_does(
    shop: PrintShop, letters: LetterDesk, names: list[str]
) -> None:
    store = MemoryStore(clock=shop.clock, entropy=shop.entropy)
    life = Life(Lounge(shop, store, letters=letters))

    for name in names:
        STEPS[name](life)
        assert life.gets_mail is not life.no, f"after {name}"
