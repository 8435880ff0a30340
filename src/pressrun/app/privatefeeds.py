"""Readers' own feeds, for whoever looks after the list and for those who read them."""

from functools import cached_property

from pressrun.app.people import People
from pressrun.app.wiring import Wiring
from pressrun.errors import Problem
from pressrun.press.privatedocument import Missing, PrivateFeedPress
from pressrun.press.privatefeed import FeedDesk, Owned, known_topics


class PrivateFeeds:
    """Feeds of one publication's readers. Synchronous; the web edge calls it in a worker thread."""

    def __init__(self, wiring: Wiring, people: People) -> None:
        self._wiring, self._people = wiring, people

    def show(self, address: str, *, list: str) -> Owned:
        """Return whether a reader has a feed of their own, and where."""
        return self._desk.show(address, list=self._name(list))

    def rotate(self, address: str, *, list: str, commit: bool) -> Owned:
        """Give a reader a new feed; the one they had ends."""
        return self._desk.rotate(address, list=self._name(list), commit=commit)

    def revoke(self, address: str, *, list: str, commit: bool) -> Owned:
        """End a reader's feed."""
        return self._desk.revoke(address, list=self._name(list), commit=commit)

    def choose(
        self, address: str, topics: list[str], *, list: str, commit: bool
    ) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
        """Set a reader's topics; return them as they are kept, and warnings about them."""
        contents = self._wiring.desk.folder.contents()
        tags = {tag for article in contents.originals for tag in article.tags}
        chosen, problems = known_topics(topics, tags)
        self._desk.choose(address, chosen, list=self._name(list), commit=commit)
        return chosen, problems

    def document(self, token: str, suffix: str, page: int) -> bytes | Missing:
        """Return a page of the feed that a token leads to; ``suffix`` begins with a dot."""
        return self._press.document(token, suffix, page)

    def _name(self, list: str) -> str:
        return self._people.list_called(list).name

    @cached_property
    def _desk(self) -> FeedDesk:
        wiring = self._wiring
        return FeedDesk(
            wiring.settings.publication,
            store=wiring.store,
            clock=wiring.clock,
            entropy=wiring.entropy,
        )

    @cached_property
    def _press(self) -> PrivateFeedPress:
        wiring = self._wiring
        return PrivateFeedPress(wiring.desk, store=wiring.store, catalogue=wiring.catalogue)


__all__ = ["Missing", "Owned", "PrivateFeeds"]
