"""What every verb begins with: the publication it is in, and whether it may ask."""

import getpass
import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import click

from pressrun.app import App

P = ParamSpec("P")
R = TypeVar("R")


def with_app(verb: Callable[Concatenate[App, P], R]) -> Callable[P, R]:
    """Hand the publication's :class:`App` to a verb and close it afterwards."""

    @wraps(verb)
    def opened(*arguments: P.args, **options: P.kwargs) -> R:
        ctx = click.get_current_context()
        with App(find_folder(ctx.find_root().obj), os.environ) as app:
            return ctx.invoke(verb, app, *arguments, **options)

    return opened


def find_folder(given: Path | None) -> Path:
    """Return the folder given, or the nearest from here upwards that is a publication."""
    if given is not None:
        return given.resolve()
    here = Path.cwd()
    above = (folder for folder in (here, *here.parents) if (folder / "pressrun.toml").is_file())
    return next(above, here)


def ask(question: str, *, yes: bool, otherwise: str) -> None:
    """Ask once, unless ``yes`` answered already.

    Raises:
        click.UsageError: Nobody can answer: there is no terminal.
        click.Abort: The answer is no.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise click.UsageError(f"not a terminal: pass --yes to {otherwise}, or --dry-run to look")
    click.confirm(question, abort=True, err=True)


def who() -> str:
    """Return who is at the keyboard, for the books."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"
