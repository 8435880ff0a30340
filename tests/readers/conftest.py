"""One publication for the readers that only look, and one each for what changes."""

from collections.abc import Iterator

import pytest

from readers.harbour import Harbour


@pytest.fixture(scope="session")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Harbour]:
    """A publication that no test changes."""
    with Harbour(tmp_path_factory.mktemp("quiet") / "notes") as harbour:
        yield harbour
