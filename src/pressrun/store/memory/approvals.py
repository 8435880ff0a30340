"""Approvals, in memory (port Approvals)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pressrun.model.approval import Approval, ApprovedFace
from pressrun.model.issue import IssueKey
from pressrun.store.instant import exact
from pressrun.store.memory.shelf import Shelf


class MemoryApprovals:
    """What was approved, on a shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def find(self, key: IssueKey) -> Approval | None:
        found = self._shelf.approvals.get(key)
        return found[0] if found else None

    def faces(self, key: IssueKey) -> Sequence[ApprovedFace]:
        found = self._shelf.approvals.get(key)
        return found[1] if found else ()

    def give(self, given: Approval, faces: Iterable[ApprovedFace]) -> None:
        ordered = tuple(sorted(faces, key=lambda face: face.language))
        self._shelf.approvals[given.issue] = (replace(given, at=exact(given.at)), ordered)

    def take_back(self, key: IssueKey) -> bool:
        return self._shelf.approvals.pop(key, None) is not None
