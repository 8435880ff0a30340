"""Who writes and what of: the pages of topics and authors, and which issue brought what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pressrun.model.article import Article, Target
from pressrun.model.feed import FeedKind, Group, Record
from pressrun.model.issue import Issue
from pressrun.model.language import Alternates
from pressrun.model.publication import Publication
from pressrun.press.assemble import text_in
from pressrun.press.feeds import Gathered, Member, gather
from pressrun.press.shelf import Shelf

# A kind of feed, the words of its pages, and the folder of them.
KINDS: Final = ((FeedKind.TAG, "topic", "topics"), (FeedKind.AUTHOR, "author", "authors"))
_GROUPS: Final = (Group.TAG, Group.AUTHOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A topic or an author. ``feed`` is what its own feed is called, were there one."""

    kind: str
    name: str
    path: str
    feed: Gathered
    records: Sequence[Record]


def subjects(articles: Sequence[Member]) -> list[Subject]:
    """Return every topic and author of these, by kind and name, whatever feeds there are."""
    found = gather(articles, (), _GROUPS).values()
    made = []
    for kind, words, folder in KINDS:
        some = sorted((g for g in found if g.kind is kind), key=lambda g: g.subject.casefold())
        made += [
            Subject(
                kind=words,
                name=each.subject,
                path=f"{folder}/{each.name.rpartition('/')[2]}/",
                feed=each,
                records=each.members,
            )
            for each in some
        ]
    return made


@dataclass(frozen=True, slots=True)
class Surroundings:
    """How public things hang together: the issue an article came with, the pages that say the
    same in other languages by the id of their original, and issues in a row."""

    came_with: Mapping[str, Target]
    alternates: Mapping[str, Alternates]
    around: Mapping[str, tuple[Target | None, Target | None, Alternates]]

    def told_of(self, article: Article) -> tuple[Target | None, Alternates]:
        """Return what the page of an article tells: where it came from, and its other languages."""
        return self.came_with.get(article.id), self.alternates.get(article.work, ())


def surroundings(
    issues: Iterable[Issue], public: Mapping[str, Record], shelf: Shelf, publication: Publication
) -> Surroundings:
    """Return how what is public hangs together; an article came with the first that has it."""
    row = sorted((i for i in issues if i.key in public), key=lambda i: _order(public[i.key]))
    targets = [Target(title=i.subject, url=publication.address(i.site_path)) for i in row]
    came_with: dict[str, Target] = {}
    brought: dict[str, Issue] = {}
    for issue, target in zip(row, targets, strict=True):
        for article in map(shelf.find, issue.references):
            if article is not None and article.id in public:
                came_with.setdefault(article.id, target)
                brought.setdefault(article.id, issue)
    alternates: dict[str, Alternates] = {}
    for article, original in shelf.pairs():
        first = (original.language, publication.address(original.site_path))
        others = alternates.get(original.id, ())[1:]
        page = (article.language, publication.address(article.site_path))
        alternates[original.id] = (first, *sorted((*others, page)))
        if original.id in brought:
            issue = brought[original.id]
            came_with[article.id] = _target(issue, article.language, shelf, publication)
    before: list[Target | None] = [None, *targets]
    after: list[Target | None] = [*targets[1:], None]
    return Surroundings(
        came_with,
        alternates,
        {
            issue.key: (left, right, _pages_of(issue, shelf, publication))
            for issue, left, right in zip(row, before, after, strict=False)
        },
    )


def _target(issue: Issue, language: str, shelf: Shelf, publication: Publication) -> Target:
    """Return where an issue is for who reads a language, under the subject it has in it."""
    tags = shelf.languages_of(issue)
    subject = text_in(issue, language, publication.language).subject
    url = publication.address(issue.page_in(language if language in tags else ""))
    return Target(title=subject, url=url)


def _pages_of(issue: Issue, shelf: Shelf, publication: Publication) -> Alternates:
    """Return the pages of an issue in every language that it has one in."""
    tags = ("", *shelf.languages_of(issue))
    return tuple(
        (tag or publication.language, publication.address(issue.page_in(tag))) for tag in tags
    )


def _order(record: Record) -> tuple[float, int]:
    return record.published_at.timestamp(), record.sequence
