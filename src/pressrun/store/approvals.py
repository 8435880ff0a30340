"""Approvals, in SQL (port Approvals)."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, insert, select

from pressrun.model.approval import Approval, ApprovedFace
from pressrun.model.issue import IssueKey
from pressrun.store.calendartables import approval, approval_face


class SqlApprovals:
    """What was approved, as one transaction sees it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, key: IssueKey) -> Approval | None:
        row = self._connection.execute(
            select(approval).where(approval.c.issue == key)
        ).one_or_none()
        if row is None:
            return None
        return Approval(issue=IssueKey(row.issue), digest=row.digest, by=row.by, at=row.at)

    def faces(self, key: IssueKey) -> Sequence[ApprovedFace]:
        rows = self._connection.execute(
            select(approval_face)
            .where(approval_face.c.issue == key)
            .order_by(approval_face.c.language)
        )
        return [ApprovedFace(language=row.language, octets=row.octets) for row in rows]

    def give(self, given: Approval, faces: Iterable[ApprovedFace]) -> None:
        self.take_back(given.issue)
        self._connection.execute(
            insert(approval).values(
                issue=given.issue, digest=given.digest, by=given.by, at=given.at
            )
        )
        for face in faces:
            self._connection.execute(
                insert(approval_face).values(
                    issue=given.issue, language=face.language, octets=face.octets
                )
            )

    def take_back(self, key: IssueKey) -> bool:
        self._connection.execute(delete(approval_face).where(approval_face.c.issue == key))
        return bool(
            self._connection.execute(delete(approval).where(approval.c.issue == key)).rowcount
        )
