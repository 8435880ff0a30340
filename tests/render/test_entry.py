import sys
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressrun.model.feed import Feed
from pressrun.render.atom import render_atom
from pressrun.render.entry import legible, scrub
from pressrun.render.rss import render_rss
from render.feed_samples import FULL, at, entry, feed

ANY_TEXT = st.text(st.characters(exclude_categories=()))  # lone surrogates too


def test_characters_that_xml_cannot_carry_are_left_out() -> None:
    text = "a\x00b\x08c\x0bd\x0ce\x1ff\ufffeg\uffffh\ud800i\udfffj"

    assert scrub(text) == "abcdefghij"


@pytest.mark.parametrize(
    "text",
    ["tab\tand\nline", "\x7f\x85\x9f", "\ud7ff\ue000\ufffd", "\U00010000\U0010ffff", "👩‍👩‍👧"],
)
def test_characters_at_the_edges_of_what_xml_carries_are_kept(text: str) -> None:
    assert scrub(text) == text


def test_line_ends_become_one_kind() -> None:
    assert scrub("a\r\nb\rc\nd") == "a\nb\nc\nd"


@settings(deadline=None)
@given(ANY_TEXT)
def test_scrubbing_twice_changes_nothing_more(text: str) -> None:
    once = scrub(text)

    assert scrub(once) == once
    once.encode()


def test_a_legible_feed_stays_as_it_is() -> None:
    sound = feed(entry(1), entry(2, tags=("lamps",), summary="Short."))

    assert legible(sound) == sound


def test_every_text_of_a_feed_is_scrubbed() -> None:
    tainted = feed(
        entry(1, title="a\x00", summary="b\x01", authors=("c\x02",), tags=("d\x03",)),
        title="e\x04",
        rights="f\x05",
    )

    clean = legible(tainted)

    [only] = clean.entries
    assert (only.title, only.summary, only.authors, only.tags) == ("a", "b", ("c",), ("d",))
    assert (clean.title, clean.rights) == ("e", "f")


def test_an_entry_without_a_title_is_named_by_its_address() -> None:
    [only] = legible(feed(entry(1, title=" \x00 "))).entries

    assert only.title == "https://example.org/articles/piece-1/"


@pytest.mark.parametrize("authors", [(), ("",), ("\x00",)])
def test_an_entry_without_authors_is_signed_by_the_feed(authors: tuple[str, ...]) -> None:
    [only] = legible(feed(entry(1, authors=authors))).entries

    assert only.authors == ("The Lamp Sample Society",)


def test_a_feed_without_an_author_is_signed_by_its_title() -> None:
    [only] = legible(feed(entry(1, authors=()), author="")).entries

    assert only.authors == ("The Lamp & the Log",)


def test_instants_become_whole_seconds_in_utc() -> None:
    tokyo = timezone(timedelta(hours=9))
    local = datetime(2025, 12, 1, 16, 0, 0, 999_999, tzinfo=tokyo)

    [only] = legible(feed(entry(1, published_at=local))).entries

    assert only.published_at == at(1)
    assert only.published_at.tzinfo is UTC


def test_a_naive_instant_is_refused() -> None:
    naive = feed(updated_at=datetime(2025, 12, 1))  # noqa: DTZ001

    with pytest.raises(ValueError) as caught:
        legible(naive)

    assert "2025-12-01T00:00:00" in str(caught.value)


@pytest.mark.parametrize("render", [render_rss, render_atom])
def test_rendering_never_touches_the_locale(render: Callable[[Feed], bytes]) -> None:
    called: set[str] = set()

    sys.setprofile(lambda frame, event, _: called.add(frame.f_code.co_name))
    try:
        render(FULL)
    finally:
        sys.setprofile(None)

    assert render.__name__ in called
    assert "setlocale" not in called


@pytest.mark.parametrize("render", [render_rss, render_atom])
def test_rendering_leaves_its_feed_alone(render: Callable[[Feed], bytes]) -> None:
    before = deepcopy(FULL)

    render(FULL)

    assert before == FULL
