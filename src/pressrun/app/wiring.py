"""The composition root: the one module that knows every concrete class."""

from collections.abc import Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import Final

import pressrun
from pressrun.engine.alarm import SchedulerAlarm
from pressrun.errors import Place, Refused, StoreError
from pressrun.ports import Alarm, Catalogue, Journals, Store, Transport
from pressrun.press.desk import Desk
from pressrun.press.entries import KeptCatalogue
from pressrun.press.websub import WebSub
from pressrun.settings import Settings, load_settings, sending_refusal
from pressrun.source.folder import SourceFolder
from pressrun.store.sql import SqlStore
from pressrun.system.clock import SystemClock, SystemEntropy
from pressrun.system.fetch import GuardedFetch
from pressrun.system.isolate import ProcessIsolate
from pressrun.system.journals import FileJournals
from pressrun.system.keep import FileKeep, maker_of
from pressrun.system.lock import SenderLock
from pressrun.system.outlet import FolderOutlet
from pressrun.system.published import PublishedSite
from pressrun.system.turn import turn
from pressrun.transport import open_transport

STATE: Final = ".pressrun"


class Wiring:
    """Everything concrete of one publication's folder, made when it is first asked for."""

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        self.folder, self._environ = folder, environ
        self.clock, self.entropy = SystemClock(), SystemEntropy()

    @property
    def state(self) -> Path:
        return self.folder / STATE

    @property
    def database(self) -> Path:
        return self.state / "state.db"

    @cached_property
    def settings(self) -> Settings:
        return load_settings(self.folder, self._environ)

    @cached_property
    def isolate(self) -> ProcessIsolate:
        return ProcessIsolate()

    @cached_property
    def keep(self) -> FileKeep:
        """Return where is kept what was made from what; losing it costs time alone."""
        own = Path(pressrun.__file__).parent
        return FileKeep(self.state / "cache.db", maker=maker_of(own))

    @cached_property
    def catalogue(self) -> Catalogue:
        return KeptCatalogue(self.keep)

    @cached_property
    def outlet(self) -> FolderOutlet:
        return FolderOutlet(self.folder)

    @cached_property
    def desk(self) -> Desk:
        publication = self.settings.publication
        return Desk(
            publication=publication,
            folder=SourceFolder(
                self.folder,
                isolate=self.isolate,
                language=publication.language,
                zone=publication.zone,
                keep=self.keep,
            ),
            outlet=self.outlet,
            isolate=self.isolate,
            clock=self.clock,
            entropy=self.entropy,
            keep=self.keep,
            turn=partial(turn, self.state / "publish.lock"),
            feeds=self.settings.feeds,
        )

    @property
    def is_press(self) -> bool:
        """Tell whether this folder has its database: whether this machine is the press.

        Raises:
            StoreError: Its folder may not be looked into.
        """
        try:
            self.database.stat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as cause:
            raise StoreError(
                f"the database cannot be reached: {cause.strerror}",
                code="DB001",
                place=Place(path=str(self.database)),
                help="check that you may read its folder",
            ) from cause
        return True

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
        return SqlStore.open(self.database, clock=self.clock, entropy=self.entropy)

    @cached_property
    def journals(self) -> Journals:
        """Return what senders, living and dead, have marked beside the database."""
        return FileJournals(self.state / "journal", entropy=self.entropy)

    @cached_property
    def published(self) -> PublishedSite:
        return PublishedSite(self.folder)

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
    def websub(self) -> WebSub:
        return WebSub(self.desk, self.store, GuardedFetch())

    def alarm(self) -> Alarm:
        return SchedulerAlarm()

    def lock(self) -> SenderLock:
        return SenderLock(self.state / "sender.lock")

    def close(self) -> None:
        """Close what was opened."""
        if "store" in self.__dict__:
            self.store.close()
        if "isolate" in self.__dict__:
            self.isolate.close()
        if "keep" in self.__dict__:
            self.keep.close()
