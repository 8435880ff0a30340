"""Pictures that are lost on dark paper: which are told, and where."""

from dataclasses import replace

import pytest

from pressrun.errors import Problem, Severity
from pressrun.model.publication import Look
from pressrun.render.lint.dark_on_clear import DARK_ON_CLEAR
from pressrun.render.lint.script import Script
from pressrun.render.lint.subjects import ArticleCopy, PublicationCopy
from pressrun.render.lint.tones import Tones
from render.issue_samples import HERON, PUBLICATION
from render.lint.copy_samples import FIRST, article_copy
from render.lint.template_copies import told

LOST, SEEN = Tones(0.8, 1.0), Tones(0.8, 0.2)


def publication(tones: Tones | None, **look: str) -> PublicationCopy:
    rows = 'title = "Marsh"\nlogo = "not.png"\n\n[theme]\n' + "".join(
        f'{name} = "{value}"\n' for name, value in look.items()
    )
    return PublicationCopy(
        publication=replace(PUBLICATION, look=Look(**look)),  # type: ignore[arg-type]
        script=Script("pressrun.toml", rows),
        tones={look["logo"]: tones} if tones else {},
    )


def article(tones: Tones, paper: str = "#ffffff") -> ArticleCopy:
    copy = article_copy("Words.\n\nSee ![A heron](heron.png) and ![it](heron.png)\n")
    return replace(
        copy,
        publication=replace(PUBLICATION, look=Look(paper=paper)),
        pictures={"heron.png": HERON},
        tones={"heron.png": tones},
    )


def found(copy: object) -> list[Problem]:
    return told(DARK_ON_CLEAR, copy)


def test_a_logo_that_is_lost_in_the_dark_is_told_in_the_table_of_the_theme() -> None:
    (problem,) = found(publication(LOST, accent="#0b5345", logo="a/logo.png"))

    assert (problem.code, problem.severity) == ("DRK001", Severity.WARNING)
    assert problem.place is not None
    assert (problem.place.line, problem.place.column, problem.place.width) == (6, 8, 12)
    assert "logo_dark" in problem.help


def test_with_a_logo_for_dark_rooms_it_is_a_note_since_some_programs_do_not_ask() -> None:
    (problem,) = found(publication(LOST, logo="a.png", logo_dark="b.png"))

    assert problem.severity is Severity.NOTE
    assert "do not ask for logo_dark" in problem.what


@pytest.mark.parametrize("tones", [SEEN, None])
def test_a_logo_that_is_seen_or_could_not_be_measured_is_not_told(tones: Tones | None) -> None:
    assert found(publication(tones, logo="a.png")) == []


def test_a_picture_of_an_article_is_told_once_where_it_is_first_named() -> None:
    (problem,) = found(article(LOST))

    assert problem.code == "DRK002"
    assert problem.place is not None
    assert (problem.place.line, problem.place.column) == (FIRST + 2, 16)
    assert found(article(SEEN)) == []


def test_on_paper_that_is_dark_by_day_everybody_sees_it() -> None:
    assert found(article(LOST, paper="#1b1b1b")) == []
    assert found(publication(LOST, logo="a.png", paper="#1b1b1b")) == []
