"""An issue that Gmail would cut is told before it goes out, or is cut where it can be read on."""

import asyncio
import email
import email.policy
import re
from dataclasses import replace

import pytest

from doubles.shop import PrintShop
from pressrun.errors import Problem
from pressrun.mail.compose import compose
from pressrun.mail.person import Mailing
from pressrun.mail.slots import parse_template
from pressrun.model.checking import Cut
from pressrun.model.issue import RenderedIssue
from pressrun.model.key import Key, Purpose
from pressrun.model.letter import LetterKind
from pressrun.model.publication import Welcome
from pressrun.model.slot import Slot, longest, mark
from pressrun.press.approve import approve, review
from pressrun.press.check import Checked, check
from pressrun.press.faces import bind, make_face, render
from pressrun.press.letterpress import bound_issue, render_letter
from pressrun.press.preview import preview
from pressrun.press.schedule import plan
from pressrun.press.tick import tick
from pressrun.render.scale import HTML_LIMIT_OCTETS, Scale

WORDS = "The sea was flat that morning, and the boats lay still upon it. " * 8
LONG = 70


def chapters(slug: str, count: int) -> str:
    return "\n\n".join(f"## Hour {n}\n\n{slug}{n}x {WORDS}" for n in range(count))


@pytest.fixture
def long_shop(shop: PrintShop) -> PrintShop:
    """A shop whose issue 1 weighs about 300 kB: six articles, a poll, notes, and a short one."""
    slugs = ["tide", "lamp", "bell", "rope", "sail", "crab"]
    for number, slug in enumerate(slugs):
        body = chapters(slug, LONG + 5 * number)
        body += "\n\n::: poll often\nHow often?\n\n- [ ] Daily\n- [ ] Weekly\n:::\n" * (number == 0)
        body += "\n\nA note[^1].\n\n[^1]: What the last hour says." * (number == 1)
        shop.write_article(slug, id=f"{slug}aaaaaa", title=f"The {slug}", body=body)
    shop.write_article("note", id="noteaaaaaa", title="A note", body="note0x Short.")
    shop.write_issue([*slugs, "note"])
    return shop


@pytest.fixture
def cutting(long_shop: PrintShop) -> PrintShop:
    """The same, and its publication asks for cuts."""
    publication = replace(long_shop.desk.publication, cut=Cut.AUTO)
    long_shop.desk = replace(long_shop.desk, publication=publication)
    return long_shop


def rendered(shop: PrintShop) -> RenderedIssue:
    bound = bind(shop.desk, shop.issue, shop.contents, at=shop.clock.now())
    return render(shop.desk, bound)


def hours(face: str) -> dict[str, int]:
    """Return how many chapters of each article a face has, from the first on without a gap."""
    found: dict[str, list[int]] = {}
    for slug, number in re.findall(r"\b([a-z]{4})(\d+)x ", face):
        found.setdefault(slug, []).append(int(number))
    assert all(numbers == list(range(len(numbers))) for numbers in found.values())
    return {slug: len(numbers) for slug, numbers in found.items()}


def weighty(checked: Checked) -> list[Problem]:
    """Return what check says of weight."""
    return [problem for problem in checked.problems if problem.code.startswith("WGT")]


def parts_of(octets: bytes) -> tuple[bytes, bytes]:
    """Return the text part and the HTML part of a message as they travel."""
    boundary = re.search(rb'boundary="([^"]+)"', octets)
    assert boundary is not None
    _, text, html, _ = octets.split(b"--" + boundary[1])
    return text.partition(b"\r\n\r\n")[2][:-2], html.partition(b"\r\n\r\n")[2][:-2]


# What is weighed.


def test_what_is_weighed_is_what_goes_over_the_wire(shop: PrintShop) -> None:
    publication = shop.desk.publication
    bound = bind(shop.desk, shop.issue, shop.contents, at=shop.clock.now())
    plain = rendered(shop)
    slots = " ".join(mark(slot) for slot in Slot if slot.name.lower() in plain_slots())
    own = replace(plain, html=plain.html.replace("</body>", f"{slots} é = . </body>"))
    keys = {p: Key(1, p, b"s" * 32) for p in (Purpose.PREFERENCES, Purpose.VOTE)}
    values = longest(publication.service_address(), bound.url)
    mailing = Mailing(publication, salt=b"s", issue="i", web_url=bound.url, keys=keys)
    person = mailing.person(
        1, address=values[Slot.ADDRESS], name=values[Slot.NAME], handle="c2FtcGxlc2FtcGxlc2FtcA"
    )

    face = make_face(shop.desk, bound, own, date_at=shop.clock.now())
    text, html = parts_of(compose(parse_template(face.octets), person))

    scale = Scale.of(publication, bound.url)
    assert scale.octets(own.html) == len(html)
    assert scale.octets(own.text) == len(text)


def plain_slots() -> set[str]:
    return {"name", "address", "unsubscribe_url", "preferences_url", "web_url", "vote_url"}


def test_check_tells_of_an_issue_that_would_be_cut_and_what_every_issue_weighs(
    shop: PrintShop,
) -> None:
    sound = check(shop.desk)
    assert weighty(sound) == []
    assert sound.weights["issues/001-storm/issue.md"]["en"].html < HTML_LIMIT_OCTETS

    shop.write_article("tide", id="tideaaaaaa", title="Tide", body=f"{WORDS}\n\n" * 250)
    found = check(shop.desk)

    [problem] = weighty(found)
    assert (problem.code, str(problem.place)) == ("WGT001", "issues/001-storm/issue.md:3:10")
    weights = found.weights["issues/001-storm/issue.md"]["en"]
    assert weights.html > HTML_LIMIT_OCTETS
    articles = dict(weights.articles)
    assert articles["articles/tide.md"] > 100_000 > articles["articles/lamp.md"]
    assert sum(articles.values()) + sum(dict(weights.parts).values()) == weights.html


