"""What no body may carry, looked for quickly: what all copies have in common is looked at once."""

import io
from typing import Final, NamedTuple

LINE_LIMIT_OCTETS: Final = 998  # RFC 5322 §2.1.1
_PART_OCTETS: Final = 256  # a shorter run of lines is not worth a look of its own
_ANCHOR_OCTETS: Final = 32
_GAP_OCTETS: Final = 8192
_SHAPES: Final = 4
_LINES_AHEAD: Final = 12


class Inspected(NamedTuple):
    """What was found.

    ``fault`` is in words, empty when there is none; ``dots`` tells whether a line begins with one,
    ``ascii`` whether no octet is beyond ASCII.
    """

    fault: str
    dots: bool
    ascii: bool


class Inspector:
    """Inspects bodies one after another, as copies of a few templates come along.

    A copy is the same lines as the one before but for its slots. Those that two sound copies have
    in common are kept as a shape; in a copy of that shape only the lines between are inspected.
    The findings are the same as without any shape.
    """

    def __init__(self) -> None:
        self._shapes: list[tuple[bytes, ...]] = []
        self._last = b""
        self._strange = 0

    def inspect(self, octets: bytes) -> Inspected:
        """Return what a body has in it that matters on its way."""
        for shape in self._shapes:
            if (between := _between(shape, octets)) is not None:
                if shape is not self._shapes[0]:
                    self._shapes.remove(shape)
                    self._shapes.insert(0, shape)
                return _inspect(between)
        found = _inspect(octets)
        if not found.fault and found.ascii:
            self._learn(octets)
        return found

    def _learn(self, octets: bytes) -> None:
        self._strange += 1
        # Where no two copies are alike, most are spared the comparison.
        if self._strange < 16 or self._strange % 16 == 0:
            shape = _common(self._last, octets)
            if 2 * sum(map(len, shape)) > len(octets):
                self._shapes = [shape, *self._shapes[: _SHAPES - 1]]
            self._last = octets


def _inspect(octets: bytes) -> Inspected:
    dots = b"\r\n." in octets or octets.startswith(b".")
    return Inspected(_fault(octets), dots, octets.isascii())


def _fault(octets: bytes) -> str:
    """Return what relays could read as two messages, or would cut."""
    if b"\0" in octets:
        return "a NUL in the message"
    # The standard library's own scanner of line ends: half the time of counting CR and LF.
    scanner = io.IncrementalNewlineDecoder(None, translate=False)
    scanner.decode(octets.decode("latin-1"), final=True)
    if scanner.newlines not in ("\r\n", None):
        return "a bare CR or LF in the message"
    at, end = 0, len(octets)
    while end - at > LINE_LIMIT_OCTETS:
        line_end = octets.rfind(b"\n", at, at + LINE_LIMIT_OCTETS + 2)
        if line_end < 0:
            return f"a line of more than {LINE_LIMIT_OCTETS} octets in the message"
        at = line_end + 1
    return ""


def _between(shape: tuple[bytes, ...], octets: bytes) -> bytes | None:
    """Return the lines of a body that are not in this shape, None where it has another.

    Parts are whole lines, and so must be what is between them: then lines are all there is to
    inspect, and none is put together from two.
    """
    at, gaps = 0, []
    for part in shape:
        found = octets.find(part[:_ANCHOR_OCTETS], at, at + _GAP_OCTETS)
        if found < 0 or not octets.startswith(part, found):
            return None
        if found > at:
            gap = octets[at:found]
            if not gap.endswith(b"\r\n"):
                return None
            gaps.append(gap)
        at = found + len(part)
    gaps.append(octets[at:])
    return b"".join(gaps)


def _common(one: bytes, other: bytes) -> tuple[bytes, ...]:
    """Return runs of lines that two sound bodies have in common, in order, without dots."""
    ours, theirs = one.split(b"\r\n")[:-1], other.split(b"\r\n")[:-1]
    parts: list[bytes] = []
    run: list[bytes] = []
    i = j = 0
    while i < len(ours) and j < len(theirs):
        if ours[i] == theirs[j] and not ours[i].startswith(b"."):
            run.append(ours[i] + b"\r\n")
            i, j = i + 1, j + 1
            continue
        parts.append(b"".join(run))
        run = []
        i, j = _resumed(ours, i, theirs, j)
    parts.append(b"".join(run))
    return tuple(part for part in parts if len(part) >= _PART_OCTETS)


def _resumed(ours: list[bytes], i: int, theirs: list[bytes], j: int) -> tuple[int, int]:
    """Return where two bodies are alike again, at their ends if that is not near."""
    for ahead in range(1, _LINES_AHEAD):
        for k in range(ahead + 1):
            pair = ours[i + k : i + k + 2]
            if len(pair) == 2 and pair == theirs[j + ahead - k : j + ahead - k + 2]:
                return i + k, j + ahead - k
    return len(ours), len(theirs)
