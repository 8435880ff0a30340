"""What the folder tells of issues that went out, should the database not know it."""

import json
from collections.abc import Iterable

from pressrun.errors import ContentError
from pressrun.model.feed import Record, RecordKind
from pressrun.model.issue import Issue, IssueKey, IssueKind
from pressrun.ports import Folder

MANIFEST = "manifest.json"


def manifest_path(issue: Issue) -> str:
    """Return where an issue's folder says that it went out."""
    return f"issues/{issue.folder}/{MANIFEST}"


def gone_out(
    folder: Folder, records: Iterable[Record], issues: Iterable[Issue]
) -> frozenset[IssueKey]:
    """Return the issues that the folder knows to have gone out.

    Those for everybody are public; one that is mail alone has a manifest beside it.
    """
    public = {IssueKey(record.id) for record in records if record.kind is RecordKind.ISSUE}
    mailed = {issue.key for issue in issues if _has_manifest(folder, issue)}
    return frozenset(public | mailed)


def _has_manifest(folder: Folder, issue: Issue) -> bool:
    if issue.kind is IssueKind.ISSUE:
        return False
    try:
        said = json.loads(folder.octets(manifest_path(issue)))
    except (ContentError, ValueError):
        return False
    return isinstance(said, dict) and said.get("id") == issue.key
