"""Sound front matter as octets to keep: ten thousand are read back in no time."""

import pickle
from dataclasses import fields
from typing import Any, Final

from pressrun.errors import Place
from pressrun.model.article import Article, Publish, PublishRule

Spots = tuple[tuple[str, str, Place], ...]

_NAMES: Final = tuple(field.name for field in fields(Article))
_PUBLISH: Final = _NAMES.index("publish")
# Most articles say the same of it, and frozen values may be shared.
_SHARED: Final = {(rule, None): Publish(rule) for rule in PublishRule}


def pack_front(article: Article, spots: Spots) -> bytes:
    """Return an article and its spots as octets, for the same Pressrun to read."""
    values: list[Any] = [getattr(article, name) for name in _NAMES]
    values[_PUBLISH] = (str(article.publish.rule), article.publish.at)
    marks = [(kind, value, p.line, p.column, p.text, p.width) for kind, value, p in spots]
    return pickle.dumps((tuple(values), tuple(marks)), pickle.HIGHEST_PROTOCOL)


def unpack_front(path: str, octets: bytes) -> tuple[Article, Spots]:
    """Return what :func:`pack_front` was given."""
    values, marks = pickle.loads(octets)  # noqa: S301  # our own file, of this very Pressrun
    fields_ = dict(zip(_NAMES, values, strict=True))
    rule, at = values[_PUBLISH]
    fields_["publish"] = _SHARED.get((rule, at)) or Publish(PublishRule(rule), at)
    spots = tuple(
        (kind, value, Place(path=path, line=line, column=column, text=text, width=width))
        for kind, value, line, column, text, width in marks
    )
    return Article(**fields_), spots
