"""What every test may ask for."""

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
