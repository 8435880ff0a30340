"""The half of the composition root that sends: everything concrete that delivering needs.

It loads nothing that renders, so that a sender which goes on with an open issue stays small;
``wiring.py`` is the other half.
"""

from collections.abc import Sequence
from functools import cached_property

from pressrun.app.premises import STATE, Premises
from pressrun.errors import Place, Refused, StoreError
from pressrun.model.issue import Issue
from pressrun.ports import Journals, Store, Transport
from pressrun.press.noes import NoBook
from pressrun.press.office import Office
from pressrun.press.post import Post, open_posts
from pressrun.press.tenure import Tenure
from pressrun.settings import sending_refusal
from pressrun.source.folder import read_issues
from pressrun.store.sql import SqlStore
from pressrun.system.disk import check_disk
from pressrun.system.instance import FileInstanceMark
from pressrun.system.journals import FileJournals
from pressrun.system.lock import SenderLock
from pressrun.system.nolog import FileNoLog
from pressrun.transport import open_transport


class Mailroom(Premises):
    """What is concrete of one publication's folder and has to do with mail alone.

    Everything is made when it is first asked for.
    """

    @cached_property
    def store(self) -> Store:
        if not self.is_press:
            raise StoreError(
                f"{STATE}/state.db does not exist: this machine is not the press of this folder",
                code="DB002",
                help="on the press machine, restore it; to make a new press here, without its"
                " subscribers: pressrun init .",
            )
        if self.database.stat().st_size == 0:
            # Filling it again would forget who left and who is suppressed.
            raise StoreError(
                "the database is empty: whatever it held is gone",
                code="DB011",
                place=Place(path=str(self.database)),
                help="put the last backup in its place; to begin without its subscribers, remove"
                " the file, then  pressrun init .",
            )
        check_disk(self.database)
        store = SqlStore.open(self.database, clock=self.clock, entropy=self.entropy)
        try:
            self.no_book.catch_up(store, at=self.clock.now())
        except BaseException:
            store.close()
            raise
        return store

    @cached_property
    def no_book(self) -> NoBook:
        """Return the book of noes, which lies beside the database and outlives it."""
        return NoBook(FileNoLog(self.state / "no.log", entropy=self.entropy))

    @property
    def mark(self) -> FileInstanceMark:
        """Return what tells this press's database from every copy of it."""
        return FileInstanceMark(self.state / "instance")

    @cached_property
    def tenure(self) -> Tenure:
        """Return what knows whether this database may send; all that sends here shares it."""
        return Tenure(self.store, self.mark, clock=self.clock, entropy=self.entropy)

    def issues(self) -> list[Issue]:
        """Return the issues of the folder that load."""
        return read_issues(self.folder)

    @cached_property
    def journals(self) -> Journals:
        """Return what senders, living and dead, have marked beside the database."""
        return FileJournals(self.state / "journal", entropy=self.entropy)

    def transport(self) -> Transport:
        """Return the way out of one copy: the first relay.

        Raises:
            Refused: See :meth:`transports`.
        """
        return self.transports()[0]

    def transports(self) -> list[Transport]:
        """Return the ways out, one for each of ``settings.relays`` and in their order.

        Raises:
            Refused: Mail would leave this machine with links that lead nowhere (design §4 item 13).
        """
        problem = sending_refusal(self.settings)
        if problem is not None:
            raise Refused(problem.what, code=problem.code, place=problem.place, help=problem.help)
        return [open_transport(relay) for relay in self.settings.relays]

    @cached_property
    def posts(self) -> Sequence[Post]:
        """Return every relay at its place, paced by what it was given in the last day."""
        ways = zip(self.settings.relays, self.transports(), strict=True)
        return open_posts(ways, store=self.store, clock=self.clock)

    def office(self, *, persistent: bool = False) -> Office:
        """Return what delivering needs; see press.deliver."""
        return Office(
            publication=self.settings.publication,
            store=self.store,
            journals=self.journals,
            clock=self.clock,
            posts=self.posts,
            patience=self.settings.patience,
            keys=self.keys,
            persistent=persistent,
        )

    def lock(self) -> SenderLock:
        return SenderLock(self.state / "sender.lock")

    def close(self) -> None:
        """Close what was opened."""
        super().close()
        if "store" in self.__dict__:
            self.store.close()
