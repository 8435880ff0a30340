"""One working day: build, tick when the alarm rings, deliver, stop in order."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from doubles.alarm import RungAlarm
from doubles.clock import HeldClock
from doubles.instance import MemoryInstanceMark
from doubles.post import letter_counts, write
from doubles.shop import PrintShop, relay
from pressrun.errors import LoginRefused, RelayUnavailable
from pressrun.model.delivery import DeliveryState, Outcome, Receipt
from pressrun.model.relay import Limits
from pressrun.ports import Fetched, Marked
from pressrun.press.housekeeping import EVERY_S
from pressrun.press.outage import Alert
from pressrun.press.pace import BACKOFF_S
from pressrun.press.pausing import pause
from pressrun.press.postroom import LOOK_EVERY_S, RESTS_S, Finished, Mailed
from pressrun.press.shift import Adopted, News, Shift
from pressrun.press.tenure import Tenure
from pressrun.press.tick import Ticked, tick
from pressrun.press.websub import Pushed, WebSub
from pressrun.system.fetch import GuardedFetch

BOUND_S = 20


class Day:
    """A shift in a print shop, its alarm in the test's hand."""

    def __init__(self, shop: PrintShop, websub: WebSub | None) -> None:
        self.alarm, self.stop = RungAlarm(), asyncio.Event()
        self.mark = MemoryInstanceMark()
        self.clock = HeldClock(shop.clock)
        self.news: list[News] = []
        self.heard = asyncio.Condition()
        self.shift = Shift(
            shop.desk,
            replace(shop.office, clock=self.clock),
            tenure=Tenure(shop.store, self.mark, clock=shop.clock, entropy=shop.entropy),
            alarm=self.alarm,
            websub=websub or WebSub(shop.desk, shop.store, GuardedFetch()),
            packs=False,
            tell=self.tell,
        )

    def tell(self, news: News) -> None:
        self.news.append(news)
        asyncio.get_running_loop().create_task(self._wake())

    async def nap(self) -> None:
        """Return once the postroom has nothing to do but to wait."""
        while not self.clock.sleeps:
            await asyncio.sleep(0)

    async def until(self, kind: type[News], count: int = 1) -> list[News]:
        """Wait until so many news of a kind were told."""
        async with self.heard:
            await self.heard.wait_for(lambda: len(self.of(kind)) >= count)
        return self.of(kind)

    def of(self, kind: type[News]) -> list[News]:
        return [news for news in self.news if isinstance(news, kind)]

    async def _wake(self) -> None:
        async with self.heard:
            self.heard.notify_all()


def play(
    shop: PrintShop,
    script: Callable[[Day], Awaitable[None]],
    websub: WebSub | None = None,
) -> Day:
    """Work a day; the script stops it, or its bound does."""

    async def whole() -> Day:
        day = Day(shop, websub)
        working = asyncio.create_task(day.shift.work(day.stop))
        await day.until(Ticked)  # built
        await script(day)
        day.stop.set()
        await working
        return day

    return asyncio.run(asyncio.wait_for(whole(), BOUND_S))


def test_a_day_begins_with_building_the_site(shop: PrintShop) -> None:
    shop.write_article("now", id="nowaaaaaaa", title="At once", extra="publish: now\n")

    async def nothing(day: Day) -> None:
        return

    day = play(shop, nothing)

    assert "At once" in shop.read("public/index.html")
    assert day.alarm.stopped


def test_what_is_due_is_sent_when_the_alarm_rings(shop: PrintShop) -> None:
    shop.subscribe("ada", "bob")
    shop.schedule("in 1 hour")

    async def script(day: Day) -> None:
        await day.alarm.ring()
        await day.until(Ticked, 2)
        await day.alarm.was_set.wait()
        assert shop.transport.arrived == []
        assert day.alarm.woken_for == shop.clock.at + timedelta(hours=1)
        day.clock.advance(timedelta(hours=1))
        await day.alarm.ring()
        await day.until(Finished)

    day = play(shop, script)

    assert sorted(shop.transport.recipients) == ["ada@example.org", "bob@example.org"]
    assert len(day.of(Outcome)) == 2
    assert day.alarm.woken_for is None


