"""Locks name packages and hashes, never a host or a path of one machine."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_names_no_host_and_no_absolute_path(name: str) -> None:
    lock = (ROOT / name).read_text(encoding="utf-8")

    assert "--hash=sha256:" in lock
    assert "://" not in lock
    assert not re.search(r"(^|[\s=])/\w|--(extra-)?index-url|--find-links", lock)
