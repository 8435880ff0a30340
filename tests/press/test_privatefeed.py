"""A reader's own feed: made, moved, ended, narrowed to topics, and what stands in it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from contract.stores import STORES
from doubles import CountingEntropy
from doubles.catalogue import ShelfCatalogue
from doubles.nolog import MemoryNoLog
from doubles.shop import PUBLICATION, PrintShop
from pressrun.errors import Refused, StoreBusy, UsageError
from pressrun.model.audience import Arrangement, Cadence, SuppressionReason
from pressrun.model.feed import Feed, Frame, Memory, Record, RecordKind
from pressrun.model.feedplan import FeedPlan, FeedRule
from pressrun.model.key import Purpose
from pressrun.model.memory import dump_memory
from pressrun.model.publication import Content
from pressrun.ports import Store
from pressrun.press.noes import NoBook
from pressrun.press.privatedocument import Missing, PrivateFeedPress
from pressrun.press.privatefeed import FeedDesk, Owned, known_topics, private_address
from pressrun.press.subscribe import add

ADA, BOB = "ada@example.org", "bob@example.org"


class LegibleFrames:
    """Makes frames that say what the feed said, instead of a child process (port Isolate)."""

    def __init__(self) -> None:
        self.made: list[Feed] = []

    def call(self, function: str, *arguments: Any, limit_s: float = 30.0) -> Any:
        assert function == "pressrun.render.formats:set_frames"
        [feed] = arguments
        self.made.append(feed)
        return dict.fromkeys((".rss", ".atom", ".json"), Frame(b"[", b"]", b","))

    def map(self, *arguments: Any, **options: Any) -> Iterator[Any]:
        raise AssertionError("nothing is made side by side here")


class Club:
    """A list with readers, a shelf of articles, and what looks after their feeds."""

    def __init__(self, shop: PrintShop, store: Store, *, limit: int = 50) -> None:
        self.store, self.clock, self.entropy = store, shop.clock, CountingEntropy()
        self.frames, self.catalogue = LegibleFrames(), ShelfCatalogue()
        self.desk = FeedDesk(PUBLICATION, store=store, clock=self.clock, entropy=self.entropy)
        self.plan = FeedPlan(limit=limit, hubs=("https://hub.example.org/",))
        self._shop = shop
        self.restart()
        for name in (ADA, BOB):
            self.join(name)

    def restart(self) -> None:
        """Begin with nothing remembered but what the store holds."""
        desk = replace(self._shop.desk, isolate=self.frames, feeds=self.plan)
        self.press = PrivateFeedPress(desk, store=self.store, catalogue=self.catalogue)

    def join(self, address: str) -> None:
        add(
            address,
            name="",
            list="main",
            consent="a sample",
            store=self.store,
            noes=NoBook(MemoryNoLog()),
            clock=self.clock,
            entropy=self.entropy,
            commit=True,
        )

    def make(self, address: str) -> str:
        """Give a reader a feed and return its token."""
        return token_of(self.desk.rotate(address, list="main", commit=True))

    def read(self, token: str, suffix: str = ".rss", page: int = 1) -> str | Missing:
        found = self.press.document(token, suffix, page)
        return found if isinstance(found, Missing) else found.decode()


def token_of(owned: Owned) -> str:
    assert owned.address is not None
    base = f"{PUBLICATION.url}/feeds/private/"
    assert owned.address.base.startswith(base)
    return owned.address.base.removeprefix(base)


@pytest.fixture(params=STORES)
def club(request: pytest.FixtureRequest, shop: PrintShop, tmp_path: Path) -> Iterator[Club]:
    store = STORES[request.param](tmp_path / "state", shop.clock)
    yield Club(shop, store, limit=3)
    store.close()


def test_a_reader_has_no_feed_until_one_is_made_and_then_it_is_shown(club: Club) -> None:
    before = club.desk.show(ADA, list="main")
    made = club.desk.rotate(ADA, list="main", commit=True)

    assert (before.feed, before.address) == (None, None)
    assert club.desk.show(ADA, list="main") == made
    assert club.desk.show(BOB, list="main").feed is None
    assert made.reader.subscriber.address == ADA


def test_a_feed_that_was_moved_is_gone_at_its_old_address(club: Club) -> None:
    club.catalogue.add("tide")
    first = club.make(ADA)
    assert club.read(first) == "[<tide>]"

    second = club.make(ADA)

    assert second != first
    assert club.read(first) is Missing.ENDED
    assert club.read(second) == "[<tide>]"


def test_a_feed_that_was_ended_is_gone_and_there_is_none_to_end_again(club: Club) -> None:
    token, other = club.make(ADA), club.make(BOB)

    ended = club.desk.revoke(ADA, list="main", commit=True)

    assert token_of(ended) == token
    assert club.read(token) is Missing.ENDED
    assert club.read(other) == "[]"
    assert club.desk.show(ADA, list="main").feed is None
    with pytest.raises(Refused) as refused:
        club.desk.revoke(ADA, list="main", commit=True)
    assert refused.value.problem.code == "SUB004"


@pytest.mark.parametrize("commit", [True, False])
def test_a_feed_that_somebody_reads_instead_of_mail_is_not_ended(club: Club, commit: bool) -> None:
    token = club.make(ADA)
    with club.store.unit() as unit:
        reader = unit.people.find(ADA, list="main")
        assert reader is not None
        unit.people.arrange(
            reader.subscription.handle, Arrangement(cadence=Cadence.FEED), at=club.clock.now()
        )

    with pytest.raises(Refused) as refused:
        club.desk.revoke(ADA, list="main", commit=commit)

    assert refused.value.problem.code == "SUB009"
    assert club.read(token) == "[]"


def test_without_commit_nothing_changes(club: Club) -> None:
    token = club.make(ADA)
    before = club.desk.show(ADA, list="main")

    club.desk.rotate(ADA, list="main", commit=False)
    club.desk.revoke(ADA, list="main", commit=False)
    club.desk.choose(ADA, ["tides"], list="main", commit=False)
    club.desk.rotate(BOB, list="main", commit=False)

    assert club.desk.show(ADA, list="main") == before
    assert club.desk.show(BOB, list="main").feed is None
    assert club.read(token) == "[]"
    club.desk.choose(ADA, ["tides"], list="main", commit=True)
    assert club.desk.show(ADA, list="main") != before


def test_who_leaves_has_no_feed_any_more(club: Club) -> None:
    token, other = club.make(ADA), club.make(BOB)
    handle = club.desk.show(ADA, list="main").reader.subscription.handle

    with club.store.unit() as unit:
        unit.people.leave(handle, evidence="button", at=club.clock.now())

    assert club.read(token) is Missing.ENDED
    assert club.read(other) == "[]"
    with pytest.raises(Refused):
        club.desk.rotate(ADA, list="main", commit=True)


def test_who_is_suppressed_has_no_feed_any_more_and_gets_none(club: Club) -> None:
    token = club.make(ADA)
    reader = club.desk.show(ADA, list="main").reader
    with club.store.unit() as unit:
        unit.people.suppress(
            reader.subscriber.address_hash, reason=SuppressionReason.REQUEST, at=club.clock.now()
        )

    assert club.read(token) is Missing.ENDED
    with pytest.raises(Refused) as refused:
        club.desk.rotate(ADA, list="main", commit=True)
    assert refused.value.problem.code == "SUB003"


def test_who_was_erased_has_no_feed_any_more(shop: PrintShop, tmp_path: Path) -> None:
    store = STORES["sqlite"](tmp_path, shop.clock)
    club = Club(shop, store)
    token, other = club.make(ADA), club.make(BOB)
    engine = create_engine(f"sqlite:///{tmp_path / 'state.db'}")
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE subscriber SET address = '', address_key = NULL WHERE address = :ada"),
            {"ada": ADA},
        )
    engine.dispose()

    assert club.read(token) is Missing.ENDED
    assert club.read(other) == "[]"
    store.close()


@pytest.mark.parametrize("address", ["nobody@example.org", "nonsense"])
def test_who_is_not_on_the_list_has_none(club: Club, address: str) -> None:
    with pytest.raises((Refused, UsageError)):
        club.desk.show(address, list="main")
    with pytest.raises((Refused, UsageError)):
        club.desk.rotate(address, list="main", commit=True)


def test_the_address_holds_over_a_restart_and_a_newer_key(club: Club) -> None:
    token = club.make(ADA)
    with club.store.unit() as unit:
        unit.keys.add(Purpose.PRIVATE_FEED, b"n" * 32, at=club.clock.now())
    club.restart()

    newer = token_of(club.desk.show(ADA, list="main"))

    assert newer != token
    assert club.read(token) == club.read(newer) == "[]"


def test_a_token_with_one_letter_changed_leads_nowhere(club: Club) -> None:
    token = club.make(ADA)

    changed = [
        token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        for at in range(len(token))
    ]

    assert {club.read(one) for one in changed} == {Missing.UNKNOWN}
    assert club.read(token) == "[]"


@pytest.mark.parametrize("token", ["", "x", "A" * 48, "-" * 48, "../../etc/passwd", "\x00" * 48])
def test_what_nobody_was_given_is_unknown(club: Club, token: str) -> None:
    assert club.read(token) is Missing.UNKNOWN


def test_a_feed_holds_what_matches_its_topics_the_newest_first(club: Club) -> None:
    club.catalogue.add("ferry", "Ferries")
    club.catalogue.add("tide", "Tides", "ferries")
    club.catalogue.add("old", "tides", days=-30)
    club.catalogue.add("lamp", "Lamps")
    token = club.make(ADA)

    said = {}
    for topics in ([], ["FERRIES"], ["tides"], ["ferries", "lamps"], ["none"]):
        club.desk.choose(ADA, topics, list="main", commit=True)
        said[tuple(topics)] = club.read(token)

    assert said == {
        (): "[<lamp>,<tide>,<ferry>]",
        ("FERRIES",): "[<tide>,<ferry>]",
        ("tides",): "[<tide>,<old>]",
        ("ferries", "lamps"): "[<lamp>,<tide>,<ferry>]",
        ("none",): "[]",
    }
    assert {suffix for suffix, _ in club.catalogue.asked} == {".rss"}


def test_one_readers_topics_are_not_anothers(club: Club) -> None:
    club.catalogue.add("ferry", "ferries")
    ada, bob = club.make(ADA), club.make(BOB)

    club.desk.choose(ADA, ["tides"], list="main", commit=True)

    assert club.read(ada) == "[]"
    assert club.read(bob) == "[<ferry>]"


def test_what_does_not_fit_stands_on_further_pages_and_they_end(club: Club) -> None:
    for number in range(7):
        club.catalogue.add(f"n{number}")
    token = club.make(ADA)

    pages = [club.read(token, page=page) for page in (1, 2, 3, 4)]
    feeds = club.frames.made

    assert pages == ["[<n6>,<n5>,<n4>]", "[<n3>,<n2>,<n1>]", "[<n0>]", Missing.UNKNOWN]
    base = f"{PUBLICATION.url}/feeds/private/{token}"
    assert [feed.address.ending(".atom") for feed in feeds] == [
        f"{base}.atom",
        f"{base}.atom?page=2",
        f"{base}.atom?page=3",
    ]
    assert [feed.following and feed.following.ending(".atom") for feed in feeds] == [
        f"{base}.atom?page=2",
        f"{base}.atom?page=3",
        None,
    ]
    assert len({feed.id for feed in feeds}) == 1


def test_pages_end_where_the_last_is_full(club: Club) -> None:
    for number in range(3):
        club.catalogue.add(f"n{number}")
    token = club.make(ADA)

    assert club.read(token) == "[<n2>,<n1>,<n0>]"
    assert club.frames.made[-1].following is None
    assert club.read(token, page=2) is Missing.UNKNOWN


def test_what_a_feed_says_of_itself_names_nobody(club: Club) -> None:
    club.catalogue.add("tide")
    token = club.make(ADA)
    club.read(token)
    [feed] = club.frames.made

    assert feed.private
    assert feed.hubs == ()
    assert feed.title == "Harbour Notes"
    assert feed.updated_at == club.catalogue.shelf["tide"].updated_at
    assert "ada" not in repr(replace(feed, address=replace(feed.address, base="")))
    assert token not in f"{feed.id} {feed.name} {feed.title} {feed.home_url}"


def test_where_forms_are_answered_elsewhere_readers_feeds_are_served_there_too() -> None:
    elsewhere = replace(PUBLICATION, service_url="https://forms.example.org/notes")

    address = private_address(elsewhere, "token").ending(".rss")

    assert address == "https://forms.example.org/notes/feeds/private/token.rss"
    assert private_address(PUBLICATION, "token").base.startswith(PUBLICATION.url)


def test_two_readers_feeds_have_ids_of_their_own(club: Club) -> None:
    club.read(club.make(ADA))
    club.read(club.make(BOB))

    ada, bob = club.frames.made
    assert ada.id != bob.id


def test_a_frame_is_made_once_while_nothing_changes(club: Club) -> None:
    club.catalogue.add("tide")
    token = club.make(ADA)

    for suffix in (".rss", ".atom", ".json", ".rss"):
        club.read(token, suffix)
    once = len(club.frames.made)
    club.catalogue.add("lamp")
    club.read(token)

    assert once == 1
    assert len(club.frames.made) == 2


def test_the_catalogue_is_read_once_for_each_publication(club: Club, shop: PrintShop) -> None:
    club.catalogue.add("tide")
    token = club.make(ADA)
    shop.write("public/manifest.json", "one")
    first = [club.read(token) for _ in range(3)]
    once = club.catalogue.read
    club.catalogue.add("lamp")
    shop.write("public/manifest.json", "the next one")

    assert first == ["[<tide>]"] * 3
    assert once == 1
    assert club.read(token) == "[<lamp>,<tide>]"
    assert club.catalogue.read == 2


def test_what_was_withdrawn_after_the_catalogue_was_read_is_gone(
    club: Club, shop: PrintShop
) -> None:
    club.catalogue.add("tide")
    club.catalogue.add("lamp")
    token = club.make(ADA)
    shop.write("public/manifest.json", "one")
    assert club.read(token) == "[<lamp>,<tide>]"

    del club.catalogue.shelf["lamp"]

    assert club.read(token) == "[<tide>]"
    assert club.read(token) == "[<tide>]"
    assert club.catalogue.read == 2


def test_a_feed_is_not_empty_while_its_entries_are_made_anew(club: Club, shop: PrintShop) -> None:
    token = club.make(ADA)
    assert club.read(token) == "[]"
    record = Record(
        id="tideaaaaaa",
        kind=RecordKind.ARTICLE,
        language="en",
        sequence=1,
        published_at=club.clock.now(),
        updated_at=club.clock.now(),
        digest="d",
    )
    shop.write("feeds/entries.json", dump_memory(Memory(records=(record,))).decode())
    shop.write("public/manifest.json", "one")

    with pytest.raises(StoreBusy):
        club.read(token)
    club.catalogue.add("tideaaaaaa")

    assert club.read(token) == "[<tideaaaaaa>]"


def test_an_article_that_was_withdrawn_meanwhile_is_left_out(club: Club) -> None:
    club.catalogue.add("tide")
    club.catalogue.add("lamp")
    token = club.make(ADA)
    assert club.read(token) == "[<lamp>,<tide>]"

    del club.catalogue.shelf["lamp"]

    assert club.read(token) == "[<tide>]"


@pytest.mark.parametrize("content", Content)
def test_it_carries_as_much_of_each_article_as_the_main_feed(club: Club, content: Content) -> None:
    club.plan = replace(club.plan, rules={"main": FeedRule(content=content)})
    club.restart()
    club.catalogue.add("tide")

    club.read(club.make(ADA))

    assert club.catalogue.asked == [(".rss", content)]


def test_reading_changes_no_row_and_a_new_address_does(shop: PrintShop, tmp_path: Path) -> None:
    store = STORES["sqlite"](tmp_path, shop.clock)
    club = Club(shop, store)
    token = club.make(ADA)
    engine = create_engine(f"sqlite:///{tmp_path / 'state.db'}")

    def rows() -> list[str]:
        raw = engine.raw_connection()
        try:
            assert raw.driver_connection is not None
            return list(raw.driver_connection.iterdump())
        finally:
            raw.close()

    before = rows()
    for asked in (token, "A" * 48, "x"):
        club.read(asked)
    between = rows()
    club.make(ADA)

    assert between == before
    assert rows() != before
    engine.dispose()
    store.close()


def test_a_topic_is_spelled_as_the_tag_and_one_that_is_none_is_told_and_kept() -> None:
    tags = {"Ferries", "Tide tables"}

    chosen, problems = known_topics(
        ["ferries", " FERRIES ", "tide  TABLES", "ferrys", "lamps", ""], tags
    )

    assert chosen == ("Ferries", "Tide tables", "ferrys", "lamps")
    assert [(p.severity, p.what, p.help) for p in problems] == [
        ("warning", "no article has the tag 'ferrys'", "did you mean 'Ferries'?"),
        ("warning", "no article has the tag 'lamps'", ""),
    ]
    assert known_topics([""], tags) == ((), ())
