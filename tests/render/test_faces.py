"""One article, many faces: the words never change, only their dress."""

import re
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

from pressrun.model.document import Figure, Heading
from pressrun.model.inline import Image, Link, Text
from pressrun.render.email import render_issue
from pressrun.render.html import EMAIL, FEED, WEB, fragment
from pressrun.render.page import article_page, feed_content, issue_page
from pressrun.render.policy import Policy
from pressrun.render.text import text
from render.issue_samples import (
    BODY,
    FEEDS,
    FULL,
    GOLDEN,
    HERON,
    LIST,
    PUBLICATION,
    RICH,
    THEME,
    bound,
    faces,
    paragraph,
    piece,
    words,
)
from render.reading import assert_harmless, payloads, tree

# Written by hand from issue_samples.BODY, in reading order, with the interface's own words.
WORDS = re.findall(
    r"\w+",
    """
Key points A heron has slept on the gallery rail since October The lamp does not trouble it the
foghorn does The keeper now writes the log by hand
It came in with the first storm of the month and it has not left The bird stands on one leg facing
the sea and nothing that we do up here seems to matter to it The harbour office says it is a grey
heron the log of 1911 speaks of another
What the log says Entries are short Each names wind swell and whatever stands on the rail in that
order and in ink
Wind south west five Heron on the rail again it looks at me as one keeper looks at another
Ada Sample the log
A grey heron on an iron rail before a pale sea The visitor on the third morning
Picture Sample Photographer
Numbers Night Wind Hours on the rail Monday south west 5 7 Tuesday west 3 11
Oil the hinge of the gallery door Ask the office for a quieter horn
Open the door slowly Not at dawn Count to ten
for night in log if night wind 4 and not night heron print night
A lamp is a promise
A question How high is the lamp above the sea a 12 metres b 34 metres c As high as the cliff
Answer b Because the cliff alone is 20 metres
Also interesting Nightjar at dusk The fog bell still to come why it rang by itself
Outside page a teaser
""",
)
# In mail the answer comes with the vote.
MAIL_WORDS = re.findall(
    r"\w+",
    " ".join(WORDS).replace(
        "Answer b Because the cliff alone is 20 metres", "Choose one and the answer appears"
    ),
)


def words_of_html(html: str) -> list[str]:
    shown = [
        node.get("alt", "") if node.tag == "img" else said
        for node, said in walk(tree(html).find("body"))
    ]
    return re.findall(r"[^\W_]+", " ".join(shown))


def walk(node: Element | None) -> list[tuple[Element, str]]:
    # What one presses is no word of the article.
    if node is None or not isinstance(node.tag, str) or node.tag == "button":
        return []
    found = [(node, node.text or "")]
    for child in node:
        found += walk(child)
        found.append((node, child.tail or ""))
    return found


def words_of_text(face: str) -> list[str]:
    body = re.sub(r"(?m)^\[\d+\] .*$| \[\d+\]|^ *\d+\. ", "", face)
    return re.findall(r"[^\W_]+", body)


def contains(face: list[str], part: list[str]) -> bool:
    return f" {' '.join(part)} " in f" {' '.join(face)} "


def fragment_of(*blocks: object, policy: Policy = WEB) -> str:
    return fragment(piece(*blocks), policy, base=PUBLICATION.url, words=words())


@pytest.mark.parametrize("policy", [WEB, FEED, EMAIL], ids=["web", "feed", "email"])
def test_every_html_face_carries_the_same_words(policy: Policy) -> None:
    assert words_of_html(fragment_of(*BODY, policy=policy)) == WORDS


def test_the_text_face_carries_the_same_words() -> None:
    face = words_of_text(text(RICH, base=PUBLICATION.url, words=words()))

    head, body = face[: -len(WORDS)], face[-len(WORDS) :]
    assert " ".join(head) == (
        "The heron the lamp What a bird saw from the gallery rail By Ada Sample Ben Sample"
    )
    assert body == WORDS


