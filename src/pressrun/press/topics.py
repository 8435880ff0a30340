"""The topics that readers may choose: the tags of what is public."""

from threading import Lock

from pressrun.model.manifest import PATH as MANIFEST_PATH
from pressrun.model.privatefeed import topic_key
from pressrun.ports import Catalogue, Folder


class Topics:
    """Tags of public articles, read again when there is a new manifest; for several threads."""

    def __init__(self, catalogue: Catalogue, folder: Folder) -> None:
        self._catalogue, self._folder = catalogue, folder
        self._offered: tuple[str, ...] = ()
        self._stamp: str | None = None
        self._lock = Lock()

    def offered(self) -> tuple[str, ...]:
        """Return every tag once, as it is spelled, in alphabetical order.

        It is empty while what is public is being set anew.
        """
        stamp = self._folder.stamps([MANIFEST_PATH]).get(MANIFEST_PATH)
        with self._lock:
            if stamp is None or stamp != self._stamp or not self._offered:
                tags = sorted(tag for one in self._catalogue.articles() for tag in one.tags)
                spelled = {topic_key(tag): " ".join(tag.split()) for tag in tags}
                self._offered = tuple(spelled[key] for key in sorted(spelled) if key)
                self._stamp = stamp
            return self._offered
