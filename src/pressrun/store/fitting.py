"""Which face of a digest fits a reader: one that carries what they lack, in their language."""

from collections.abc import Hashable, Iterable
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from pressrun.model.language import fitting

Lacked = TypeVar("Lacked", bound=Hashable)


class Fit(NamedTuple, Generic[Lacked]):
    """A face of a digest: what it carries, however that is told, and in which language."""

    digest: str
    language: str
    carries: Lacked


class Fitting(Generic[Lacked]):
    """Finds faces for readers, as ``model.language.fitting`` says; ``own`` is the publication's."""

    def __init__(self, faces: Iterable[Fit[Lacked]], *, own: str) -> None:
        self._own = own
        self._faces: dict[Lacked, dict[str, str]] = {}
        for face in faces:
            self._faces.setdefault(face.carries, {})[face.language] = face.digest
        self.face = lru_cache(1024)(self._face)

    def _face(self, language: str, lacked: Lacked) -> str | None:
        offered = self._faces.get(lacked, {})
        found = fitting(language, offered, own=self._own) if lacked else ""
        return offered[found] if found else None
