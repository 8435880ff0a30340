"""What a template's exception says to a person: its line, and the name that was meant."""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from types import TracebackType
from typing import Any

from pressrun.errors import Place, suggest
from pressrun.model.publication import Theme
from pressrun.render.theme.loader import ROOT, place_in


def spot(theme: Theme, name: str, cause: BaseException) -> Place | None:
    """Return the innermost line of a template that ``cause`` went through."""
    frames = [
        (frame.tb_frame.f_code.co_filename, frame.tb_lineno)
        for frame in _frames(cause.__traceback__)
        if frame.tb_frame.f_code.co_filename.startswith(ROOT)
    ]
    if frames:
        path, line = frames[-1]
        return place_in(theme, path.removeprefix(ROOT), line)
    return Place(path=ROOT + name) if name else None


def _frames(traceback: TracebackType | None) -> Iterator[TracebackType]:
    while traceback is not None:
        yield traceback
        traceback = traceback.tb_next


def nearest(message: str, context: Mapping[str, Any]) -> str:
    """Return a help for what is undefined: a name like it, at whatever depth, or the top ones."""
    quoted = re.findall(r"'([^']+)'", message)
    near = get_close_matches(quoted[-1], sorted(set(_names(context))), n=1) if quoted else []
    return suggest(near[0], near) if near else suggest("", context)


def _names(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield str(key)
            yield from _names(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _names(item)


def sentence(text: str) -> str:
    """Return a foreign message the way ours are: one line, lower case, no final stop."""
    line = " ".join(text.split()).removesuffix(".")
    return line[:1].lower() + line[1:]
