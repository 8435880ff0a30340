"""Whose face a reader of a digest may get, and whose not."""

import pytest

from pressrun.model.language import fitting


@pytest.mark.parametrize(
    ("wanted", "offered", "got"),
    [
        ("fr", ["en", "fr"], "fr"),
        ("fr-CA", ["en", "fr"], "fr"),
        ("fr", ["en", "fr-CA"], "fr-CA"),
        ("de", ["fr", "en"], "en"),  # for want of their own, the publication's
        ("de", ["fr"], ""),  # and never a third
        ("", ["fr", "en"], "en"),
        ("", ["fr"], ""),
        ("fr", [], ""),
    ],
)
def test_nobody_gets_a_third_language(wanted: str, offered: list[str], got: str) -> None:
    assert fitting(wanted, offered, own="en") == got
