"""A print shop for every test of a verb."""

from pathlib import Path

import pytest

from doubles.shop import PrintShop


@pytest.fixture
def shop(tmp_path: Path) -> PrintShop:
    return PrintShop(tmp_path)
