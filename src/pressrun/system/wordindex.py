"""An index of words in memory: SQLite's full-text search (FTS5)."""

import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Sequence
from threading import Lock
from typing import Final

from pressrun.model.finding import Findable

QUERY_WORDS: Final = 10
WORD_CHARACTERS: Final = 40
# A word in the title counts for more than one in the summary, and that for more than elsewhere.
_WEIGHTS: Final = "10.0, 4.0, 1.0"
_WORD: Final = re.compile(r"\w+")
# Scripts that set no spaces between words: there, every character is searched as one.
_UNSPACED: Final = re.compile(
    "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003134f])"
)


class WordIndex:
    """Finds entries that have every word that is asked for, each perhaps only begun.

    Letters with and without their marks are the same, as are large and small ones. Safe to call
    from any thread.
    """

    def __init__(self, entries: Iterable[Findable]) -> None:
        self._lock = Lock()
        self._index = sqlite3.connect(":memory:", check_same_thread=False)
        # The words themselves are not kept, only where they stand.
        self._index.execute(
            "CREATE VIRTUAL TABLE found USING fts5(title, summary, words, content='',"
            " tokenize='unicode61 remove_diacritics 2')"
        )
        rows = (
            (number, _spaced(entry.title), _spaced(entry.summary), _spaced(entry.words))
            for number, entry in enumerate(entries)
        )
        self._index.executemany(
            "INSERT INTO found(rowid, title, summary, words) VALUES (?, ?, ?, ?)", rows
        )
        self._index.commit()

    def find(self, asked: str, *, limit: int) -> Sequence[int]:
        """Return the numbers of the best entries, in order of the entries they were made from.

        Whatever is asked for is words and nothing else: it has no syntax.
        """
        query = _query(asked)
        if not query:
            return []
        with self._lock:
            rows = self._index.execute(
                "SELECT rowid FROM found WHERE found MATCH ?"  # noqa: S608  # numbers of ours
                f" ORDER BY bm25(found, {_WEIGHTS}), rowid LIMIT ?",
                (query, limit),
            )
            return [number for (number,) in rows]


def _query(asked: str) -> str:
    """Return words as FTS5 is asked for all of them, each the beginning of a word."""
    folded = unicodedata.normalize("NFKC", asked).casefold()
    words = [
        _spaced(word[:WORD_CHARACTERS]).strip()
        for word in _WORD.findall(folded)
        if any(character.isalnum() for character in word)
    ]
    return " ".join(f'"{word}" *' for word in words[:QUERY_WORDS])


def _spaced(text: str) -> str:
    """Return text with a space around every character of a script that sets none."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    return _UNSPACED.sub(r" \1 ", unicodedata.normalize("NFKC", text))
