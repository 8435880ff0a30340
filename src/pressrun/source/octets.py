"""Octets into lines of text: UTF-8 and nothing else, and a name for what else it may be."""

import re
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Sequence
from shlex import quote
from typing import Final

from pressrun.errors import Place
from pressrun.source.findings import Findings

FILE_LIMIT_OCTETS: Final = 4 * 2**20

# No XML 1.0 document may hold these (§2.2); C1 controls may stand there, and are mistakes.
CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")

_MARKS: Final = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


def read_lines(octets: bytes, *, path: str, findings: Findings) -> tuple[str, ...] | None:
    """Return the lines of a file without their ends; None where it is no text of ours.

    A byte order mark is dropped; CRLF and CR end a line as LF does. Control characters are
    refused, each kind once, and stay in the lines.
    """
    if len(octets) > FILE_LIMIT_OCTETS:
        findings.refuse(
            "SRC002",
            f"the file has {len(octets):,} octets; the limit is {FILE_LIMIT_OCTETS:,}",
            Place(path=path),
            help="split it, and keep pictures in files of their own",
        )
        return None
    octets = octets.removeprefix(BOM_UTF8)
    try:
        text = octets.decode()
    except UnicodeDecodeError as error:
        _refuse_encoding(octets, at=error.start, path=path, findings=findings)
        return None
    if _is_wide(octets):
        _refuse_encoding(octets, at=0, path=path, findings=findings)
        return None
    lines = tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    _refuse_controls(lines, path=path, findings=findings)
    return lines


def _refuse_encoding(octets: bytes, *, at: int, path: str, findings: Findings) -> None:
    encoding = _guess(octets)
    name = encoding.replace("Latin-1", "ISO-8859-1")
    place = Place(path=path) if encoding.startswith("UTF") else _place(octets, at=at, path=path)
    findings.refuse(
        "SRC003",
        f"the file is not UTF-8; it looks like {encoding}",
        place,
        help=f"save it as UTF-8:  iconv -f {name} -t UTF-8 {quote(path)} > utf8.md",
    )


def _place(octets: bytes, *, at: int, path: str) -> Place:
    """Return the place of one octet; what cannot be read of its line shows as U+FFFD."""
    *above, begun = _rows(octets[:at])
    whole = begun + _rows(octets[at:])[0]
    column = len(begun.decode(errors="replace")) + 1
    text = whole.decode(errors="replace")
    return Place(path=path, line=len(above) + 1, column=column, text=text)


def _rows(octets: bytes) -> list[bytes]:
    return octets.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")


def _is_wide(octets: bytes) -> bool:
    """Tell whether so many octets are zero that this is UTF-16 without its mark."""
    return octets.count(0, 0, 4096) * 3 > min(len(octets), 4096)


def _guess(octets: bytes) -> str:
    """Return the likely encoding of text that is not UTF-8."""
    for mark, name in _MARKS:
        if octets.startswith(mark):
            return name
    if _is_wide(octets):
        even, odd = octets[:4096:2].count(0), octets[1:4096:2].count(0)
        return "UTF-16LE" if odd > even else "UTF-16BE"
    return "Windows-1252" if any(0x80 <= octet < 0xA0 for octet in octets) else "Latin-1"


def _refuse_controls(lines: Sequence[str], *, path: str, findings: Findings) -> None:
    counts: Counter[str] = Counter()
    first: dict[str, Place] = {}
    for number, line in enumerate(lines, 1):
        found = CONTROL.findall(line)
        counts.update(found)
        for character in set(found) - first.keys():
            column = line.index(character) + 1
            first[character] = Place(path=path, line=number, column=column, text=line)
    for character, place in first.items():
        times = f" ({counts[character]:,} times)" if counts[character] > 1 else ""
        findings.refuse(
            "SRC004",
            f"the control character U+{ord(character):04X} stands in the file{times}",
            place,
            help="take it out; mail and feeds cannot carry it",
        )
