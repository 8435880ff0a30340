"""Whole paths with real processes: the command line, a real SMTP server, a real database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from doubles.command import CommandLine
from doubles.server import MailServer


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture
def desk(tmp_path: Path, server: MailServer) -> CommandLine:
    """A fresh publication whose relay is the test's own server."""
    desk = CommandLine(tmp_path / "notes", PRESSRUN_SITE_PORT="0")
    desk.run("init", str(desk.folder))
    with (desk.folder / "pressrun.toml").open("a") as settings:
        settings.write(f'\n[relays.main]\nhost = "127.0.0.1"\nport = {server.port}\n')
    return desk
