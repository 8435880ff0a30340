"""One served site for the tests of a module; what a test changes is its own reader's."""

from collections.abc import Iterator

import pytest

from doubles.site import ServedSite


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedSite]:
    with ServedSite(tmp_path_factory.mktemp("notes")) as served:
        yield served
