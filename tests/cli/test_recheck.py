"""`pressrun check --watch`: what is wrong is told again whenever something is saved."""

import signal

import pytest

from doubles.command import CommandLine, Watched
from doubles.typist import Typist

WAIT_S = 60.0
CLEAN = "1 article, 1 issue: 0 errors, 0 warnings"
BAD = "---\nid: badaaaaaaa\ntitle: Bad: a colon\n---\n"


@pytest.fixture
def watching(desk: CommandLine) -> Watched:
    found = desk.start("check", "--watch")
    found.wait_for("Watching for changes; Ctrl-C ends it.", timeout_s=WAIT_S)
    return found


def test_what_is_saved_is_looked_at_until_somebody_stops_it(
    typist: Typist, watching: Watched
) -> None:
    assert watching.lines[0] == f"{CLEAN}\n"
    typist.write("articles/bad.md", BAD)
    watching.wait_for("Changed: articles/bad.md", timeout_s=WAIT_S)
    watching.wait_for(" --> articles/bad.md:3:11", timeout_s=WAIT_S)
    typist.write("articles/bad.md", BAD.replace("Bad: a", "A") + "\nWords.\n")
    watching.wait_for("2 articles, 1 issue: 0 errors, 0 warnings", timeout_s=WAIT_S)

    assert watching.end(signal.SIGINT) == 130
    assert watching.lines[-1] == "stopped\n"


def test_settings_that_do_not_load_are_told_and_waited_for(
    typist: Typist, watching: Watched
) -> None:
    sound = typist.read("pressrun.toml")

    typist.write("pressrun.toml", sound + "\nzone = \n")
    watching.wait_for(" --> pressrun.toml:", timeout_s=WAIT_S)
    typist.write("pressrun.toml", sound.replace('zone = "UTC"', 'zone = "Europe/Lisbon"'))
    typist.write("articles/bad.md", BAD)
    watching.wait_for("error[FM002]", timeout_s=WAIT_S)

    assert watching.end(signal.SIGINT) == 130


@pytest.mark.parametrize("other", ["--fix", "--links", "--json", "--format sarif"])
def test_it_is_for_reading_alone(typist: Typist, other: str) -> None:
    said = typist.type(f"check --watch {other}")

    assert said.status == 2
    assert "--watch is for reading" in said.err
