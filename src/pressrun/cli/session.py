"""What every verb begins with: the publication it is in, and whether it may ask."""

import getpass
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

import click

from pressrun.cli.printing import say
from pressrun.errors import UsageError
from pressrun.model.issue import Issue

if TYPE_CHECKING:
    from pressrun.app import App
    from pressrun.app.books import Books
    from pressrun.app.checking import Checking
    from pressrun.app.kindling import ProcessIsolate
    from pressrun.app.mailroom import Mailroom

    Opening = Callable[[], AbstractContextManager[Checking]]

P = ParamSpec("P")
R = TypeVar("R")


def with_app(verb: "Callable[Concatenate[App, P], R]") -> Callable[P, R]:
    """Hand the publication's :class:`App` to a verb and close it afterwards."""

    @wraps(verb)
    def opened(*arguments: P.args, **options: P.kwargs) -> R:
        from pressrun.app import App

        ctx = click.get_current_context()
        with App(find_folder(ctx.find_root().obj), os.environ) as app:
            return ctx.invoke(verb, app, *arguments, **options)

    return opened


def with_checking(verb: "Callable[Concatenate[Opening, P], R]") -> Callable[P, R]:
    """Hand a verb what opens its look at a publication, settings and all: soon, and again.

    A database is opened on the press alone.
    """

    @wraps(verb)
    def opened(*arguments: P.args, **options: P.kwargs) -> R:
        ctx = click.get_current_context()
        folder = find_folder(ctx.find_root().obj)
        # A child process loads what looks at texts while this one loads the rest.
        from pressrun.app.kindling import kindle

        with closing(kindle()) as isolate:
            return ctx.invoke(verb, partial(_checking, folder, isolate), *arguments, **options)

    return opened


@contextmanager
def _checking(folder: Path, isolate: "ProcessIsolate") -> "Iterator[Checking]":
    from pressrun.app.checking import Checking
    from pressrun.app.deskroom import Deskroom

    with closing(Deskroom(folder, os.environ, isolate)) as room:
        if not room.is_press:
            yield Checking(room)
            return
        from pressrun.app.pressroom import Pressroom

        with closing(Pressroom(folder, os.environ, isolate)) as press:
            yield Checking(press, lambda: press.store)


def with_mailroom(verb: "Callable[Concatenate[Mailroom, P], R]") -> Callable[P, R]:
    """Hand a verb what sends, which is small beside the whole, and close it afterwards."""

    @wraps(verb)
    def opened(*arguments: P.args, **options: P.kwargs) -> R:
        from pressrun.app.mailroom import Mailroom

        ctx = click.get_current_context()
        with closing(Mailroom(find_folder(ctx.find_root().obj), os.environ)) as mailroom:
            return ctx.invoke(verb, mailroom, *arguments, **options)

    return opened


def with_books(verb: "Callable[Concatenate[Books, P], R]") -> Callable[P, R]:
    """Hand a verb the books of what has gone out, which open without all that renders."""

    @wraps(verb)
    @with_mailroom
    def opened(mailroom: "Mailroom", /, *arguments: P.args, **options: P.kwargs) -> R:
        from pressrun.app.books import Books

        return click.get_current_context().invoke(verb, Books(mailroom), *arguments, **options)

    return opened


def issue_called(books: "Books", name: str) -> Issue:
    """Return the issue a person means.

    Raises:
        UsageError: There is none.
        ContentError: There is one, and it does not load.
    """
    found = books.issue(name)
    if found is not None:
        return found
    from pressrun.app import App

    # Why it is not there is told by who reads the whole folder.
    with App(find_folder(click.get_current_context().find_root().obj), os.environ) as app:
        return app.editor.issue(name)


def find_folder(given: Path | None) -> Path:
    """Return the folder given, or the nearest from here upwards that is a publication.

    Raises:
        UsageError: The folder we are in was removed.
    """
    if given is not None:
        return given.resolve()
    try:
        here = Path.cwd()
    except OSError as cause:
        raise UsageError(
            f"this folder cannot be read: {cause.strerror}", code="USE003", help="cd DIR"
        ) from cause
    above = (at for at in (here, *here.parents) if os.path.isfile(at / "pressrun.toml"))
    return next(above, here)


def ask(question: str, *, yes: bool, otherwise: str) -> None:
    """Ask once, unless ``yes`` answered already; a no ends the verb with status 1.

    Raises:
        click.UsageError: Nobody can answer: there is no terminal.
    """
    if yes:
        return
    if not is_terminal():
        raise click.UsageError(f"not a terminal: pass --yes to {otherwise}, or --dry-run to look")
    if not click.confirm(question, err=True):
        say("Nothing was done.")
        click.get_current_context().exit(1)


def is_terminal() -> bool:
    """Tell whether somebody is there to answer."""
    return bool(sys.stdin and sys.stdin.isatty())


def who() -> str:
    """Return who is at the keyboard, for the books."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"
