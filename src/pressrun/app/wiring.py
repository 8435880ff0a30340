"""The composition root: with ``mailroom.py``, what knows every concrete class."""

from functools import cached_property, partial
from pathlib import Path

import pressrun
from pressrun.app.mailroom import Mailroom
from pressrun.engine.alarm import SchedulerAlarm
from pressrun.ports import Alarm, Catalogue
from pressrun.press.desk import Desk
from pressrun.press.entries import KeptCatalogue
from pressrun.press.guard import Guard
from pressrun.press.letters import LetterDesk
from pressrun.press.topics import Topics
from pressrun.press.websub import WebSub
from pressrun.press.wishing import WishDesk
from pressrun.source.folder import SourceFolder
from pressrun.system.fetch import GuardedFetch
from pressrun.system.isolate import ProcessIsolate
from pressrun.system.keep import FileKeep, maker_of
from pressrun.system.outlet import FolderOutlet
from pressrun.system.published import PublishedSite
from pressrun.system.turn import turn


class Wiring(Mailroom):
    """Everything concrete of one publication's folder, made when it is first asked for."""

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
            schedules=self.settings.schedules,
            numbering=self.settings.numbering,
            approving=self.settings.approving,
            checking=self.settings.checking,
            relays=self.settings.relays,
        )

    @cached_property
    def published(self) -> PublishedSite:
        return PublishedSite(self.folder)

    @cached_property
    def websub(self) -> WebSub:
        return WebSub(self.desk, self.store, GuardedFetch())

    @cached_property
    def letters(self) -> LetterDesk:
        """Return where letters are written; it keeps their faces for as long as it lives."""
        return LetterDesk(self.desk, self.store if self.is_press else None)

    @cached_property
    def topics(self) -> Topics:
        """Return what knows which topics readers may choose."""
        return Topics(self.catalogue, self.desk.folder)

    @cached_property
    def guard(self) -> Guard:
        """Return what counts how often forms make us write."""
        return Guard(self.settings.subscribe, entropy=self.entropy)

    @cached_property
    def wishes(self) -> WishDesk:
        """Return where wishes of every kind are kept and fulfilled."""
        return WishDesk(
            self.settings.publication,
            store=self.store,
            clock=self.clock,
            entropy=self.entropy,
            letters=self.letters,
            noes=self.no_book,
            guard=self.guard,
        )

    def alarm(self) -> Alarm:
        return SchedulerAlarm()

    def close(self) -> None:
        """Close what was opened and end the children."""
        super().close()
        if "isolate" in self.__dict__:
            self.isolate.close()
        if "keep" in self.__dict__:
            self.keep.close()
