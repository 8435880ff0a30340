"""The command line: one verb a file, one line in :data:`VERBS`; errors become text here alone."""

import os
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import click

from pressrun import __version__
from pressrun.cli.printing import problem_text, say
from pressrun.errors import PressrunError

# Verb -> what help says of it. Its file is imported when it is called, so that `--version` and
# completion stay quick.
VERBS: Final = {
    "init": "Make a publication in a new folder.",
    "new": "Write an article or an issue to begin with.",
    "queue": "Show the board; add, remove and move articles of an issue.",
    "plan": "Tell what goes out in the weeks ahead.",
    "check": "Tell everything that is wrong before it is sent.",
    "show": "Show an issue as a reader will get it.",
    "build": "Write feeds and the web archive.",
    "correct": "Say what was wrong in a public article.",
    "withdraw": "Take a public article or issue back, for good.",
    "test": "Send one copy of an issue to one address.",
    "approve": "Say yes to an issue as it is.",
    "diff": "Show what of an issue is not as it was approved.",
    "schedule": "Arm an issue to go out at a time.",
    "unschedule": "Take a scheduled issue back.",
    "send": "Send an issue now.",
    "run": "Run scheduler, sender and site.",
    "ping": "Tell WebSub hubs which feeds have changed.",
    "status": "Say what became of an issue.",
    "pause": "Stop an issue for a while.",
    "resume": "Let an issue go on.",
    "cancel": "End an issue for good.",
    "retry": "Send again what failed or is unknown.",
    "audit": "Say whether the books balance, and who might have two.",
    "adopt": "Let a database send that was put back or copied.",
    "audience": "Count whom an issue goes to, and why not to the others.",
    "explain": "Say what a code means, or what became of mail to one person.",
    "polls": "List polls and quizzes, and print their results.",
    "subscribers": "Add, import, list and remove subscribers.",
}
_COLUMNS: Final = 100


class _Verbs(click.Group):
    """A group that knows its verbs by name and loads them when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        command = import_module(f"pressrun.cli.{cmd_name}").command
        assert isinstance(command, click.Command)  # noqa: S101  one line in a registry
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in VERBS and not args[0].startswith("-"):
            raise click.exceptions.NoSuchCommand(args[0], possibilities=VERBS, ctx=ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a verb; an error is told while its context lasts, which knows about colours."""
        try:
            return super().invoke(ctx)
        except PressrunError as error:
            say("\n\n".join(problem_text(problem) for problem in error.problems))
            ctx.exit(error.exit_status)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))


@click.group(
    cls=_Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": _COLUMNS},
)
@click.version_option(__version__, prog_name="pressrun", message="%(prog)s %(version)s")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="The publication's folder; else this one, or the nearest above it.",
)
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Whether to colour; NO_COLOR and FORCE_COLOR are honoured.",
)
@click.pass_context
def pressrun(ctx: click.Context, folder: Path | None, color: str) -> None:
    """Newsletters, feeds and a web archive from one folder of Markdown."""
    ctx.obj = folder
    if color == "never" or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        ctx.color = False
    elif color == "always" or os.environ.get("FORCE_COLOR"):
        ctx.color = True


def main(arguments: list[str] | None = None) -> None:
    """Run one command and exit with its status (design §6)."""
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status; no exception leaves, no traceback is shown."""
    try:
        outcome: Any = pressrun.main(arguments, prog_name="pressrun", standalone_mode=False)
    except (click.Abort, KeyboardInterrupt):
        say("stopped")
        return 130
    except click.ClickException as error:
        with suppress(OSError):
            error.show()
        return error.exit_code
    except SystemExit:
        # So click ends when whoever read its help has gone away.
        return 0
    except Exception as error:
        return tell_fault(error)
    return outcome if isinstance(outcome, int) else 0


def tell_fault(error: Exception) -> int:
    """Keep what a developer needs in a file, tell the person where it is, and return 1."""
    import tempfile
    import traceback

    say(f"error[BUG001]: Pressrun itself failed: {type(error).__name__}")
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="pressrun-fault-", suffix=".txt", delete=False, encoding="utf-8"
        ) as file:
            file.write(f"pressrun {__version__}, Python {sys.version}\n\n")
            file.write("".join(traceback.format_exception(error)))
        say(f"  = help: please report it with {file.name}")
    except OSError as cause:
        say(f"  = help: what happened cannot be kept ({cause.strerror}); set TMPDIR and try again")
    return 1
