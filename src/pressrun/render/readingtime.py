"""How long somebody reads an article or an issue, in minutes."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from pressrun.model.document import CodeBlock, Document, Figure, Media
from pressrun.model.issue import BoundIssue
from pressrun.model.parts import blocks_in, words_in
from pressrun.model.publication import Content, Publication
from pressrun.render.teaser import teaser

# Words a minute of the same texts read aloud, by primary language: Trauzettel-Klosinski and Dietz,
# "Standardized Assessment of Reading Performance: The New International Reading Speed Texts
# IReST", Investigative Ophthalmology & Visual Science 53 (2012) 5452-5461. Their mean for others.
WORDS_A_MINUTE: Final = {
    "ar": 138,
    "de": 179,
    "en": 228,
    "es": 218,
    "fi": 161,
    "fr": 195,
    "he": 187,
    "it": 188,
    "nl": 202,
    "pl": 166,
    "pt": 181,
    "ru": 184,
    "sl": 180,
    "sv": 199,
    "tr": 166,
}
OTHERS: Final = 184
# Of scripts that write no spaces the same study counted characters.
CHARACTERS_A_MINUTE: Final = {"zh": 255, "ja": 357}
# Thai, Lao, Burmese and Khmer write none either, and nobody has counted there: so many letters are
# taken for a word.
_LETTERS_A_WORD: Final = 5

_CHINESE: Final = re.compile(
    "[\u2e80-\u2fdf\u3005\u3007\u3040-\u30ff\u31f0-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_KANA: Final = re.compile("[\u3040-\u30ff\u31f0-\u31ff]")
_UNSPACED: Final = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_WORD: Final = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")


def reading_minutes(document: Document, language: str) -> int:
    """Return how many minutes a document takes, at least 1 where it says anything.

    ``language`` is a BCP 47 tag. Code is looked at and not read, so it counts for nothing, as do
    descriptions of pictures.
    """
    return _whole(_minutes(_read(document), language))


def issue_minutes(bound: BoundIssue, publication: Publication) -> int:
    """Return how many minutes an issue takes as mail: articles as whole as it carries them."""
    issue, look = bound.issue, publication.look
    own = bound.language or publication.language
    content = look.content_of(look.layout_of(issue.layout), issue.content)
    minutes = _minutes(_read(bound.words), issue.language or own)
    for chapter in bound.chapters:
        minutes += _minutes((chapter.title, chapter.intro), issue.language or own)
        for piece in chapter.pieces:
            whole = content is Content.FULL or piece.featured
            said = _read(piece.document) if whole else (teaser(piece),)
            minutes += _minutes((piece.article.title, *said), piece.article.language)
    return _whole(minutes)


def _whole(minutes: float) -> int:
    return max(round(minutes), 1) if minutes else 0


def _read(document: Document) -> Iterator[str]:
    """Yield the words that are read."""
    skipped: Counter[str] = Counter()
    for block in blocks_in(document):
        if isinstance(block, CodeBlock):
            skipped[block.text] += 1
        elif isinstance(block, Figure | Media):
            skipped[block.alt] += 1
    for words in words_in(document):
        if skipped[words]:
            skipped[words] -= 1
        else:
            yield words


def _minutes(texts: Iterable[str], language: str) -> float:
    primary = language.partition("-")[0].casefold()
    text = "\n".join(texts)
    kana = bool(_KANA.search(text))
    signs = len(_CHINESE.findall(text))
    unspaced = len(_UNSPACED.findall(text))
    words = len(_WORD.findall(_UNSPACED.sub(" ", _CHINESE.sub(" ", text))))
    pace = WORDS_A_MINUTE.get(primary, OTHERS)
    return (
        signs / CHARACTERS_A_MINUTE["ja" if kana or primary == "ja" else "zh"]
        + unspaced / _LETTERS_A_WORD / pace
        + words / pace
    )
