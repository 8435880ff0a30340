"""What readers would see as new is told before it happens, with what to put back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doubles.shop import PUBLICATION, PrintShop
from pressrun.errors import Problem, Refused, Severity
from pressrun.model.article import Article, ArticleId
from pressrun.model.feed import Closed, Identity, Memory, Record, RecordKind
from pressrun.model.issue import IssueState
from pressrun.ports import Contents
from pressrun.press.check import check
from pressrun.press.novelty import foresee, look_ahead
from pressrun.press.publish import publish
from pressrun.press.record import Release
from pressrun.press.tick import tick

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HERE = Identity(authority="example.org", year=2026, language="en", url="https://notes.example.org")
ARCHIVES = {"main": (Closed(2, MONDAY), Closed(4, MONDAY)), "issues": (Closed(3, MONDAY),)}


def record(number: int, *, language: str = "en", withdrawn: bool = False) -> Record:
    minted = f"entry{'abcdefghij'[number]}2222"
    return Record(
        id=minted,
        kind=RecordKind.ARTICLE,
        language=language,
        sequence=number + 1,
        published_at=MONDAY,
        updated_at=MONDAY,
        digest="0a",
        withdrawn_at=MONDAY if withdrawn else None,
        paths=(f"articles/entry-{number}/",),
    )


def article(number: int, *, id: str = "") -> Article:
    return Article(
        id=ArticleId(id or record(number).id),
        slug=f"entry-{number}",
        title="An entry",
        path=f"articles/entry-{number}.md",
        digest="",
        language="en",
    )


def contents(*articles: Article) -> Contents:
    return Contents(articles=articles, issues=())


THREE = Memory(records=tuple(record(number) for number in range(3)), identity=HERE)
FILES = contents(*(article(number) for number in range(3)))


def only(problems: tuple[Problem, ...]) -> Problem:
    (problem,) = problems
    return problem


def test_what_stays_as_it_was_shows_nothing_as_new() -> None:
    assert foresee(PUBLICATION, THREE, FILES) == ()


@pytest.mark.parametrize(
    ("changed", "advice"),
    [
        ({"authority": "example.net"}, 'put back  authority = "example.org"'),
        ({"year": 2027}, "put back  year = 2026"),
        ({"language": "fr"}, 'put back  language = "en"'),
    ],
    ids=["authority", "year", "language"],
)
def test_what_ids_are_made_of_shows_every_item_as_new(
    changed: dict[str, str | int], advice: str
) -> None:
    publication = replace(PUBLICATION, **changed)  # type: ignore[arg-type]

    problem = only(foresee(publication, THREE, FILES))

    assert problem.what.startswith("this change would show 3 items as new in readers")
    assert (problem.code, problem.severity) == ("IDN001", Severity.ERROR)
    assert advice in problem.help


def test_what_was_withdrawn_cannot_be_shown_as_new() -> None:
    memory = replace(THREE, records=(record(0), record(1, withdrawn=True)))

    problem = only(foresee(replace(PUBLICATION, authority="example.net"), memory, FILES))

    assert "would show 1 item as new" in problem.what


def test_another_first_language_leaves_entries_of_a_third_one_alone() -> None:
    languages = ("en", "fr", "de")
    memory = replace(
        THREE, records=tuple(record(n, language=lang) for n, lang in enumerate(languages))
    )

    problem = only(foresee(replace(PUBLICATION, language="fr"), memory, FILES))

    assert "would show 2 items as new" in problem.what


def test_without_a_remembered_identity_nothing_is_foreseen_from_it() -> None:
    elsewhere = replace(PUBLICATION, authority="example.net", url="https://example.net")

    assert foresee(elsewhere, replace(THREE, identity=None, archives=ARCHIVES), FILES) == ()


def test_nothing_published_has_nothing_to_lose() -> None:
    elsewhere = replace(PUBLICATION, authority="example.net", year=2030)

    assert foresee(elsewhere, Memory(identity=HERE), FILES) == ()


def test_a_new_id_for_a_published_page_would_show_it_as_new() -> None:
    files = contents(article(0), article(1, id="anothernew"), article(2))

    problem = only(foresee(PUBLICATION, THREE, files))

    assert problem.what.startswith("this change would show 1 item as new in readers")
    assert str(problem.place) == "articles/entry-1.md"
    assert f"put back  id: {record(1).id}" in problem.help


def test_new_ids_of_many_files_are_told_in_one_sentence() -> None:
    files = contents(*(article(number, id=f"new{'abc'[number]}222222") for number in range(3)))

    problem = only(foresee(PUBLICATION, THREE, files))

    assert "would show 3 items as new" in problem.what
    assert all(f"put back  id: {record(number).id}" in problem.help for number in range(3))


def test_a_renamed_file_keeps_its_id_and_is_new_to_nobody() -> None:
    moved = replace(article(1), slug="quite-another", path="articles/quite-another.md")

    assert foresee(PUBLICATION, THREE, contents(article(0), moved, article(2))) == ()


def test_a_page_taken_over_by_what_is_public_already_is_new_to_nobody() -> None:
    # Both are public, one lost its file, and the other was given its slug.
    taken = replace(article(0), slug="entry-1", path="articles/entry-0.md")

    assert foresee(PUBLICATION, THREE, contents(taken, article(2))) == ()


def test_a_draft_at_a_published_page_is_shown_to_nobody() -> None:
    draft = replace(article(1, id="anothernew"), draft=True)

    assert foresee(PUBLICATION, THREE, contents(article(0), draft, article(2))) == ()


def test_an_address_that_moved_warns_of_the_archives_that_change() -> None:
    moved = replace(PUBLICATION, url="https://example.net")

    problem = only(foresee(moved, replace(THREE, archives=ARCHIVES), FILES))

    assert (problem.code, problem.severity) == ("IDN002", Severity.WARNING)
    assert problem.what == (
        "the address moved from https://notes.example.org to https://example.net:"
        " 9 archive documents change"
    )


def test_an_address_that_moved_is_no_problem_without_archives() -> None:
    assert foresee(replace(PUBLICATION, url="https://example.net"), THREE, FILES) == ()


@given(
    st.lists(st.sampled_from(["en", "fr", "de"]), max_size=9),
    st.sampled_from(["en", "fr"]),
    st.sampled_from(["example.org", "example.net"]),
)
def test_the_number_told_is_that_of_ids_that_change(
    languages: list[str], language: str, authority: str
) -> None:
    records = tuple(record(n, language=lang) for n, lang in enumerate(languages))
    after = replace(PUBLICATION, language=language, authority=authority)

    problems = foresee(after, Memory(records=records, identity=HERE), contents())

    before = [PUBLICATION.entry_id(r.id, r.language) for r in records]
    new = sum(
        after.entry_id(r.id, r.language) != was for r, was in zip(records, before, strict=True)
    )
    assert [problem.what.split(" as new")[0] for problem in problems] == (
        [f"this change would show {new} item{'s' if new > 1 else ''}"] if new else []
    )


def press(shop: PrintShop) -> None:
    publish(shop.desk, release=Release(at=shop.clock.now(), issue=shop.issue.key))


def test_a_setting_that_changed_is_pointed_at(shop: PrintShop) -> None:
    press(shop)
    shop.write("pressrun.toml", 'title = "Harbour"\nauthority = "example.net"\n')
    desk = replace(shop.desk, publication=replace(PUBLICATION, authority="example.net"))

    problem = only(look_ahead(desk, desk.folder.memory(), shop.contents))

    assert str(problem.place) == "pressrun.toml:2:13"
    assert "would show 3 items as new" in problem.what


def test_an_id_that_changed_is_pointed_at_by_check(shop: PrintShop) -> None:
    press(shop)
    shop.write_article("tide", id="othertidea", title="The tide tables are back")

    told = [problem for problem in check(shop.desk).problems if problem.code == "IDN001"]

    assert [str(problem.place) for problem in told] == ["articles/tide.md:2:5"]
    assert [problem.severity for problem in told] == [Severity.ERROR]


def test_a_lost_memory_is_noticed_while_feeds_still_show_what_it_knew(shop: PrintShop) -> None:
    press(shop)
    (shop.root / "feeds/entries.json").unlink()

    problem = only(look_ahead(shop.desk, shop.desk.folder.memory(), shop.contents))

    assert (problem.code, str(problem.place)) == ("IDN003", "feeds/entries.json")
    assert "would show 3 items as new" in problem.what


def test_a_folder_that_never_published_has_lost_nothing(shop: PrintShop) -> None:
    assert look_ahead(shop.desk, shop.desk.folder.memory(), shop.contents) == ()


def test_publishing_is_refused_with_it_and_writes_nothing_until_it_is_accepted(
    shop: PrintShop,
) -> None:
    press(shop)
    desk = replace(shop.desk, publication=replace(PUBLICATION, authority="example.net"))
    before = shop.read("feeds/main.atom")
    release = Release(at=shop.clock.now())

    with pytest.raises(Refused) as caught:
        publish(desk, release=release)
    assert caught.value.problem.code == "IDN001"
    assert shop.read("feeds/main.atom") == before

    publish(desk, release=release, accept=True)
    assert "tag:example.net,2026:tideaaaaaa" in shop.read("feeds/main.atom")
    publish(desk, release=release)


def test_an_issue_that_is_due_is_held_before_it_is_mailed(shop: PrintShop) -> None:
    shop.subscribe("ada")
    shop.write_article("gull", id="gullaaaaaa", title="Gull", extra="publish: now\n")
    publish(shop.desk, release=Release(at=shop.clock.now()))
    shop.schedule()
    shop.write_article("gull", id="othergulla", title="Gull", extra="publish: now\n")
    shop.clock.advance(timedelta(minutes=1))

    ticked = tick(shop.desk, shop.store)

    assert ticked.started == ()
    assert ticked.problems[0].code == "IDN001"
    assert shop.state is IssueState.HELD
