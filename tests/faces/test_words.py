"""Every word, link and picture of an article is on every face, in finished bytes."""

import pytest

from faces.corpus import SLUGS, expectation
from faces.printed import HTML_FACES, Printed, address, text_below
from faces.reading import bare, read_text

by_slug = pytest.mark.parametrize("slug", SLUGS)


@by_slug
@pytest.mark.parametrize("face", HTML_FACES)
def test_an_html_face_says_what_somebody_wrote_down(printed: Printed, face: str, slug: str) -> None:
    told = expectation(slug)

    read = printed.face(face, slug)

    assert read.body.words == told.words
    assert read.body.links == told.links
    assert read.body.pictures == told.pictures
    assert read.body.code == told.code
    assert read.head == (told.title if face in {"rss", "atom", "json"} else told.head)


@by_slug
def test_plain_text_says_what_somebody_wrote_down(printed: Printed, slug: str) -> None:
    told = expectation(slug)

    read = read_text(text_below(printed.mail_text, address(slug), told.title))

    assert read.words == bare(f"{told.summary} {told.byline} {told.text_words}")
    assert read.links == told.text_links
    pictures = [bare(alt) for alt in told.pictures]
    assert [alt for alt in map(bare, read.pictures) if alt in pictures] == pictures


@by_slug
def test_plain_text_is_set_as_somebody_wrote_it_down(printed: Printed, slug: str) -> None:
    told = expectation(slug)
    below = text_below(printed.mail_text, address(slug), told.title)

    assert below.endswith(told.plain.strip("\n"))
    rows = [row.expandtabs(4) for code in told.code for row in code.split("\n")]
    assert [row for row in rows if f"    {row}".rstrip() not in below] == []
