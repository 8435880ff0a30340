"""All verbs of one publication, wired to real parts."""

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from pressrun.app.adopting import Adopting
from pressrun.app.amending import Amending
from pressrun.app.approving import Approving
from pressrun.app.books import Books
from pressrun.app.bundling import Bundling
from pressrun.app.checking import Checking
from pressrun.app.editor import Editor
from pressrun.app.joining import Joining
from pressrun.app.letters import Letters
from pressrun.app.pages import Pages
from pressrun.app.people import People
from pressrun.app.planning import Planning
from pressrun.app.polls import Polls
from pressrun.app.preferences import Preferences
from pressrun.app.privatefeeds import PrivateFeeds
from pressrun.app.readership import Readerships
from pressrun.app.search import Search
from pressrun.app.sending import Sending
from pressrun.app.site import Site
from pressrun.app.wiring import Wiring


class App:
    """One publication's folder with everything that can be done to it.

    Nothing is opened before it is needed. Use it as a context manager, or close it.
    """

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        self.folder = folder
        self._wiring = Wiring(folder, environ)
        self.editor = Editor(self._wiring)
        self.checking = Checking(
            self._wiring, lambda: self._wiring.store if self._wiring.is_press else None
        )
        self.adopting = Adopting(self._wiring)
        self.amending = Amending(self._wiring)
        self.approving = Approving(self._wiring)
        self.bundling = Bundling(self._wiring)
        self.people = People(self._wiring)
        self.private_feeds = PrivateFeeds(self._wiring, self.people)
        self.readership = Readerships(self._wiring)
        self.sending = Sending(self._wiring)
        self.planning = Planning(self._wiring)
        self.books = Books(self._wiring)
        self.site = Site(self._wiring)
        self.letters = Letters(self._wiring)
        self.pages = Pages(self._wiring)
        self.search = Search(self._wiring, self.pages)
        self.polls = Polls(self._wiring)
        self.joining = Joining(self._wiring)
        self.preferences = Preferences(self._wiring)

    def close(self) -> None:
        """Close the database and end the children."""
        self._wiring.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
