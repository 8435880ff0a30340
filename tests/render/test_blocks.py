"""The blocks of the language beyond Markdown, under each policy."""

from dataclasses import replace
from datetime import date

import pytest

from pressrun.model.document import (
    Align,
    Block,
    Button,
    Callout,
    Choice,
    Correction,
    Footnote,
    Footnotes,
    Heading,
    Media,
    MediaKind,
    Paragraph,
    Poll,
    PullQuote,
    Quiz,
    Table,
)
from pressrun.model.inline import Abbreviation, Image, Inlines, Link, NoteReference, Text
from pressrun.model.slot import Slot, mark
from pressrun.render.html import EMAIL, FEED, WEB, blocks
from pressrun.render.links import Links
from pressrun.render.policy import Policy
from pressrun.render.text import lines
from render.issue_samples import paragraph, parts, words
from render.reading import tree

LINKS = Links(url="https://example.org/a/", base="https://example.org", anchor="a-")
VOTES = Links(
    url="https://example.org/a/",
    base="https://example.org",
    anchor="a-",
    vote_url=mark(Slot.VOTE_URL),
    owner="abcdefgh23",
)
QUIZ = Quiz(
    id="lamp",
    question=parts("How high?"),
    choices=(Choice(parts=parts("12 m")), Choice(parts=parts("34 m"), right=True)),
    reason=parts("The cliff."),
)
POLL = Poll(
    id="cadence",
    question=parts("How often?"),
    choices=(Choice(parts=parts("Weekly")), Choice(parts=parts("Monthly"))),
    closes_on=date(2026, 12, 8),
)
NOTES = (
    Paragraph(parts=(Text("One"), NoteReference(1), Text(" two"), NoteReference(1, 2), Text("."))),
    Footnotes(items=(Footnote(number=1, blocks=(paragraph("Said."),), references=2),)),
)


def html(*given: Block, policy: Policy = WEB, links: Links = LINKS) -> str:
    return blocks(given, policy, links=links, words=words())


def text(*given: Block, links: Links = LINKS, width: int = 40) -> str:
    return lines(given, links=links, words=words(), width=width)


@pytest.mark.parametrize("policy", [WEB, FEED, EMAIL], ids=["web", "feed", "email"])
def test_a_button_is_one_link_on_every_face(policy: Policy) -> None:
    button = Button(parts=parts("Reserve"), target="https://example.org/r")

    [link] = tree(html(button, policy=policy)).iter("a")

    assert (link.get("href"), link.text) == ("https://example.org/r", "Reserve")
    assert text(button) == "Reserve [1]\n\n[1] https://example.org/r"


def test_a_button_in_mail_is_a_cell_that_every_client_paints() -> None:
    written = html(Button(parts=parts("Go"), target="https://example.org/"), policy=EMAIL)

    table = tree(written).find(".//table")
    assert table is not None
    assert (table.get("role"), table.get("class")) == ("presentation", "button")
    assert table.find(".//td/a") is not None


def test_a_button_to_what_is_not_public_is_words() -> None:
    button = Button(parts=parts("Go"), target="javascript:x")

    assert html(button) == "<p>Go</p>"
    assert text(button) == "Go"


def test_a_link_inside_a_button_is_words_too() -> None:
    nested: Inlines = (Link((Text("Go"),), "https://example.org/inner"),)

    [link] = tree(html(Button(parts=nested, target="https://example.org/"))).iter("a")

    assert link.get("href") == "https://example.org/"


def test_a_callout_and_a_pull_quote_stand_apart() -> None:
    callout = Callout(title="Wait", blocks=(paragraph("Some words."),))
    pull = PullQuote(parts=parts("Nobody knew."), attribution=parts("Ada Sample"))

    assert html(callout, policy=EMAIL).startswith('<div class="callout">')
    assert html(callout, policy=FEED).startswith("<aside>")
    assert text(callout) == "| Wait\n|\n| Some words."
    assert html(pull).startswith('<blockquote class="pull-quote">')
    assert text(pull) == "> Nobody knew.\n>\n> — Ada Sample"


