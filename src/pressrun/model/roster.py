"""People as a file of someone else's lists them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One person of a file; ``line`` counts from 1, ``name`` is one line of plain text."""

    line: int
    address: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """How a file was understood: its encoding, delimiter and the columns that were used."""

    encoding: str
    delimiter: str
    address: str
    name: str = ""