def test_whatever_goes_out_carries_every_word() -> None:
    mail = render_issue(FULL, PUBLICATION, LIST, THEME)
    page = article_page(RICH, PUBLICATION, FEEDS, THEME)
    issue = issue_page(FULL, PUBLICATION, FEEDS, THEME)
    feed = feed_content(RICH, PUBLICATION, THEME)

    assert contains(words_of_html(mail.html), MAIL_WORDS)
    assert "What a bird saw from the gallery rail." in mail.html
    assert "What a bird saw from the gallery rail." in issue
    votes = re.compile(r"(?m)^ *https://slot\.invalid/vote-url/.*$")
    assert contains(words_of_text(votes.sub("", mail.text)), MAIL_WORDS)
    assert contains(words_of_html(page), WORDS)
    assert contains(words_of_html(issue), WORDS)
    assert words_of_html(feed) == WORDS


@pytest.mark.parametrize("name", faces())
def test_a_face_is_what_it_was_when_somebody_read_it(name: str) -> None:
    assert faces()[name] == (GOLDEN / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("policy", "count"), [(WEB, 7), (FEED, 10), (EMAIL, 7)], ids=["web", "feed", "email"]
)
def test_every_address_is_absolute_and_every_picture_has_its_size(
    policy: Policy, count: int
) -> None:
    root = tree(fragment_of(*BODY, policy=policy))

    addresses = [a.get("href") for a in root.iter("a")] + [i.get("src") for i in root.iter("img")]
    assert len(addresses) == count
    assert all((address or "").startswith("https://") for address in addresses)
    assert all({"src", "alt", "width", "height"} <= set(i.attrib) for i in root.iter("img"))


def test_a_feed_gets_plain_html() -> None:
    attributes = {
        name for node in tree(fragment_of(*BODY, policy=FEED)).iter() for name in node.attrib
    }

    assert attributes <= {"href", "title", "src", "alt", "width", "height", "scope", "start", "dir"}


def test_a_picture_is_never_wider_than_the_medium_and_keeps_its_shape() -> None:
    image = tree(fragment_of(Figure(source="heron.png", alt="x"), policy=EMAIL)).find(".//img")

    assert image is not None
    assert (image.get("width"), image.get("height")) == ("536", "357")
    assert HERON.width / HERON.height == pytest.approx(536 / 357, abs=0.01)


def test_a_picture_of_strangers_is_a_link_and_is_not_loaded() -> None:
    stranger = Image(source="https://example.com/pixel.gif", alt="A pixel")

    html = fragment_of(paragraph("See ", stranger, "."))

    assert html == '<p>See <a href="https://example.com/pixel.gif">A pixel</a>.</p>'


def test_an_article_that_is_not_public_is_named_and_not_linked() -> None:
    html = fragment_of(*BODY)

    assert "<li>The fog bell, still to come " in html


def test_no_link_stands_in_a_link() -> None:
    inner = Link(parts=(Text("b"),), target="https://example.org/b")
    outer = Link(parts=(Text("a "), inner), target="https://example.org/a")

    assert fragment_of(paragraph(outer)) == '<p><a href="https://example.org/a">a b</a></p>'


def test_articles_that_share_a_page_share_no_id() -> None:
    heading = Heading(parts=(Text("Numbers"),), depth=2)
    one, two = piece(heading, heading, slug="one"), piece(heading, slug="two")

    page = issue_page(bound(one, two), PUBLICATION, FEEDS, THEME)

    ids = [node.get("id") for node in tree(page).iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    assert {"one--numbers", "one--numbers-2", "two--numbers"} <= set(ids)


def test_headings_go_down_one_step_at_a_time_on_every_face() -> None:
    mail = render_issue(FULL, PUBLICATION, LIST, THEME).html
    pages = [
        article_page(RICH, PUBLICATION, FEEDS, THEME),
        issue_page(FULL, PUBLICATION, FEEDS, THEME),
    ]

    for face in [mail, *pages]:
        levels = [int(n.tag[1]) for n in tree(face).iter() if re.fullmatch("h[1-6]", str(n.tag))]
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_no_payload_in_a_body_comes_to_life(corpora: Path) -> None:
    blocks = [
        block
        for payload in payloads(corpora)
        for block in (
            paragraph(payload, Link(parts=(Text("x"),), target=payload, title=payload)),
            Figure(source="heron.png", alt=payload, credit=payload),
        )
    ]

    html = fragment_of(*blocks)

    assert_harmless(html)
    assert html.count("<img ") == len(payloads(corpora))
