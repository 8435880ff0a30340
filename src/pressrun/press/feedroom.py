"""The documents of every feed and of its archives: made where something in them changed."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pressrun.errors import ContentError, PressrunError
from pressrun.model.feed import (
    MEDIA_TYPES,
    Closed,
    Feed,
    FeedKind,
    Frame,
    Record,
    RecordKind,
)
from pressrun.model.publication import Content
from pressrun.press.desk import Desk
from pressrun.press.entries import ROOM, KeptCatalogue, short
from pressrun.press.feeds import (
    Gathered,
    Masthead,
    Member,
    archive_name,
    archived,
    by_feed,
    close,
    current,
    gather,
)
from pressrun.press.outputs import Outputs
from pressrun.press.record import Register
from pressrun.render.opml import PATH as OPML
from pressrun.render.opml import Outline

Pages = Iterator[tuple[str, bytes]]

_TOMBSTONES: Final = 50  # the newest; readers that come later never saw the others


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """A document to be made in the formats of ``suffixes``."""

    feed: Feed
    name: str
    shown: Sequence[Record]
    content: Content
    key: str
    modified_at: datetime
    suffixes: Sequence[str]


class FeedRoom:
    """Every feed of an edition.

    Args:
        marks: What each entry was set from, by its id.
        rewrite: Closed archives may be written anew, since the site has moved.
    """

    def __init__(
        self,
        desk: Desk,
        register: Register,
        outputs: Outputs,
        masthead: Masthead,
        *,
        articles: Sequence[Member],
        issues: Sequence[Member],
        marks: Mapping[str, str],
        records: bool,
        rewrite: bool,
    ) -> None:
        self._desk, self._register, self._outputs = desk, register, outputs
        self.masthead, self._plan = masthead, desk.feeds
        self._marks, self._records, self._rewrite = marks, records, rewrite
        self._withdrawn = register.withdrawn
        self._catalogue = KeptCatalogue(desk.keep)
        self.articles = articles
        self.feeds = gather(articles, issues, self._plan.each)
        publication = desk.publication
        self._deleted = {
            kind: register.tombstones(publication, kind)[:_TOMBSTONES] for kind in RecordKind
        }

    def close_archives(self, *, at: datetime) -> None:
        """Close the archives that are full, and remember it.

        None is closed over an entry that cannot be shown now: it would never be in one.
        """
        unshown = [
            record.sequence
            for record in self._register.public.values()
            if record.id not in self._marks
        ]
        limit = min(unshown, default=None)
        for feed in self._archiving():
            closed = self._register.archives.get(feed.name, ())
            full = close(feed.members, closed, self._plan.limit_of(feed.name), at=at)
            if limit is not None:
                full = tuple(c for c in full if c in closed or c.sequence < limit)
            if full:
                self._register.archives[feed.name] = full

    def shown(self, feed: Gathered) -> list[Record]:
        """Return what the current document of a feed shows, the newest first."""
        return current(feed.members, self.closed(feed), self._plan.limit_of(feed.name))

    def closed(self, feed: Gathered) -> tuple[Closed, ...]:
        """Return the closed archives of a feed, none where it has no archives."""
        if not self._plan.archives(feed.name, feed.kind):
            return ()
        return tuple(self._register.archives.get(feed.name, ()))

    def documents(self) -> Pages:
        """Yield every document that must be written, and the list of all feeds."""
        updated = []
        jobs = []
        for feed in self.feeds.values():
            job = self._current_job(feed)
            updated.append(job.feed.updated_at)
            if job.suffixes:
                jobs.append(job)
        yield from self._made(iter(jobs))
        for feed in self._archiving():
            yield from self._archives(feed)
        yield from self._opml(max(updated))
        self._outputs.remember()

    def _archiving(self) -> Iterator[Gathered]:
        return (f for f in self.feeds.values() if self._plan.archives(f.name, f.kind))

    def _current_job(self, feed: Gathered) -> _Job:
        shown, content = self.shown(feed), self._plan.content_of(feed.name)
        kind = RecordKind.ISSUE if feed.kind is FeedKind.ISSUES else RecordKind.ARTICLE
        told = self.masthead.feed(
            feed, shown, closed=self.closed(feed), deleted=self._deleted[kind]
        )
        key = short(f"{told} {content} {[self._marks[record.id] for record in shown]}")
        return _Job(
            feed=told,
            name=feed.name,
            shown=shown,
            content=content,
            key=key,
            modified_at=told.updated_at,
            suffixes=self._missing(feed.name, key),
        )

    def _missing(self, name: str, key: str) -> list[str]:
        """Return the formats in which a document does not stand."""
        return [suffix for suffix in MEDIA_TYPES if not self._stands(f"feeds/{name}{suffix}", key)]

    def _stands(self, path: str, key: str) -> bool:
        copied = not self._records or self._outputs.is_current(path, key)
        return copied and self._outputs.stands(path, key)

    def _made(self, jobs: Iterator[_Job]) -> Pages:
        sent: list[_Job] = []

        def rows() -> Iterator[tuple[tuple[Feed], ...]]:
            for job in jobs:
                sent.append(job)
                yield ((job.feed,),)

        for frames in self._desk.isolate.map(["pressrun.render.formats:set_frames"], rows()):
            if isinstance(frames, PressrunError):
                raise frames
            yield from self._written(sent.pop(0), frames)

    def _written(self, job: _Job, frames: Mapping[str, Frame]) -> Pages:
        ids = [record.id for record in job.shown]
        for suffix in job.suffixes:
            parts = self._catalogue.fragments(ids, suffix=suffix, content=job.content)
            if len(parts) != len(ids):
                self._desk.keep.drop(ROOM, ids)
                self._desk.keep.drop("issues", ids)
                raise ContentError(
                    "what was kept of entries from the last time cannot be read",
                    code="KEP001",
                    help="run the same command again: it makes them anew",
                )
            octets = frames[suffix].around(parts)
            yield from self._publish(f"feeds/{job.name}{suffix}", job.key, octets, job.modified_at)

    def _publish(self, path: str, key: str, octets: bytes, modified_at: datetime) -> Pages:
        digest = hashlib.sha256(octets).hexdigest()
        yield from self._outputs.publish(path, key, octets, digest, modified_at)
        if self._records:
            yield from self._outputs.write(path, key, octets, digest)

    def _archives(self, feed: Gathered) -> Pages:
        """Yield the archive documents of a feed that do not stand.

        One that lies in ``feeds/`` stays as it is, whatever became of its entries since, unless
        one of them was withdrawn or the site has moved.
        """
        closed = self.closed(feed)
        jobs = []
        for number, archive in enumerate(closed, start=1):
            begun = closed[number - 2].sequence if number > 1 else 0
            withdrawn = [
                record for record in self._withdrawn if begun < record.sequence <= archive.sequence
            ]
            url, said = self._desk.publication.url, [record.id for record in withdrawn]
            key = short(f"{url} {feed.name} {begun} {archive} {said}")
            name = archive_name(feed.name, number)
            missing = self._missing(name, key)
            if not missing:
                continue
            dates = [r.withdrawn_at for r in withdrawn if r.withdrawn_at is not None]
            modified_at = max([archive.closed_at, *dates])
            anew = []
            for suffix in missing:
                octets = self._lying(f"feeds/{name}{suffix}", withdrawn)
                if octets is None:
                    anew.append(suffix)
                else:
                    yield from self._publish(f"feeds/{name}{suffix}", key, octets, modified_at)
            if anew:
                shown = archived(feed.members, closed, number)
                told = self.masthead.feed(feed, shown, closed=closed, archive=number)
                jobs.append(
                    _Job(
                        feed=told,
                        name=name,
                        shown=shown,
                        content=self._plan.content_of(feed.name),
                        key=key,
                        modified_at=modified_at,
                        suffixes=anew,
                    )
                )
        yield from self._made(iter(jobs))

    def _lying(self, path: str, withdrawn: Sequence[Record]) -> bytes | None:
        """Return the archive document that lies in ``feeds/``, None where it must be made."""
        if self._rewrite:
            return None
        try:
            octets = self._desk.folder.octets(path)
        except ContentError:
            return None
        entry_id = self._desk.publication.entry_id
        ids = [entry_id(record.id, record.language).encode() for record in withdrawn]
        return None if any(each in octets for each in ids) else octets

    def _opml(self, modified_at: datetime) -> Pages:
        outlines = tuple(self._outline(feed) for feed in self.in_order())
        key = short(f"{outlines} {modified_at} {self._desk.publication.title}")
        if self._stands(OPML, key):
            return
        title = self._desk.publication.title
        octets = self._desk.isolate.call(
            "pressrun.render.opml:render_opml", title, outlines, modified_at
        )
        yield from self._publish(OPML, key, octets, modified_at)

    def in_order(self) -> list[Gathered]:
        """Return the feeds by kind and by what they are about."""
        return [feed for kind in FeedKind for feed in by_feed(self.feeds, kind)]

    def _outline(self, feed: Gathered) -> Outline:
        (link,) = self.masthead.links(feed, (f".{self._plan.opml}",))
        group = "" if feed.kind in {FeedKind.MAIN, FeedKind.ISSUES} else str(feed.kind)
        return Outline(text=link.title, xml_url=link.url, html_url=link.page_url, group=group)
