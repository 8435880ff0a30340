"""Help: every verb says what it does and shows how it is typed."""

from collections.abc import Iterator
from importlib import import_module

import click
import pytest

from doubles.typist import Typist
from pressrun.cli import VERBS


def every_command() -> Iterator[str]:
    for verb in VERBS:
        command = import_module(f"pressrun.cli.{verb}").command
        yield verb
        if isinstance(command, click.Group):
            yield from (f"{verb} {name}" for name, c in command.commands.items() if not c.hidden)


@pytest.mark.parametrize("name", [*every_command()])
def test_every_verb_says_what_it_does_and_shows_an_example(typist: Typist, name: str) -> None:
    said = typist.done(f"{name} --help")

    usage, _, rest = said.out.partition("\n\n")
    assert usage.startswith(f"Usage: pressrun {name} ")
    assert rest.splitlines()[0].strip()[0].isupper()
    assert f"\n  Example:  pressrun {name}" in said.out
    assert max(map(len, said.out.splitlines())) <= 100
    assert "..." not in said.out.replace("]...", "").replace("ARTICLE...", "")
    assert said.err == ""


@pytest.mark.parametrize("name", [*every_command()])
def test_an_example_is_one_that_can_be_typed(typist: Typist, name: str) -> None:
    help_text = typist.done(f"{name} --help").out
    example = help_text.partition("Example:  pressrun ")[2].strip()

    said = typist.type(f"{example.removesuffix('--yes')} --help")

    assert said.status == 0


def test_alone_it_shows_every_verb_and_is_no_success(typist: Typist) -> None:
    alone, asked, short = typist.type(""), typist.done("--help"), typist.done("-h")

    assert alone.status == 2
    assert alone.both == asked.out == short.out
    assert [line.split()[0] for line in asked.out.split("Commands:\n")[1].splitlines()] == [*VERBS]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("quue", "No such command 'quue'. Did you mean 'queue'?"),
        ("xyzzy", "No such command 'xyzzy'."),
        ("--verson", "No such option '--verson'. Did you mean '--version'?"),
        ("--color maybe queue", "'maybe' is not one of 'auto', 'always', 'never'"),
        ("--folder pressrun.toml queue", "Directory 'pressrun.toml' is a file"),
        ("new artcle X", "Did you mean 'article'?"),
    ],
)
def test_a_slip_is_answered_with_what_was_meant(typist: Typist, line: str, told: str) -> None:
    said = typist.type(line)

    assert said.status == 2
    assert told in said.err
    assert "--help' for help." in said.err
    assert said.out == ""
