"""What `show` and `test` are asked for: an issue, or a letter of a list."""

from collections.abc import Callable
from typing import Any, Final

import click

_OPTIONS: Final = (
    click.option("--letter", default="", metavar="KIND", help="A letter instead of an issue."),
    click.option("--list", "list_name", default="", metavar="NAME", help="The letter's list."),
    click.option("--language", default="", metavar="TAG", help="For readers of this language."),
)


def letter_options(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the options that name a letter."""
    for option in reversed(_OPTIONS):
        verb = option(verb)
    return verb


def is_letter(issue: str, letter: str, list_name: str) -> bool:
    """Tell whether a letter is meant, and not an issue.

    Raises:
        click.UsageError: Both are, neither is, or an issue is given what only letters have.
    """
    if bool(issue) == bool(letter):
        raise click.UsageError("name one issue, or one letter with --letter KIND")
    if issue and list_name:
        raise click.UsageError("--list goes with --letter: an issue has its own")
    return bool(letter)
