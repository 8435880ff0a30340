"""Digests: who lacks what, and audiences that are no whole list."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from pressrun.model.article import ArticleId
from pressrun.model.audience import Cadence
from pressrun.model.delivery import DeliveryState
from pressrun.model.issue import IssueKey
from pressrun.model.unseen import UnseenSet


class Digests(Protocol):
    """What readers lack of what went to their list."""

    def unseen(self, list: str, cadence: Cadence) -> Sequence[UnseenSet]:
        """Return readers of a digest by language and by the articles they lack, most common first.

        They are confirmed, not suppressed, with ``owed_since`` set, of this cadence or of each
        issue. An article is owed if the first run of kind ``issue`` that carried it to the list
        is dated after ``owed_since``, and no delivery of theirs whose face carries it stands
        anywhere but skipped; one skipped for its topic counts as had. Who lacks nothing, or
        chose topics of which none is among what they lack, is left out.
        """
        ...

    def open(self, issue: IssueKey, *, list: str, cadence: Cadence) -> int:
        """Freeze the audience of a digest's run: everyone whose language and set has a face of it.

        They owe nothing any more up to the run's date. Whoever lacks a set that no face has
        waits; how many is the run's ``waiting``. Returns how many are in. A run that is open
        already keeps its audience and its number.

        Raises:
            Conflict: The issue has no run.
        """
        ...

    def holders(
        self, article: ArticleId, *, list: str, before: datetime | None = None
    ) -> Mapping[DeliveryState, int]:
        """Return how many have, or may get, mail that carries an article, by state.

        ``before``: only of runs dated earlier. Skipped ones are not among them.
        """
        ...

    def open_erratum(
        self, issue: IssueKey, *, list: str, article: ArticleId, faces: Mapping[str, str]
    ) -> int:
        """Freeze the audience of an erratum: who was sent mail with ``article`` before its run.

        That is accepted and unknown deliveries of any run of kind ``issue`` or ``digest`` to the
        list; readers must still be confirmed and not suppressed, and are once in it. ``faces``
        are digests by language. Returns how many.
        """
        ...

    def latecomers(self, issue: IssueKey, *, list: str) -> int:
        """Return how many confirmed readers by mail an issue that went out was never meant for.

        They have no delivery of it, joined after it was frozen and are not suppressed.
        """
        ...

    def extend(self, issue: IssueKey, *, list: str, faces: Mapping[str, str]) -> int:
        """Add latecomers to the run of an issue that was sent, and have it send again.

        ``frozen`` grows by as many, which are returned; with none, nothing changes.

        Raises:
            Conflict: The issue has no run that is closed.
        """
        ...
