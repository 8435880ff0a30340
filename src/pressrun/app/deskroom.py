"""The half of the composition root that makes: everything concrete of the editor's desk.

It loads nothing that sends and no database, so that whoever only looks at what is written begins
soon.
"""

from collections.abc import Mapping
from functools import cached_property, partial
from pathlib import Path

import pressrun
from pressrun.app.premises import Premises
from pressrun.press.desk import Desk
from pressrun.source.folder import SourceFolder
from pressrun.system.isolate import ProcessIsolate
from pressrun.system.keep import FileKeep, maker_of
from pressrun.system.outlet import FolderOutlet
from pressrun.system.turn import turn


class Deskroom(Premises):
    """The desk of one publication's folder and its ports, made when they are first asked for.

    ``isolate`` is one that is at hand already; it is left open.
    """

    def __init__(
        self, folder: Path, environ: Mapping[str, str], isolate: ProcessIsolate | None = None
    ) -> None:
        super().__init__(folder, environ)
        self._lent = isolate

    @cached_property
    def isolate(self) -> ProcessIsolate:
        return self._lent or ProcessIsolate()

    @cached_property
    def keep(self) -> FileKeep:
        """Return where is kept what was made from what; losing it costs time alone."""
        own = Path(pressrun.__file__).parent
        return FileKeep(self.state / "cache.db", maker=maker_of(own))

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

    def close(self) -> None:
        """Close what was opened and end the children."""
        super().close()
        if self._lent is None and "isolate" in self.__dict__:
            self.isolate.close()
        if "keep" in self.__dict__:
            self.keep.close()