def test_a_correction_says_when_and_what_on_every_face() -> None:
    correction = Correction(on=date(2026, 12, 1), parts=parts("It's 3 euros, not 2."))

    assert html(correction, policy=EMAIL) == (
        '<div class="correction">\n<p class="label"><strong>Corrected on 1 December 2026</strong>'
        "</p>\n<p>It’s 3 euros, not 2.</p>\n</div>"
    )
    assert html(correction, policy=FEED).startswith("<aside>")
    assert text(correction) == "Corrected on 1 December 2026\nIt’s 3 euros, not 2."


def test_a_recording_says_what_it_is_and_leads_there() -> None:
    audio = Media(kind=MediaKind.AUDIO, target="https://example.org/bell.mp3", title="The bell")

    [link] = tree(html(audio)).iter("a")

    assert (link.get("href"), link.text) == ("https://example.org/bell.mp3", "Listen: The bell")
    assert text(audio) == "Listen: The bell [1]\n\n[1] https://example.org/bell.mp3"


def test_notes_lead_there_and_back_on_a_page() -> None:
    root = tree(html(*NOTES))

    ids = {node.get("id") for node in root.iter() if node.get("id")}
    targets = [link.get("href", "").removeprefix("#") for link in root.iter("a")]
    assert ids == {"a-call--1", "a-call--1--2", "a-note--1"}
    assert sorted(targets) == sorted(["a-note--1", "a-note--1", "a-call--1", "a-call--1--2"])


@pytest.mark.parametrize("policy", [FEED, EMAIL], ids=["feed", "email"])
def test_notes_are_numbers_where_a_page_is_somebody_elses(policy: Policy) -> None:
    root = tree(html(*NOTES, policy=policy))

    assert [sup.text for sup in root.iter("sup")] == ["1", "1"]
    assert list(root.iter("a")) == []
    assert not any(node.get("id") for node in root.iter())


def test_notes_in_plain_text_cannot_be_taken_for_addresses() -> None:
    link = Paragraph(parts=(Link((Text("See"),), "https://example.org/"), NoteReference(1)))

    assert text(link, NOTES[1]) == "See [1]¹\n\nNotes\n¹ Said.\n\n[1] https://example.org/"


def test_an_abbreviation_is_explained_where_it_is_read() -> None:
    short = Paragraph(
        parts=(
            Abbreviation("RSS", 'Really "Simple"', first=True),
            Text(" and "),
            Abbreviation("RSS", 'Really "Simple"'),
        )
    )

    titles = [node.get("title") for node in tree(html(short)).iter("abbr")]
    assert titles == ['Really "Simple"'] * 2
    assert text(short) == 'RSS (Really "Simple") and RSS'


def test_a_poll_names_its_last_day() -> None:
    assert "Open until 8 December 2026." in html(POLL)
    assert text(POLL) == (
        "Your opinion\nHow often?\n  a. Weekly\n  b. Monthly\nOpen until 8 December 2026."
    )


BOTH = pytest.mark.parametrize("block", [QUIZ, POLL], ids=["quiz", "poll"])
FORM = replace(WEB, form_url="https://example.org/polls/")
LINKED = (Text("As "), Link((Text("before"),), "https://example.org/b"))


@BOTH
def test_no_choice_is_a_link_where_nobody_can_vote(block: Block) -> None:
    assert list(tree(html(block, policy=EMAIL)).iter("a")) == []
    assert "https://" not in text(block)


@BOTH
def test_in_mail_every_choice_is_a_link_of_the_readers_own(block: Quiz | Poll) -> None:
    links = list(tree(html(block, policy=EMAIL, links=VOTES)).iter("a"))

    expected = [f"{mark(Slot.VOTE_URL)}abcdefgh23/{block.id}/{number}" for number in (1, 2)]
    assert [link.get("href") for link in links] == expected
    assert all(address in text(block, links=VOTES) for address in expected)


