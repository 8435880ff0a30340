"""Nothing of a draft, or of what is still to come, is in any file that somebody could fetch."""

import gzip
from pathlib import Path
from typing import Final

import pytest

from doubles.command import CommandLine
from source.picture_samples import drawing

# One word of each kind of place for each kind of article.
PLACES: Final = ("title", "slug", "summary", "author", "tag", "alt", "picture", "text", "linked")
HIDDEN: Final = ("draft", "unsent", "tomorrow")
SETTINGS: Final = """\
title = "Notes"
url = "https://notes.example.org"
authority = "example.org"
year = 2026
language = "en"
zone = "UTC"

[lists.main]
sender = "Notes <notes@example.org>"
"""
WHEN: Final = {
    "draft": "draft: true\npublish: now",
    "unsent": "publish: issue",
    "tomorrow": "publish: 9998-01-01 09:00",
    "public": "publish: now",
}


def canary(kind: str, place: str) -> str:
    return f"zq{kind}{place}qz"


def article(kind: str) -> str:
    word = {place: canary(kind, place) for place in PLACES}
    return f"""\
---
id: {kind:a<10}
title: The {word["title"]}
slug: {word["slug"]}
summary: About {word["summary"]}
author: Sample {word["author"]}
tags: [{word["tag"]}]
image: {word["picture"]}.png
image_alt: A {word["alt"]}
{WHEN[kind]}
---

Words and {word["text"]}. ![{word["alt"]}]({word["picture"]}.png)

[{word["linked"]}](https://example.org/{word["linked"]})
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Every file of ``public/`` and ``feeds/`` by its path, unpacked."""
    folder = tmp_path_factory.mktemp("canaries") / "notes"
    articles, issue = folder / "articles", folder / "issues" / "001-zqissueqz"
    articles.mkdir(parents=True)
    issue.mkdir(parents=True)
    (folder / "pressrun.toml").write_text(SETTINGS, encoding="utf-8")
    for number, kind in enumerate(WHEN):
        (articles / f"{kind}.md").write_text(article(kind), encoding="utf-8")
        drawing(40 + number, 30).save(articles / f"{canary(kind, 'picture')}.png")
    (issue / "issue.md").write_text(
        "---\nid: issueaaaaa\nsubject: The zqsubjectqz\npreheader: A zqpreheaderqz\n"
        "articles:\n  - unsent\n---\n\nDear zqreaderqz,\n",
        encoding="utf-8",
    )
    CommandLine(folder).run("build", "--publish")
    return {
        file.relative_to(folder).as_posix(): _unpacked(file)
        for root in ("public", "feeds")
        for file in (folder / root).rglob("*")
        if file.is_file()
    }


def _unpacked(file: Path) -> bytes:
    octets = file.read_bytes()
    return gzip.decompress(octets) if file.suffix == ".gz" else octets


def holding(files: dict[str, bytes], word: str) -> list[str]:
    """Return the files that have a word in them or in their names, in whatever case."""
    sought = word.lower()
    return [
        path
        for path, octets in files.items()
        if sought in path.lower() or sought.encode() in octets.lower()
    ]


@pytest.mark.parametrize("kind", HIDDEN)
@pytest.mark.parametrize("place", PLACES)
def test_no_public_file_tells_of_what_is_not_public(
    files: dict[str, bytes], kind: str, place: str
) -> None:
    assert holding(files, canary(kind, place)) == []


@pytest.mark.parametrize("word", ["zqissueqz", "zqsubjectqz", "zqpreheaderqz", "zqreaderqz"])
def test_no_public_file_tells_of_an_issue_that_has_not_gone_out(
    files: dict[str, bytes], word: str
) -> None:
    assert holding(files, word) == []


@pytest.mark.parametrize("kind", HIDDEN)
def test_no_public_file_has_the_id_of_what_is_not_public(
    files: dict[str, bytes], kind: str
) -> None:
    assert holding(files, f"{kind:a<10}") == []


@pytest.mark.parametrize("place", [place for place in PLACES if place != "picture"])
def test_what_is_public_would_be_found_there(files: dict[str, bytes], place: str) -> None:
    found = holding(files, canary("public", place))

    assert {Path(path).parts[0] for path in found} == {"public", "feeds"}


def test_the_picture_of_what_is_public_alone_is_published(files: dict[str, bytes]) -> None:
    assert len([path for path in files if path.startswith("public/media/")]) == 1
