"""What every test may ask for."""

import os
from pathlib import Path

import pytest
from doubles import CountingEntropy, InlineIsolate, StoppedClock


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def entropy() -> CountingEntropy:
    return CountingEntropy()


@pytest.fixture
def isolate() -> InlineIsolate:
    return InlineIsolate()


@pytest.fixture
def corpora() -> Path:
    """The folder of hostile and real inputs, where this machine has them."""
    folder = os.environ.get("PRESSRUN_CORPORA")
    if not folder:
        pytest.skip("PRESSRUN_CORPORA is not set: the corpora of hostile inputs are not read")
    return Path(folder)