@BOTH
def test_on_a_page_a_question_is_a_form_that_needs_no_script(block: Quiz | Poll) -> None:
    root = tree(html(block, policy=FORM, links=VOTES))

    form = root.find(".//form")
    assert form is not None
    assert form.get("action") == f"https://example.org/polls/abcdefgh23/{block.id}"
    assert form.get("method") == "post"
    fields = [(i.get("type"), i.get("name"), i.get("value")) for i in form.iter("input")]
    assert fields == [("radio", "choice", "1"), ("radio", "choice", "2")]
    assert [label.tag for label in form.iter("label") if label.find("input") is not None] == [
        "label",
        "label",
    ]
    assert "".join(form.findtext("fieldset/legend") or "").startswith("How")
    assert [button.get("type") for button in form.iter("button")] == ["submit"]
    assert list(root.iter("a")) == []


@BOTH
def test_a_feed_leads_to_where_the_form_stands(block: Quiz | Poll) -> None:
    leading = {link.get("href") for link in tree(html(block, policy=FEED)).iter("a")}
    standing = [node.get("id") for node in tree(html(block, policy=FORM)).iter("section")]

    assert leading == {f"{LINKS.url}#{standing[0]}"}


@pytest.mark.parametrize(
    ("policy", "links"), [(EMAIL, VOTES), (FEED, LINKS)], ids=["email", "feed"]
)
def test_a_link_in_a_choice_stays_one_beside_the_vote(policy: Policy, links: Links) -> None:
    poll = replace(POLL, choices=(Choice(parts=LINKED), *POLL.choices))

    root = tree(html(poll, policy=policy, links=links))

    assert [list(link.iter("a")) for link in root.iter("a")] == [[link] for link in root.iter("a")]
    first, inner, *_ = root.iter("a")
    assert (first.text, first.get("aria-label")) == ("a.", "a. As before")
    assert (inner.text, inner.get("href")) == ("before", "https://example.org/b")


def test_the_answer_of_a_quiz_waits_for_the_vote_in_mail() -> None:
    for face in (html(QUIZ, policy=EMAIL, links=VOTES), text(QUIZ, links=VOTES)):
        assert "The cliff" not in face
        assert "Choose one, and the answer appears." in face
    assert "The cliff" in html(QUIZ, policy=FEED)
    assert "<details" in html(QUIZ, policy=FORM)


@pytest.mark.parametrize("policy", [WEB, FEED, EMAIL], ids=["web", "feed", "email"])
def test_no_link_is_left_without_words_where_its_picture_is_not_shown(policy: Policy) -> None:
    unseen = Link((Image("https://example.com/a.png", ""),), "https://example.org/b")
    video = Media(
        kind=MediaKind.VIDEO,
        target="https://example.org/v",
        source="https://example.com/a.png",
    )

    links = list(tree(html(Paragraph(parts=(unseen,)), video, policy=policy)).iter("a"))

    assert [link.text for link in links] == ["https://example.org/b", "Watch the video"]
    assert text(Paragraph(parts=(unseen,))) == "https://example.org/b"


def test_headings_without_number_that_say_the_same_have_ids_of_their_own() -> None:
    said = ("tide", "tide 2", *("tide",) * 50_000)
    headings = (Heading(parts=parts(words), depth=2) for words in said)

    ids = [heading.get("id") for heading in tree(html(*headings)).iter("h2")]

    assert ids[:5] == ["a-tide", "a-tide-2", "a-tide-3", "a-tide-4", "a-tide-5"]
    assert len(set(ids)) == len(said)


def table(*rows: str) -> Table:
    cells = [tuple(parts(cell) for cell in row.split("|")) for row in rows]
    return Table(head=cells[0], rows=tuple(cells[1:]), aligns=(Align.NONE,) * len(cells[0]))


@pytest.mark.parametrize(
    ("block", "role"),
    [
        (table("Time|What", "21:50|Lens stops, and nobody knows why it does so."), "data"),
        (table("a|b", f"{'x' * 40}|c"), "data wide"),
        (table("|".join("column" for _ in range(8))), "data wide"),
    ],
)
def test_a_table_whose_words_fit_on_a_phone_keeps_them_whole(block: Table, role: str) -> None:
    made = tree(html(block)).find(".//table")

    assert made is not None
    assert made.get("class") == role
