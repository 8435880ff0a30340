"""What is installed from the wheel, away from the checkout, is a whole press."""

import signal
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from doubles.command import CommandLine
from doubles.server import MailServer

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as it would be published, built with what is installed here."""
    out = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation"]
    subprocess.run([*build, "--quiet", "-w", str(out), str(ROOT)], check=True, timeout=120)
    [built] = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with the wheel in it; its dependencies are borrowed from ours."""
    place = tmp_path_factory.mktemp("venv")
    venv.create(place, with_pip=False, symlinks=True)
    python = place / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-index"]
    subprocess.run([*install, "--no-deps", "--quiet", str(wheel)], check=True, timeout=120)
    purelib = subprocess.run(
        [str(python), "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    # A path, not a site directory: our editable install is not among what it brings.
    (Path(purelib) / "borrowed.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    return place


def test_the_wheel_has_the_theme_and_the_migrations_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()

    assert "pressrun/templates/email/issue.mjml" in names
    assert "pressrun/templates/words/en.toml" in names
    assert "pressrun/py.typed" in names
    assert any(name.startswith("pressrun/store/migrations/versions/") for name in names)
    assert not [name for name in names if name.startswith(("tests", "articles", "examples"))]


def test_from_the_wheel_a_sample_issue_arrives_once_for_each(
    installed: Path, tmp_path: Path, server: MailServer
) -> None:
    desk = CommandLine(
        tmp_path / "x", program=installed / "bin" / "pressrun", PRESSRUN_SITE_PORT="0"
    )
    where = subprocess.run(
        [str(installed / "bin" / "python"), "-c", "import pressrun; print(pressrun.__file__)"],
        check=True,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    ).stdout
    desk.run("init", str(desk.folder))
    desk.run("build")
    with (desk.folder / "pressrun.toml").open("a") as settings:
        settings.write(f'\n[relays.main]\nhost = "127.0.0.1"\nport = {server.port}\n')
    desk.people(12)
    desk.run("schedule", "1", "in 2 s")
    running = desk.start("run")
    running.wait_for("12 accepted", timeout_s=60)
    status = running.end(signal.SIGTERM)

    assert str(installed) in where
    assert status == 0
    assert sorted(server.copies().values()) == [1] * 12
