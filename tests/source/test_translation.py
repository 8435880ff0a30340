"""A file beside an article, with a language in its name, is that article in that language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressrun.errors import Severity
from pressrun.model.article import SLUG_LIMIT, Article, PublishRule
from pressrun.model.language import language_of_file, path_of_original
from pressrun.ports import Contents
from source.test_folder import Publication, publication, told

__all__ = ["publication"]

MINTED = "tideaaaaaa"


def original(publication: Publication, **fields: str) -> None:
    publication.article("tide.md", **{"id": MINTED, **fields})


def translation(publication: Publication, tag: str = "fr", rows: str = "title: La marée") -> None:
    publication.write(f"articles/tide.{tag}.md", f"---\n{rows}\n---\nDes mots.\n")


def french(contents: Contents) -> Article:
    (found,) = (article for article in contents.articles if article.original)
    return found


def test_a_translation_stands_among_the_articles_under_its_originals_id(
    publication: Publication,
) -> None:
    original(publication)
    translation(publication)

    contents = publication.contents()

    assert contents.problems == ()
    assert [article.id for article in contents.originals] == [MINTED]
    (found,) = contents.translations(contents.originals[0])
    assert (found.id, found.original, found.work) == (f"{MINTED}:fr", MINTED, MINTED)
    assert (found.title, found.language, found.slug) == ("La marée", "fr", "tide-fr")
    assert found.path == "articles/tide.fr.md"


def test_what_a_translation_does_not_say_its_original_does(publication: Publication) -> None:
    original(
        publication,
        tags="[sea, harbour]",
        authors="[Ada Sample]",
        summary="About water.",
        publish="now",
        section="Sea",
        weight="7",
        pinned="true",
    )
    translation(publication)

    found = french(publication.contents())

    assert found.tags == ("sea", "harbour")
    assert found.authors == ("Ada Sample",)
    assert found.publish.rule is PublishRule.NOW
    assert (found.section, found.weight, found.pinned) == ("Sea", 7, True)
    assert found.summary == "", "a summary is words, and these are in another language"


def test_what_a_translation_says_itself_is_its_own(publication: Publication) -> None:
    original(publication, tags="[sea]", authors="[Ada Sample]")
    rows = "title: La marée\nslug: la-maree\ntags: [mer]\nauthor: Bea Sample\nsummary: De l'eau."
    translation(publication, rows=rows)

    found = french(publication.contents())

    assert (found.slug, found.tags, found.authors) == ("la-maree", ("mer",), ("Bea Sample",))
    assert found.summary == "De l'eau."


def test_a_translation_describes_its_originals_picture_in_its_own_words(
    publication: Publication,
) -> None:
    original(publication, image="tide.png", image_alt="Water")
    translation(publication, rows="title: La marée\nimage_alt: De l'eau")

    contents = publication.contents()

    assert contents.problems == ()
    assert (french(contents).image, french(contents).image_alt) == ("tide.png", "De l'eau")


def test_a_translation_follows_its_file_and_its_original(publication: Publication) -> None:
    """The front matter of each is kept apart, and joined again every time."""
    original(publication, tags="[sea]")
    translation(publication)
    folder = publication.open()
    before = french(folder.contents())

    original(publication, tags="[land and sea]")
    after = french(folder.contents())

    assert (before.tags, after.tags) == (("sea",), ("land and sea",))


def test_a_draft_has_no_translation_that_is_none(publication: Publication) -> None:
    original(publication, draft="true")
    translation(publication, rows="title: La marée\ndraft: false")

    assert french(publication.contents()).draft


def test_a_translation_may_be_a_draft_by_itself(publication: Publication) -> None:
    original(publication)
    translation(publication, rows="title: La marée\ndraft: true")

    contents = publication.contents()

    assert french(contents).draft
    assert not contents.originals[0].draft


def test_a_translation_may_repeat_its_originals_id(publication: Publication) -> None:
    original(publication)
    translation(publication, rows=f"id: {MINTED}\ntitle: La marée")

    contents = publication.contents()

    assert contents.problems == ()
    assert french(contents).id == f"{MINTED}:fr"


def test_a_translation_with_an_id_of_its_own_is_left_out_and_told(publication: Publication) -> None:
    original(publication)
    translation(publication, rows="id: lampaaaaaa\ntitle: La marée")

    contents = publication.contents()

    assert [article.path for article in contents.articles] == ["articles/tide.md"]
    assert told(contents.problems) == [("SRC023", "articles/tide.fr.md")]
    assert contents.problems[0].place is not None
    assert contents.problems[0].place.text == "id: lampaaaaaa"


def test_a_translation_without_an_original_is_a_problem_with_help(publication: Publication) -> None:
    translation(publication)

    contents = publication.contents()

    assert contents.articles == ()
    assert told(contents.problems) == [("SRC021", "articles/tide.fr.md")]
    assert contents.problems[0].severity is Severity.ERROR
    assert "articles/tide-fr.md" in contents.problems[0].help


def test_a_translation_of_a_translation_has_no_original(publication: Publication) -> None:
    original(publication)
    translation(publication)
    publication.write("articles/tide.fr.de.md", "---\ntitle: Die Flut\n---\nWorte.\n")

    contents = publication.contents()

    assert [article.path for article in contents.articles] == [
        "articles/tide.fr.md",
        "articles/tide.md",
    ]
    assert told(contents.problems) == [("SRC021", "articles/tide.fr.de.md")]


def test_a_translation_whose_original_does_not_load_goes_with_it(publication: Publication) -> None:
    publication.write("articles/tide.md", "no front matter")
    translation(publication)

    contents = publication.contents()

    assert contents.articles == ()
    assert {path for _, path in told(contents.problems)} == {"articles/tide.md"}


def test_a_translation_whose_original_is_set_aside_goes_with_it(publication: Publication) -> None:
    original(publication)
    translation(publication)
    publication.article("copy.md", id=MINTED)

    contents = publication.contents()

    assert contents.articles == ()
    assert {code for code, _ in told(contents.problems)} == {"SRC020"}


def test_two_files_into_one_language_are_both_set_aside(publication: Publication) -> None:
    original(publication)
    translation(publication, tag="pt-br")
    translation(publication, tag="pt-BR", rows="title: Outra\nslug: outra")

    contents = publication.contents()

    assert [article.path for article in contents.articles] == ["articles/tide.md"]
    assert [code for code, _ in told(contents.problems)] == ["SRC020", "SRC020"]


def test_a_translation_into_the_language_of_its_original_is_told(publication: Publication) -> None:
    original(publication)
    translation(publication, tag="en")

    contents = publication.contents()

    assert [article.path for article in contents.articles] == ["articles/tide.md"]
    assert told(contents.problems) == [("SRC024", "articles/tide.en.md")]


def test_an_original_may_be_in_another_language_than_the_publication(
    publication: Publication,
) -> None:
    original(publication, language="de")
    translation(publication, tag="en")

    contents = publication.contents()

    assert contents.problems == ()
    assert [article.language for article in contents.articles] == ["en", "de"]


def test_the_name_of_the_file_says_the_language_and_a_row_may_not_say_another(
    publication: Publication,
) -> None:
    original(publication)
    translation(publication, rows="title: La marée\nlanguage: de")

    contents = publication.contents()

    assert [article.path for article in contents.articles] == ["articles/tide.md"]
    assert told(contents.problems) == [("FM026", "articles/tide.fr.md")]


@pytest.mark.parametrize("row", ["publish: now", "section: Sea", "weight: 3", "pinned: true"])
def test_a_row_that_does_nothing_in_a_translation_is_a_warning(
    publication: Publication, row: str
) -> None:
    original(publication)
    translation(publication, rows=f"title: La marée\n{row}")

    contents = publication.contents()

    found = french(contents)
    assert told(contents.problems) == [("FM039", "articles/tide.fr.md")]
    assert contents.problems[0].severity is Severity.WARNING
    assert (found.publish, found.section, found.weight, found.pinned) == (
        contents.originals[0].publish,
        "",
        0,
        False,
    )


def test_an_address_made_from_the_originals_is_never_too_long(publication: Publication) -> None:
    longest = "a" * SLUG_LIMIT
    original(publication, slug=longest)
    translation(publication, tag="pt-BR")

    slug = french(publication.contents()).slug

    assert len(slug) == SLUG_LIMIT
    assert slug.endswith("a-pt-br")


TAGS = st.sampled_from(["fr", "pt-BR", "zh-Hant", "ckb", "sr-Latn-RS"])
STEMS = st.from_regex(r"[a-z0-9]{1,12}(?:-[a-z0-9]{1,9}){0,3}", fullmatch=True)


@given(stem=STEMS, tag=TAGS, folder=st.sampled_from(["articles", "articles/more"]))
def test_the_name_of_a_file_tells_its_language_and_its_original(
    stem: str, tag: str, folder: str
) -> None:
    path = f"{folder}/{stem}.{tag}.md"

    assert language_of_file(path) == tag
    assert path_of_original(path) == f"{folder}/{stem}.md"
    assert language_of_file(f"{folder}/{stem}.md") == ""
