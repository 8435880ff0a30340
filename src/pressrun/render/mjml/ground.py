"""What is told of an MJML document, and where: refusals and findings with a template's line."""

from typing import Protocol

from pressrun.errors import Place, Problem, RenderError, Severity


class Origin(Protocol):
    """Knows who wrote each character of a document."""

    def place(self, at: int) -> tuple[Place, str]:
        """Return where the character at offset ``at`` was written, and a note for the help."""
        ...


class Written:
    """The origin of a document that was written as it is, in one file."""

    def __init__(self, path: str, source: str) -> None:
        self._path, self._source = path, source

    def place(self, at: int) -> tuple[Place, str]:
        """Return the line and column of ``at``, both counted from 1."""
        start = self._source.rfind("\n", 0, at) + 1
        line = self._source.count("\n", 0, start) + 1
        text = self._source[start:].partition("\n")[0]
        return Place(path=self._path, line=line, column=at - start + 1, text=text), ""


class Ground:
    """One document: its text, its origin, and what was found in it so far.

    ``shares`` are widths that the engine is given in fewer digits, with all their digits.
    """

    def __init__(self, source: str, origin: Origin) -> None:
        self.source = source
        self.findings: list[Problem] = []
        self.shares: dict[str, str] = {}
        self._origin = origin

    def refused(self, code: str, what: str, at: int, remedy: str) -> RenderError:
        """Return the error that ends the reading."""
        place, note = self._origin.place(at)
        return RenderError(
            what, code=code, place=place, help="\n".join(filter(None, [remedy, note]))
        )

    def found(self, code: str, what: str, at: int, remedy: str) -> None:
        """Remember a warning; reading goes on."""
        place, note = self._origin.place(at)
        self.findings.append(
            Problem(
                code=code,
                what=what,
                place=place,
                help="\n".join(filter(None, [remedy, note])),
                severity=Severity.WARNING,
            )
        )

    def line(self, at: int) -> str:
        """Return the line of ``at`` in words."""
        place, _ = self._origin.place(at)
        return f"line {place.line}" if place.line else "further up"
