"""Directives, one file each. To add one: its file, and its name in ``READERS``."""

from typing import Final

from pressrun.source.blocks.directive import Reader
from pressrun.source.blocks.figure import read_figure
from pressrun.source.blocks.key_points import read_key_points
from pressrun.source.blocks.quiz import read_quiz
from pressrun.source.blocks.quote import read_quote
from pressrun.source.blocks.related import read_related

READERS: Final[dict[str, Reader]] = {
    "figure": read_figure,
    "key-points": read_key_points,
    "quiz": read_quiz,
    "quote": read_quote,
    "related": read_related,
}