def test_an_unavailable_relay_is_told_and_tried_with_the_next_ring(shop: PrintShop) -> None:
    shop.subscribe("ada")
    shop.schedule("now")
    shop.transport.unavailable = RelayUnavailable("127.0.0.1:25 refused the connection")

    async def script(day: Day) -> None:
        await day.alarm.ring()
        [first] = await day.until(Finished)
        assert isinstance(first, Finished)
        assert first.error is not None
        shop.transport.unavailable = None
        day.clock.advance(timedelta(seconds=BACKOFF_S[0]))
        await day.alarm.ring()
        await day.until(Finished, 2)

    play(shop, script)

    assert shop.transport.recipients == ["ada@example.org"]


def test_what_a_relay_deferred_goes_out_when_its_time_comes(shop: PrintShop) -> None:
    shop.subscribe("ada")
    shop.schedule("now")
    shop.transport.answers["ada@example.org"].append(Receipt(451, "later"))

    async def script(day: Day) -> None:
        await day.alarm.ring()
        await day.until(Finished)
        day.clock.advance(timedelta(minutes=1))
        await day.alarm.ring()
        await day.until(Finished, 2)

    play(shop, script)

    assert shop.counts() == {DeliveryState.ACCEPTED: 1}


def test_one_issue_that_does_not_load_stops_no_other_work(shop: PrintShop) -> None:
    shop.subscribe("ada")
    shop.schedule("now")
    shop.write("articles/lamp.md", "---\nid: lampaaaaaa\ntitle: [\n---\n")
    shop.write_article("news", id="newsaaaaaa", title="News", extra="publish: 2026-11-24\n")

    async def script(day: Day) -> None:
        await day.alarm.ring()
        await day.until(Ticked, 2)

    day = play(shop, script)

    assert any(news.problems for news in day.of(Ticked) if isinstance(news, Ticked))
    assert "News" in shop.read("feeds/main.rss")


def test_a_letter_goes_out_within_a_second_where_no_issue_does(shop: PrintShop) -> None:
    async def script(day: Day) -> None:
        await day.nap()
        write(shop.store, "dee", at=shop.clock.at)
        day.clock.advance(timedelta(seconds=LOOK_EVERY_S))
        await day.until(Mailed)

    day = play(shop, script)

    assert shop.transport.recipients == ["dee@example.org"]
    [mailed] = day.of(Mailed)
    assert isinstance(mailed, Mailed)
    assert mailed.counts == {DeliveryState.ACCEPTED: 1}
    assert len(day.of(Outcome)) == 1


def test_letters_that_a_killed_sender_held_go_out_at_once(shop: PrintShop) -> None:
    write(shop.store, "dee", at=shop.clock.at)
    killed = shop.journals.open(room=1)
    with shop.store.unit() as unit:
        unit.letters.claim(
            sender=killed.sender, limit=1, now=shop.clock.at, lease=timedelta(minutes=15)
        )
    killed.lives = False

    async def script(day: Day) -> None:
        await day.until(Mailed)
        await day.nap()
        before = shop.journals.opened
        day.clock.advance(timedelta(seconds=LOOK_EVERY_S))
        await day.nap()
        assert shop.journals.opened == before

    play(shop, script)

    assert shop.transport.recipients == ["dee@example.org"]
    assert letter_counts(shop.store) == {DeliveryState.ACCEPTED: 1}


def test_letters_go_out_although_an_issue_is_paused(shop: PrintShop) -> None:
    shop.subscribe("ada")
    shop.schedule("now")
    tick(shop.desk, shop.store)
    pause(shop.store, shop.issue, by="a tester", commit=True)

    async def script(day: Day) -> None:
        write(shop.store, "dee", at=shop.clock.at)
        await day.alarm.ring()
        await day.nap()
        day.clock.advance(timedelta(seconds=LOOK_EVERY_S))
        await day.until(Mailed)

    play(shop, script)

    assert shop.transport.recipients == ["dee@example.org"]
    assert shop.counts() == {DeliveryState.QUEUED: 1}


