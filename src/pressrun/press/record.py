"""Decide what is public: the memory of entries before and after a publication."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from pressrun.errors import Place, Problem, Severity
from pressrun.model.article import Article, PublishRule
from pressrun.model.feed import Identity, Memory, Record, RecordKind, Tombstone
from pressrun.model.issue import BoundIssue, Issue, IssueKey
from pressrun.model.memory import PATH as RECORDS_PATH
from pressrun.model.publication import Publication
from pressrun.ports import Contents


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What becomes public now besides articles whose own moment has come.

    ``at`` is the instant written down as first publication, whole seconds; ``issue`` brings its
    articles along. With ``takes_over`` every article that is no draft is public, save for one
    whose moment is still to come: what an older publication had published already.
    """

    at: datetime
    issue: IssueKey | None = None
    takes_over: bool = False


def has_come(article: Article, at: datetime) -> bool:
    """Tell whether ``article`` is public by its own front matter at this instant.

    A translation never is: it comes with its original.
    """
    if article.draft or article.original:
        return False
    publish = article.publish
    return publish.rule is PublishRule.NOW or (
        publish.rule is PublishRule.MOMENT and publish.at is not None and publish.at <= at
    )


def unshown(
    contents: Contents, records: Iterable[Record], *, told: Iterable[str] = ()
) -> Iterator[Problem]:
    """Yield a warning for what is public and whose file says otherwise, or is gone.

    Nothing is withdrawn by that: readers have it, and feeds never take back. ``told`` are ids of
    which somebody says already why there is no file.
    """
    known = {*told, *(a.id for a in contents.articles), *(i.key for i in contents.issues)}
    for record in records:
        if record.withdrawn_at is None and record.id not in known:
            yield Problem(
                code="PUB001",
                severity=Severity.WARNING,
                what=f"the {record.kind} {record.id} is public, and no file that loads has its id",
                place=Place(path=RECORDS_PATH),
                help="mend or put back its file; its page stays, feeds leave it out until then",
            )
    public = {record.id for record in records if record.withdrawn_at is None}
    for article in contents.articles:
        if article.draft and article.id in public:
            yield Problem(
                code="PUB002",
                severity=Severity.WARNING,
                what="this article is public already; `draft: true` only keeps it out of issues",
                place=Place(path=article.path),
                help="take `draft: true` out",
            )


def withdrawn_here(contents: Contents, records: Iterable[Record]) -> Iterator[Problem]:
    """Yield a warning for every file that has the id of something withdrawn: it stays unpublished.

    An id is never used again; readers' programs were told that it is no more.
    """
    gone = {record.id: record.withdrawn_at for record in records if record.withdrawn_at}
    files: list[tuple[RecordKind, str, str]] = [
        (RecordKind.ARTICLE, a.id, a.path) for a in contents.articles
    ]
    files += [(RecordKind.ISSUE, i.key, i.path) for i in contents.issues]
    for kind, minted, path in files:
        if minted not in gone:
            continue
        yield Problem(
            code="WDR001",
            severity=Severity.WARNING,
            what=f"this {kind} was withdrawn on {gone[minted]:%Y-%m-%d} and stays unpublished",
            place=Place(path=path),
            help="remove the file, or give it an id of its own if it is another text: take out its"
            " `id:` line, then  pressrun check --fix",
        )


def was_public(article: Article, at: datetime) -> bool:
    """Tell whether ``article`` counts as published elsewhere by this instant, if it was taken over.

    One whose moment is to come waits for that; a translation comes with its original.
    """
    moment = article.publish.at
    return not article.draft and not article.original and (moment is None or moment <= at)


