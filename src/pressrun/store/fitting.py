"""Which face of a digest fits a reader: one that carries what they lack, in their language."""

from collections.abc import Hashable, Iterable
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from pressrun.model.language import best

Lacked = TypeVar("Lacked", bound=Hashable)


class Fit(NamedTuple, Generic[Lacked]):
    """A face of a digest: what it carries, however that is told, and in which language."""

    digest: str
    language: str
    carries: Lacked


class Fitting(Generic[Lacked]):
    """Finds faces for readers; ``own`` is the publication's language, which everybody may get.

    Nobody gets another's language for want of a face in their own or the publication's.
    """

    def __init__(self, faces: Iterable[Fit[Lacked]], *, own: str) -> None:
        self._own = own
        self._faces: dict[Lacked, dict[str, str]] = {}
        for face in sorted(faces, key=lambda face: (face.language != own, face.language)):
            self._faces.setdefault(face.carries, {})[face.language] = face.digest
        self.face = lru_cache(1024)(self._face)

    def _face(self, language: str, lacked: Lacked) -> str | None:
        offered = self._faces.get(lacked, {})
        if not lacked or not offered:
            return None
        found = best(language or self._own, offered)
        is_theirs = _primary(found) == _primary(language or self._own)
        return offered[found] if is_theirs or found == self._own else None


def _primary(language: str) -> str:
    return language.casefold().partition("-")[0]