def test_letters_rest_longer_and_longer_while_no_relay_is_to_be_had_and_issues_do_not(
    shop: PrintShop,
) -> None:
    shop.subscribe("ada")
    write(shop.store, "dee", at=shop.clock.at)
    shop.transport.unavailable = LoginRefused("no such account")

    async def script(day: Day) -> None:
        await day.until(Alert)
        for rest_s in RESTS_S[:2]:
            await day.nap()
            before = shop.journals.opened
            day.clock.advance(timedelta(seconds=rest_s - LOOK_EVERY_S))
            await day.nap()
            assert shop.journals.opened == before
            day.clock.advance(timedelta(seconds=LOOK_EVERY_S))
            await day.nap()
            assert shop.journals.opened == before + 1
        shop.transport.unavailable = None
        shop.schedule("now")
        await day.alarm.ring()
        await day.until(Finished)

    day = play(shop, script)

    assert shop.transport.recipients == ["dee@example.org", "ada@example.org"]
    assert len(day.of(Alert)) == 2  # gone, and back


def test_a_letter_whose_relay_has_had_its_day_s_mail_waits_without_a_pass_a_second(
    shop: PrintShop,
) -> None:
    limits = Limits(connections=1, per_day=1)
    shop.office = shop.open_office((relay(limits=limits), shop.transport))
    write(shop.store, "dee", "eve", at=shop.clock.at)

    async def script(day: Day) -> None:
        await day.until(Mailed)
        await day.nap()
        day.clock.advance(timedelta(seconds=LOOK_EVERY_S))
        await day.nap()
        before = shop.journals.opened
        day.clock.advance(timedelta(seconds=LOOK_EVERY_S))
        await day.nap()
        assert shop.journals.opened == before

    play(shop, script)

    assert letter_counts(shop.store) == {DeliveryState.ACCEPTED: 1, DeliveryState.QUEUED: 1}


def test_the_house_is_kept_once_a_minute(shop: PrintShop) -> None:
    with shop.store.unit() as unit:
        unit.throttles.spend("mailbox", at=shop.clock.at - timedelta(days=40))

    def spent() -> int:
        with shop.store.unit(write=False) as unit:
            return unit.throttles.spent("mailbox", since=shop.clock.at - timedelta(days=90))

    async def script(day: Day) -> None:
        await day.alarm.ring()
        await day.until(Ticked, 2)
        assert spent() == 0
        with shop.store.unit() as unit:
            unit.throttles.spend("mailbox", at=shop.clock.at - timedelta(days=40))
        day.clock.advance(timedelta(seconds=EVERY_S - 1))
        await day.alarm.ring()
        await day.until(Ticked, 3)
        assert spent() == 1
        day.clock.advance(timedelta(seconds=1))
        await day.alarm.ring()
        await day.until(Ticked, 4)

    play(shop, script)

    assert spent() == 0


class SlowWeb:
    """Shows the site of a shop; a hub in it says nothing until ``answer`` is set (port Fetch)."""

    def __init__(self, shop: PrintShop) -> None:
        self._shop = shop
        self.asked, self.answer = threading.Event(), threading.Event()
        self.at_once, self.most_at_once = 0, 0

    def get(self, url: str, *, limit_octets: int, timeout_s: float) -> Fetched:
        path = url.removeprefix(self._shop.desk.publication.address())
        return Fetched(200, {}, (self._shop.root / "public" / path).read_bytes(), url)

    def post(
        self, url: str, fields: Mapping[str, str], *, limit_octets: int, timeout_s: float
    ) -> Fetched:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.asked.set()
        self.answer.wait()
        self.at_once -= 1
        return Fetched(202, {}, b"", url)


