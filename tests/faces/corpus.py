"""The articles of the corpus with what stands on their faces, told by hand."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from faces.reading import spaced

FOLDER: Final = Path(__file__).parent / "corpus"
SLUGS: Final = tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What somebody reads, written down by somebody who read the article.

    ``summary`` and ``byline`` are empty where an article has none. ``mail_words`` is what mail says
    where it has to differ: the answer of a quiz comes with the vote. In ``mail_links`` stand the
    links to vote by, their token as ``TOKEN``; ``feed_links`` lead to the question on the page.
    ``text_words`` and
    ``text_links`` are what plain text has where it has to differ: a table too wide for its lines
    names its columns in every row, an address that is no link looks like one. ``plain`` is the
    whole of plain text below its head, row by row, where it matters.
    """

    title: str
    summary: str
    byline: str
    words: str
    links: list[str]
    mail_words: str
    mail_links: list[str]
    feed_links: list[str]
    pictures: list[str]
    code: list[str]
    text_words: str
    text_links: list[str]
    plain: str

    @property
    def head(self) -> str:
        """Return what stands above the article."""
        return " ".join(part for part in (self.title, self.summary, self.byline) if part)


def expectation(slug: str) -> Expectation:
    """Return what the faces of an article must say."""
    table: Mapping[str, Any] = tomllib.loads((FOLDER / f"{slug}.toml").read_text("utf-8"))
    words, links = spaced(table["words"]), list(table.get("links", []))
    mail_words = spaced(table.get("mail_words", words))
    mail_links = list(table.get("mail_links", links))
    known = {"title", "summary", "byline", "words", "links", "pictures", "code"}
    known |= {"mail_words", "mail_links", "feed_links", "text_words", "text_links", "plain"}
    assert table.keys() <= known, slug
    return Expectation(
        title=table["title"],
        summary=table.get("summary", ""),
        byline=table.get("byline", ""),
        words=words,
        links=links,
        mail_words=mail_words,
        mail_links=mail_links,
        feed_links=list(table.get("feed_links", links)),
        pictures=list(table.get("pictures", [])),
        code=list(table.get("code", [])),
        text_words=spaced(table.get("text_words", mail_words)),
        text_links=list(table.get("text_links", mail_links)),
        plain=table.get("plain", ""),
    )
