"""The register enters once, remembers every address, and never takes an ending back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from pressrun.model.article import Article, ArticleId, Publish, PublishRule
from pressrun.model.feed import Closed, Identity, Memory, Record, RecordKind
from pressrun.model.publication import Publication
from pressrun.press.record import Register

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
HERON = Article(
    id=ArticleId("heron22222"),
    slug="heron",
    title="A heron",
    path="articles/heron.md",
    digest="",
    language="en",
)
OWL = replace(HERON, id=ArticleId("owl2222222"), slug="owl", path="articles/owl.md")
HERE = Identity(authority="example.org", year=2026, language="en", url="https://example.org")
PUBLICATION = Publication(
    title="The Sample Letter",
    url="https://example.org",
    authority="example.org",
    year=2026,
    language="en",
    zone="UTC",
    lists=(),
)


def entered(*articles: Article) -> Register:
    register = Register(Memory())
    register.enter_all(articles, at=MONDAY)
    return register


def note(register: Register, article: Article, path: str, digest: str = "0a") -> None:
    register.note(article.id, digest=digest, updated_at=MONDAY, path=path)


def test_what_came_by_itself_is_entered_in_the_order_of_its_moments() -> None:
    late = replace(HERON, publish=Publish(PublishRule.MOMENT, MONDAY - timedelta(hours=1)))
    early = replace(OWL, publish=Publish(PublishRule.MOMENT, MONDAY - timedelta(hours=2)))
    wren = replace(HERON, id=ArticleId("wren222222"), path="articles/wren.md")

    records = entered(wren, late, early).memory(HERE).records

    assert [(record.id, record.sequence) for record in records] == [
        (early.id, 1),
        (late.id, 2),
        (wren.id, 3),
    ]


def test_what_came_at_the_same_moment_is_entered_in_the_order_of_its_files() -> None:
    assert [r.id for r in entered(OWL, HERON).memory(HERE).records] == [HERON.id, OWL.id]


def test_entering_again_changes_nothing() -> None:
    register = entered(HERON)
    before = register.memory(HERE)

    register.enter_article(replace(HERON, language="fr"), at=TUESDAY)

    assert register.memory(HERE) == before


def test_a_new_record_follows_the_last_sequence_ever_used() -> None:
    old = Record(
        id="old2222222",
        kind=RecordKind.ARTICLE,
        language="en",
        sequence=41,
        published_at=MONDAY,
        updated_at=MONDAY,
        digest="",
        withdrawn_at=MONDAY,
    )
    register = Register(Memory(records=(old,)))

    register.enter_article(HERON, at=TUESDAY)

    assert register.public[HERON.id].sequence == 42


def test_archives_are_kept_and_the_identity_is_the_one_given() -> None:
    archives = {"main": (Closed(3, MONDAY),)}

    memory = Register(Memory(archives=archives)).memory(HERE)

    assert (memory.archives, memory.identity) == (archives, HERE)


def test_an_address_is_noted_once_and_the_present_one_stands_last() -> None:
    register = entered(HERON)

    for path in ("articles/a/", "articles/a/", "articles/b/", "articles/a/"):
        note(register, HERON, path)

    assert register.public[HERON.id].paths == ("articles/b/", "articles/a/")


def test_every_address_of_before_leads_to_the_present_one() -> None:
    register = entered(HERON)

    for path in ("articles/a/", "articles/b/", "articles/c/"):
        note(register, HERON, path)

    assert register.moved() == {"articles/a/": "articles/c/", "articles/b/": "articles/c/"}


def test_an_address_that_something_else_has_now_leads_nowhere_else() -> None:
    register = entered(HERON, OWL)
    note(register, HERON, "articles/a/")
    note(register, HERON, "articles/b/")

    note(register, OWL, "articles/a/")

    assert register.moved() == {}


def test_what_was_withdrawn_is_gone_at_every_address_it_had() -> None:
    register = entered(HERON)
    note(register, HERON, "articles/a/")
    note(register, HERON, "articles/b/")

    register.withdraw(HERON.id, at=TUESDAY)

    assert register.gone() == {"articles/a/", "articles/b/"}
    assert register.moved() == {}
    assert HERON.id not in register.public


def test_an_address_of_something_withdrawn_may_be_used_by_something_else() -> None:
    register = entered(HERON, OWL)
    note(register, HERON, "articles/a/")
    register.withdraw(HERON.id, at=TUESDAY)

    note(register, OWL, "articles/a/")

    assert register.gone() == frozenset()


def test_an_old_address_of_two_leads_on_to_the_one_that_is_still_public() -> None:
    register = entered(HERON, OWL)
    for article, path in ((HERON, "articles/a/"), (HERON, "articles/b/")):
        note(register, article, path)
    for article, path in ((OWL, "articles/a/"), (OWL, "articles/c/")):
        note(register, article, path)

    register.withdraw(OWL.id, at=TUESDAY)

    assert register.moved() == {"articles/a/": "articles/b/"}
    assert register.gone() == {"articles/c/"}


def test_withdrawing_again_keeps_the_first_instant() -> None:
    register = entered(HERON)
    register.withdraw(HERON.id, at=MONDAY)

    register.withdraw(HERON.id, at=TUESDAY)

    assert [record.withdrawn_at for record in register.withdrawn] == [MONDAY]


def test_what_was_withdrawn_is_never_entered_again() -> None:
    register = entered(HERON)
    register.withdraw(HERON.id, at=MONDAY)

    register.enter_article(HERON, at=TUESDAY)

    assert register.public == {}


def test_tombstones_name_the_entries_as_feeds_knew_them_the_newest_first() -> None:
    french = replace(OWL, language="fr")
    register = entered(HERON, french)
    register.withdraw(HERON.id, at=MONDAY)
    register.withdraw(french.id, at=TUESDAY)

    stones = register.tombstones(PUBLICATION, RecordKind.ARTICLE)

    assert [(stone.id, stone.withdrawn_at) for stone in stones] == [
        ("tag:example.org,2026:owl2222222:fr", TUESDAY),
        ("tag:example.org,2026:heron22222", MONDAY),
    ]
    assert register.tombstones(PUBLICATION, RecordKind.ISSUE) == ()


def test_settling_a_digest_does_not_move_when_the_entry_was_updated() -> None:
    register = entered(HERON)
    note(register, HERON, "articles/heron/", digest="old")

    register.settle(HERON.id, "new")

    record = register.public[HERON.id]
    assert (record.digest, record.updated_at) == ("new", MONDAY)
    assert record.revised("new", TUESDAY) == MONDAY


def test_changed_words_move_when_the_entry_was_updated_and_equal_ones_do_not() -> None:
    register = entered(HERON)
    note(register, HERON, "articles/heron/", digest="old")

    record = register.public[HERON.id]
    assert record.revised("new", TUESDAY) == TUESDAY
    assert record.revised("old", TUESDAY) == MONDAY
    assert record.revised("new", None) == MONDAY


def test_words_changed_in_the_second_of_the_last_publication_carry_a_later_instant() -> None:
    register = entered(HERON)
    note(register, HERON, "articles/heron/", digest="old")

    record = register.public[HERON.id]
    assert record.revised("new", MONDAY) == MONDAY + timedelta(seconds=1)
    assert record.revised("new", MONDAY - timedelta(days=1)) > MONDAY
    assert record.revised("old", MONDAY) == MONDAY


paths = st.sampled_from(["articles/a/", "articles/b/", "articles/c/"])
steps = st.lists(
    st.tuples(st.sampled_from(["heron22222", "owl2222222", "wren222222"]), st.none() | paths),
    max_size=20,
)


@settings(deadline=None)
@given(steps)
def test_no_path_is_shown_moved_and_gone_at_once(steps: list[tuple[str, str | None]]) -> None:
    register = entered(
        *(replace(HERON, id=ArticleId(name)) for name in ("heron22222", "owl2222222", "wren222222"))
    )
    for name, path in steps:
        if name not in register.public:
            continue
        if path is None:
            register.withdraw(name, at=TUESDAY)
        else:
            register.note(name, digest="0a", updated_at=MONDAY, path=path)

    shown = {record.paths[-1] for record in register.public.values() if record.paths}
    moved, gone = register.moved(), register.gone()
    assert not shown & moved.keys()
    assert not shown & gone
    assert not moved.keys() & gone
    assert set(moved.values()) <= shown
    assert all(
        path in shown | moved.keys() | gone
        for record in register.memory(HERE).records
        for path in record.paths
    )
