from datetime import UTC, datetime, timedelta, timezone
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressrun.model.feed import FeedAddress
from pressrun.render.legible import (
    EXCERPT_LIMIT,
    excerpt,
    lead,
    legible_entry,
    legible_feed,
    scrub,
)
from render.feed_samples import FULL, PICTURE, PRIVATE, at, entry, feed

ANY_TEXT = st.text(st.characters(exclude_categories=()))  # lone surrogates too


def test_characters_that_xml_cannot_carry_are_left_out() -> None:
    text = "a\x00b\x08c\x0bd\x0ce\x1ff\ufffeg\uffffh\ud800i\udfffj\x7fk\x80l\x9fm"

    assert scrub(text) == "abcdefghijklm"


@pytest.mark.parametrize(
    "text",
    ["tab\tand\nline", "~\xa0", "\ud7ff\ue000\ufffd", "\U00010000\U0010ffff", "👩‍👩‍👧"],
)
def test_characters_at_the_edges_of_what_xml_carries_are_kept(text: str) -> None:
    assert scrub(text) == text


def test_line_ends_become_one_kind() -> None:
    assert scrub("a\r\nb\rc\nd\x85e") == "a\nb\nc\nd\ne"


@settings(deadline=None)
@given(ANY_TEXT)
def test_scrubbing_twice_changes_nothing_more(text: str) -> None:
    once = scrub(text)

    assert scrub(once) == once
    once.encode()


def test_what_is_legible_stays_as_it_is() -> None:
    sound = entry(2, tags=("lamps",), summary="Short.", image=PICTURE)

    assert legible_entry(sound) == sound
    assert legible_feed(FULL) == FULL


def test_every_text_of_an_entry_is_scrubbed() -> None:
    tainted = entry(
        1,
        title="a\x00",
        summary="b\x01",
        authors=("c\x02",),
        tags=("d\x03",),
        content_html="e\x04",
        scheme="f\x05",
        language="en\x06",
    )

    clean = legible_entry(tainted)

    assert (clean.title, clean.summary, clean.authors, clean.tags) == ("a", "b", ("c",), ("d",))
    assert (clean.content_html, clean.scheme, clean.language) == ("e", "f", "en")


def test_every_text_of_a_feed_is_scrubbed() -> None:
    clean = legible_feed(
        feed(
            title="e\x04",
            rights="f\x05",
            description="g\x06",
            author="h\x07",
            address=FeedAddress("i\x00", "?j\x00"),
        )
    )

    assert (clean.title, clean.rights, clean.description, clean.author) == ("e", "f", "g", "h")
    assert clean.address == FeedAddress("i", "?j")


def test_an_entry_without_a_title_is_named_by_its_address() -> None:
    untitled = legible_entry(entry(1, title=" \x00 "))

    assert untitled.title == "https://example.org/articles/piece-1/"


@pytest.mark.parametrize("authors", [(), ("",), ("\x00",)])
def test_an_entry_without_authors_is_signed_by_its_host(authors: tuple[str, ...]) -> None:
    assert legible_entry(entry(1, authors=authors)).authors == ("example.org",)


def test_a_feed_without_an_author_is_signed_by_its_title() -> None:
    assert legible_feed(feed(author="")).author == "The Lamp & the Log"


def test_a_private_feed_has_no_hub() -> None:
    assert PRIVATE.hubs
    assert legible_feed(PRIVATE).hubs == ()
    assert legible_feed(FULL).hubs == FULL.hubs


def test_instants_become_whole_seconds_in_utc() -> None:
    tokyo = timezone(timedelta(hours=9))
    local = datetime(2025, 12, 1, 16, 0, 0, 999_999, tzinfo=tokyo)

    clean = legible_entry(entry(1, published_at=local))

    assert clean.published_at == at(1)
    assert clean.published_at.tzinfo is UTC


def test_a_naive_instant_is_refused() -> None:
    naive = datetime(2025, 12, 1)  # noqa: DTZ001

    for refused in (
        lambda: legible_feed(feed(updated_at=naive)),
        lambda: legible_entry(entry(1, updated_at=naive)),
    ):
        with pytest.raises(ValueError) as caught:
            refused()
        assert "2025-12-01T00:00:00" in str(caught.value)


def test_an_entry_is_led_by_its_summary_or_else_its_first_words_or_else_its_title() -> None:
    assert lead(entry(1, summary="Short.")) == "Short."
    assert lead(entry(1, content_html="<p>One <em>two</em>.</p><p>Three.</p>")) == "One two. Three."
    assert lead(entry(1, content_html="<hr>")) == "Piece 1"


@settings(deadline=None)
@given(st.text(alphabet="<>&;/ ab漢"))
def test_an_excerpt_is_short_and_one_line(content_html: str) -> None:
    text = excerpt(content_html * 20)

    assert len(text) <= EXCERPT_LIMIT
    assert text == " ".join(text.split())


@settings(deadline=None)
@given(
    st.lists(st.text("ab &<>漢", min_size=1, max_size=9), max_size=60),
    st.integers(0, 1500),
)
def test_an_excerpt_of_the_beginning_is_that_of_the_whole(words: list[str], markup: int) -> None:
    """However long an address or a paragraph without words stands before or between them."""
    link = f'<a href="https://example.org/{"x" * markup}">'
    content = "".join(f"{link}{escape(word)}</a> <p></p>" for word in words)
    said = " ".join(" ".join(words).split())

    text = excerpt(content)

    assert text == said or said.startswith(text.removesuffix("…"))
    assert bool(text) == bool(said)
    assert len(text) >= min(len(said), EXCERPT_LIMIT // 2)


def test_an_excerpt_ends_between_two_words() -> None:
    assert excerpt("<p>" + "lantern " * 40 + "</p>") == "lantern " * 23 + "lantern…"


def test_an_excerpt_of_a_script_without_spaces_is_cut_anyway() -> None:
    assert excerpt("灯" * 500) == "灯" * (EXCERPT_LIMIT - 1) + "…"


def test_an_excerpt_carries_no_character_that_a_reference_smuggled_in() -> None:
    assert excerpt("<p>a&#x1F;b&#xFFFE;c</p>") == "abc"
