"""One publication at a time, whichever process makes it."""

import subprocess
import sys
from pathlib import Path

from pressrun.system.turn import turn

HOLD = """
import sys
from pathlib import Path
from pressrun.system.turn import turn
with turn(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
    Path(sys.argv[2]).write_text("first")
"""


def test_whoever_comes_second_begins_when_the_first_has_ended(tmp_path: Path) -> None:
    lock, trace = tmp_path / "state" / "publish.lock", tmp_path / "trace"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(lock), str(trace)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline() == "held\n"
        holder.stdin.close()
        with turn(lock):
            assert trace.read_text() == "first"
    assert holder.returncode == 0


def test_a_turn_ends_with_its_holder(tmp_path: Path) -> None:
    lock = tmp_path / "publish.lock"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(lock), str(tmp_path / "trace")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        holder.kill()
    with turn(lock):
        assert not (tmp_path / "trace").exists()
