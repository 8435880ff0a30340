"""Everything that a publication writes, in the order in which it is written.

Pages come first, one article at a time; then the memory of entries, so that a crash after it is
finished by the next build under the same ids and dates; then feeds, what hosts are told, and last
the manifest. What stands is not made again.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from pressrun.errors import Problem
from pressrun.model.article import Article, Picture
from pressrun.model.feed import MEDIA_TYPES, Record, RecordKind
from pressrun.model.issue import Issue
from pressrun.model.manifest import CODINGS, Manifest
from pressrun.model.manifest import PATH as MANIFEST_PATH
from pressrun.model.memory import PATH as MEMORY_PATH
from pressrun.model.memory import dump_memory
from pressrun.model.publication import Theme
from pressrun.model.served import is_style
from pressrun.ports import Contents
from pressrun.press.binder import Binder
from pressrun.press.desk import Desk
from pressrun.press.entries import FINDABLE, forget, short
from pressrun.press.feedroom import FeedRoom
from pressrun.press.feeds import Masthead, Member, members_of
from pressrun.press.frontroom import FrontRoom, Title
from pressrun.press.hosting import hosting_files
from pressrun.press.issuetongues import IssueTongues
from pressrun.press.outputs import Outputs
from pressrun.press.pagemaker import PageMaker, Pages
from pressrun.press.publiccalendar import CALENDAR
from pressrun.press.record import Register, identity_of, kept_paths
from pressrun.press.setter import Setter
from pressrun.press.shelf import Shelf
from pressrun.press.subjects import subjects, surroundings
from pressrun.press.wayfinding import signposts


class Edition:
    """One pass over what is public.

    Args:
        at: The instant of this publication on the press, None elsewhere: then nothing becomes
            public and only ``public/`` is written.
    """

    def __init__(
        self,
        desk: Desk,
        contents: Contents,
        register: Register,
        theme: Theme,
        before: Manifest,
        *,
        at: datetime | None,
        rewrite: bool = False,
        rehearsal: bool = False,
    ) -> None:
        self._desk, self._contents, self._register = desk, contents, register
        self._before, self._at, self._theme = before, at, theme
        self.outputs = Outputs(desk.folder, desk.keep, before, rehearsal=rehearsal)
        self._masthead = Masthead(desk.publication, desk.feeds)
        self._house = self._masthead.house(theme)
        self._public = register.public
        shelf = Shelf(
            contents,
            folder=desk.folder,
            publication=desk.publication,
            records=self._public,
            withdrawn={record.id for record in register.withdrawn},
        )
        self._maker = PageMaker(desk, self.outputs, self._house)
        self._hung = surroundings(contents.issues, self._public, shelf, desk.publication)
        self._setter = Setter(desk, shelf, self._masthead, self._house, self._hung, at=at)
        self._binder = Binder(desk, shelf, self._house, at=at)
        self._tongues = IssueTongues(desk, shelf, self.outputs, self._maker, self._house)
        self._marks: dict[str, str] = {}
        self._articles: list[Article] = []
        self._issues: list[Issue] = []
        self._media: set[str] = set()
        self._rewrite = rewrite
        self.updated: list[str] = []
        self.problems: list[Problem] = []

    @property
    def articles(self) -> int:
        """Return how many public articles there are to see."""
        return len(self._articles)

    @property
    def issues(self) -> int:
        """Return how many public issues there are to see."""
        return len(self._issues)

    def stages(self) -> Iterator[Pages | Mapping[str, bytes]]:
        """Yield what is to be written, stage by stage.

        Raises:
            RenderError: A template does not work.
        """
        yield self._maker.style()
        yield self._article_pages()
        yield self._issue_pages()
        self._register.drop_unshown(self._marks)
        public = self._register.public
        self._articles = [article for article in self._articles if article.id in public]
        feeds = self._feed_room()
        yield self._other_pages(feeds)
        if self._at is not None:
            identity = identity_of(self._desk.publication)
            yield {MEMORY_PATH: dump_memory(self._register.memory(identity))}
        yield feeds.documents()
        yield self._signposts()
        self.manifest = self._manifest()
        yield _below_public(hosting_files(self.manifest, self._desk.publication, self._desk.feeds))
        self.outputs.remember()
        yield {MANIFEST_PATH: self.manifest.dump()}

    def obsolete(self) -> Iterator[str]:
        """Yield the files that were published before and are no longer, once all is written."""
        gone = [path for path in self._before.files if path not in self.manifest.files]
        for path in gone:
            yield f"public/{path}"
            if self._at is not None and path.startswith("feeds/") and path.endswith(_FEEDS):
                yield path
        # A packed form of what was there before: perhaps of words that were withdrawn.
        for path, line in self._before.files.items():
            after = self.manifest.files.get(path)
            if after is None or not after.packed:
                yield from (f"public/{path}{CODINGS[coding]}" for coding in line.packed)
        self.outputs.forget(f"public/{path}" for path in gone)
        kept = (*self._desk.keep.marks("entries"), *self._desk.keep.marks(FINDABLE))
        forget(self._desk.keep, {*kept} - self._public.keys(), MEDIA_TYPES)

    def _article_pages(self) -> Pages:
        new: list[tuple[Article, Record]] = []
        for article in self._contents.articles:
            record = self._public.get(article.id)
            if record is None or record.kind is not RecordKind.ARTICLE:
                continue
            path = f"{article.site_path}index.html"
            standing = self._setter.standing(article, record)
            key = self._page_key(article, standing.mark) if standing else ""
            if standing is None or not self.outputs.stands(path, key):
                new.append((article, record))
                continue
            self._show(article, record, standing.mark)
            if standing.known is not None:
                yield from self._pictures(standing.known.pictures, record.published_at)
        for order, made, mark in self._setter.set_all(new):
            article, record = order.article, order.record
            if self._at is not None and record.digest not in ("", made.digest):
                self.updated.append(article.title)
            record = replace(record, updated_at=made.updated_at, digest=made.digest)
            self._show(article, record, mark)
            key = self._page_key(article, mark)
            yield from self._page(article.site_path, key, made.page, made.updated_at)
            yield from self._pictures(order.known.pictures, record.published_at)
        self.outputs.remember()
        self.problems += self._setter.problems

    def _page_key(self, article: Article, mark: str) -> str:
        """Return what a page is made from: it names the issue and other languages besides."""
        return f"{mark} {short(repr(self._hung.told_of(article)))}"

    def _show(self, article: Article, record: Record, mark: str) -> None:
        """Count an article among what can be seen, and note its words and its page."""
        self._articles.append(article)
        self._marks[article.id] = mark
        if self._at is not None:
            self._register.note(
                article.id,
                digest=record.digest,
                updated_at=record.updated_at,
                path=article.site_path,
            )

    def _issue_pages(self) -> Pages:
        withdrawn = {record.id for record in self._register.withdrawn}
        for issue in self._contents.issues:
            record = self._public.get(issue.key)
            if record is None:
                continue
            around = self._hung.around[issue.key]
            found = self._binder.bound(issue, record, self._marks, around, without=withdrawn)
            if found is None:
                continue
            if self._at is not None and record.digest not in ("", found.digest):
                self.updated.append(issue.subject)
            self._issues.append(issue)
            self._marks[issue.key] = found.mark
            if self._at is not None:
                self._register.note(
                    issue.key,
                    digest=found.digest,
                    updated_at=found.updated_at,
                    path=issue.site_path,
                )
            key = f"{found.mark} {short(repr(around))}"
            if not self.outputs.stands(f"{issue.site_path}index.html", key):
                made = found.made
                if made is None:
                    made = self._binder.set_again(issue, record, around, without=withdrawn)
                yield from self._page(issue.site_path, key, made.page, made.updated_at)
            yield from self._pictures(found.pictures, record.published_at)
            for page in self._tongues.pages(issue, record, self._marks, around, withdrawn):
                yield from page.files
                yield from self._pictures(page.pictures, record.published_at)
        self.outputs.remember()
        self.problems += (*self._binder.problems, *self._tongues.problems)

    def _page(self, site_path: str, key: str, page: bytes, modified_at: datetime) -> Pages:
        yield from self.outputs.publish(
            f"{site_path}index.html", key, page, hashlib.sha256(page).hexdigest(), modified_at
        )

    def _pictures(self, pictures: Iterable[Picture], at: datetime) -> Pages:
        for picture in pictures:
            path = picture.site_path
            if path in self._media:
                continue
            self._media.add(path)
            if not self.outputs.stands(path, path):
                octets = self._desk.folder.octets(picture.path)
                digest = hashlib.sha256(octets).hexdigest()
                yield from self.outputs.publish(path, path, octets, digest, at)

    def _feed_room(self) -> FeedRoom:
        """Return the feeds, with the archives closed that are full now."""
        records = self._register.public
        issues = [Member(record=records[issue.key]) for issue in self._issues]
        room = FeedRoom(
            self._desk,
            self._register,
            self.outputs,
            self._masthead,
            articles=members_of(self._articles, records),
            issues=sorted(issues, key=lambda member: member.record.sequence),
            marks=self._marks,
            records=self._at is not None,
            rewrite=self._rewrite,
        )
        if self._at is not None:
            room.close_archives(at=self._at)
        return room

    def _other_pages(self, feeds: FeedRoom) -> Pages:
        records, titles = self._register.public, self._titles()

        def listed(ids: Iterable[str]) -> list[Title]:
            return [(*titles[i], records[i].published_at, records[i].sequence) for i in ids]

        front = FrontRoom(
            self._desk,
            self._maker,
            feeds,
            issues=listed(issue.key for issue in self._issues),
            articles=listed(article.id for article in self._articles if not article.original),
            languages=[(a.language, listed([a.id])[0]) for a in self._articles],
        )
        named = subjects(feeds.articles)
        yield from front.lists(named)
        yield from front.subjects(named, titles)
        yield from front.feed_pages(titles)
        yield from front.withdrawn(self._register.gone(), self._register.withdrawn)
        yield from front.service()
        yield from self._pictures((logo for _, logo in self._theme.logos), self._maker.beginning)
        self.outputs.remember()

    def _signposts(self) -> Pages:
        """Yield what programs look for, once it is known which pages there are."""
        known, now = self._manifest(), self._desk.clock.now()
        for path, octets, at in signposts(self._desk.publication, now, known.files, known.gone):
            yield from self._maker.file(path, octets, at)

    def _titles(self) -> Mapping[str, tuple[str, str]]:
        """Return title and address of everything that can be seen, by its id."""
        address = self._desk.publication.address
        titles = {a.id: (a.title, address(a.site_path)) for a in self._articles}
        return titles | {i.key: (i.subject, address(i.site_path)) for i in self._issues}

    def _manifest(self) -> Manifest:
        kept = kept_paths(self._contents, self._register.public, self._marks)
        before = self._before.files
        styles = sorted(filter(is_style, before), key=lambda path: before[path].modified_at)
        listed = Manifest(self.outputs.lines, self._register.gone(), self._register.moved())
        return listed.keeping(self._before, {*kept, *styles[-_STYLES:], CALENDAR})


_FEEDS: Final = (*MEDIA_TYPES, ".opml")
# Pages that somebody still has open, or that cannot be set now, call older style sheets.
_STYLES: Final = 20


def _below_public(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {f"public/{path}": octets for path, octets in files.items()}
