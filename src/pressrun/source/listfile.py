"""A text file of somebody else's, however it was saved: looked at, and read a line at a time."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pressrun.errors import Place, UsageError

LINE_LIMIT: Final = 1 << 20  # characters
_LOOK_OCTETS: Final = 4096
_ARCHIVES: Final = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"Rar!")


class ListFile:
    """A file of lines; ``encoding`` is told by its first octets.

    Raises:
        UsageError: It cannot be read, is empty, or is an archive.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.encoding = _encoding(_look(path))

    def lines(self) -> Iterator[str]:
        """Yield lines, each with a line feed, whatever ends them in the file.

        NUL would end a line early in some readers of CSV; nothing that is meant as text has it.
        """
        line = 0
        try:
            with self._path.open(encoding=self.encoding, newline=None) as file:
                while text := file.readline(LINE_LIMIT):
                    line += 1
                    if len(text) >= LINE_LIMIT:
                        raise UsageError(
                            f"{self._path.name} has a line of more than {LINE_LIMIT:,} characters",
                            code="IMP008",
                            place=Place(path=self._path.name, line=line),
                            help="check that it is a list of people, saved as CSV",
                        )
                    yield text.replace("\0", "")
        except UnicodeDecodeError as cause:
            raise UsageError(
                f"{self._path.name} is not {'UTF-16' if 'utf-16' in self.encoding else 'UTF-8'}",
                code="IMP006",
                place=Place(path=self._path.name, line=_bad_line(self._path, self.encoding)),
                help="save it as `CSV UTF-8`",
            ) from cause
        except OSError as cause:
            raise _unreadable(self._path, cause) from cause

    def measure(self) -> tuple[str, int]:
        """Return the digest of the file and how many lines it has."""
        return _measure(self._path)


def _look(path: Path) -> bytes:
    """Return the first octets of a file that is there and is no archive."""
    try:
        if not path.is_file():
            raise UsageError(f"there is no file {str(path)!r}", code="IMP003")
        with path.open("rb") as file:
            head = file.read(_LOOK_OCTETS)
    except OSError as cause:
        raise _unreadable(path, cause) from cause
    if not head.strip():
        raise UsageError(f"{path.name} is empty", code="IMP005")
    if head.startswith(_ARCHIVES):
        raise UsageError(
            f"{path.name} is an archive or a spreadsheet, not CSV",
            code="IMP004",
            help="open it, and save or export the one list in it as CSV (UTF-8)",
        )
    return head


def _encoding(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    # Without a mark: every other octet of plain text in UTF-16 is NUL.
    for encoding, nulls in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if len(nulls) > 8 and nulls.count(0) > 0.7 * len(nulls):
            return encoding
    return "utf-8-sig"


def _measure(path: Path) -> tuple[str, int]:
    """Return the digest of a file and how many lines it has."""
    digest, lines, returns, last = hashlib.sha256(), 0, 0, b"\n"
    try:
        with path.open("rb") as file:
            while octets := file.read(1 << 16):
                digest.update(octets)
                lines += octets.count(b"\n")
                returns += octets.count(b"\r")
                last = octets[-1:]
    except OSError as cause:
        raise _unreadable(path, cause) from cause
    return digest.hexdigest(), max(lines, returns) + (last not in b"\r\n\0")


def _bad_line(path: Path, encoding: str) -> int:
    """Return the line of the first octets that are no text in an encoding."""
    line = 1
    with path.open(encoding=encoding, errors="replace", newline=None) as file:
        while text := file.readline(LINE_LIMIT):
            if "\ufffd" in text:
                break
            line += text.endswith("\n")
    return line


def _unreadable(path: Path, cause: OSError) -> UsageError:
    return UsageError(f"{path} cannot be read: {cause.strerror}", code="IMP003")
