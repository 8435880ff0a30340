"""What pressrun.toml says of the looks reaches every face, and can be read there."""

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressrun.model.colour import READABLE, contrast, readable
from pressrun.model.publication import Look
from pressrun.model.slot import Slot
from pressrun.render.context import issue_data, piece_data
from pressrun.render.look import STACKS, look_data, measure_px
from pressrun.render.page import article_page, index_page
from pressrun.render.policy import EMAIL
from pressrun.render.words import find_words
from render.issue_samples import FEEDS, FULL, PUBLICATION, RICH, THEME
from render.look_samples import LOGO, NIGHT_LOGO, dressed, laid_out, mail
from render.reading import tree
from render.sheets import inlined

LOGOS = (("logo.png", LOGO), ("night.png", NIGHT_LOGO))
COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def tokens(**look: object) -> dict[str, object]:
    return look_data(dressed(**look), replace(THEME, logos=LOGOS))


@given(COLOURS, COLOURS, COLOURS)
def test_whatever_bears_words_can_be_read_on_what_lies_behind_it(
    paper: str, ink: str, accent: str
) -> None:
    ink, accent = readable(ink, paper), readable(accent, paper)

    look = tokens(paper_dark=paper, ink_dark=ink, accent_dark=accent)

    for words in ("ink", "soft", "accent", "label"):
        assert contrast(str(look[f"{words}_dark"]), paper) >= READABLE
    for words in ("ink", "soft", "label"):
        assert contrast(str(look[f"{words}_dark"]), str(look["shade_dark"])) >= READABLE


def test_a_box_can_be_told_from_the_paper() -> None:
    look = tokens()

    assert look["shade"] != look["paper"]
    assert look["shade_dark"] != look["paper_dark"]


def test_every_colour_comes_for_day_and_night_and_in_six_digits() -> None:
    look = tokens()

    colours = {name for name, value in look.items() if str(value).startswith("#")}
    day = {name for name in colours if not name.endswith("_dark")}
    assert {"paper", "ink", "accent", "soft", "shade", "label", "rule", "edge", "tint"} == day
    assert colours - day == {f"{name}_dark" for name in day}
    assert all(re.fullmatch(r"#[0-9a-f]{6}", str(look[name])) for name in colours)


@pytest.mark.parametrize("font", ["serif", "sans", "mono", "Verdana, sans-serif"])
def test_the_scale_of_type_goes_up_in_even_steps(font: str) -> None:
    look = tokens(font=font)

    sizes = [int(str(look[f"{name}_px"])) for name in ("body", "lead", "title", "display")]
    steps = [after / before for before, after in pairwise(sizes)]
    assert all(1.2 < step < 1.3 for step in steps)


def test_fonts_are_stacks_and_titles_follow_the_text() -> None:
    assert tokens(font="sans")["heading_font"] == STACKS["sans"]
    assert tokens(font="sans", heading_font="serif")["heading_font"] == STACKS["serif"]
    assert tokens(font="Optima, sans-serif")["font"] == "Optima, sans-serif"


def test_a_logo_keeps_its_proportions_and_is_named() -> None:
    assert tokens(logo="logo.png")["logo"] == {
        "url": "https://example.org/media/00112233aabbccdd.png",
        "dark_url": "",
        "alt": "The Lamp & the Log",
        "width": 240,
        "height": 60,
    }
    small = tokens(logo="logo.png", logo_dark="night.png", logo_alt="A lamp", logo_width_px=100)
    assert small["logo"] == {
        "url": "https://example.org/media/00112233aabbccdd.png",
        "dark_url": "https://example.org/media/ddccbbaa33221100.png",
        "alt": "A lamp",
        "width": 100,
        "height": 25,
    }


def test_colours_fonts_and_width_reach_mail_and_pages() -> None:
    publication = dressed(
        accent="#0b5345", paper="#ffffff", paper_dark="#101010", font="mono", width_px=520
    )

    sent, page = (
        mail(laid_out("digest"), publication),
        inlined(article_page(RICH, publication, FEEDS, THEME), publication),
    )

    for face in (sent, page):
        for value in ("#0b5345", "#ffffff", "#101010", STACKS["mono"]):
            assert value in face
        assert Look().accent not in face
    assert "max-width:520px" in sent
    widths = {int(img.get("width", "0")) for img in tree(sent).iter("img")}
    assert widths == {measure_px(publication.look)} == {472}


def test_a_logo_stands_at_the_head_of_mail_and_pages_instead_of_the_title() -> None:
    publication = dressed(logo="logo.png", logo_dark="night.png", logo_alt="A lamp")
    theme = replace(THEME, logos=LOGOS)

    for face in (
        mail(laid_out("issue"), publication),
        article_page(RICH, publication, FEEDS, theme),
        index_page((), (), publication, FEEDS, theme),
    ):
        [logo] = tree(face).findall(".//p[@class='logo']")
        picture = logo.find(".//img")
        night = logo.find(".//source")
        assert picture is not None
        assert night is not None
        assert (picture.get("alt"), picture.get("width"), picture.get("height")) == (
            *("A lamp", "240", "60"),
        )
        assert night.get("media") == "(prefers-color-scheme: dark)"
        assert night.get("srcset") == "https://example.org/media/ddccbbaa33221100.png"
        assert tree(face).find(".//p[@class='masthead']") is None


def test_a_logo_without_one_for_the_night_gets_a_patch_of_paper_there() -> None:
    sent = mail(laid_out("issue"), dressed(logo="logo.png"))

    assert tree(sent).find(".//img[@class='patch']") is not None
    assert re.search(r"\.patch \{[^}]*background-color: #fdfcf9 !important", sent)


def test_every_value_and_file_of_the_theme_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "themes.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([^`]+)`", re.sub(r"^```.*?^```", "", page, flags=re.M | re.S)))
    derived = ("_dark", "_line_px")
    piece = piece_data(RICH, EMAIL, PUBLICATION, THEME)
    issue = issue_data(FULL, PUBLICATION, find_words(THEME, "en"))

    tokens_told = {name for name in tokens(logo="logo.png") if not name.endswith(derived)}
    values = {*tokens_told, *piece, *issue, *(slot.name.lower() for slot in Slot)}
    assert values - named - {"vote_url"} == set()
    # "`email/parts/foot.mjml`, `.txt`" names two.
    endings = re.sub(r"(\w+)\.mjml`, `\.txt", r"\1.mjml`, `\1.txt", page)
    files = {name.rpartition("/")[2] for name, _ in THEME.files if name.startswith("email/")}
    assert {file for file in files if file not in endings} == set()
