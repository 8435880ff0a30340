"""Parsed bodies, each made once for each content of a file, in a child process."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Final

from pressrun.errors import PASSING, IsolateError, Place, Problem
from pressrun.model.document import Document
from pressrun.ports import Isolate
from pressrun.source.frontmatter import read_source, take_apart
from pressrun.source.gallery import named_pictures

# Enough for what one issue and its pages read again.
BODIES_KEPT: Final = 512

_LIMITS: Final = ("ISO001", "ISO002")  # of time and of memory
_TOO_MUCH: Final = "look for thousands of brackets or quotation marks in a row"


@dataclass(frozen=True, slots=True)
class Body:
    """A parsed body, what is wrong with it, and the pictures it names and where."""

    document: Document
    problems: tuple[Problem, ...]
    pictures: tuple[tuple[str, Place], ...] = ()


class Bodies:
    """Bodies by path and digest. Several threads may ask at once.

    Args:
        isolate: Runs the Markdown parser, which has met hostile text before and will again.
    """

    def __init__(self, isolate: Isolate) -> None:
        self._isolate = isolate
        self._kept: OrderedDict[tuple[str, str], Body] = OrderedDict()
        self._lock = Lock()

    def __contains__(self, key: tuple[str, str]) -> bool:
        return key in self._kept

    def find(self, octets: bytes, path: str, digest: str, *, lead: str = "") -> Body:
        """Return the body of a file; ``lead`` is the picture that its front matter names.

        What went wrong only this time is told and not kept.
        """
        key = (path, digest)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        body = self._parsed(octets, path, lead)
        if any(problem.code in PASSING for problem in body.problems):
            return body
        with self._lock:
            self._kept[key] = body
            if len(self._kept) > BODIES_KEPT:
                self._kept.popitem(last=False)
        return body

    def _parsed(self, octets: bytes, path: str, lead: str) -> Body:
        # Front matter has been read for the article; here only the lead picture's place counts.
        source, faults = read_source(octets, path=path) if lead else take_apart(octets, path=path)
        if source is None:
            return Body((), faults)
        try:
            document, problems = self._isolate.call(
                "pressrun.source.markdown:parse_body", source.body, source.path, source.body_line
            )
        except IsolateError as error:
            problem = Problem(
                code=error.problem.code,
                what=f"this text could not be parsed: {error.problem.what}",
                place=Place(path=path),
                help=_TOO_MUCH if error.problem.code in _LIMITS else error.problem.help,
            )
            return Body((), (problem,))
        return Body(document, problems, named_pictures(document, source, lead=lead))
