"""An erratum says what its readers have not been told, once a list, and is drafted once."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

import pytest

from doubles.shop import PrintShop
from pressrun.errors import Refused
from pressrun.model.article import Article
from pressrun.model.issue import ArmedIssue, IssueKey, IssueState
from pressrun.press.correct import Copies, count_copies
from pressrun.press.erratum import Drafted, draft_errata
from pressrun.press.tick import tick
from pressrun.source.erratum import erratum_text

DAY = timedelta(days=1)


@pytest.fixture
def sent(shop: PrintShop) -> PrintShop:
    """Issue 1 with the tide has gone out to ada on the 24th, and its author has seen a fault."""
    shop.subscribe("ada")
    shop.schedule()
    tick(shop.desk, shop.store)
    asyncio.run(shop.deliver())
    shop.clock.advance(DAY)
    correct(shop, "2026-11-25 High water is 06:12.")
    return shop


def correct(shop: PrintShop, *lines: str) -> None:
    rows = "".join(f"  - {line}\n" for line in lines)
    shop.write_article("tide", id="tideaaaaaa", title="The tide", extra=f"corrections:\n{rows}")


def tide(shop: PrintShop) -> Article:
    return next(article for article in shop.contents.articles if article.id == "tideaaaaaa")


def draft(
    shop: PrintShop,
    corrected_at: datetime | None = None,
    *,
    copies: Sequence[Copies] | None = None,
) -> tuple[Drafted, ...]:
    at, numbers = corrected_at or shop.clock.now(), count(len(shop.contents.issues))
    if copies is None:
        copies = count_copies(shop.desk, shop.store, tide(shop), corrected_at=at)
    return draft_errata(
        shop.desk,
        shop.store,
        shop.contents,
        tide(shop),
        copies,
        corrected_at=at,
        mint=lambda: IssueKey("erratumaa" + "abcdefgh"[next(numbers)]),
    )


def write(shop: PrintShop, drafted: Drafted) -> None:
    text = erratum_text(
        drafted.issue,
        opening=drafted.opening,
        notes=drafted.notes,
        link=drafted.link,
        title="The tide",
        url="https://notes.example.org/articles/tide/",
    )
    shop.write(drafted.issue.path, text)


def sent_already(shop: PrintShop, drafted: Drafted) -> None:
    """Send an erratum whose folder is written."""
    shop.clock.advance(timedelta(seconds=1))
    issue = next(one for one in shop.contents.issues if one.key == drafted.issue.key)
    row = replace(shop_row(shop), key=issue.key, state=IssueState.ARMED)
    with shop.store.unit() as unit:
        assert unit.issues.arm(row)
    tick(shop.desk, shop.store)
    with shop.store.unit(write=False) as unit:
        armed = unit.issues.find(issue.key)
    assert armed is not None
    assert armed.state is IssueState.SENDING, armed.reason


def shop_row(shop: PrintShop) -> ArmedIssue:
    with shop.store.unit(write=False) as unit:
        row = unit.issues.find(shop.issue.key)
    assert row is not None
    return replace(row, due_at=shop.clock.now())


def test_an_erratum_reads_back_as_it_was_drafted(sent: PrintShop) -> None:
    [drafted] = draft(sent)
    write(sent, drafted)

    [_, read] = sent.contents.issues
    kept = replace(drafted.issue, digest=read.digest)

    assert sent.contents.problems == ()
    assert read == kept
    assert (read.number, read.folder) == (2, "002-correction-tide")
    assert read.erratum_of == "tideaaaaaa"
    assert read.corrected_at == sent.clock.now()
    assert drafted.readers == 1
    assert drafted.notes == ("High water is 06:12.",)


def test_as_long_as_it_waits_there_is_no_second_one(sent: PrintShop) -> None:
    [drafted] = draft(sent)
    write(sent, drafted)

    [again] = draft(sent)

    assert not again.is_new
    assert again.issue.key == drafted.issue.key


def test_one_about_an_earlier_correction_that_waits_is_named(sent: PrintShop) -> None:
    [first] = draft(sent)
    write(sent, first)
    sent.clock.advance(DAY)
    correct(sent, "2026-11-25 High water is 06:12.", "2026-11-26 Low water is 12:30.")

    [second] = draft(sent)

    assert second.is_new
    assert second.earlier == (2,)
    assert second.notes == ("High water is 06:12.", "Low water is 12:30.")


def test_what_an_erratum_has_told_the_next_one_does_not_say_again(sent: PrintShop) -> None:
    [first] = draft(sent)
    write(sent, first)
    sent_already(sent, first)
    with pytest.raises(Refused) as caught:
        draft(sent, first.issue.corrected_at)
    assert caught.value.problem.code == "COR005"
    sent.clock.advance(DAY)
    correct(sent, "2026-11-25 High water is 06:12.", "2026-11-26 Low water is 12:30.")

    [second] = draft(sent)

    assert (second.is_new, second.earlier, second.readers) == (True, (), 1)
    assert second.notes == ("Low water is 12:30.",)


def test_each_list_whose_readers_have_it_gets_one_of_its_own(sent: PrintShop) -> None:
    [main] = sent.desk.publication.lists
    lists = (main, replace(main, name="extra"), replace(main, name="third"))
    sent.desk = replace(sent.desk, publication=replace(sent.desk.publication, lists=lists))
    copies = [
        Copies(list="main", untold=2),
        Copies(list="extra", untold=3),
        Copies(list="third", untold=0),
    ]

    drafts = draft(sent, copies=copies)

    assert [(one.list, one.issue.list, one.readers) for one in drafts] == [
        ("main", "main", 2),
        ("extra", "extra", 3),
    ]
    assert [one.issue.folder for one in drafts] == ["002-correction-tide", "003-correction-tide"]


def test_a_long_title_is_cut_where_a_subject_must_end(sent: PrintShop) -> None:
    long = "The tide " * 28
    sent.write_article(
        "tide",
        id="tideaaaaaa",
        title=long.strip(),
        extra="corrections:\n  - 2026-11-25 High.\n",
    )

    [drafted] = draft(sent)
    write(sent, drafted)

    assert drafted.issue.subject.endswith("…")
    assert sent.contents.problems == ()


def test_without_a_word_of_what_is_right_nothing_is_drafted(sent: PrintShop) -> None:
    sent.write_article("tide", id="tideaaaaaa", title="The tide")

    with pytest.raises(Refused) as caught:
        draft(sent)

    assert caught.value.problem.code == "COR004"
