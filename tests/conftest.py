"""What every test may ask for."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from doubles import CountingEntropy, InlineIsolate, StoppedClock

# No test asserts a time, and a busy machine is no failure.
settings.register_profile("pressrun", deadline=None)
settings.load_profile("pressrun")


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def entropy() -> CountingEntropy:
    return CountingEntropy()


@pytest.fixture
def isolate() -> InlineIsolate:
    return InlineIsolate()


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of hostile and real inputs, where this machine has them."""
    folder = os.environ.get("PRESSRUN_CORPORA")
    if not folder:
        pytest.skip("PRESSRUN_CORPORA is not set: the corpora of hostile inputs are not read")
    return Path(folder)


# No wider than a module: while Playwright runs, this thread has an event loop, and no other test
# could start one.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, where this machine has it."""
    program = Path(os.environ.get("PRESSRUN_CHROMIUM", "/usr/bin/chromium"))
    if not program.exists():
        told = f"{program} is not installed: faces are not looked at in a browser"
        if os.environ.get("PRESSRUN_REQUIRE_ALL") == "1":
            pytest.fail(told)
        pytest.skip(told)
    with sync_playwright() as playwright:
        # Without its own sandbox, since tests also run as root in a container.
        running = playwright.chromium.launch(
            executable_path=str(program), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield running
        running.close()
