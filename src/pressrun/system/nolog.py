"""``no.log``: every "no" as a line beside the database, on the disk before anybody is answered.

A line is an instant, ``no`` or ``yes``, the list (``*`` for all, else quoted as in a web address)
and a keyed hash. The key lies in ``no.key`` and never in the database: who has a copy of one
cannot read the other.
"""

import fcntl
import hmac
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote

from pressrun.errors import ContentError, OutletError, Place, StoreError
from pressrun.model.no import No
from pressrun.ports import Entropy

_HEAD: Final = b"# Pressrun: who does not want mail. Keep this file and no.key beside it.\n"
_EVERY: Final = "*"
_HASH_DIGITS: Final = 32  # 128 bits
_KEY_OCTETS: Final = 32
_LINE: Final = re.compile(r"(\S+) (no|yes) (\S+) ([0-9a-f]{32})")
_LOOK_OCTETS: Final = 4096
_READ_OCTETS: Final = 1 << 20


class FileNoLog:
    """The log at ``path`` with its key beside it (port NoLog), both made when first needed."""

    def __init__(self, path: Path, *, entropy: Entropy) -> None:
        self._path, self._entropy = path, entropy
        self._key_path = path.with_suffix(".key")
        self._key: bytes | None = None

    def hash(self, address_key: str) -> str:
        """Return the keyed hash of an address's key.

        Raises:
            StoreError: There is a log, and its key is gone or damaged.
            OutletError: The key cannot be written.
        """
        if self._key is None:
            self._key = self._read_key() or self._make_key()
        return hmac.digest(self._key, address_key.encode(), "sha256").hex()[:_HASH_DIGITS]

    def write(self, noes: Iterable[No]) -> int:
        """Add lines; see port NoLog."""
        octets = b"".join(map(_line, noes))
        try:
            with self._opened() as descriptor:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                end = _whole(descriptor)
                if end == 0:
                    octets = _HEAD + octets
                if octets or end != os.fstat(descriptor).st_size:
                    # A line that was cut off was never answered for.
                    os.ftruncate(descriptor, end)
                    _write_all(descriptor, octets, end)
                return end + len(octets)
        except OSError as cause:
            raise self._unwritable(cause) from cause

    def sync(self) -> None:
        """Wait until the disk has every line; see port NoLog."""
        try:
            with self._opened() as descriptor:
                os.fsync(descriptor)
        except OSError as cause:
            raise self._unwritable(cause) from cause

    def length(self) -> int:
        try:
            return self._path.stat().st_size
        except FileNotFoundError:
            return 0
        except OSError as cause:
            raise self._unreadable(cause) from cause

    def read(self, *, after: int) -> Iterator[No]:
        """Yield what stands behind a position; see port NoLog."""
        rest = b""
        try:
            with self._path.open("rb") as file:
                # A copy that was put back may be cut elsewhere; reading a line twice does no harm.
                file.seek(max(0, after - 1))
                if after and file.read(1) != b"\n":
                    file.seek(0)
                while octets := file.read(_READ_OCTETS):
                    *lines, rest = (rest + octets).split(b"\n")
                    for line in lines:
                        if line and not line.startswith(b"#"):
                            yield self._parse(line)
        except FileNotFoundError:
            return
        except OSError as cause:
            raise self._unreadable(cause) from cause

    def _parse(self, line: bytes) -> No:
        text = line.decode("utf-8", "replace")
        found = _LINE.fullmatch(text)
        try:
            at = datetime.fromisoformat(found[1]) if found else None
        except ValueError:
            at = None
        if found is None or at is None or at.tzinfo is None:
            raise ContentError(
                f"{self._path.name} has a line that is not one of ours",
                code="NOL002",
                place=Place(path=str(self._path), text=text[:200]),
                help="take that line out, or put the file's last copy in its place",
            )
        name = "" if found[3] == _EVERY else unquote(found[3])
        return No(hash=found[4], list=name, at=at, lifted=found[2] == "yes")

    def _read_key(self) -> bytes | None:
        try:
            key = bytes.fromhex(self._key_path.read_text("ascii").strip())
        except FileNotFoundError:
            if self.length() > len(_HEAD):
                raise self._keyless("is gone") from None
            return None
        except ValueError as cause:
            raise self._keyless("is damaged") from cause
        except OSError as cause:
            raise self._unreadable(cause) from cause
        if len(key) != _KEY_OCTETS:
            raise self._keyless("is damaged")
        return key

    def _make_key(self) -> bytes:
        """Write a key and return it, or the one that somebody else wrote a moment earlier."""
        aside = self._key_path.with_suffix(f".{os.getpid()}.tmp")
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            try:
                _write_all(descriptor, self._entropy.octets(_KEY_OCTETS).hex().encode() + b"\n", 0)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            try:
                os.link(aside, self._key_path)
            except FileExistsError:
                pass
            finally:
                os.unlink(aside)
            _sync_folder(self._path.parent)
        except OSError as cause:
            raise OutletError(
                f"{self._key_path.name} cannot be written: {cause.strerror}",
                code="NOL001",
                place=Place(path=str(self._key_path)),
                help="make its folder writable",
            ) from cause
        key = self._read_key()
        assert key is not None  # noqa: S101  it was just written
        return key

    @contextmanager
    def _opened(self) -> Iterator[int]:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = not self._path.exists()
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            yield descriptor
            if new:
                _sync_folder(self._path.parent)
        finally:
            os.close(descriptor)

    def _unwritable(self, cause: OSError) -> OutletError:
        return OutletError(
            f"{self._path.name} cannot be written: {cause.strerror}",
            code="NOL001",
            place=Place(path=str(self._path)),
            help="nobody's leaving is forgotten: it was not answered; free some space, or make"
            " the file writable",
        )

    def _keyless(self, how: str) -> StoreError:
        return StoreError(
            f"{self._key_path.name} {how}: nobody in {self._path.name} can be known again",
            code="NOL003",
            place=Place(path=str(self._key_path)),
            help=f"put its last copy in its place; without one, move {self._path.name} away: what"
            " the database knows of who left is kept",
        )

    def _unreadable(self, cause: OSError) -> StoreError:
        return StoreError(
            f"{self._path.name} or its key cannot be read: {cause.strerror}",
            code="NOL004",
            place=Place(path=str(self._path)),
            help="check that you may read it",
        )


def _line(no: No) -> bytes:
    name = quote(no.list, safe="") if no.list else _EVERY
    word = "yes" if no.lifted else "no"
    return f"{no.at.isoformat(timespec='milliseconds')} {word} {name} {no.hash}\n".encode()


def _whole(descriptor: int) -> int:
    """Return where the last whole line ends."""
    end = os.fstat(descriptor).st_size
    while end > 0:
        at = max(0, end - _LOOK_OCTETS)
        found = os.pread(descriptor, end - at, at).rfind(b"\n")
        if found >= 0:
            return at + found + 1
        end = at
    return 0


def _write_all(descriptor: int, octets: bytes, at: int) -> None:
    while octets:
        written = os.pwrite(descriptor, octets, at)
        octets, at = octets[written:], at + written


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
