"""The light meter: which pictures are dark on a clear ground, measured where Pillow may run."""

from collections.abc import Iterable, Mapping
from typing import Final

from pressrun.errors import PASSING, PressrunError
from pressrun.model.article import Picture
from pressrun.ports import Folder, Isolate
from pressrun.render.lint.tones import POINTS_LIMIT, Tones, may_be_clear

_MEASURE: Final = "pressrun.render.lint.pixels:measure"
_KINDS: Final = frozenset({"image/png", "image/gif", "image/webp"})


class LightMeter:
    """Measures pictures, each content once while it lives."""

    def __init__(self, folder: Folder, isolate: Isolate) -> None:
        self._folder, self._isolate = folder, isolate
        self._known: dict[str, Tones | None] = {}

    def tones(self, pictures: Iterable[Picture]) -> Mapping[str, Tones]:
        """Return the tones of pictures whose ground may show through, by source.

        What has none, is too large or cannot be measured is left out.

        Raises:
            IsolateError: A child died that says nothing of the picture: it may be told next time.
        """
        found: dict[str, Tones] = {}
        for picture in pictures:
            if picture.media_type not in _KINDS or picture.width * picture.height > POINTS_LIMIT:
                continue
            key = picture.site_path  # it names the content
            if key not in self._known:
                self._known[key] = self._measured(picture.path)
            if (tones := self._known[key]) is not None:
                found[picture.source] = tones
        return found

    def _measured(self, path: str) -> Tones | None:
        try:
            octets = self._folder.octets(path)
            if not may_be_clear(octets):
                return None
            tones: Tones | None = self._isolate.call(_MEASURE, octets)
        except PressrunError as error:
            if error.problem.code in PASSING:
                raise
            return None  # gone meanwhile, or more than a child may hold: not judged
        return tones
