"""A fresh publication to type commands in, made once and copied for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from doubles.command import CommandLine
from doubles.typist import Typist
from pressrun.app.beginning import begin


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication as `pressrun init` makes it; to be copied, not to be changed."""
    folder = tmp_path_factory.mktemp("begun") / "harbour"
    begin(folder, title="Harbour", zone="UTC", authority="example.org", dry_run=False)
    return folder


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PRESSRUN_SITE_PORT", "0")


@pytest.fixture
def desk(typist: Typist) -> Iterator[CommandLine]:
    """The typist's publication and the command line in processes of its own."""
    desk = CommandLine(typist.folder, PRESSRUN_SITE_PORT="0")
    yield desk
    desk.close()


@pytest.fixture
def typist(
    begun: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Typist:
    folder = tmp_path / "harbour"
    shutil.copytree(begun, folder)
    monkeypatch.chdir(folder)
    return Typist(folder, capsys)
