"""Readers that are programs of Debian: newsboat, rss2email, sfeed. Each has a home of its own."""

import mailbox
import os
import sqlite3
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC
from email import policy
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import ClassVar

from judges.conftest import find_program
from readers.seen import PATIENCE_S, Enclosed, Habit, Kept, Seen, instant

EMAIL = """\
[DEFAULT]
from = press@example.org
to = reader@example.org
email-protocol = maildir
maildir-path = {home}/mail
maildir-mailbox = in
date-header = True
"""
UPDATE = """\
sfeedpath="{home}/feeds"
feeds() {{
	feed "main" "{url}"
}}
"""


def run(home: Path, program: str, *arguments: str) -> str:
    """Run a program at home, bounded in time, and return what it printed."""
    done = subprocess.run(
        [find_program(program, program), *arguments],
        cwd=home,
        env={"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", "TERM": "dumb"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


class Newsboat:
    """newsboat: its cache is an SQLite database."""

    name: ClassVar[str] = "newsboat"
    habits: ClassVar[frozenset[Habit]] = frozenset()
    # One date an entry; of enclosures it keeps sound and film alone.
    kept: ClassVar[Mapping[str, Kept]] = dict.fromkeys(
        ("rss", "atom"), Kept(lost=("updated_at", "enclosures"))
    )

    def fetch(self, url: str, home: Path) -> Sequence[Seen]:
        (home / "urls").write_text(f"{url}\n", encoding="utf-8")
        (home / "config").write_text("", encoding="utf-8")
        told = run(home, "newsboat", "-u", "urls", "-c", "cache.db", "-C", "config", "-x", "reload")
        assert told == ""
        with closing(sqlite3.connect(home / "cache.db")) as cache:
            rows = cache.execute(
                "SELECT guid, title, url, pubDate, enclosure_url, enclosure_type FROM rss_item"
            ).fetchall()
        return [
            Seen(
                id=guid,
                title=title,
                url=link,
                published_at=instant(at),
                enclosures=(Enclosed(url=file, media_type=kind),) if file else (),
            )
            for guid, title, link, at, file, kind in rows
        ]


class Rss2email:
    """rss2email: an entry that it takes for a new one is one more message in a Maildir."""

    name: ClassVar[str] = "rss2email"
    habits: ClassVar[frozenset[Habit]] = frozenset({Habit.FIRST})
    # One date, no enclosure; it takes every title of RSS for HTML and resolves what is in it.
    kept: ClassVar[Mapping[str, Kept]] = {
        "rss": Kept(
            lost=("updated_at", "enclosures"),
            titles={
                "AT&amp;T, 1 < 2 > 0 and ]]> 👩‍👩‍👧": "AT&T, 1 < 2 > 0 and ]]> 👩‍👩‍👧",
            },
        ),
        "atom": Kept(lost=("updated_at", "enclosures")),
    }

    def fetch(self, url: str, home: Path) -> Sequence[Seen]:
        kept = ("-c", "r2e.cfg", "-d", "r2e.json")
        if not (home / "r2e.cfg").exists():
            (home / "r2e.cfg").write_text(EMAIL.format(home=home), encoding="utf-8")
            (home / "mail").mkdir()
            mailbox.Maildir(home / "mail" / "in")
            run(home, "r2e", *kept, "add", "main", url)
        told = run(home, "r2e", *kept, "run")
        assert "ERROR" not in told
        assert "WARNING" not in told
        read = BytesParser(policy=policy.default).parsebytes
        messages = [read(file.read_bytes()) for file in (home / "mail" / "in" / "new").iterdir()]
        return [
            Seen(
                id=message["X-RSS-ID"],
                title=message["Subject"],
                url=message["X-RSS-URL"],
                published_at=parsedate_to_datetime(message["Date"]).replace(tzinfo=UTC),
            )
            for message in messages
        ]


class Sfeed:
    """sfeed: one line of tabbed values an entry, put together by sfeed_update."""

    name: ClassVar[str] = "sfeed"
    habits: ClassVar[frozenset[Habit]] = frozenset({Habit.REPEATS})
    # One date, and of an enclosure its address alone.
    kept: ClassVar[Mapping[str, Kept]] = dict.fromkeys(
        ("rss", "atom"), Kept(lost=("updated_at",), of_enclosures=("url",))
    )

    def fetch(self, url: str, home: Path) -> Sequence[Seen]:
        (home / "sfeedrc").write_text(UPDATE.format(home=home, url=url), encoding="utf-8")
        run(home, "sfeed_update", "sfeedrc")
        entries = []
        for line in (home / "feeds" / "main").read_text(encoding="utf-8").splitlines():
            at, title, link, _content, _type, entry_id, _author, file, _tags = line.split("\t")
            entries.append(
                Seen(
                    id=entry_id,
                    title=title,
                    url=link,
                    published_at=instant(int(at)),
                    enclosures=(Enclosed(url=file),) if file else (),
                )
            )
        return entries
