"""A teaser is the summary, or whole words of the first paragraph."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pressrun.model.document import Figure, Heading, Paragraph, Quotation
from pressrun.model.inline import Code, Emphasis, Image, Text
from pressrun.render.context import piece_data
from pressrun.render.page import article_page
from pressrun.render.policy import EMAIL
from pressrun.render.teaser import ELLIPSIS, LIMIT, cut, lead_figure, teaser
from render.issue_samples import FEEDS, HERON, PUBLICATION, THEME, article, paragraph, parts, piece
from render.look_samples import LOGO

UNTOLD = article(summary="")


def test_a_summary_is_the_teaser_however_long() -> None:
    words = "word " * 100

    assert teaser(piece(paragraph("x"), article=article(summary=words))) == words


def test_without_a_summary_the_first_paragraph_speaks() -> None:
    one = piece(
        Heading(parts=parts("Heading"), depth=2),
        Quotation(blocks=(paragraph("Quoted"),)),
        paragraph("It ", Emphasis(parts=(Text("came"),)), "\nin."),
        paragraph("It stayed."),
        article=UNTOLD,
    )

    assert teaser(one) == "It came in."


def test_a_teaser_is_set_as_the_paragraph_itself_is() -> None:
    escaped = paragraph("Type ", Code('"x" -- y'), " and ", Text('"', literal=True), 'so; "yes" !')

    assert teaser(piece(escaped, article=UNTOLD)) == 'Type "x" -- y and "so; “yes” !'
    french = replace(UNTOLD, language="fr")
    assert teaser(piece(paragraph('Dire "oui" !'), article=french)) == "Dire «\xa0oui\xa0»\u202f!"


def test_a_paragraph_that_is_only_a_picture_does_not_speak() -> None:
    picture = Paragraph(parts=(Emphasis((Image("heron.png", "A heron"),)), Text(" ")))

    assert teaser(piece(picture, paragraph("It came in."), article=UNTOLD)) == "It came in."
    assert teaser(piece(picture, article=UNTOLD)) == ""


def test_an_article_without_words_has_no_teaser() -> None:
    assert teaser(piece(article=UNTOLD)) == ""


def test_a_long_paragraph_ends_after_a_whole_word() -> None:
    words = teaser(piece(paragraph("The lamp, the horn, and the bell; " * 20), article=UNTOLD))

    assert words.endswith(("lamp…", "horn…", "bell…", "the…", "The…", "and…"))
    assert LIMIT - 12 < len(words) <= LIMIT


def test_wide_scripts_are_cut_between_characters_and_never_before_a_mark() -> None:
    assert cut("灯" * 300) == "灯" * (LIMIT - 1) + ELLIPSIS
    assert cut("कि" * 10, 10) == "कि" * 4 + ELLIPSIS
    family = "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{WOMAN}"
    assert cut("x" * 3 + family * 4, 6) == "xxx" + ELLIPSIS


@given(st.text(max_size=120), st.integers(8, 60))
def test_a_teaser_is_the_beginning_of_the_words_and_no_longer_than_it_may_be(
    words: str, limit: int
) -> None:
    found = cut(words, limit)

    assert len(found) <= limit
    assert words.startswith(found.removesuffix(ELLIPSIS)) or found == words


def test_the_picture_beside_a_teaser_is_that_of_the_lead_figure_we_publish() -> None:
    here = Figure(source="heron.png", alt="A heron")
    elsewhere = Figure(source="https://example.org/x.png", alt="x")

    assert lead_figure(piece(elsewhere, Quotation(blocks=(here,)))) == here
    assert lead_figure(piece(elsewhere)) is None


def test_the_lead_picture_goes_before_every_figure() -> None:
    led = article(image="lead.png", image_alt="A lamp")
    pictures = {"heron.png": HERON, "lead.png": LOGO}
    one = piece(Figure(source="heron.png", alt="A heron"), article=led, pictures=pictures)

    assert lead_figure(one) == Figure(source="lead.png", alt="A lamp")
    page = article_page(one, PUBLICATION, FEEDS, THEME)
    assert 'property="og:image" content="https://example.org/media/00112233aabbccdd.png"' in page
    assert piece_data(one, EMAIL, PUBLICATION, THEME)["picture"] == {
        "url": "https://example.org/media/00112233aabbccdd.png",
        "width": 480,
        "height": 120,
        "alt": "A lamp",
    }
