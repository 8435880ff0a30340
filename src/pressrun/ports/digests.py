"""Digests: who lacks what, and audiences that are no whole list."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from pressrun.model.article import ArticleId
from pressrun.model.audience import Cadence, SubscriberId
from pressrun.model.delivery import DeliveryState
from pressrun.model.issue import IssueKey
from pressrun.model.unseen import UnseenSet


class Digests(Protocol):
    """What readers lack of what went to their list."""

    def unseen(
        self, list: str, cadence: Cadence, *, without: Collection[str] = ()
    ) -> Sequence[UnseenSet]:
        """Return readers of a digest by language and by the articles they lack, most common first.

        They are confirmed, not suppressed, with ``owed_since`` set, of this cadence or of each
        issue. An article is owed if the first run of kind ``issue`` that carried it to the list
        is open, not cancelled and dated after ``owed_since``, and no delivery of theirs whose face
        carries it stands anywhere but skipped; one skipped for its topic counts as had, and so
        does what a run carried that would have been skipped for it. A translation (``ID:LANGUAGE``)
        stands for its original. ``without`` are articles that nobody is owed any more. Who lacks
        nothing is left out. Of sets as common, the one that has waited longest is first.
        """
        ...

    def lacks(
        self,
        subscriber: SubscriberId,
        *,
        list: str,
        cadence: Cadence,
        without: Collection[str] = (),
    ) -> Sequence[ArticleId] | None:
        """Return what one reader of a digest lacks, as :meth:`unseen` has it of all of them.

        None for who is no reader of it.
        """
        ...

    def open(
        self,
        issue: IssueKey,
        *,
        list: str,
        cadence: Cadence,
        language: str,
        without: Collection[str] = (),
    ) -> int:
        """Freeze the audience of a digest's run: everyone whose language and set has a face of it.

        What they lack is looked up again, as far as any face carries it: what came between goes
        with the next digest. ``language`` is the publication's own: who has no face in theirs gets
        that one. Of whoever is in, and of who lacks nothing, ``owed_since`` becomes the run's date
        (None for readers of each issue), or stays before the first article that they go on
        lacking. Whoever lacks a set that no face has waits; how many is the run's ``waiting``.
        Returns how many are in. A run that is open already keeps its audience and its number.

        A delivery that is skipped later because its reader paused, left or was suppressed, or the
        digest was cancelled, has them lack its articles again.

        Raises:
            Conflict: The issue has no run.
        """
        ...

    def holders(
        self, article: ArticleId, *, list: str, before: datetime | None = None
    ) -> Mapping[DeliveryState, int]:
        """Return how many have, or may get, mail that carries an article, by state.

        Runs of issues and digests to the list count, with ``before`` only those dated earlier. Of
        a translation (``ID:LANGUAGE``) only faces in its language do. Everybody counts once, where
        several runs carried it in the state that says most: ``store.standing`` has the order.
        Whoever was skipped was not to have it. One that was unknown before its present state
        counts as unknown: a copy may have come.
        """
        ...

    def untold(
        self,
        article: ArticleId,
        *,
        list: str,
        before: datetime | None = None,
        only: SubscriberId | None = None,
    ) -> int:
        """Return how many an erratum of an article would be for, if it were opened now.

        With ``only``, 1 if that is one of them, else 0.
        """
        ...

    def open_erratum(
        self,
        issue: IssueKey,
        *,
        list: str,
        article: ArticleId,
        faces: Mapping[str, str],
        before: datetime | None = None,
    ) -> int:
        """Freeze the audience of an erratum: who was sent ``article`` as it was ``before``.

        That is whose deliveries :meth:`holders` counts as accepted or unknown, of runs dated
        before the erratum's own where no instant is given. Readers must still be confirmed, by
        mail of whatever cadence, and not suppressed; they are once in it. Left out is who was
        told: has a delivery, neither skipped nor failed, of an erratum of this article dated
        ``before`` or later. ``faces`` are digests by language. Returns how many. A run that is
        open already keeps its audience and its number.

        Raises:
            Conflict: The issue has no run, or the run no such face.
        """
        ...

    def latecomers(self, issue: IssueKey, *, list: str) -> int:
        """Return how many readers of each issue one that went out was never meant for.

        They are confirmed, not suppressed, said yes to the list (``ConsentKind.GIVEN``) at the
        run's date or later, and have no delivery of it.
        """
        ...

    def extend(self, issue: IssueKey, *, list: str, faces: Mapping[str, str]) -> int:
        """Add latecomers to the run of an issue that was sent, and have it send again.

        Each has a delivery, queued, or skipped for their topics, as when it was opened. ``frozen``
        grows by as many, which are returned; with none, nothing changes.

        Raises:
            Conflict: The issue was not sent, has no run that is closed, or the run no such face.
        """
        ...
