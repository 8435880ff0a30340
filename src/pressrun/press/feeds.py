"""Which feeds a publication has, and which entries each of them shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from pressrun.model.article import Article
from pressrun.model.feed import (
    MEDIA_TYPES,
    Closed,
    Feed,
    FeedAddress,
    FeedKind,
    FeedLink,
    Group,
    Record,
    Tombstone,
)
from pressrun.model.feedplan import FeedPlan
from pressrun.model.house import House
from pressrun.model.lent import Lent
from pressrun.model.publication import Publication, Theme
from pressrun.model.shelfmark import shelfmark
from pressrun.press.entries import short

_EVERYTHING: Final = (FeedKind.MAIN, FeedKind.ISSUES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A public article or issue as feeds see it; ``tags`` and ``authors`` as they are written.

    A translation stands in the feed of its language, and in those of tags and authors that its
    original does not name: no feed shows the same twice.
    """

    record: Record
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    language: str = ""
    translates: bool = False


def members_of(articles: Iterable[Article], records: Mapping[str, Record]) -> list[Member]:
    """Return public articles as feeds see them, in order of first publication."""
    shown = list(articles)
    originals = {article.id: article for article in shown}
    members = (_member(a, records[a.id], originals.get(a.work, a)) for a in shown)
    return sorted(members, key=lambda member: member.record.sequence)


def _member(article: Article, record: Record, original: Article) -> Member:
    tags, authors = article.tags, article.authors
    if original is not article:
        tags = _besides(tags, original.tags)
        authors = _besides(authors, original.authors)
    return Member(
        record=record,
        tags=tags,
        authors=authors,
        language=article.language,
        translates=bool(article.original),
    )


