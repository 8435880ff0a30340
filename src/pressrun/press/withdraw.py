"""Withdraw: what was published is public no longer, for good."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pressrun.errors import Refused, UsageError
from pressrun.model.article import Article
from pressrun.model.feed import MEDIA_TYPES, FeedKind, Group, Memory, Record, RecordKind
from pressrun.model.issue import Issue
from pressrun.model.shelfmark import shelfmark
from pressrun.ports import Contents
from pressrun.press.desk import Desk
from pressrun.press.publish import Published, publish
from pressrun.press.record import Release
from pressrun.press.shelf import names


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """What withdrawing would end. ``documents`` is how many closed archive documents are written
    anew without it; ``title`` is empty where no file that loads tells it."""

    record: Record
    title: str = ""
    documents: int = 0

    @property
    def is_done(self) -> bool:
        """Tell whether it was withdrawn before."""
        return self.record.withdrawn_at is not None


def plan_withdrawal(desk: Desk, contents: Contents, name: str) -> Withdrawal:
    """Return what withdrawing the article or issue called ``name`` would end.

    An article goes by its id, slug or file, an issue by its number, id, slug or folder. What has
    no file any more goes by its id or its page.

    Raises:
        ContentError: The memory of entries does not load.
        Refused: It was never public.
        UsageError: Nothing is called so, or an article and an issue both are.
    """
    memory = desk.folder.memory()
    records = {record.id: record for record in memory.records}
    ids = list(dict.fromkeys(_called(name, contents, memory)))
    public = [minted for minted in ids if minted in records]
    if not ids:
        raise UsageError(
            f"there is no article or issue {name!r}",
            code="WDR003",
            help="name an article by its slug or id, an issue by its number or folder",
        )
    if not public:
        raise Refused(
            f"{name!r} was never public",
            code="WDR004",
            help="there is nothing to withdraw: edit or remove its file",
        )
    if len(public) > 1:
        advice = " or ".join(_bare(records[minted].paths[-1:]) or minted for minted in public)
        raise UsageError(f"{name!r} is more than one", code="WDR005", help=f"say  {advice}")
    record = records[public[0]]
    article = next((a for a in contents.articles if a.id == record.id), None)
    issue = next((i for i in contents.issues if i.key == record.id), None)
    ended = [r for r in memory.records if r.id == record.id or r.id.startswith(f"{record.id}:")]
    by_id = {str(each.id): each for each in contents.articles}
    feeds = [(r, f) for r in ended for f in _feeds_of(r, by_id.get(r.id), desk.feeds.each)]
    return Withdrawal(
        record=record,
        title=article.title if article else issue.subject if issue else "",
        documents=sum(_is_archived(r, memory, feed) for r, feed in feeds) * len(MEDIA_TYPES),
    )


def withdraw(
    desk: Desk,
    contents: Contents,
    planned: Withdrawal,
    *,
    at: datetime,
    dry_run: bool = False,
) -> Published:
    """End an entry for good and publish what remains. Doing it again changes nothing.

    Its addresses are gone, feeds say that it is deleted (RFC 6721), archives that held it are
    written anew without it; mail that went out stays where it is.

    Raises:
        ContentError: The memory of entries does not load.
        RenderError: A template does not work.
        OutletError: A file could not be written; the next publication finishes.
    """
    return publish(
        desk,
        contents=contents,
        release=Release(at=at),
        withdraw=[planned.record.id],
        accept=True,
        dry_run=dry_run,
    )


def _called(name: str, contents: Contents, memory: Memory) -> Iterator[str]:
    bare = _bare((name.strip(),)).removesuffix("/issue.md")
    for article in contents.articles:
        if bare in names(article) or f"{bare}/" == article.site_path:
            yield article.id
    for issue in contents.issues:
        if _is_issue(bare, issue):
            yield issue.key
    for record in memory.records:
        own = [path.rstrip("/") for path in record.paths[-1:]]
        if bare == record.id or bare in own or f"articles/{bare}" in own:
            yield record.id


def _is_issue(name: str, issue: Issue) -> bool:
    if name.isdigit():
        return int(name) == issue.number
    return name in {issue.key, issue.slug, issue.folder, issue.site_path.rstrip("/")}


def _bare(paths: tuple[str, ...]) -> str:
    return "".join(paths).rstrip("/")


def _feeds_of(record: Record, article: Article | None, each: tuple[Group, ...]) -> Iterator[str]:
    """Yield the names of the feeds that show an entry; without its file, those that are sure."""
    if record.kind is RecordKind.ISSUE:
        yield FeedKind.ISSUES
        return
    if ":" not in record.id:
        yield FeedKind.MAIN
    about = {
        Group.TAG: article.tags if article else (),
        Group.AUTHOR: article.authors if article else (),
        Group.LANGUAGE: (article.language if article else record.language,),
    }
    for group in each:
        yield from dict.fromkeys(f"{group.kind}/{shelfmark(subject)}" for subject in about[group])


def _is_archived(record: Record, memory: Memory, feed: str) -> bool:
    return any(record.sequence <= closed.sequence for closed in memory.archives.get(feed, ()))
