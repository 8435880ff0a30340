"""Whatever an article says, its translation says on every face: nothing is lost on the way to a
reader of another language.

The corpus is printed once more, each English article as the translation of an original that says
something else, so that what somebody wrote down of its faces must be found there as well.
"""

from functools import cached_property
from pathlib import Path

import pytest

from faces.corpus import SLUGS, expectation
from faces.printed import (
    HTML_FACES,
    Face,
    Printed,
    address,
    json_entries,
    parsed_entries,
    send_everything,
    text_below,
    write_folder,
)
from faces.reading import bare, read_text
from faces.test_words import ROW_OF_VOTE, nobodys

# What only an original says.
_ORIGINALS = ("id:", "publish:")
WORDS = "Beseda, ki je ni drugje."


class Translated(Printed):
    """The same faces, the entries out of the feed of a language."""

    def feed(self, suffix: str) -> bytes:
        return (self.folder / f"feeds/languages/en.{suffix}").read_bytes()

    @cached_property
    def _entries(self) -> dict[str, dict[str, Face]]:
        return {
            "rss": dict(parsed_entries(self.feed("rss"))),
            "atom": dict(parsed_entries(self.feed("atom"))),
            "json": dict(json_entries(self.feed("json"))),
        }


def translate(folder: Path) -> list[str]:
    """Make every English article of a folder a translation; return their slugs."""
    made = []
    for slug in SLUGS:
        file = folder / f"articles/{slug}.md"
        rows, body = file.read_text(encoding="utf-8").removeprefix("---\n").split("---\n", 1)
        if "\nlanguage:" in rows:
            continue
        own = [row for row in rows.splitlines() if not row.startswith(_ORIGINALS)]
        left = [row for row in rows.splitlines() if row.startswith(_ORIGINALS)]
        translation = "\n".join(["---", *own, f"slug: {slug}", f"---\n{body}"])
        file.with_suffix(".en.md").write_text(translation, encoding="utf-8")
        front = [*left, f"title: Izvirnik {slug}", f"slug: {slug}-sl", "language: sl"]
        original = "\n".join(["---", *front, f"---\n\n{WORDS}\n"])
        file.write_text(original, encoding="utf-8")
        made.append(slug)
    return made


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Translated:
    folder = tmp_path_factory.mktemp("translated")
    write_folder(folder)
    assert len(translate(folder)) > 20
    return Translated(send_everything(folder).folder)


def english() -> list[str]:
    folder = Path(__file__).parent / "corpus"
    texts = {slug: (folder / f"{slug}.md").read_text(encoding="utf-8") for slug in SLUGS}
    return [slug for slug, text in texts.items() if "\nlanguage:" not in text.split("---\n")[1]]


by_slug = pytest.mark.parametrize("slug", english())


@by_slug
@pytest.mark.parametrize("face", HTML_FACES)
def test_a_translation_says_what_somebody_wrote_down(
    printed: Translated, face: str, slug: str
) -> None:
    told = expectation(slug)

    read = printed.face(face, slug)

    is_mail, is_feed = face == "mail html", face in {"rss", "atom", "json"}
    links = told.mail_links if is_mail else told.feed_links if is_feed else told.links
    assert read.body.words == (told.mail_words if is_mail else told.words)
    assert nobodys(read.body.links) == links
    assert read.body.pictures == told.pictures
    assert read.body.code == told.code


@by_slug
def test_its_plain_text_says_what_somebody_wrote_down(printed: Translated, slug: str) -> None:
    told = expectation(slug)

    below = text_below(printed.mail_text, address(slug), told.title)

    without = read_text(ROW_OF_VOTE.sub("", below))
    assert without.words == bare(f"{told.summary} {told.byline} {told.text_words}")
    assert nobodys(read_text(below).links) == told.text_links


def test_no_word_of_an_original_reaches_who_reads_its_translation(printed: Translated) -> None:
    assert "Beseda" in printed.page(f"{english()[0]}-sl"), "it has a page of its own"
    for face in (*printed.mail_html, *printed.mail_text, *printed.issue_pages):
        assert "Beseda" not in face
    assert b"Beseda" not in printed.feed("atom")
    assert "Beseda" in (printed.folder / "feeds/main.atom").read_text(encoding="utf-8")
