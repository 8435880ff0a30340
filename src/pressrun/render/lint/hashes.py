"""Where `#` begins a remark in YAML and in TOML, and where it is text."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

# A value that is a text of several rows (YAML 1.2.2 §8.1).
_BLOCK_TEXT: Final = re.compile(r"(?:^|[:?-][ \t]+)[|>][0-9+-]{0,2}$")


def hashes(rows: Iterable[str], *, yaml: bool) -> Iterator[tuple[int, int]]:
    """Yield the index of each row that has a remark, and the offset of its `#`."""
    quote, block = "", -1
    for index, row in enumerate(rows):
        bare = row.lstrip(" ")
        if block >= 0 and (not bare.strip() or len(row) - len(bare) > block):
            continue
        at, quote = _remark(row, quote, yaml=yaml)
        block = -1
        if at >= 0:
            yield index, at
        if yaml and not quote and _BLOCK_TEXT.search(row[: len(row) if at < 0 else at].rstrip()):
            block = len(row) - len(bare)


def _remark(row: str, quote: str, *, yaml: bool) -> tuple[int, str]:
    """Return the offset of a row's `#`, -1 if it has none, and the quote that its end leaves open.

    ``quote`` is what closes the text that the row begins in. In YAML a quote opens a text only
    where a value begins; anywhere else it is an apostrophe.
    """
    at, before, dashes, flow = 0, "", True, False
    while at < len(row):
        if quote:
            at = _behind(row, at, quote, yaml=yaml)
            if at < 0:
                break
            quote, before, dashes = "", "'", False
            continue
        sign, spaced = row[at], at == 0 or row[at - 1] in " \t"
        begins = (
            not before
            or (spaced and (before == ":" or (before == "-" and dashes)))
            or (flow and before in "[{,")
        )
        if sign == "#" and (spaced or not yaml):
            return at, ""
        if sign in "\"'" and (begins or not yaml):
            quote = sign * 3 if not yaml and row.startswith(sign * 3, at) else sign
            at += len(quote)
            continue
        flow = flow or (begins and sign in "[{")
        dashes = dashes and sign in "- \t"
        before = before if sign in " \t" else sign
        at += 1
    return -1, quote if yaml or len(quote) == 3 else ""


def _behind(row: str, at: int, quote: str, *, yaml: bool) -> int:
    """Return the offset behind the end of a quoted text, -1 if the row does not end it."""
    while at < len(row):
        doubled = yaml and quote == "'" and row.startswith("''", at)
        if doubled or (row[at] == "\\" and quote[0] == '"'):
            at += 2
        elif row.startswith(quote, at):
            return at + len(quote)
        else:
            at += 1
    return -1