def test_a_hub_that_takes_its_time_holds_up_no_tick_and_is_asked_by_one_pass_alone(
    shop: PrintShop,
) -> None:
    shop.write_article("now", id="nowaaaaaaa", title="At once", extra="publish: now\n")
    web, hubs = SlowWeb(shop), ("https://hub.example.org",)
    desk = replace(shop.desk, feeds=replace(shop.desk.feeds, hubs=hubs))

    async def script(day: Day) -> None:
        await day.alarm.ring()
        await asyncio.to_thread(web.asked.wait)
        for _ in range(3):
            await day.alarm.ring()
            await day.until(Ticked, len(day.of(Ticked)) + 1)
        assert day.of(Pushed) == []
        web.answer.set()
        await day.until(Pushed)

    day = play(shop, script, WebSub(desk, shop.store, web))

    [pushed] = day.of(Pushed)
    assert isinstance(pushed, Pushed)
    assert {ping.hub for ping in pushed.told} == set(hubs)
    assert f"{desk.publication.url}/feeds/main.atom" in {ping.topic for ping in pushed.told}
    assert web.most_at_once == 1


def test_a_day_that_ends_finishes_the_ping_under_way_and_begins_no_other(shop: PrintShop) -> None:
    shop.write_article("now", id="nowaaaaaaa", title="At once", extra="publish: now\n")
    web = SlowWeb(shop)
    desk = replace(shop.desk, feeds=replace(shop.desk.feeds, hubs=("https://hub.example.org",)))

    async def script(day: Day) -> None:
        await day.alarm.ring()
        await asyncio.to_thread(web.asked.wait)
        day.stop.set()
        web.answer.set()

    day = play(shop, script, WebSub(desk, shop.store, web))

    [pushed] = day.of(Pushed)
    assert isinstance(pushed, Pushed)
    assert len(pushed.told) == 1
    assert pushed.waiting


def test_a_database_that_was_put_back_sends_nothing_until_it_is_adopted(shop: PrintShop) -> None:
    shop.subscribe("ada")
    shop.schedule("now")
    shop.write_article("now", id="nowaaaaaaa", title="At once", extra="publish: now\n")
    write(shop.store, "dee", at=shop.clock.at)

    async def whole() -> Day:
        day = Day(shop, None)
        day.mark.said = Marked(("newer",), is_original=True)
        working = asyncio.create_task(day.shift.work(day.stop))
        await day.until(Ticked, 2)  # held, and built all the same
        await day.alarm.ring()
        await day.until(Ticked, 3)
        assert shop.transport.arrived == []
        assert day.clock.sleeps is False  # nobody looks for letters
        with shop.store.unit() as unit:
            unit.renew_instance("newer")
        await day.alarm.ring()
        await day.until(Finished)
        day.stop.set()
        await working
        return day

    day = asyncio.run(asyncio.wait_for(whole(), BOUND_S))

    held, _, again = (news for news in day.of(Ticked)[:3] if isinstance(news, Ticked))
    assert [problem.code for problem in held.problems] == ["INS001"]
    assert again == held
    assert len(day.of(Adopted)) == 1
    assert "At once" in shop.read("public/index.html")
    assert sorted(shop.transport.recipients) == ["ada@example.org", "dee@example.org"]


def test_every_copy_from_before_an_issue_goes_out_is_an_older_one(shop: PrintShop) -> None:
    shop.subscribe("ada")
    shop.schedule("in 1 hour")
    nonces: list[str] = []

    async def script(day: Day) -> None:
        for _ in range(2):
            with shop.store.unit(write=False) as unit:
                nonces.append(unit.instance().nonce)
            await day.alarm.ring()
            await day.alarm.was_set.wait()
            day.alarm.was_set.clear()
            day.clock.advance(timedelta(hours=1))
        await day.until(Outcome)
        assert day.mark.said is not None
        assert not {*nonces} & {*day.mark.said.nonces}

    play(shop, script)


def test_a_database_that_is_put_back_while_it_works_sends_no_more(shop: PrintShop) -> None:
    shop.subscribe("ada")

    async def script(day: Day) -> None:
        await day.nap()
        with shop.store.unit() as unit:
            unit.renew_instance("older")
        shop.schedule("now")
        await day.alarm.ring()
        await day.until(Ticked, 2)
        write(shop.store, "dee", at=shop.clock.at)
        day.clock.advance(timedelta(seconds=LOOK_EVERY_S))
        await day.alarm.ring()
        await day.until(Ticked, 3)

    day = play(shop, script)

    assert shop.transport.arrived == []
    assert day.of(Ticked)[-1] == day.of(Ticked)[-2]