class Register:
    """The memory of entries while a publication is made: first publication, then changes.

    A record never changes its id, sequence or ``published_at``; ``updated_at`` moves only when
    the digest of the words does (design §4 item 1). What was withdrawn never comes back.
    """

    def __init__(self, memory: Memory) -> None:
        self._records = {record.id: record for record in memory.records}
        self._known = frozenset(self._records)
        self._last = max((record.sequence for record in memory.records), default=0)
        self.archives = dict(memory.archives)

    @property
    def public(self) -> Mapping[str, Record]:
        """Return what is public, by minted id."""
        return {key: r for key, r in self._records.items() if r.withdrawn_at is None}

    @property
    def withdrawn(self) -> tuple[Record, ...]:
        """Return what was withdrawn, the newest withdrawal first."""
        gone = (record for record in self._records.values() if record.withdrawn_at is not None)
        return tuple(sorted(gone, key=_withdrawal, reverse=True))

    def memory(self, identity: Identity | None) -> Memory:
        """Return everything to be remembered, records in order of first publication."""
        records = tuple(sorted(self._records.values(), key=lambda record: record.sequence))
        return Memory(records=records, archives=dict(self.archives), identity=identity)

    def enter_all(self, articles: Iterable[Article], *, at: datetime) -> None:
        """Make articles public that have come by themselves, in the order of their moments."""
        for article in sorted(articles, key=lambda a: (a.publish.at or at, a.path)):
            self.enter_article(article, at=at)

    def take_over(self, articles: Iterable[Article], *, at: datetime) -> None:
        """Make articles public that were so elsewhere, in the order of their moments.

        One without a moment of its own is dated now. What is or was public stays as it is.
        """
        for article in sorted(articles, key=lambda a: (a.publish.at or at, a.path)):
            if article.id not in self._records:
                self.enter_article(article, at=at)
                self._records[article.id] = replace(self._records[article.id], taken_over=True)

    @property
    def taken_over(self) -> int:
        """Return how many articles were taken over since the memory was read."""
        new = self._records.keys() - self._known
        return sum(self._records[key].taken_over for key in new)

    def enter_article(self, article: Article, *, at: datetime) -> None:
        """Make ``article`` public at this instant, unless it is or was."""
        at = article.publish.at or at
        self._enter(article.id, RecordKind.ARTICLE, article.language, at)

    def enter_translations(self, articles: Iterable[Article], *, at: datetime) -> None:
        """Make translations public whose originals are, in the order in which those became so.

        One that comes with its original is dated like it; a later one carries this instant.
        """
        public = self.public
        come = [a for a in articles if a.original in public and not a.draft]
        for article in sorted(come, key=lambda a: (public[a.original].sequence, a.id)):
            first = public[article.original]
            moment = at if article.original in self._known else first.published_at
            self._enter(article.id, RecordKind.ARTICLE, article.language, moment)

    def enter_issue(self, issue: Issue, *, language: str, at: datetime) -> None:
        """Make ``issue`` public at this instant, unless it is or was."""
        self._enter(issue.key, RecordKind.ISSUE, language, at)

    def note(self, id: str, *, digest: str, updated_at: datetime, path: str) -> None:
        """Note the words and the page of an entry as they were set."""
        record = self._records[id]
        paths = record.paths
        if not paths or paths[-1] != path:
            paths = (*(known for known in paths if known != path), path)
        if (record.digest, record.updated_at, record.paths) != (digest, updated_at, paths):
            self._records[id] = replace(record, digest=digest, updated_at=updated_at, paths=paths)

    def drop_unshown(self, shown: Container[str]) -> None:
        """Take back what was entered since the memory was read and could not be shown."""
        new = [key for key in self._records if key not in self._known and key not in shown]
        new += [key for key in self._records if key.partition(":")[0] in new and key not in new]
        for key in new:
            del self._records[key]

    def settle(self, id: str, digest: str) -> None:
        """Take the words of an entry as they are now for what they always were."""
        self._records[id] = replace(self._records[id], digest=digest)

    def withdraw(self, id: str, *, at: datetime) -> None:
        """End an entry and its translations for good; asking again changes nothing."""
        for key, record in list(self._records.items()):
            if (key == id or key.startswith(f"{id}:")) and record.withdrawn_at is None:
                self._records[key] = replace(record, withdrawn_at=at)

    def moved(self) -> dict[str, str]:
        """Return where what had another page before is now, by the old path.

        What stands at such a path now, or stood there last and was withdrawn, is left out.
        """
        last = {record.paths[-1] for record in self._records.values() if record.paths}
        return {
            old: record.paths[-1]
            for record in self.public.values()
            for old in record.paths[:-1]
            if old not in last
        }

    def gone(self) -> frozenset[str]:
        """Return the paths of what was withdrawn.

        Those that something public has now are left out, and those that :meth:`moved` leads on.
        """
        public = self.public.values()
        taken = {path for record in public for path in record.paths[-1:]} | self.moved().keys()
        return frozenset(p for r in self.withdrawn for p in r.paths if p not in taken)

    def tombstones(self, publication: Publication, kind: RecordKind) -> tuple[Tombstone, ...]:
        """Return what was withdrawn as Atom says it (RFC 6721), the newest first."""
        return tuple(
            Tombstone(
                id=publication.entry_id(record.id, record.language),
                withdrawn_at=record.withdrawn_at,
            )
            for record in self.withdrawn
            if record.kind is kind and record.withdrawn_at is not None
        )

    def _enter(self, id: str, kind: RecordKind, language: str, at: datetime) -> None:
        if id in self._records:
            return
        self._last += 1
        self._records[id] = Record(
            id=id,
            kind=kind,
            language=language,
            sequence=self._last,
            published_at=at,
            updated_at=at,
            digest="",
        )


def _withdrawal(record: Record) -> tuple[datetime, int]:
    if record.withdrawn_at is None:
        raise AssertionError(f"{record.id} was not withdrawn")
    return record.withdrawn_at, record.sequence


def stamp(bound: BoundIssue, record: Record) -> BoundIssue:
    """Return ``bound`` with the instant of its first publication."""
    return replace(bound, published_at=record.published_at)


def identity_of(publication: Publication) -> Identity:
    """Return what every id is made of, as the memory keeps it."""
    return Identity(
        authority=publication.authority,
        year=publication.year,
        language=publication.language,
        url=publication.url,
    )


def kept_paths(
    contents: Contents, public: Mapping[str, Record], shown: Mapping[str, str]
) -> set[str]:
    """Return the paths of what is public and cannot be shown now: they stay as they are."""
    broken = public.keys() - shown.keys()
    if not broken:
        return set()
    paths: dict[str, str] = {a.id: a.site_path for a in contents.articles}
    paths |= {i.key: i.site_path for i in contents.issues}
    known = {key: public[key].paths[-1] for key in broken if public[key].paths}
    if broken - paths.keys() - known.keys():
        # A file that does not load has no slug to look its page up by: keep every page.
        return {"articles/", "issues/", "media/"}
    return {known.get(key) or paths[key] for key in broken} | {"media/"}
