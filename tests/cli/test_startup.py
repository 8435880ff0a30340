"""Starting is quick because what is not needed is not read."""

import socket
import subprocess
import sys

import pytest

from doubles.typist import Typist
from pressrun import __version__

HEAVY = ("sqlalchemy", "starlette", "jinja2", "lxml", "rich", "mjml", "apscheduler", "markdown_it")

# What reads, renders, serves or signs; a sender that goes on needs none of it.
NOT_FOR_SENDING = {"alembic", "brotli", "cryptography", "css_inline", "feedgen", "uvicorn", *HEAVY}
NOT_FOR_SENDING -= {"sqlalchemy"}


def modules_read(*arguments: str, status: int = 0) -> tuple[str, set[str]]:
    """Return what a command printed, and the packages that were imported for it."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "pressrun", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == status, done.stderr
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


def test_a_sender_that_goes_on_reads_nothing_that_renders_or_serves(typist: Typist) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        typist.relay(probe.getsockname()[1])
    typist.people("ada", "bob")
    assert typist.type("send 1 --yes").status == 75

    _, read = modules_read("send", "1", status=75)

    assert "sqlalchemy" in read
    assert read & NOT_FOR_SENDING == set()
