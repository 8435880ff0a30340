"""``.pressrun/instance``: a small file that knows whether it is still the one that was written.

It holds its own number in the file system and a hash of the machine's id. Whoever copies a folder
copies these words into another file, where they are no longer true; moving the folder on one disk
leaves them true.
"""

import fcntl
import hmac
import json
import os
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pressrun.errors import OutletError, Place, StoreError
from pressrun.ports.instance import Marked

MACHINE_ID: Final = Path("/etc/machine-id")

_READ: Final = os.O_RDONLY | os.O_CLOEXEC
_WRITTEN: Final = os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
_LIMIT_OCTETS: Final = 4096
# FS_IOC_GETVERSION of linux/fs.h: the number of a file is given to another one when it is free,
# its generation is not. ext4, XFS and Btrfs tell it.
_GENERATION: Final = 0x80087601
# machine-id(5) asks that the id itself is shown to nobody: hashed with a key of our own instead.
_PURPOSE: Final = b"pressrun: which machine a press is on"


class FileInstanceMark:
    """The mark at ``path`` (port InstanceMark).

    Args:
        machine_id: The file with the machine's id. Where there is none, or it says nothing, as in
            most containers, machines are not told apart.
    """

    def __init__(self, path: Path, *, machine_id: Path = MACHINE_ID) -> None:
        self._path, self._machine_id = path, machine_id

    def read(self) -> Marked | None:
        try:
            descriptor = os.open(self._path, _READ)
        except FileNotFoundError:
            return None
        except OSError as cause:
            raise self._unreadable(cause) from cause
        try:
            octets = os.read(descriptor, _LIMIT_OCTETS)
            own = _number(descriptor)
        except OSError as cause:
            raise self._unreadable(cause) from cause
        finally:
            os.close(descriptor)
        try:
            said = json.loads(octets)
            nonces = tuple(str(nonce) for nonce in said["nonces"])
            number, generation = (int(part) for part in said["file"])
            machine = str(said["machine"])
        except (ValueError, KeyError, TypeError):
            return Marked((), is_original=True)
        told_apart = (
            number != own[0],
            _differ(generation, own[1]),
            _differ(machine, self._machine()),
        )
        return Marked(nonces, is_original=not any(told_apart))

    def write(self, nonces: Sequence[str]) -> None:
        # Another file each time, so that older words that are written over it are not its own.
        aside = self._path.with_name(f"{self._path.name}-next")
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(aside, _WRITTEN, 0o600)
            try:
                said = {
                    "nonces": list(nonces),
                    "file": _number(descriptor),
                    "machine": self._machine(),
                }
                os.write(descriptor, json.dumps(said).encode() + b"\n")
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            os.replace(aside, self._path)
            _sync_folder(self._path.parent)
        except OSError as cause:
            raise self._unwritable(cause) from cause

    def remove(self) -> None:
        try:
            self._path.unlink(missing_ok=True)
        except OSError as cause:
            raise self._unwritable(cause) from cause

    def _machine(self) -> str:
        """Return a hash of the machine's id; empty where it has none."""
        try:
            said = self._machine_id.read_text("ascii").strip()
        except (OSError, ValueError):
            return ""
        if said in {"", "uninitialized"}:
            return ""
        return hmac.digest(_PURPOSE, said.encode(), "sha256").hex()[:32]

    def _unreadable(self, cause: OSError) -> StoreError:
        return StoreError(
            f"{self._path.name} cannot be read: {cause.strerror}",
            code="INS002",
            place=Place(path=str(self._path)),
            help="nothing is sent until it can be: make it readable for who runs Pressrun",
        )

    def _unwritable(self, cause: OSError) -> OutletError:
        return OutletError(
            f"{self._path.name} cannot be written: {cause.strerror}",
            code="INS003",
            place=Place(path=str(self._path)),
            help="nothing is sent that could not be told from a copy later: free some space, or"
            " make its folder writable",
        )


def _differ(said: int | str, here: int | str) -> bool:
    """Tell whether two things are known and not the same."""
    return bool(said and here) and said != here


def _number(descriptor: int) -> tuple[int, int]:
    """Return what tells a file from every other one on its disk: its number and its generation."""
    try:
        told = fcntl.ioctl(descriptor, _GENERATION, b"\0" * 8)
        generation = int(struct.unpack_from("=I", told)[0])
    except OSError:  # not every file system has one
        generation = 0
    return os.fstat(descriptor).st_ino, generation


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
