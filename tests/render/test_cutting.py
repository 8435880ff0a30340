"""Mail that is too long loses the ends of its longest articles, and says where they go on."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pressrun.model.article import Piece
from pressrun.model.document import (
    Button,
    Correction,
    Divider,
    Footnote,
    Footnotes,
    Heading,
    KeyPoints,
    List,
    ListItem,
    Paragraph,
)
from pressrun.model.inline import Emphasis, NoteReference, Text
from pressrun.model.issue import BoundIssue, Chapter, RenderedIssue
from pressrun.model.parts import blocks_in, inlines_in
from pressrun.model.publication import Content
from pressrun.render.cutting import Stock, choose, shorten, stops
from pressrun.render.email import fitted, measure_issue, render_issue, render_light
from pressrun.render.scale import HTML_LIMIT_OCTETS, Scale
from render.issue_samples import (
    BODY,
    LIST,
    PUBLICATION,
    THEME,
    article,
    paragraph,
    parts,
    theme,
    words,
)
from render.long_samples import CUTTING, long_issue, long_issues, long_piece, prose

OWN_WORD = re.compile(r"\ba\d+b(?:note|corrected)?\d*x\b")


def mail(bound: BoundIssue) -> RenderedIssue:
    return render_issue(bound, CUTTING, LIST, THEME)


def octets(rendered: RenderedIssue, bound: BoundIssue) -> int:
    return Scale.of(CUTTING, bound.url).octets(rendered.html)


def kept(rendered: RenderedIssue) -> dict[str, int]:
    return {path: end.kept for path, end in rendered.cut}


def said(face: str) -> set[str]:
    return set(OWN_WORD.findall(face))


# What an article may end with.


def test_an_article_keeps_its_first_paragraph_and_never_ends_with_a_heading() -> None:
    points, heading = KeyPoints(items=(parts("A point"),)), Heading(parts=parts("More"), depth=2)
    first, second = paragraph("First."), paragraph("Second.")

    assert stops((points, heading, first, heading, second, Divider(), first)) == (3, 5)
    assert stops((first, second)) == (1,)
    assert stops((first,)) == stops(()) == stops((heading,)) == ()


def test_an_article_without_a_paragraph_keeps_its_first_block_that_is_no_heading() -> None:
    bullets = List(items=(ListItem(blocks=(paragraph("A"),)),))
    heading = Heading(parts=parts("More"), depth=2)

    assert stops((heading, bullets, bullets, heading)) == (2, 3)


def test_notes_and_corrections_are_no_place_to_end() -> None:
    correction = Correction(on=date(2026, 11, 25), parts=parts("Corrected."))
    notes = Footnotes(items=(Footnote(number=1, blocks=(paragraph("Note."),)),))

    assert stops((paragraph("First."), notes, correction)) == ()


def test_a_cut_article_says_where_it_goes_on_and_keeps_its_corrections() -> None:
    correction = Correction(on=date(2026, 11, 25), parts=parts("Corrected."))
    whole = long_piece("tide", *prose("tide", 4), correction)

    short = shorten(whole, 2, words())

    onward = Button(parts=(Text("Read on: Piece tide", literal=True),), target=whole.url, line=25)
    assert short.document == (*whole.document[:2], onward, correction)
    assert short.shortened is not None
    assert (short.shortened.kept, short.shortened.blocks, short.shortened.line) == (2, 4, 25)


def test_notes_that_nothing_calls_any_more_go_and_the_others_are_counted_anew() -> None:
    def called(*numbers: int) -> Paragraph:
        inner = tuple(NoteReference(number) for number in numbers)
        return Paragraph(parts=(Text("Words"), Emphasis(parts=inner)))

    notes = Footnotes(
        items=(
            Footnote(number=1, blocks=(called(4),), references=2),
            Footnote(number=2, blocks=(paragraph("Two."),)),
            Footnote(number=3, blocks=(paragraph("Three."),)),
            Footnote(number=4, blocks=(paragraph("Four."),)),
        )
    )
    whole = long_piece("tide", called(1), called(2, 3), called(1), notes)

    one = shorten(whole, 1, words()).document
    none = shorten(long_piece("tide", paragraph("A"), called(1), notes), 1, words()).document

    assert one[-1] == Footnotes(
        items=(
            Footnote(number=1, blocks=(called(2),), references=1),
            Footnote(number=2, blocks=(paragraph("Four."),), references=1),
        )
    )
    assert not any(isinstance(block, Footnotes) for block in none)


# Which articles lose how much.


def stock(number: int, *sizes: int, featured: bool = False) -> Stock:
    steps = tuple((len(sizes) - at, size) for at, size in enumerate(sizes))
    return Stock(number, featured, steps)


def test_the_longest_is_cut_first_and_no_further_than_the_others() -> None:
    long, short = stock(0, 1000, 800, 600, 400), stock(1, 700, 500, 300)

    assert choose([short, long], 1) == {0: 3}
    assert choose([short, long], 350) == {0: 2}
    assert choose([short, long], 450) == {0: 2, 1: 2}
    assert choose([short, long], 10_000) == {0: 1, 1: 1}
    assert choose([short, long], 0) == {}


def test_the_featured_article_is_cut_when_nothing_else_is_left() -> None:
    featured, short = stock(0, 5000, 300, featured=True), stock(1, 700, 500)

    assert choose([featured, short], 200) == {1: 1}
    assert choose([featured, short], 201) == {1: 1, 0: 1}


# An issue as it goes out.


def test_an_issue_that_is_not_too_long_is_what_it_would_be_anyway() -> None:
    whole = long_issue(long_piece("tide", *prose("tide", 8)))

    assert mail(whole) == render_issue(whole, PUBLICATION, LIST, THEME)


def test_nothing_is_cut_unless_a_publication_asks_for_it() -> None:
    whole = long_issue(long_piece("tide", *prose("tide", 300)))

    rendered = render_issue(whole, PUBLICATION, LIST, THEME)

    assert rendered.cut == ()
    assert "tide299x" in rendered.html
    assert octets(rendered, whole) > HTML_LIMIT_OCTETS


def test_an_issue_that_is_too_long_is_just_under_the_limit() -> None:
    whole = long_issue(
        long_piece("tide", *prose("tide", 200)),
        long_piece("lamp", *prose("lamp", 120)),
        long_piece("bell", *prose("bell", 5)),
    )

    rendered = mail(whole)

    assert 0.97 * HTML_LIMIT_OCTETS < octets(rendered, whole) <= HTML_LIMIT_OCTETS
    ends = kept(rendered)
    assert ends.keys() == {"articles/tide.md", "articles/lamp.md"}
    assert abs(ends["articles/tide.md"] - ends["articles/lamp.md"]) <= 1
    end = ends["articles/tide.md"]
    for face in (rendered.html, rendered.text):
        assert f"tide{end - 1}x" in face
        assert f"tide{end}x" not in face
        assert "bell4x" in face
        assert "Read on: Piece tide" in face
        assert "https://example.org/articles/tide/" in face
        assert "Read on: Piece bell" not in face


def test_the_featured_article_stays_whole_while_others_can_be_cut() -> None:
    whole = long_issue(
        long_piece("tide", *prose("tide", 60), featured=True),
        long_piece("lamp", *prose("lamp", 60)),
    )

    assert kept(mail(whole)).keys() == {"articles/lamp.md"}


def test_an_article_without_a_public_page_is_left_whole() -> None:
    whole = long_issue(
        long_piece("tide", *prose("tide", 200), public=False),
        long_piece("lamp", *prose("lamp", 60)),
    )

    assert kept(mail(whole)) == {"articles/lamp.md": 1}


def test_what_is_given_in_short_is_not_cut() -> None:
    pieces = [long_piece(f"p{n}", *prose(f"p{n}", 3, 300)) for n in range(300)]
    whole = long_issue(*pieces)
    short = replace(whole, issue=replace(whole.issue, content=Content.SUMMARY))

    rendered = mail(short)

    assert octets(rendered, short) > HTML_LIMIT_OCTETS
    assert rendered.cut == ()
    assert rendered == render_issue(short, PUBLICATION, LIST, THEME)


def test_the_featured_article_of_an_issue_of_cards_is_cut_where_it_is_too_long() -> None:
    whole = long_issue(
        long_piece("tide", *prose("tide", 200), featured=True),
        long_piece("lamp", *prose("lamp", 200)),
    )
    short = replace(whole, issue=replace(whole.issue, content=Content.SUMMARY))

    rendered = mail(short)

    assert kept(rendered).keys() == {"articles/tide.md"}
    assert 0.97 * HTML_LIMIT_OCTETS < octets(rendered, short) <= HTML_LIMIT_OCTETS
    assert "Read on: Piece tide" in rendered.text


def test_templates_that_change_what_an_article_says_have_nothing_cut() -> None:
    changed = "{{ piece.body | replace('words', 'signs') }}"
    own = theme(**{"email/parts/article.mjml": f"<mj-text><div>{changed}</div></mj-text>"})
    whole = long_issue(long_piece("tide", *prose("tide", 200)))

    assert render_issue(whole, CUTTING, LIST, own).cut == ()


def test_a_cut_issue_is_the_same_whoever_renders_it() -> None:
    whole = long_issue(*(long_piece(f"p{n}", *prose(f"p{n}", 70)) for n in range(4)))
    light = replace(
        whole,
        chapters=tuple(
            replace(chapter, pieces=(replace(chapter.pieces[0], document=(), left_out=True),))
            for chapter in whole.chapters
        ),
    )
    made = mail(whole)
    paths = tuple(one.article.path for one in whole.pieces)

    assert mail(whole) == made
    assert render_light(light, CUTTING, LIST, THEME) == paths  # it must see what it cuts
    assert render_light(whole, CUTTING, LIST, THEME) == made
    cut = fitted(whole, CUTTING, LIST, THEME)
    assert measure_issue(cut, CUTTING, LIST, THEME).rendered == made
    assert made != render_issue(whole, PUBLICATION, LIST, THEME)


def test_what_is_cut_does_not_hang_on_the_day() -> None:
    days = [datetime(2000, 5, 1, 12, tzinfo=UTC), datetime(2026, 9, 27, 12, tzinfo=UTC)]

    def whole(at: datetime, padding: int) -> BoundIssue:
        filler = Paragraph(parts=parts("x" * padding), line=5)
        tide = replace(long_piece("tide", *prose("tide", 60), filler), published_at=at)
        return long_issue(tide, published_at=at)

    padding = 1
    for _ in range(4):  # until the one day is just under the limit and the other over it
        padding += HTML_LIMIT_OCTETS - weight(whole(days[0], padding)) - 2
    weights = [weight(whole(day, padding)) for day in days]
    assert weights[0] <= HTML_LIMIT_OCTETS < weights[1]

    made = [mail(whole(day, padding)) for day in days]

    assert made[0].cut == made[1].cut != ()
    assert [
        one.published_at for one in fitted(whole(days[0], padding), CUTTING, LIST, THEME).pieces
    ] == [days[0]]


def test_what_is_kept_of_a_whole_article_is_never_taken_for_the_cut_one() -> None:
    whole = long_issue(long_piece("tide", *prose("tide", 200)))
    mail(whole)

    assert "tide199x" in render_issue(whole, PUBLICATION, LIST, THEME).text
    assert "tide199x" not in mail(whole).text


def test_questions_stay_whole_or_go_whole() -> None:
    whole = long_issue(long_piece("tide", *prose("tide", 40), *BODY, *prose("tide", 40)))
    cut = fitted(whole, CUTTING, LIST, THEME)

    [short] = cut.pieces

    assert short.shortened is not None
    body = short.document[: short.shortened.kept]
    assert body == whole.pieces[0].document[: short.shortened.kept]


def with_piece(issue: BoundIssue, number: int, piece: Piece) -> BoundIssue:
    chapters = list(issue.chapters)
    chapters[number] = Chapter(pieces=(piece,))
    return replace(issue, chapters=tuple(chapters))


def weight(issue: BoundIssue) -> int:
    return measure_issue(issue, CUTTING, LIST, THEME).weighed.weights.html


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(long_issues())
def test_any_issue_comes_under_the_limit_or_has_nothing_more_to_lose(whole: BoundIssue) -> None:
    rendered = mail(whole)
    cut = fitted(whole, CUTTING, LIST, THEME)

    assert rendered.cut == tuple(
        (p.article.path, p.shortened) for p in cut.pieces if p.shortened is not None
    )
    over = octets(rendered, whole) > HTML_LIMIT_OCTETS
    for old, new in zip(whole.pieces, cut.pieces, strict=True):
        if new.shortened is None:
            assert new == old
            continue
        assert old.published_at is not None
        end = new.shortened.kept
        assert end in stops(old.document)
        assert new.document[:end] == old.document[:end]
        assert isinstance(new.document[end], Button)
        corrections = [b for b in old.document if isinstance(b, Correction)]
        assert [b for b in new.document if isinstance(b, Correction)] == corrections
        numbers = [
            part.number
            for block in blocks_in(new.document)
            for part in inlines_in(block)
            if isinstance(part, NoteReference)
        ]
        notes = [b for b in new.document if isinstance(b, Footnotes)]
        assert [item.number for block in notes for item in block.items] == sorted(set(numbers))
    for number, (old, new) in enumerate(zip(whole.pieces, cut.pieces, strict=True)):
        first = next(iter(stops(old.document)), None)
        if over and old.published_at is not None and first is not None:
            if new.shortened is None:  # then the link weighs about what it would save
                less = with_piece(cut, number, shorten(old, first, words()))
                saved = weight(cut) - weight(less)
                assert saved < 300
            else:
                assert new.shortened.kept == first
    assert said(rendered.html) == said(rendered.text)


@given(st.lists(st.lists(st.integers(1, 999), min_size=1, max_size=6), max_size=5), st.integers())
def test_what_is_chosen_is_enough_or_all_there_is(drawn: list[list[int]], excess: int) -> None:
    stocks = [stock(n, *sorted(set(sizes), reverse=True)) for n, sizes in enumerate(drawn)]
    sizes = {one.number: dict(one.sizes) for one in stocks}

    chosen = choose(stocks, excess)

    gone = sum(
        one.sizes[0][1] - sizes[one.number][chosen[one.number]]
        for one in stocks
        if one.number in chosen
    )
    everything = {one.number: 1 for one in stocks if len(one.sizes) > 1}
    assert gone >= excess or chosen == everything


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "ar"])
def test_a_cut_article_speaks_its_own_language(language: str) -> None:
    tide = long_piece("tide", *prose("tide", 200))
    tide = replace(tide, article=article("tide", title="Piece", language=language))

    rendered = mail(long_issue(tide))

    said = {"en": "Read on", "de": "Weiterlesen", "fr": "Lire la suite", "es": "Seguir leyendo"}
    assert said.get(language, "تابع القراءة") in rendered.text
