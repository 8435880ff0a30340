"""How results look: tables and JSON on stdout, talk on stderr, the next step last."""

import json
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from io import StringIO
from typing import TYPE_CHECKING, Any

import click

from pressrun.errors import OutletError, Problem, Severity

if TYPE_CHECKING:
    from pressrun.model.issue import RenderedIssue

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def put(text: str | bytes = "", *, end: bool = True) -> None:
    """Print a result on stdout, with a line end unless told otherwise.

    When its reader has gone away (``| head``), the rest is dropped and the verb goes on: mail
    half sent because nobody reads the summary would be worse.

    Raises:
        OutletError: The disk that stdout goes to takes no more.
    """
    try:
        click.echo(text, nl=end)
    except BrokenPipeError:
        return
    except OSError as cause:
        raise OutletError(
            f"cannot print: {cause.strerror}", code="OUT004", help="print it elsewhere"
        ) from cause


def emit_json(value: Any) -> None:
    """Print one JSON document on stdout."""
    put(json.dumps(plain(value), ensure_ascii=False, indent=2))


def plain(value: Any) -> Any:
    """Return ``value`` as what JSON knows: instants as RFC 3339, octets not at all."""
    if is_dataclass(value) and not isinstance(value, type):
        named = ((field.name, getattr(value, field.name)) for field in fields(value))
        return {name: plain(item) for name, item in named if not isinstance(item, bytes)}
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return value


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table on stdout, as wide as the terminal is, whole where there is none."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    ctx = click.get_current_context()
    watched = bool(sys.stdout and sys.stdout.isatty())
    drawn = StringIO()
    console = Console(
        file=drawn,
        no_color=ctx.color is False,
        force_terminal=watched if ctx.color is None else ctx.color,
        width=None if watched else 200,
        highlight=False,
    )
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for name in header:
        shown.add_column(name)
    for row in rows:
        shown.add_row(*(Text(cell) for cell in row))
    console.print(shown)
    put("\n".join(line.rstrip() for line in drawn.getvalue().splitlines()))


def problem_text(problem: Problem) -> str:
    """Return a problem as text, its first words coloured where colours are wanted."""
    text = str(problem)
    head = f"{problem.severity}[{problem.code}]"
    return text.replace(head, click.style(head, fg=_COLOURS[problem.severity], bold=True), 1)


def tell_problems(problems: Iterable[Problem]) -> None:
    """Print problems on stderr, a blank line after each."""
    for problem in problems:
        say(f"{problem_text(problem)}\n")


def say(text: str = "") -> None:
    """Say something to the person, on stderr; that nobody can hear it stops nothing."""
    with suppress(OSError):
        click.echo(text, err=True)


def next_step(command: str) -> None:
    """Say what to do next, as the last line."""
    say(f"Next:  {command}")


def count(number: int, noun: str) -> str:
    """Return a number with its noun: ``1 person``, ``1,204 people``."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    plural = "people" if noun == "person" else plural
    return f"{number:,} {noun if number == 1 else plural}"


def kilobytes(text: str) -> str:
    """Return how heavy a text is in UTF-8."""
    return f"{len(text.encode()) / 1000:.1f} kB"


def cuts(rendered: "RenderedIssue") -> list[str]:
    """Return where articles end that would make a mail too long for Gmail, a line for each."""
    return [
        f"{path}:{cut.line} with {cut.kept} of {cut.blocks} blocks and a link to the rest"
        for path, cut in rendered.cut
    ]