def _besides(subjects: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    filed = {shelfmark(subject) for subject in known}
    return tuple(subject for subject in subjects if shelfmark(subject) not in filed)


@dataclass(slots=True)
class Gathered:
    """A feed and everything that it ever showed, in order of first publication.

    ``subject`` is the tag, author or language it is about.
    """

    name: str
    kind: FeedKind
    subject: str = ""
    members: list[Record] = field(default_factory=list)


def gather(
    articles: Sequence[Member], issues: Sequence[Member], each: Iterable[Group]
) -> dict[str, Gathered]:
    """Return every feed by its name; both kinds of members come in order of first publication."""
    main = Gathered(FeedKind.MAIN, FeedKind.MAIN)
    feeds: dict[str, Gathered] = {main.name: main}
    feeds[FeedKind.ISSUES] = Gathered(FeedKind.ISSUES, FeedKind.ISSUES)
    feeds[FeedKind.ISSUES].members += (member.record for member in issues)
    kinds = [group.kind for group in each]
    filed: dict[tuple[FeedKind, str], str] = {}
    for member in articles:
        if not member.translates:
            main.members.append(member.record)
        for kind in kinds:
            for subject in _subjects(member, kind):
                name = filed.get((kind, subject))
                if name is None:
                    name = filed[kind, subject] = f"{kind}/{shelfmark(subject)}"
                    feeds.setdefault(name, Gathered(name, kind, subject))
                of_feed = feeds[name].members
                if not of_feed or of_feed[-1] is not member.record:  # ``News`` and ``news``
                    of_feed.append(member.record)
    return feeds


def _subjects(member: Member, kind: FeedKind) -> tuple[str, ...]:
    match kind:
        case FeedKind.TAG:
            return member.tags
        case FeedKind.AUTHOR:
            return member.authors
        case _:
            return (member.language,)


def current(members: Sequence[Record], closed: Sequence[Closed], limit: int) -> list[Record]:
    """Return what the current document of a feed shows, the newest first.

    That is what was entered last, and what was corrected after its archive was closed: the
    ``limit`` latest corrections. An article may carry a moment of the past; it is in the feed all
    the same when it comes out.
    """
    shown = list(members[-limit:])
    if closed:
        corrected = [r for r in members[:-limit] if _is_corrected(r, closed)]
        corrected.sort(key=lambda record: (record.updated_at, record.sequence))
        shown += corrected[-limit:]
    return newest_first(shown)


def newest_first(records: Iterable[Record]) -> list[Record]:
    """Return records by their instant of publication, the newest first."""
    return sorted(records, key=lambda r: (r.published_at, r.sequence), reverse=True)


def _is_corrected(record: Record, closed: Sequence[Closed]) -> bool:
    if not record.is_corrected:
        return False
    archive = next((one for one in closed if record.sequence <= one.sequence), None)
    return archive is not None and record.updated_at > archive.closed_at


def close(
    members: Sequence[Record], closed: Sequence[Closed], limit: int, *, at: datetime
) -> tuple[Closed, ...]:
    """Return the archives of a feed after those that are full now are closed."""
    begun = closed[-1].sequence if closed else 0
    waiting = [record.sequence for record in members if record.sequence > begun]
    full = range(limit, len(waiting) + 1, limit)
    return (*closed, *(Closed(waiting[end - 1], at) for end in full))


def archived(members: Sequence[Record], closed: Sequence[Closed], number: int) -> list[Record]:
    """Return what the archive with this number, counted from 1, holds, the newest first."""
    begun = closed[number - 2].sequence if number > 1 else 0
    end = closed[number - 1].sequence
    return newest_first(r for r in members if begun < r.sequence <= end)


def archive_name(name: str, number: int) -> str:
    """Return the name of a feed's archive document."""
    return f"archive/{name}/{number}"


@dataclass(frozen=True, slots=True)
class Masthead:
    """Makes what the documents of feeds say of themselves."""

    publication: Publication
    plan: FeedPlan

    def title(self, gathered: Gathered) -> str:
        """Return the title of a feed."""
        rule = self.plan.rules.get(gathered.name)
        if rule and rule.title:
            return rule.title
        if gathered.kind is FeedKind.MAIN:
            return self.publication.title
        return f"{self.publication.title}: {gathered.subject or gathered.name}"

    def description(self, gathered: Gathered) -> str:
        """Return what a feed says it is about."""
        rule = self.plan.rules.get(gathered.name)
        return (rule.description if rule else "") or self.publication.description

    def address(self, name: str) -> FeedAddress:
        """Return where the documents of a feed are."""
        return FeedAddress(self.publication.address(f"feeds/{name}"))

    def page_url(self, name: str) -> str:
        """Return the page that tells of a feed."""
        return self.publication.address(f"feeds/{name}.html")

    def links(
        self, gathered: Gathered, suffixes: Iterable[str] = MEDIA_TYPES
    ) -> tuple[FeedLink, ...]:
        """Return a link to the documents of a feed in these formats."""
        title, page_url = self.title(gathered), self.page_url(gathered.name)
        address = self.address(gathered.name)
        return tuple(
            FeedLink(title, address.ending(suffix), MEDIA_TYPES[suffix], page_url)
            for suffix in suffixes
        )

    def house(self, theme: Theme) -> Lent:
        """Return what everything is set with, under a key that changes when it does."""
        rules = self.plan.rules.values()
        contents = {self.plan.content, *(rule.content for rule in rules if rule.content)}
        house = House(
            publication=self.publication,
            theme=theme,
            contents=tuple(sorted(contents)),
            scheme=self.publication.address("feeds/#tags"),
            links=self.everywhere(),
        )
        return Lent(short(f"{house} {self.plan.each} {self.plan.opml}"), house)

    def everywhere(self) -> tuple[FeedLink, ...]:
        """Return the links that every page carries."""
        kinds = (Gathered(kind, kind) for kind in _EVERYTHING)
        return tuple(link for kind in kinds for link in self.links(kind))

    def of_article(
        self, tags: Iterable[str], authors: Iterable[str], language: str
    ) -> tuple[FeedLink, ...]:
        """Return the links of an article's own tags, authors and language, in one format each."""
        about = {Group.TAG: tags, Group.AUTHOR: authors, Group.LANGUAGE: (language,)}
        links: dict[str, tuple[FeedLink, ...]] = {}
        for group in self.plan.each:
            for subject in about[group]:
                name = f"{group.kind}/{shelfmark(subject)}"
                feed = Gathered(name, group.kind, subject)
                links.setdefault(name, self.links(feed, (f".{self.plan.opml}",)))
        return tuple(link for some in links.values() for link in some)

    def feed(
        self,
        gathered: Gathered,
        shown: Sequence[Record],
        *,
        closed: Sequence[Closed] = (),
        archive: int = 0,
        deleted: tuple[Tombstone, ...] = (),
    ) -> Feed:
        """Return what a document says of itself; ``archive`` is its number, 0 the current one.

        The date comes from what it shows: a feed without entries still needs one, and it may not
        come from the clock.
        """
        publication, name = self.publication, gathered.name
        beginning = datetime(publication.year, 1, 1, tzinfo=UTC)
        before = archive - 1 if archive else len(closed)
        dates = [r.updated_at for r in shown] + [tomb.withdrawn_at for tomb in deleted]
        return Feed(
            name=name,
            id=f"tag:{publication.authority},{publication.year}:feeds/{name}",
            title=self.title(gathered),
            description=self.description(gathered),
            address=self.address(archive_name(name, archive) if archive else name),
            home_url=publication.address(),
            language=self._language(gathered),
            author=publication.author or publication.title,
            rights=publication.rights,
            updated_at=max(dates, default=beginning),
            hubs=() if archive else self.plan.hubs,
            current=self.address(name) if archive else None,
            previous=self.address(archive_name(name, before)) if before else None,
            deleted=deleted,
        )

    def _language(self, gathered: Gathered) -> str:
        if gathered.kind is FeedKind.LANGUAGE:
            return gathered.subject
        return self.publication.language


def by_feed(feeds: Mapping[str, Gathered], kind: FeedKind) -> list[Gathered]:
    """Return the feeds of a kind, by what they are about."""
    found = [feed for feed in feeds.values() if feed.kind is kind]
    return sorted(found, key=lambda feed: (feed.subject.casefold(), feed.name))
