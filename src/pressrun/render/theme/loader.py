"""A theme's files as Jinja finds them."""

from collections.abc import Callable
from typing import Final

from jinja2 import BaseLoader, Environment, TemplateNotFound

from pressrun.errors import Place
from pressrun.model.publication import Theme

ROOT: Final = "templates/"


class Loader(BaseLoader):
    """Templates by name; each knows its file, so that a traceback names it."""

    def __init__(self, theme: Theme) -> None:
        self._files = dict(theme.files)

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        if template not in self._files:
            raise TemplateNotFound(template)
        return self._files[template], ROOT + template, lambda: True


def rows_of(theme: Theme, name: str) -> list[str]:
    """Return the lines of a template, counted as Jinja counts them; none if there is no such."""
    text = dict(theme.files).get(name, "")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def place_in(theme: Theme, name: str, line: int, column: int | None = None) -> Place:
    """Return a spot in a template's file, with the text of its line."""
    rows = rows_of(theme, name)
    text = rows[line - 1] if 0 < line <= len(rows) else None
    return Place(path=ROOT + name, line=line, column=column, text=text)
