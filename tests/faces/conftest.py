"""The corpus, printed once for all tests that read it."""

import pytest

from faces.printed import Printed, print_publication


@pytest.fixture(scope="session")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    """A publication with the whole corpus, every issue sent to one reader's outbox."""
    return print_publication(tmp_path_factory.mktemp("faces"))
