"""Directives, one file a kind. To add one: its file, and its name in ``READERS``."""

from typing import Final

from pressrun.source.blocks.button import read_button
from pressrun.source.blocks.callout import read_callout
from pressrun.source.blocks.directive import Reader
from pressrun.source.blocks.figure import read_figure
from pressrun.source.blocks.key_points import read_key_points
from pressrun.source.blocks.media import read_audio, read_video
from pressrun.source.blocks.poll import read_poll
from pressrun.source.blocks.quiz import read_quiz
from pressrun.source.blocks.quote import read_pull_quote, read_quote
from pressrun.source.blocks.related import read_related

READERS: Final[dict[str, Reader]] = {
    "audio": read_audio,
    "button": read_button,
    "callout": read_callout,
    "figure": read_figure,
    "key-points": read_key_points,
    "poll": read_poll,
    "pull-quote": read_pull_quote,
    "quiz": read_quiz,
    "quote": read_quote,
    "related": read_related,
    "video": read_video,
}
