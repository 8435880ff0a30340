"""Pictures without dimensions in templates, and heavy or seldom shown ones in articles and mail."""

from dataclasses import replace

import pytest

from pressrun.errors import Problem
from pressrun.model.article import Picture
from pressrun.model.checking import Weights
from pressrun.model.issue import BoundIssue
from pressrun.model.publication import Look
from pressrun.render.email import render_issue
from pressrun.render.lint.picture_size import PICTURE_SIZE
from pressrun.render.lint.script import Script
from pressrun.render.lint.subjects import ArticleCopy, MailCopy, PublicationCopy
from render.issue_samples import FULL, HERON, LIST, PUBLICATION, THEME
from render.lint.copy_samples import FIRST, article_copy
from render.lint.template_copies import document, made_copy, told, written_copy

HEAVY = replace(HERON, source="lamp.png", path="articles/lamp.png", size_octets=2_340_000)


def with_pictures(body: str, *pictures: Picture, front: str = "") -> ArticleCopy:
    copy = article_copy(body, front=front) if front else article_copy(body)
    return replace(copy, pictures={picture.source: picture for picture in pictures})


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ('<img src="a.png" alt="">', "no width and no height"),
        ('<img src="a.png" alt="" height="90">', "no width"),
        ('<img src="a.png" alt="" width="320">', "no height"),
        ('<img src="a.png" alt="" style="width: 320px; height: 90px">', "no width and no height"),
    ],
)
def test_a_picture_without_dimensions_is_told_at_its_tag(tag: str, said: str) -> None:
    (problem,) = told(PICTURE_SIZE, written_copy(document(f"<mj-text>{tag}</mj-text>")))

    assert problem.code == "DIM001"
    assert problem.what.endswith(said)
    assert problem.place is not None
    assert (problem.place.line, problem.place.column, problem.place.width) == (3, 10, 4)


@pytest.mark.parametrize(
    "column",
    [
        '<mj-text><img src="a.png" alt="" width="320" height="90"></mj-text>',
        '<mj-text><img src="a.png" alt="" width="320" style="height: auto"></mj-text>',
        '<mj-image src="a.png" alt="" />',
    ],
)
def test_a_picture_whose_dimensions_are_known_is_not_told(column: str) -> None:
    assert told(PICTURE_SIZE, written_copy(document(column))) == []


def test_the_built_in_theme_gives_nothing_even_where_it_is_a_publications_own() -> None:
    assert told(PICTURE_SIZE, made_copy(FULL, THEME, lambda name: True, PUBLICATION)) == []


def test_a_picture_of_more_than_a_megabyte_is_told_once_where_it_is_first_named() -> None:
    body = "Words.\n\n![A lamp](lamp.png) and ![the same lamp](lamp.png)\n"

    (problem,) = told(PICTURE_SIZE, with_pictures(body, HEAVY))

    assert problem.code == "HVY001"
    assert "'articles/lamp.png' has 2.3 MB, at 1,200 x 800 pixels" in problem.what
    assert problem.place is not None
    assert (problem.place.line, problem.place.column) == (FIRST + 2, 11)
    assert told(PICTURE_SIZE, with_pictures(body, replace(HEAVY, size_octets=10**6))) == []


def test_the_lead_picture_is_told_in_front_matter() -> None:
    front = "---\nid: heronaaaaa\ntitle: The heron\nimage: lamp.png\nimage_alt: A lamp\n---\n"

    (problem,) = told(PICTURE_SIZE, with_pictures("Words.\n", HEAVY, front=front))

    assert problem.place is not None
    assert (problem.place.line, problem.place.column) == (4, 8)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"width": 4000}, "scale it to 1,200 pixels"),
        ({"media_type": "image/gif"}, "leave out frames"),
        ({}, "save it as JPEG"),
    ],
)
def test_the_help_says_what_makes_this_picture_lighter(
    changes: dict[str, int | str], said: str
) -> None:
    picture = replace(HEAVY, **changes)  # type: ignore[arg-type]

    (problem,) = told(PICTURE_SIZE, with_pictures("![A lamp](lamp.png) words\n", picture))

    assert said in problem.help


def test_a_webp_picture_is_told_with_the_programs_that_do_not_show_it() -> None:
    webp = replace(HERON, source="lamp.webp", media_type="image/webp")

    (problem,) = told(PICTURE_SIZE, with_pictures("![A lamp](lamp.webp) words\n", webp))

    assert problem.code == "PIC001"
    assert (
        "WebP pictures are not shown in 1 of 48 client platforms: Outlook 2007-2019" in problem.what
    )


def test_a_logo_is_looked_at_where_the_settings_name_it() -> None:
    logo = replace(HEAVY, source="logo.webp", path="logo.webp", media_type="image/webp")
    copy = PublicationCopy(
        publication=replace(PUBLICATION, look=Look(logo="logo.webp")),
        script=Script("pressrun.toml", '[theme]\nlogo = "logo.webp"\n'),
        logos={"logo.webp": logo},
    )

    found = told(PICTURE_SIZE, copy)

    assert [problem.code for problem in found] == ["HVY001", "PIC001"]
    assert {(p.place.line, p.place.column) for p in found if p.place} == {(2, 8)}


def in_mail(bound: BoundIssue) -> list[Problem]:
    rows = "---\nid: zyxwvuts23\nsubject: A heron\narticles: [heron]\n---\n"
    copy = MailCopy(
        bound=bound,
        rendered=render_issue(bound, PUBLICATION, LIST, THEME),
        weights=Weights(html=1, text=1),
        script=Script("issues/042-the-lamp/issue.md", rows),
        publication=PUBLICATION,
        mailing_list=LIST,
    )
    return told(PICTURE_SIZE, copy)


def carrying(**pictures: int) -> BoundIssue:
    """Return the sample issue whose first article has these pictures, by the octets of each."""
    piece = FULL.chapters[0].pieces[0]
    held = {"heron.png": replace(HERON, size_octets=pictures["heron"])}
    for name, octets in pictures.items():
        if name != "heron":
            path = f"media/{name:0>16}.png"
            held[name] = replace(HERON, source=name, site_path=path, size_octets=octets)
    changed = replace(piece, pictures=held)
    return replace(FULL, chapters=(replace(FULL.chapters[0], pieces=(changed,)),))


def test_pictures_that_are_heavy_together_are_told_at_what_the_issue_carries() -> None:
    (problem,) = in_mail(carrying(heron=5_200_000))

    assert problem.code == "HVY002"
    assert "have 5.2 MB together" in problem.what
    assert "articles/heron.png (5.2 MB)" in problem.help
    assert problem.place is not None
    assert (problem.place.line, problem.place.column) == (4, 11)


def test_a_picture_that_the_mail_does_not_show_is_not_counted() -> None:
    assert in_mail(carrying(heron=4_900_000, unseen=9_000_000)) == []
