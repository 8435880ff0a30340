"""Which feeds a publication has, and how each is made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from pressrun.model.feed import FeedKind, Group
from pressrun.model.publication import Content

# Feeds of everything keep all that they ever showed; a narrower one only when asked, for each
# archive holds its entries once more.
_ARCHIVED: Final = (FeedKind.MAIN, FeedKind.ISSUES)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRule:
    """What pressrun.toml says of one feed; empty and None leave it to the plan."""

    title: str = ""
    description: str = ""
    content: Content | None = None
    limit: int | None = None
    archive: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPlan:
    """The table [feeds]: ``limit`` is how many entries a feed shows; ``opml`` the format that
    ``feeds.opml`` lists, without its dot; ``hubs`` are WebSub hubs; ``rules`` go by the names of
    feeds (``main``, ``issues``, ``tags/ferries``)."""

    limit: int = 50
    content: Content = Content.FULL
    each: tuple[Group, ...] = tuple(Group)
    opml: str = "atom"
    archive: bool | None = None
    hubs: tuple[str, ...] = ()
    rules: Mapping[str, FeedRule] = field(default_factory=dict)

    def content_of(self, name: str) -> Content:
        """Return how much of each entry the feed called ``name`` carries."""
        return self._rule(name).content or self.content

    def limit_of(self, name: str) -> int:
        """Return how many entries it shows."""
        return self._rule(name).limit or self.limit

    def archives(self, name: str, kind: FeedKind) -> bool:
        """Tell whether what no longer fits goes into archive documents."""
        asked = self._rule(name).archive
        if asked is None:
            asked = self.archive
        return kind in _ARCHIVED if asked is None else asked

    def _rule(self, name: str) -> FeedRule:
        return self.rules.get(name) or FeedRule()