# What is cut.


def test_an_issue_of_300_kilobytes_goes_out_under_the_limit(cutting: PrintShop) -> None:
    never = replace(cutting.desk, publication=replace(cutting.desk.publication, cut=Cut.NEVER))
    bound = bind(never, cutting.issue, cutting.contents, at=cutting.clock.now())
    assert len(render(never, bound).html) > 280_000
    cutting.subscribe("ada")
    cutting.schedule("now")
    tick(cutting.desk, cutting.store)
    asyncio.run(cutting.deliver())

    [outgoing] = cutting.transport.arrived

    _, html = parts_of(outgoing.octets)
    assert 0.95 * HTML_LIMIT_OCTETS < len(html) <= HTML_LIMIT_OCTETS
    message = email.message_from_bytes(outgoing.octets, policy=email.policy.default)
    shown = {part.get_content_subtype(): part.get_content() for part in message.iter_parts()}
    kept = hours(shown["html"])
    assert kept == hours(shown["plain"].replace("\n", " "))
    assert kept.pop("note") == 1
    assert kept.keys() == {"tide", "lamp", "bell", "rope", "sail", "crab"}
    assert max(kept.values()) - min(kept.values()) <= 1
    assert max(kept.values()) < LONG
    assert "How often?" not in shown["html"]
    assert "What the last hour says" not in shown["html"]
    for slug in kept:
        assert f"Read on: The {slug}" in shown["html"]
        assert f"https://notes.example.org/articles/{slug}/" in shown["plain"]
    assert "unsubscribe" in shown["html"]


def test_pages_and_feeds_have_all_of_an_issue_that_was_cut(cutting: PrintShop) -> None:
    cutting.subscribe("ada")
    cutting.schedule("now")
    tick(cutting.desk, cutting.store)

    for path in ("public/articles/tide/index.html", "public/feeds/main.atom"):
        assert hours(cutting.read(path))["tide"] == LONG
    page = cutting.read("public/articles/tide/index.html")
    assert "How often?" in page
    assert "Read on: The tide" not in page
    whole = hours(cutting.read("public/issues/001-storm/index.html"))
    assert not whole or whole["tide"] == LONG


def test_show_schedule_and_freeze_cut_at_the_same_blocks(cutting: PrintShop) -> None:
    cut = rendered(cutting).cut

    assert {path for path, _ in cut} == {
        f"articles/{slug}.md" for slug in ("tide", "lamp", "bell", "rope", "sail", "crab")
    }
    assert preview(cutting.desk, cutting.issue, cutting.contents).rendered.cut == cut
    planned = plan(cutting.desk, cutting.store, cutting.issue, cutting.contents, "now")
    assert planned.rendered.cut == cut


def test_check_notes_each_line_at_which_an_article_is_cut(cutting: PrintShop) -> None:
    found = weighty(check(cutting.desk))

    notes = {str(problem.place).split(":")[0]: problem for problem in found}
    cut = dict(rendered(cutting).cut)
    assert notes.keys() == cut.keys()
    for path, problem in notes.items():
        assert problem.place is not None
        assert problem.place.line == cut[path].line
        rows = cutting.read(path).split("\n")
        assert rows[cut[path].line - 1].startswith("## Hour")
    assert {problem.code for problem in found} == {"WGT004"}


def test_what_was_approved_cut_goes_out_cut_like_that(cutting: PrintShop) -> None:
    cutting.subscribe("ada")
    reviewed = review(cutting.desk, cutting.store, cutting.issue, cutting.contents)
    approve(cutting.desk, cutting.store, reviewed, by="lena")
    again = review(cutting.desk, cutting.store, cutting.issue, cutting.contents)

    assert again.proof.digest == reviewed.proof.digest
    never = replace(cutting.desk.publication, cut=Cut.NEVER)
    cutting.desk = replace(cutting.desk, publication=never)
    whole = review(cutting.desk, cutting.store, cutting.issue, cutting.contents)
    assert whole.proof.digest != reviewed.proof.digest


def test_a_letter_that_carries_an_issue_is_not_cut(cutting: PrintShop) -> None:
    cutting.subscribe("ada")
    cutting.schedule("now")
    tick(cutting.desk, cutting.store)
    [main] = cutting.desk.publication.lists
    main = replace(main, welcome=Welcome.ISSUE)
    latest = bound_issue(cutting.desk, cutting.issue.key)
    assert latest is not None

    letter = render_letter(
        cutting.desk, LetterKind.WELCOME, main, cutting.desk.theme(), "en", None, latest
    )

    assert letter.cut == ()
    assert hours(letter.html)["tide"] == LONG


def test_each_language_is_cut_by_itself(cutting: PrintShop) -> None:
    cutting.write("articles/tide.fr.md", f"---\ntitle: La marée\n---\n\n{WORDS}\n")
    [issue] = cutting.contents.issues
    faces = {
        tag: render(
            cutting.desk,
            bind(cutting.desk, issue, cutting.contents, at=cutting.clock.now(), language=tag),
        )
        for tag in ("", "fr")
    }

    assert "articles/tide.md" in dict(faces[""].cut)
    assert "articles/tide.fr.md" not in dict(faces["fr"].cut)
    ends = [dict(faces[tag].cut)["articles/lamp.md"].kept for tag in ("", "fr")]
    assert ends[0] < ends[1]
