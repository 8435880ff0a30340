"""When words changed: a digest of what was written, whatever it looks like.

It depends on no address, no theme and no face, so that moving the site, changing the design or
a new release of Pressrun never shows old entries as changed.
"""

import hashlib
import json
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date

from pressrun.model.article import Piece
from pressrun.model.issue import BoundIssue


def words_digest(piece: Piece) -> str:
    """Return SHA-256 of an article's title, summary and body, in hexadecimal."""
    article = piece.article
    return _digest([article.title, article.summary, _plain(piece.document)])


def issue_words_digest(bound: BoundIssue) -> str:
    """Return SHA-256 of an issue's own words and its table of contents, in hexadecimal.

    Articles count by the id of their originals: one that is corrected or translated is an entry
    of its own, and says so itself.
    """
    chapters = [
        [chapter.title, chapter.intro, [piece.article.work for piece in chapter.pieces]]
        for chapter in bound.chapters
    ]
    issue = bound.issue
    return _digest([issue.subject, issue.preheader, _plain(bound.words), chapters])


def _digest(value: object) -> str:
    written = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def _plain(value: object) -> object:
    """Return a value as JSON knows it: blocks and inlines as [name, {field: value}].

    Lines of the file do not count, nor do fields at their defaults: one that is added later
    leaves every old digest as it was.
    """
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        held = {
            field.name: _plain(getattr(value, field.name))
            for field in fields(value)
            if field.name != "line" and getattr(value, field.name) != _default(field)
        }
        return [type(value).__name__, held]
    return value.isoformat() if isinstance(value, date) else value


def _default(field: "Field[object]") -> object:
    return field.default if field.default is not MISSING else MISSING
