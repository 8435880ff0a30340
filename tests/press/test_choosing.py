"""Rules choose articles for an issue, and every article that is left out has a reason."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doubles.shop import PUBLICATION
from pressrun.model.article import Article, ArticleId, Publish, PublishRule
from pressrun.model.feed import Record, RecordKind
from pressrun.model.issue import Issue, IssueKey, IssueState, Section
from pressrun.model.rule import Days, rule_of
from pressrun.model.schedule import Choice, Order, Part, Schedule
from pressrun.press.choosing import Chosen, Stock, carried_by, choose

AT = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
SINCE = AT - timedelta(days=30)
DAY = timedelta(days=1)
WEEKLY = Schedule(
    name="weekly",
    rule=rule_of([Days(weekdays=(3,))], [time(9)]),
    said="thursday 09:00",
    zone="Europe/Berlin",
    list="main",
    digest="d1",
)


def article(slug: str, **values: object) -> Article:
    given: dict[str, object] = {
        "id": ArticleId(f"{slug}aaaaaaaaaa"[:10]),
        "slug": slug,
        "title": slug.title(),
        "path": f"articles/{slug}.md",
        "digest": "d",
        "language": "en",
    }
    return Article(**(given | values))  # type: ignore[arg-type]


def record(item: Article, published_at: datetime, **values: object) -> Record:
    made = Record(
        id=item.id,
        kind=RecordKind.ARTICLE,
        language="en",
        sequence=1,
        published_at=published_at,
        updated_at=published_at,
        digest="d",
    )
    return replace(made, **values)  # type: ignore[arg-type]


def stock(*articles: Article, records: Sequence[Record] = (), **carried: str) -> Stock:
    return Stock(
        articles=articles,
        carried={a.id: carried[a.slug] for a in articles if a.slug in carried},
        records={item.id: item for item in records},
        since_at=SINCE,
        at=AT,
        zone="Europe/Berlin",
    )


def slugs(chosen: Chosen) -> list[str]:
    return [item.slug for item in chosen.articles]


def why(chosen: Chosen, item: Article) -> str:
    return chosen.left_out[item.id]


def moment(at: datetime) -> Publish:
    return Publish(PublishRule.MOMENT, at)


HERON = article("heron")
REASONS = {
    "draft": (replace(HERON, draft=True), [], "draft"),
    "withdrawn": (HERON, [record(HERON, SINCE + DAY, withdrawn_at=AT)], "withdrawn"),
    "public before the schedule began": (
        HERON,
        [record(HERON, SINCE - DAY)],
        "first published before the schedule began",
    ),
    "embargoed": (
        replace(HERON, publish=moment(AT + timedelta(hours=2))),
        [],
        "not public until 2026-11-26 11:00",
    ),
}


@pytest.mark.parametrize("row", REASONS.values(), ids=REASONS)
def test_an_article_that_is_no_candidate_says_why(row: tuple[Article, list[Record], str]) -> None:
    item, records, reason = row

    chosen = choose(WEEKLY, stock(item, records=records))

    assert slugs(chosen) == []
    assert chosen.left_out == {item.id: reason}


def test_one_whose_moment_comes_by_the_issues_own_is_in_it() -> None:
    item = replace(HERON, publish=moment(AT))

    assert slugs(choose(WEEKLY, stock(item))) == ["heron"]


def test_one_that_another_issue_carries_is_left_to_it() -> None:
    chosen = choose(WEEKLY, stock(HERON, heron="in issue 44"))

    assert why(chosen, HERON) == "in issue 44"


CHOICES = {
    "tags": (Choice(tags=("Birds",)), {"tags": ("birds  ",)}, "not tagged Birds"),
    "sections": (Choice(sections=("Out",)), {"section": "out"}, "not in section Out"),
    "languages": (Choice(languages=("fr",)), {"language": "fr-CA"}, "in en, not in fr"),
    "authors": (Choice(authors=("Ada",)), {"authors": ("Ada", "Bo")}, "not by Ada"),
}


@pytest.mark.parametrize("row", CHOICES.values(), ids=CHOICES)
def test_a_rule_takes_what_it_names_and_says_so_of_the_rest(
    row: tuple[Choice, dict[str, object], str],
) -> None:
    choice, values, reason = row
    owl = article("owl", **values)

    chosen = choose(replace(WEEKLY, choice=choice), stock(HERON, owl))

    assert slugs(chosen) == ["owl"]
    assert why(chosen, HERON) == reason


def test_pinned_ones_come_first_then_the_newest_or_the_oldest_or_the_heaviest() -> None:
    items = (
        article("old", path="articles/2026-11-01-old.md", weight=5),
        article("new", path="articles/2026-11-20-new.md"),
        article("pin", path="articles/2026-11-10-pin.md", pinned=True, weight=1),
        article("undated"),
    )
    orders = {order: slugs(choose(replace(WEEKLY, order=order), stock(*items))) for order in Order}

    assert orders == {
        Order.NEWEST: ["pin", "undated", "new", "old"],
        Order.OLDEST: ["pin", "old", "new", "undated"],
        Order.WEIGHT: ["pin", "old", "undated", "new"],
    }


def test_what_is_over_the_limit_waits_and_says_so() -> None:
    old = article("old", path="articles/2026-11-01-old.md")

    chosen = choose(replace(WEEKLY, choice=Choice(limit=1)), stock(old, HERON))

    assert slugs(chosen) == ["heron"]
    assert why(chosen, old) == "over the limit of 1"


def test_parts_take_theirs_under_their_own_words_and_the_rest_goes_first() -> None:
    schedule = replace(
        WEEKLY,
        parts=(
            Part(title="Out", intro="On foot.", choice=Choice(tags=("walk",), limit=1)),
            Part(title="Home", choice=Choice(sections=("home",))),
        ),
    )
    walk, hike = article("awalk", tags=("walk",)), article("hike", tags=("walk",))
    soup = article("soup", section="Home")

    chosen = choose(schedule, stock(walk, hike, soup, HERON))

    told = [(part.title, part.intro, [a.slug for a in part.articles]) for part in chosen.parts]
    assert told == [("", "", ["heron"]), ("Out", "On foot.", ["awalk"]), ("Home", "", ["soup"])]
    assert why(chosen, hike) == "over the limit of 1 of 'Out'"


def test_a_text_that_does_not_load_leaves_its_place_to_the_next() -> None:
    asked = []

    def fault(item: Article) -> str:
        asked.append(item.slug)
        return "no text" if item.slug == "heron" else ""

    items = (HERON, article("owl"), article("tern"), article("gone", draft=True))
    chosen = choose(replace(WEEKLY, choice=Choice(limit=1)), stock(*items), fault=fault)

    assert slugs(chosen) == ["owl"]
    assert why(chosen, HERON) == "no text"
    assert asked == ["heron", "owl"]


def issue(number: int, *references: str, list: str = "") -> Issue:
    return Issue(
        key=IssueKey(f"issue{number}"),
        number=number,
        slug="a",
        folder=f"{number:03}-a",
        subject="A",
        digest="d",
        list=list,
        sections=(Section(articles=references),),
    )


def test_an_article_is_in_every_issue_of_its_list_that_was_not_cancelled() -> None:
    items = [article(slug) for slug in ("heron", "owl", "tern", "wren")]
    issues = [
        issue(1, "articles/heron.md"),
        issue(2, items[1].id, list="main"),
        issue(3, "tern", list="other"),
        issue(4, "wren"),
    ]
    states = {IssueKey("issue1"): IssueState.SENT, IssueKey("issue4"): IssueState.CANCELLED}

    carried = carried_by(issues, states, items, list="main", publication=PUBLICATION)

    assert carried == {items[0].id: "in issue 1", items[1].id: "in issue 2"}


TAGS = st.lists(st.sampled_from(["a", "b", "c"]), max_size=2).map(tuple)
ARTICLES = st.lists(
    st.builds(
        lambda tags, pinned, weight, draft: (tags, pinned, weight, draft),
        TAGS,
        st.booleans(),
        st.integers(-2, 2),
        st.booleans(),
    ),
    max_size=12,
)
CHOICE = st.builds(Choice, tags=TAGS, limit=st.integers(0, 3))


@given(ARTICLES, CHOICE, st.lists(CHOICE, max_size=2), st.sampled_from(Order))
def test_every_article_is_in_the_issue_once_or_has_a_reason(
    told: list[tuple[tuple[str, ...], bool, int, bool]],
    choice: Choice,
    parts: list[Choice],
    order: Order,
) -> None:
    items = [
        article(f"n{number}", tags=tags, pinned=pinned, weight=weight, draft=draft)
        for number, (tags, pinned, weight, draft) in enumerate(told)
    ]
    named = tuple(Part(title=f"P{n}", choice=part) for n, part in enumerate(parts))
    schedule = replace(WEEKLY, choice=choice, parts=named, order=order)

    chosen = choose(schedule, stock(*items))
    turned = choose(schedule, stock(*reversed(items)))

    taken = [item.id for item in chosen.articles]
    assert len(taken) == len(set(taken))
    assert set(taken) | chosen.left_out.keys() == {item.id for item in items}
    assert not set(taken) & chosen.left_out.keys()
    assert all(chosen.left_out.values())
    assert not choice.limit or len(taken) <= choice.limit
    assert [item.id for item in turned.articles] == taken
