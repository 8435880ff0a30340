"""Readers that are libraries: feedparser and reader of PyPI, feedsmith of npm."""

import calendar
import json
import os
import subprocess
import urllib.request
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, ClassVar

import feedparser
import pytest
import reader

from judges.conftest import ROOT, find_program
from readers.seen import PATIENCE_S, Enclosed, Habit, Kept, Seen, instant

SCRIPT = Path(__file__).with_name("feedsmith.mjs")


class Feedparser:
    """feedparser, as programs use it: one document, no memory."""

    name: ClassVar[str] = "feedparser"
    habits: ClassVar[frozenset[Habit]] = frozenset()
    kept: ClassVar[Mapping[str, Kept]] = {"rss": Kept(), "atom": Kept()}

    def fetch(self, url: str, home: Path) -> Sequence[Seen]:
        with urllib.request.urlopen(url, timeout=PATIENCE_S) as answer:
            found = feedparser.parse(answer.read(), response_headers=dict(answer.headers))
        assert not found.bozo, found.get("bozo_exception")
        return [
            Seen(
                id=entry.id,
                title=entry.title,
                url=entry.link,
                published_at=instant(calendar.timegm(entry.published_parsed)),
                updated_at=instant(calendar.timegm(entry.updated_parsed))
                if "updated_parsed" in entry
                else None,
                enclosures=tuple(
                    Enclosed(url=one.href, media_type=one.type, size_octets=int(one.length))
                    for one in entry.enclosures
                ),
            )
            for entry in found.entries
        ]


class Reader:
    """reader, with a database of its own: it remembers what it fetched."""

    name: ClassVar[str] = "reader"
    habits: ClassVar[frozenset[Habit]] = frozenset()
    kept: ClassVar[Mapping[str, Kept]] = {"rss": Kept(), "atom": Kept(), "json": Kept()}

    def fetch(self, url: str, home: Path) -> Sequence[Seen]:
        with reader.make_reader(str(home / "reader.sqlite")) as library:
            library.add_feed(url, exist_ok=True)
            library.update_feed(url)
            return [
                Seen(
                    id=entry.id,
                    title=entry.title or "",
                    url=entry.link or "",
                    published_at=entry.published,
                    updated_at=entry.updated,
                    enclosures=tuple(
                        Enclosed(
                            url=one.href, media_type=one.type or "", size_octets=one.length or 0
                        )
                        for one in entry.enclosures
                    ),
                )
                for entry in library.get_entries(feed=url)
            ]


class Feedsmith:
    """feedsmith, in Node: one document, no memory."""

    name: ClassVar[str] = "feedsmith"
    habits: ClassVar[frozenset[Habit]] = frozenset()
    kept: ClassVar[Mapping[str, Kept]] = {"rss": Kept(), "atom": Kept(), "json": Kept()}

    def fetch(self, url: str, home: Path) -> Sequence[Seen]:
        folder = find_package("feedsmith")
        done = subprocess.run(
            [find_program("node", "node"), str(SCRIPT), str(folder), url],
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout)
        entries = found["feed"].get("entries") or found["feed"].get("items")
        return [_READ[found["format"]](entry) for entry in entries]


def find_package(name: str) -> Path:
    """Return the folder in whose ``node_modules`` a package is; see ``find_program``."""
    folder = Path(os.environ.get("PRESSRUN_NODE_FOLDER", ROOT / "build" / "node"))
    if (folder / "node_modules" / name).is_dir():
        return folder
    told = f"{name} of npm is not installed in {folder}: it reads nothing here"
    if os.environ.get("PRESSRUN_REQUIRE_ALL") == "1":
        pytest.fail(told)
    pytest.skip(told)


def _of_rss(item: Mapping[str, Any]) -> Seen:
    assert item["guid"]["isPermaLink"] is False
    return Seen(
        id=item["guid"]["value"],
        title=item["title"],
        url=item["link"],
        published_at=parsedate_to_datetime(item["pubDate"]).astimezone(UTC),
        updated_at=_moment(item.get("atom", {}).get("updated")),
        enclosures=tuple(
            Enclosed(url=one["url"], media_type=one["type"], size_octets=one["length"])
            for one in item.get("enclosures", ())
        ),
    )


def _of_atom(entry: Mapping[str, Any]) -> Seen:
    [page] = [link for link in entry["links"] if link.get("rel", "alternate") == "alternate"]
    return Seen(
        id=entry["id"],
        title=entry["title"] if isinstance(entry["title"], str) else entry["title"]["value"],
        url=page["href"],
        published_at=_moment(entry["published"]),
        updated_at=_moment(entry["updated"]),
        enclosures=tuple(
            Enclosed(url=one["href"], media_type=one["type"], size_octets=one["length"])
            for one in entry["links"]
            if one.get("rel") == "enclosure"
        ),
    )


def _of_json(item: Mapping[str, Any]) -> Seen:
    return Seen(
        id=item["id"],
        title=item["title"],
        url=item["url"],
        published_at=_moment(item["date_published"]),
        updated_at=_moment(item["date_modified"]),
        enclosures=tuple(
            Enclosed(url=one["url"], media_type=one["mime_type"], size_octets=one["size_in_bytes"])
            for one in item.get("attachments", ())
        ),
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).astimezone(UTC)


_READ = {"rss": _of_rss, "atom": _of_atom, "json": _of_json}
