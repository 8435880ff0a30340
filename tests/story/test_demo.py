"""`make demo` does the main job, twice."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("time", ["the first time", "again"])
def test_the_demo_delivers_a_thousand_loses_none_and_doubles_none(time: str) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples" / "demo.py")],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        timeout=280,
        check=False,
    )

    assert done.returncode == 0, done.stdout
    rows = [line.split() for line in done.stdout.splitlines()]
    assert ["accepted", "1,000", "1,000"] in [row[:3] for row in rows]
    assert ["lost", "0", "0"] in [row[:3] for row in rows]
    assert ["doubled", "-", "0"] in [row[:3] for row in rows]
