"""Six readers have the same of a feed, whichever format they read."""

from pathlib import Path

import pytest

from readers.harbour import EXPECTED, Harbour
from readers.libraries import Feedparser, Feedsmith, Reader
from readers.programs import Newsboat, Rss2email, Sfeed
from readers.seen import FeedReader

READERS: tuple[FeedReader, ...] = (
    Feedparser(),
    Reader(),
    Newsboat(),
    Rss2email(),
    Sfeed(),
    Feedsmith(),
)
EACH = [
    pytest.param(reader, form, id=f"{reader.name}-{form}")
    for reader in READERS
    for form in reader.kept
]


@pytest.mark.parametrize(("reader", "form"), EACH)
def test_a_reader_has_every_entry_with_id_title_link_dates_and_enclosure(
    quiet: Harbour, reader: FeedReader, form: str, tmp_path: Path
) -> None:
    expected = {entry.id: entry.only(reader.kept[form]) for entry in EXPECTED}

    seen = reader.fetch(quiet.feed(form), tmp_path)

    assert {entry.id: entry for entry in seen} == expected
    assert len(seen) == len(expected)
