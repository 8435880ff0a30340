"""What is withdrawn is gone from everything public, for good."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from doubles.shop import PrintShop
from pressrun.errors import Conflict, Refused, UsageError
from pressrun.model.feed import Record
from pressrun.model.feedplan import FeedPlan
from pressrun.model.manifest import Manifest
from pressrun.ports import Outlet, Stage, Written
from pressrun.press.check import check
from pressrun.press.desk import Desk
from pressrun.press.publish import Published, publish
from pressrun.press.record import Release
from pressrun.press.withdraw import Withdrawal, plan_withdrawal, withdraw

LAMP, ISSUE = "lampaaaaaa", "issueaaaaa"
TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


@pytest.fixture
def public(shop: PrintShop) -> PrintShop:
    """The shop with its issue gone out, a day later."""
    shop.write_article("lamp", id=LAMP, title="The lamp's log", body="Turned by hand.")
    publish(shop.desk, release=Release(at=shop.clock.now(), issue=shop.issue.key))
    shop.clock.advance(timedelta(days=1))
    return shop


def planned(shop: PrintShop, name: str) -> Withdrawal:
    return plan_withdrawal(shop.desk, shop.contents, name)


def end(shop: PrintShop, name: str, *, dry_run: bool = False) -> Published:
    at = shop.clock.now()
    return withdraw(shop.desk, shop.contents, planned(shop, name), at=at, dry_run=dry_run)


def remembered(shop: PrintShop, id: str) -> Record:
    return next(record for record in shop.desk.folder.memory().records if record.id == id)


def holding(root: Path, words: bytes) -> Iterator[str]:
    """Yield every public file that holds words."""
    for below in ("public", "feeds"):
        for path in (root / below).rglob("*"):
            if path.is_file() and words in path.read_bytes():
                yield path.relative_to(root).as_posix()


def test_no_public_file_has_a_word_of_it_afterwards(public: PrintShop) -> None:
    assert list(holding(public.root, b"Turned by hand."))

    end(public, "lamp")

    assert list(holding(public.root, b"Turned by hand.")) == []
    assert list(holding(public.root, b"lamp&#39;s log")) == []
    assert list(holding(public.root, b"lamp's log")) == []
    assert list(holding(public.root, b"Some words."))


def test_readers_are_told_that_it_is_deleted_and_its_addresses_are_gone(
    public: PrintShop,
) -> None:
    end(public, "lamp")

    [tomb] = ElementTree.fromstring(public.read("feeds/main.atom").encode()).iter(TOMBSTONE)
    assert tomb.get("ref") == "tag:example.org,2026:lampaaaaaa"
    assert datetime.fromisoformat(tomb.get("when", "")) == public.clock.now()
    manifest = Manifest.parse((public.root / "public/manifest.json").read_bytes())
    assert manifest.gone == {"articles/lamp/"}
    assert "withdrawn" in public.read("public/articles/lamp/index.html")


@pytest.mark.parametrize(
    "name", ["lamp", LAMP, "articles/lamp.md", "lamp.md", "articles/lamp", "articles/lamp/"]
)
def test_an_article_goes_by_every_name_it_has(public: PrintShop, name: str) -> None:
    assert (planned(public, name).record.id, planned(public, name).title) == (
        LAMP,
        "The lamp's log",
    )


@pytest.mark.parametrize(
    "name", ["1", "001", "storm", "001-storm", ISSUE, "issues/001-storm/issue.md"]
)
def test_an_issue_goes_by_every_name_it_has(public: PrintShop, name: str) -> None:
    assert planned(public, name).record.id == ISSUE


def test_an_issue_is_withdrawn_and_its_articles_stay(public: PrintShop) -> None:
    end(public, "1")

    assert remembered(public, ISSUE).withdrawn_at == public.clock.now()
    assert remembered(public, LAMP).withdrawn_at is None
    assert "Dear reader." not in public.read("feeds/issues.json")
    assert "Turned by hand." in public.read("feeds/main.json")


@pytest.mark.parametrize("name", ["lamp", LAMP, "articles/lamp/"])
def test_what_has_no_file_any_more_is_withdrawn_by_its_page_or_its_id(
    public: PrintShop, name: str
) -> None:
    (public.root / "articles/lamp.md").unlink()

    end(public, name)

    assert remembered(public, LAMP).withdrawn_at == public.clock.now()


def test_asking_again_is_no_error_and_changes_nothing(public: PrintShop) -> None:
    end(public, "lamp")
    before = public.read("feeds/entries.json")
    public.clock.advance(timedelta(days=1))

    assert planned(public, "lamp").is_done
    end(public, "lamp")

    assert public.read("feeds/entries.json") == before


def test_a_dry_run_leaves_everything_public(public: PrintShop) -> None:
    before = public.read("feeds/entries.json")

    end(public, "lamp", dry_run=True)

    assert public.read("feeds/entries.json") == before
    assert list(holding(public.root, b"Turned by hand."))


def test_its_id_is_never_used_again_and_check_says_so(public: PrintShop) -> None:
    end(public, "lamp")
    public.write_article("lamp", id=LAMP, title="Back", body="Again.", extra="publish: now\n")

    publish(public.desk, release=Release(at=public.clock.now()))

    assert list(holding(public.root, b"Again.")) == []
    told = [p for p in check(public.desk).problems if p.code == "WDR001"]
    assert [(p.severity, p.place and p.place.path) for p in told] == [
        ("warning", "articles/lamp.md")
    ]


def test_the_archive_documents_that_change_are_counted_before(public: PrintShop) -> None:
    desk: Desk = replace(public.desk, feeds=FeedPlan(limit=1))
    for name in ("a", "b", "c"):
        extra = "publish: now\n"
        public.write_article(name, id=f"{name}aaaaaaaaa", title=name, extra=extra)
        publish(desk, release=Release(at=public.clock.now()))
    archives = desk.folder.memory().archives
    assert set(archives) >= {"main"}

    counted = plan_withdrawal(desk, public.contents, "lamp").documents
    before = {p: (public.root / p).read_bytes() for p in archived(public)}
    withdraw(
        desk,
        public.contents,
        plan_withdrawal(desk, public.contents, "lamp"),
        at=public.clock.now(),
    )

    changed = [p for p, octets in before.items() if (public.root / p).read_bytes() != octets]
    assert counted == len(changed) == 3
    assert list(holding(public.root, b"Turned by hand.")) == []


def archived(shop: PrintShop) -> list[str]:
    found = (shop.root / "public/feeds/archive/main").rglob("*.*")
    return [path.relative_to(shop.root).as_posix() for path in found if path.suffix != ".html"]


def test_what_was_never_public_cannot_be_withdrawn(shop: PrintShop) -> None:
    with pytest.raises(Refused) as caught:
        planned(shop, "lamp")
    assert caught.value.problem.code == "WDR004"

    with pytest.raises(UsageError) as unknown:
        planned(shop, "nope")
    assert unknown.value.problem.code == "WDR003"


def test_a_name_of_two_is_asked_about(shop: PrintShop) -> None:
    shop.write_article("storm", id="stormaaaaa", title="Storm", extra="publish: now\n")
    publish(shop.desk, release=Release(at=shop.clock.now(), issue=shop.issue.key))

    with pytest.raises(UsageError) as caught:
        planned(shop, "storm")

    assert caught.value.problem.help == "say  articles/storm or issues/001-storm"
    assert planned(shop, "articles/storm").record.id == "stormaaaaa"
    assert planned(shop, "issues/001-storm").record.id == ISSUE


def test_what_named_it_names_it_no_more_and_is_not_updated_by_that(public: PrintShop) -> None:
    body = "As [the log](lamp.md) said.\n\n::: related\n- lamp\n- tide\n:::"
    public.write_article("gull", id="gullaaaaaa", title="Gull", body=body, extra="publish: now\n")
    public.write_article(
        "tern",
        id="ternaaaaaa",
        title="Tern",
        body="Alone.\n\n::: related\n- lamp\n:::",
        extra="publish: now\n",
    )
    publish(public.desk, release=Release(at=public.clock.now()))
    before = remembered(public, "gullaaaaaa")
    title = "The lamp"
    assert title in public.read("public/articles/gull/index.html")
    public.clock.advance(timedelta(days=1))

    end(public, "lamp")

    assert list(holding(public.root, title.encode())) == []
    page = public.read("public/articles/gull/index.html")
    assert "the log" in page
    assert "The tide tables are back" in page
    assert "articles/lamp" not in page
    assert "Also interesting" not in public.read("public/articles/tern/index.html")
    assert remembered(public, "gullaaaaaa") == before


class LateOutlet:
    """Writes after something else has been done."""

    def __init__(self, outlet: Outlet, before: Callable[[], object]) -> None:
        self._outlet, self._before = outlet, before

    def write(self, stages: Iterable[Stage], *, remove: Iterable[str] = ()) -> Written:
        self._before()
        return self._outlet.write(stages, remove=remove)


def test_a_publication_that_began_before_does_not_bring_it_back(public: PrintShop) -> None:
    late = LateOutlet(public.desk.outlet, lambda: end(public, "lamp"))
    public.write_article("gull", id="gullaaaaaa", title="Gull", extra="publish: now\n")
    release = Release(at=public.clock.now())

    with pytest.raises(Conflict) as caught:
        publish(replace(public.desk, outlet=late), release=release)

    assert caught.value.problem.code == "MEM002"
    assert remembered(public, LAMP).withdrawn_at is not None
    publish(public.desk, release=release)
    assert list(holding(public.root, b"Turned by hand.")) == []
    assert list(holding(public.root, b"Gull"))
