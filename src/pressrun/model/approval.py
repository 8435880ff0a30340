"""Somebody's yes to what an issue is, byte for byte."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pressrun.model.issue import IssueKey


class Approving(StrEnum):
    """Whether an issue goes out only once somebody has approved what it is.

    ``approval`` in pressrun.toml (``Settings.approval``).
    """

    NONE = "none"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Who approved which content, and when; ``digest`` is SHA-256 in hexadecimal."""

    issue: IssueKey
    digest: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovedFace:
    """A face as it was approved, so that a difference can be shown; ``octets`` as in a Face."""

    language: str
    octets: bytes


class Verdict(StrEnum):
    """What an approval is worth now."""

    NONE = "not approved"
    SAME = "approved"
    CHANGED = "changed since it was approved"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalStanding:
    """How an issue stands to its approval; ``required`` tells whether it goes out without."""

    verdict: Verdict
    required: bool = False
    approval: Approval | None = None

    @property
    def holds(self) -> bool:
        """Tell whether the issue would be held for want of an approval."""
        return self.required and self.verdict is not Verdict.SAME
