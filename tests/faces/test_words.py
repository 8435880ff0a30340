"""Every word, link and picture of an article is on every face, in finished bytes."""

import re

import pytest

from faces.corpus import SLUGS, expectation
from faces.printed import HTML_FACES, Printed, address, text_below
from faces.reading import bare, read_text

VOTE = re.compile(r"(?<=/vote/)[A-Za-z0-9_-]{48}(?=/)")

# In plain text the address to vote by has a row of its own.
ROW_OF_VOTE = re.compile(r"(?m)^ *https://notes\.example\.org/vote/\S+\n")


def nobodys(links: list[str]) -> list[str]:
    """Return links without what makes some of them one reader's own."""
    return [VOTE.sub("TOKEN", link) for link in links]


by_slug = pytest.mark.parametrize("slug", SLUGS)


@by_slug
@pytest.mark.parametrize("face", HTML_FACES)
def test_an_html_face_says_what_somebody_wrote_down(printed: Printed, face: str, slug: str) -> None:
    told = expectation(slug)

    read = printed.face(face, slug)

    is_mail, is_feed = face == "mail html", face in {"rss", "atom", "json"}
    links = told.mail_links if is_mail else told.feed_links if is_feed else told.links
    assert read.body.words == (told.mail_words if is_mail else told.words)
    assert nobodys(read.body.links) == links
    assert read.body.pictures == told.pictures
    assert read.body.code == told.code
    assert read.head == (told.title if is_feed else told.head)


@by_slug
def test_plain_text_says_what_somebody_wrote_down(printed: Printed, slug: str) -> None:
    told = expectation(slug)
    below = text_below(printed.mail_text, address(slug), told.title)

    read = read_text(below)

    without = read_text(ROW_OF_VOTE.sub("", below))
    assert without.words == bare(f"{told.summary} {told.byline} {told.text_words}")
    assert nobodys(read.links) == told.text_links
    pictures = [bare(alt) for alt in told.pictures]
    assert [alt for alt in map(bare, read.pictures) if alt in pictures] == pictures


@by_slug
def test_plain_text_is_set_as_somebody_wrote_it_down(printed: Printed, slug: str) -> None:
    told = expectation(slug)
    below = text_below(printed.mail_text, address(slug), told.title)

    assert below.endswith(told.plain.strip("\n"))
    rows = [row.expandtabs(4) for code in told.code for row in code.split("\n")]
    assert [row for row in rows if f"    {row}".rstrip() not in below] == []
