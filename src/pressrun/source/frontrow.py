"""Sound front matter as octets to keep: ten thousand are read back in no time."""

import pickle
from dataclasses import fields
from typing import Any, Final

from pressrun.errors import Place
from pressrun.model.article import Article, Publish, PublishRule
from pressrun.model.issue import Issue

# What a file claims to be alone in, and where it says so: kind, value, line, column, the line's
# text, width. No place is made of it before somebody must be told.
Spot = tuple[str, str, int | None, int | None, str | None, int]
Spots = tuple[Spot, ...]

_NAMES: Final = tuple(field.name for field in fields(Article))
_PUBLISH: Final = _NAMES.index("publish")
# Most articles say the same of it, and frozen values may be shared.
_SHARED: Final = {(rule, None): Publish(rule) for rule in PublishRule}


def place_of(spot: Spot, path: str) -> Place:
    """Return where a file says what it claims."""
    _, _, line, column, text, width = spot
    return Place(path=path, line=line, column=column, text=text, width=width)


def pack_front(article: Article, spots: Spots) -> bytes:
    """Return an article and its spots as octets, for the same Pressrun to read."""
    values: list[Any] = [getattr(article, name) for name in _NAMES]
    values[_PUBLISH] = (str(article.publish.rule), article.publish.at)
    return pickle.dumps((tuple(values), spots), pickle.HIGHEST_PROTOCOL)


def unpack_front(octets: bytes) -> tuple[Article, Spots]:
    """Return what :func:`pack_front` was given."""
    values, spots = pickle.loads(octets)  # noqa: S301  # our own file, of this very Pressrun
    fields_ = dict(zip(_NAMES, values, strict=True))
    rule, at = values[_PUBLISH]
    fields_["publish"] = _SHARED.get((rule, at)) or Publish(PublishRule(rule), at)
    return Article(**fields_), spots


def pack_issue(issue: Issue, spots: Spots) -> bytes:
    """Return an issue and its spots as octets, for the same Pressrun to read."""
    return pickle.dumps((issue, spots), pickle.HIGHEST_PROTOCOL)


def unpack_issue(octets: bytes) -> tuple[Issue, Spots]:
    """Return what :func:`pack_issue` was given."""
    issue, spots = pickle.loads(octets)  # noqa: S301  # our own file, of this very Pressrun
    return issue, spots
