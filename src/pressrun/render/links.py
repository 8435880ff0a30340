"""Where words lead: every address absolute, harmless and public, or none at all."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

from pressrun.model.article import Picture, Piece, Target

SCHEMES: Final = frozenset({"http", "https", "mailto"})
# Control characters, every kind of space, and marks that turn the reading direction: none has
# business in an address, and clients disagree about what they do there.
_FORBIDDEN: Final = re.compile(
    r"[\x00-\x20\x7f-\xa0\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff"
    r"\ufff0-\uffff\ud800-\udfff]"
)
_KEPT: Final = "%/:?#[]@!$&'()*+,;=~-._"


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Resolves what one document mentions.

    ``url`` is the document's own address, ``base`` the publication's; ``anchor`` goes before
    every id, so that several articles can share a page: it ends in two hyphens, which no slug
    and no heading's id has together. ``pictures`` and ``targets`` are keyed
    as written. ``vote_url`` is where votes go, with a final slash, empty where nobody can vote;
    ``owner`` is the id of the article or issue that asks: of a translation its original's, so
    that the votes of all are counted together.
    """

    url: str
    base: str
    anchor: str = ""
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    targets: Mapping[str, Target] = field(default_factory=dict)
    vote_url: str = ""
    owner: str = ""

    @classmethod
    def of(cls, piece: Piece, base: str, *, vote_url: str = "") -> "Links":
        """Return the links of an article in the publication at ``base``."""
        return cls(
            url=piece.url,
            base=base,
            anchor=f"{piece.article.slug}--",
            pictures=piece.pictures,
            targets=piece.targets,
            vote_url=vote_url,
            owner=piece.article.work,
        )

    def address(self, target: str) -> str:
        """Return the absolute address of ``target``, or nothing where no link may stand.

        Nothing is returned for an article that is not public yet, for a scheme other than those
        of ``SCHEMES``, and for what is no address.
        """
        ours = self.targets.get(target)
        if ours is not None:
            return ours.url
        if target.startswith("#"):
            target = f"#{self.anchor}{target[1:]}"
        return absolute(self.url, target)

    def vote(self, question: str, choice: int) -> str:
        """Return the address of a vote for a choice, counted from 1, or nothing."""
        return f"{self.vote_url}{self.owner}/{question}/{choice}" if self.vote_url else ""

    def anchor_of(self, question: str) -> str:
        """Return the id of a question on its own page.

        No heading's id has two hyphens in its own part, so they cannot meet.
        """
        return f"{self.anchor}vote--{question}"

    def picture(self, source: str) -> Picture | None:
        """Return the picture published for ``source``."""
        return self.pictures.get(source)

    def media(self, picture: Picture) -> str:
        """Return the absolute address of a picture."""
        return f"{self.base.rstrip('/')}/{picture.site_path}"


def absolute(url: str, target: str) -> str:
    """Return ``target`` as seen from ``url``, or nothing if it is not a harmless address."""
    if _FORBIDDEN.search(target):
        return ""
    try:
        joined = urljoin(url, target)
        parts = urlsplit(joined)
    except ValueError:
        return ""
    if parts.scheme not in SCHEMES or (parts.scheme != "mailto" and not parts.netloc):
        return ""
    head = f"{parts.scheme}://{parts.netloc}" if parts.netloc else f"{parts.scheme}:"
    return head + quote(joined[len(head) :], safe=_KEPT)
