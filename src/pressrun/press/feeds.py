"""The feeds of a publication: which there are, and their files in every format."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from pressrun.model.feed import Entry, Feed, Record
from pressrun.model.publication import Publication
from pressrun.render.formats import FORMATS

FEED_NAMES: Final = ("main", "issues")


def feed_links(publication: Publication) -> tuple[tuple[str, str, str], ...]:
    """Return (title, address, media type) of every public feed, for autodiscovery."""
    return tuple(
        (
            _feed_title(publication, name),
            publication.address(f"feeds/{name}.{suffix}"),
            f.media_type,
        )
        for name in FEED_NAMES
        for suffix, f in FORMATS.items()
    )


def _feed_title(publication: Publication, name: str) -> str:
    return publication.title if name == "main" else f"{publication.title}: {name}"


def feed_files(
    entries: Mapping[str, Sequence[tuple[Record, Entry]]], *, publication: Publication, limit: int
) -> dict[str, bytes]:
    """Return the files of every feed by site path; ``entries`` is keyed by feed name."""
    files = {}
    for name in FEED_NAMES:
        feed = _feed(name, members(entries[name], limit), publication)
        for suffix, form in FORMATS.items():
            files[f"feeds/{name}.{suffix}"] = form.render(feed)
    return files


def newest_first(pairs: Sequence[tuple[Record, Entry]]) -> list[tuple[Record, Entry]]:
    """Return entries by their instant of publication, the newest first."""
    return sorted(pairs, key=lambda pair: (pair[0].published_at, pair[0].sequence), reverse=True)


def members(pairs: Sequence[tuple[Record, Entry]], limit: int) -> list[tuple[Record, Entry]]:
    """Return the ``limit`` entries that were entered last, the newest first.

    An article may carry a moment of the past; it is in the feed all the same when it comes out.
    """
    return newest_first(sorted(pairs, key=lambda pair: -pair[0].sequence)[:limit])


def _feed(name: str, pairs: list[tuple[Record, Entry]], publication: Publication) -> Feed:
    # A feed without entries still needs a date, and it may not come from the clock.
    beginning = datetime(publication.year, 1, 1, tzinfo=UTC)
    return Feed(
        name=name,
        id=f"tag:{publication.authority},{publication.year}:feeds/{name}",
        title=_feed_title(publication, name),
        description=publication.description,
        base_url=publication.address(f"feeds/{name}"),
        home_url=publication.address(),
        language=publication.language,
        author=publication.author or publication.title,
        rights=publication.rights,
        updated_at=max((entry.updated_at for _, entry in pairs), default=beginning),
        entries=tuple(entry for _, entry in pairs),
    )
