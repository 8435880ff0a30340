"""Correct: who has the old text of what is public; a slip mended without telling anybody."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from pressrun.errors import Refused
from pressrun.model.article import Article
from pressrun.model.audience import DIGESTS
from pressrun.model.delivery import DeliveryState
from pressrun.model.feed import Memory, Record
from pressrun.model.memory import PATH as RECORDS_PATH
from pressrun.model.memory import dump_memory
from pressrun.ports import Contents, Store
from pressrun.press.desk import Desk
from pressrun.press.digesting import unseen
from pressrun.press.record import Register
from pressrun.press.shelf import Shelf
from pressrun.render.digest import words_digest

_S = DeliveryState
_HAVE: Final = (_S.ACCEPTED, _S.UNKNOWN)
_COMING: Final = (_S.QUEUED, _S.CLAIMED, _S.SUBMITTING, _S.DEFERRED)
# Runs and publications are dated by whole seconds: of two in the same one, nobody knows which was
# first, and who has the right text already is told once too often rather than never.
_SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """Who was sent an article to one list as it was before it was corrected.

    ``by_state`` counts people (port Digests, ``holders``); ``untold`` are those whom an erratum
    would be for now; ``waiting`` lack it and get it as it is with a digest.
    """

    list: str
    by_state: Mapping[DeliveryState, int] = field(default_factory=dict)
    untold: int = 0
    waiting: int = 0

    @property
    def have(self) -> int:
        """Return how many have the old text, or may."""
        return sum(self.by_state.get(state, 0) for state in _HAVE)

    @property
    def coming(self) -> int:
        """Return to how many the old text is still on its way: what is frozen goes out as it is."""
        return sum(self.by_state.get(state, 0) for state in _COMING)


def old_before(corrected_at: datetime | None) -> datetime | None:
    """Return before which instant a run that carries an article carries its old text."""
    return None if corrected_at is None else corrected_at + _SECOND


def count_copies(
    desk: Desk, store: Store, article: Article, *, corrected_at: datetime
) -> tuple[Copies, ...]:
    """Return who has the old text of an article by mail, list by list.

    Who reads each issue again and still lacks articles counts as waiting with every digest.
    """
    before = old_before(corrected_at)
    found = []
    with store.unit(write=False) as unit:
        for name in (one.name for one in desk.publication.lists):
            sets = (one for cadence in DIGESTS for one in unseen(desk, unit, name, cadence))
            found.append(
                Copies(
                    list=name,
                    by_state=unit.digests.holders(article.id, list=name, before=before),
                    untold=unit.digests.untold(article.id, list=name, before=before),
                    waiting=sum(one.readers for one in sets if article.work in one.articles),
                )
            )
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """``record`` is the entry's; ``changed`` tells whether its words were others than now."""

    article: Article
    record: Record
    changed: bool


def public_record(article: Article, memory: Memory) -> Record:
    """Return what is remembered of a public article.

    Raises:
        Refused: It is not public, or was withdrawn.
    """
    record = next((record for record in memory.records if record.id == article.id), None)
    if record is None:
        raise Refused(
            f"{article.slug!r} is not public yet: nobody has read what was wrong",
            code="COR001",
            help=f"just edit {article.path}",
        )
    if record.withdrawn_at is not None:
        raise Refused(
            f"{article.slug!r} was withdrawn on {record.withdrawn_at:%Y-%m-%d}",
            code="COR002",
            help="what was withdrawn is not corrected",
        )
    return record


def settle(desk: Desk, article: Article, contents: Contents, *, dry_run: bool = False) -> Settled:
    """Take the words of a public article as they are now for those that were published.

    The next publication shows them, and the instant of its last update stays what it is.

    Raises:
        ContentError: The article's body or the memory of entries does not load.
        OutletError: The memory could not be written.
        Refused: The article is not public.
    """
    memory = desk.folder.memory()
    record = public_record(article, memory)
    register = Register(memory)
    shelf = Shelf(
        contents, folder=desk.folder, publication=desk.publication, records=register.public
    )
    digest = words_digest(shelf.piece(article))
    # Before its first digest there is nothing that it could differ from.
    changed = record.digest not in ("", digest)
    if changed and not dry_run:
        register.settle(article.id, digest)
        desk.outlet.write([{RECORDS_PATH: dump_memory(register.memory(memory.identity))}])
    return Settled(article=article, record=record, changed=changed)
