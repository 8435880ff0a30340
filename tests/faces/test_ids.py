"""Ids are unique on every page, and whatever leads to one finds it."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from faces.printed import Printed
from pressrun.model.article import Piece
from pressrun.render.page import article_page, issue_page
from pressrun.source.markdown import parse_body
from render.issue_samples import FEEDS, PUBLICATION, THEME, article, bound
from render.reading import tree

BODY: Final = """\
## Numbers

The lens floats[^lens] and turns[^turn] and floats[^lens].

## Numbers

### Notes

| Boat[^lens] | Crew |
| --- | --- |
| Maybe[^turn] | 3 |

See [the numbers](#numbers).

[^lens]: In mercury.[^turn]
[^turn]: By hand.
"""


def piece_of(slug: str, body: str = BODY) -> Piece:
    document, problems = parse_body(body, f"articles/{slug}.md", 1)
    assert problems == ()
    url = f"{PUBLICATION.url}/articles/{slug}/"
    return Piece(article=article(slug), document=document, url=url)


def repeated(page: str) -> list[str]:
    ids = Counter(node.get("id") for node in tree(page).iter() if node.get("id"))
    return [name for name, times in ids.items() if name and times > 1]


def dangling(page: str) -> list[str]:
    """Return the addresses on the page itself that lead nowhere."""
    nodes = list(tree(page).iter())
    ids = {node.get("id") for node in nodes}
    hrefs = [node.get("href") or "" for node in nodes]
    return [href for href in hrefs if href.startswith("#") and href[1:] not in ids]


def page_of(slugs: Sequence[str]) -> str:
    return issue_page(bound(*map(piece_of, slugs)), PUBLICATION, FEEDS, THEME)


def test_ten_articles_with_notes_and_equal_headings_share_a_page() -> None:
    page = page_of([f"watch-{number}" for number in range(1, 11)])

    calls = [n for n in tree(page).iter("a") if (n.get("href") or "").startswith("#watch-")]
    # Four kinds of links: ten articles, each with seven calls, as many ways back, its contents.
    assert len(calls) == 10 * (6 + 6 + 1)
    assert repeated(page) == []
    assert dangling(page) == []


def test_every_page_of_the_corpus_leads_to_what_is_on_it(printed: Printed) -> None:
    pages = [*printed.issue_pages]
    pages += [printed.page(slug) for slug in ("notes-below", "notes-everywhere", "german")]

    for page in pages:
        assert repeated(page) == []
        assert dangling(page) == []


def test_a_link_to_a_heading_leads_to_its_id() -> None:
    page = article_page(piece_of("watch"), PUBLICATION, FEEDS, THEME)

    target = f"{PUBLICATION.url}/articles/watch/#"
    hrefs = [node.get("href") or "" for node in tree(page).iter("a")]
    (led,) = [href.removeprefix(target) for href in hrefs if href.startswith(target)]
    headings = [node for node in tree(page).iter("h2") if node.get("id") == led]
    assert [heading.text for heading in headings] == ["Numbers"]


def test_two_slugs_of_which_one_begins_the_other_share_no_id() -> None:
    one = piece_of("tide", "## Table\n\nWords.\n\n## Table notes\n\nWords.\n")
    two = piece_of("tide-table", "## Notes\n\nWords.\n")

    page = issue_page(bound(one, two), PUBLICATION, FEEDS, THEME)

    assert repeated(page) == []


def test_an_article_may_be_called_like_a_part_of_the_page() -> None:
    page = page_of(["text", "contents", "feeds"])

    assert repeated(page) == []


@settings(max_examples=25)
@given(st.lists(st.text(alphabet="ab-1", min_size=1, max_size=4), min_size=1, max_size=5))
def test_headings_of_one_article_share_no_id(headings: list[str]) -> None:
    body = "\n\n".join(f"## x{heading}" for heading in headings)

    page = article_page(piece_of("watch", body), PUBLICATION, FEEDS, THEME)

    assert repeated(page) == []


def test_the_readers_of_ids_see_what_is_wrong() -> None:
    page = '<p id="a"><a href="#b">b</a><i id="a"></i><a href="#a">a</a></p>'

    assert repeated(page) == ["a"]
    assert dangling(page) == ["#b"]
