"""Whether a path lies on a disk of this machine: a database elsewhere cannot keep its promises."""

import re
from pathlib import Path
from typing import Final

from pressrun.errors import Place, StoreError

MOUNTS: Final = Path("/proc/self/mountinfo")
# SQLite's write-ahead log needs memory that all its users share, and locks that hold; of a network
# neither is true (sqlite.org/wal.html, sqlite.org/faq.html#q5).
NETWORKED: Final = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "coda", "ceph", "lustre", "gpfs"),
        *("fuse.sshfs", "fuse.glusterfs", "fuse.s3fs", "fuse.rclone", "davfs", "fuse.davfs2"),
    }
)


def check_disk(path: Path, *, mounts: Path = MOUNTS) -> None:
    """Make sure that a database at ``path`` would lie on a disk of this machine.

    Where the kernel does not say what is mounted, or not in this form (proc(5), mountinfo), every
    disk is taken for one.

    Raises:
        StoreError: It lies on a network's.
    """
    try:
        rows = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return
    kind = _kind(path.resolve(), rows)
    if kind in NETWORKED:
        raise StoreError(
            f"the database would lie on a network's disk ({kind}), where what is written and"
            " locked is not certain",
            code="DB012",
            place=Place(path=str(path)),
            help="keep the publication's folder on a disk of this machine; copies of it may go"
            " anywhere",
        )


def _kind(path: Path, rows: list[str]) -> str:
    """Return the type of the file system that a path lies on; the last mount at a place counts."""
    found, depth = "", -1
    for row in rows:
        before, _, after = row.partition(" - ")
        fields, kind = before.split(" "), after.partition(" ")[0]
        if len(fields) < 6:
            continue
        point = Path(re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), fields[4]))
        if path.is_relative_to(point) and len(point.parts) >= depth:
            found, depth = kind, len(point.parts)
    return found
