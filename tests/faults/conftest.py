"""What tests of faults stand on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from faults.sink import Sink


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    """A sink without faults."""
    with Sink(tmp_path) as running:
        yield running
