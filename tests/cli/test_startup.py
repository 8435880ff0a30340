"""Starting is quick because what is not needed is not read."""

import subprocess
import sys

import pytest

from pressrun import __version__

HEAVY = ("sqlalchemy", "starlette", "jinja2", "lxml", "rich", "mjml", "apscheduler", "markdown_it")


def modules_read(*arguments: str) -> tuple[str, set[str]]:
    """Return what a command printed, and the packages that were imported for it."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "pressrun", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return done.stdout, {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


@pytest.mark.parametrize("arguments", [("--version",), ("--help",)])
def test_what_only_talks_reads_no_heavy_package(arguments: tuple[str, ...]) -> None:
    said, read = modules_read(*arguments)

    assert "pressrun" in said
    assert {"click", "pressrun"} <= read
    assert read & set(HEAVY) == set()


def test_the_version_is_the_packages_own() -> None:
    assert modules_read("--version")[0] == f"pressrun {__version__}\n"


def test_the_probe_sees_a_heavy_package_where_it_is_read() -> None:
    assert "sqlalchemy" in modules_read("queue", "--help")[1]
