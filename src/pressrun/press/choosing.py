"""Which articles the next issue of a schedule carries, and why the others are not in it."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from pressrun.model.article import Article, ArticleId, PublishRule
from pressrun.model.feed import Record
from pressrun.model.issue import Issue, IssueKey, IssueKind, IssueState
from pressrun.model.privatefeed import topic_key
from pressrun.model.publication import Publication
from pressrun.model.schedule import Choice, Order, Part, Schedule
from pressrun.press.shelf import names

# A file may say in its name of which day it is: 2026-12-01-the-ferry.md.
_DATED: Final = re.compile(r"(?:.*/)?(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})-[^/]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """What lies there to be chosen from.

    ``carried`` says which issue of the same list has an article already, ``records`` what is or
    was public, by id. ``since_at`` is when the press first saw the schedule, ``at`` the moment
    of the issue: what is public by then may be in it. ``zone`` is the publication's.
    """

    articles: Sequence[Article]
    carried: Mapping[ArticleId, str]
    records: Mapping[str, Record]
    since_at: datetime
    at: datetime
    zone: str = "UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenPart:
    """Articles under one title, in order; the first may have none."""

    articles: tuple[Article, ...]
    title: str = ""
    intro: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Parts that hold something, and why each of the other articles is in none."""

    parts: tuple[ChosenPart, ...] = ()
    left_out: Mapping[ArticleId, str] = field(default_factory=dict)

    @property
    def articles(self) -> tuple[Article, ...]:
        """Return the chosen articles in reading order."""
        return tuple(article for part in self.parts for article in part.articles)


def choose(
    schedule: Schedule, stock: Stock, *, fault: Callable[[Article], str] = lambda article: ""
) -> Chosen:
    """Return what an issue of ``schedule`` would carry.

    ``fault`` says what is wrong with an article's text, empty for nothing; it is asked only of
    those that would be in the issue.
    """
    left_out: dict[ArticleId, str] = {}
    candidates = []
    for article in stock.articles:
        reason = _unfit(article, stock) or mismatch(schedule.choice, article)
        if reason:
            left_out[article.id] = reason
        else:
            candidates.append(article)
    taken: dict[Part | None, list[Article]] = {part: [] for part in (None, *schedule.parts)}
    count = 0
    for article in ordered(candidates, schedule.order, stock):
        part = next((p for p in schedule.parts if not mismatch(p.choice, article)), None)
        full = _over(part.choice, taken[part]) if part else ""
        if full and part:
            left_out[article.id] = f"{full} of {part.title!r}"
        elif schedule.choice.limit and count >= schedule.choice.limit:
            left_out[article.id] = f"over the limit of {schedule.choice.limit}"
        elif reason := fault(article):
            left_out[article.id] = reason
        else:
            taken[part].append(article)
            count += 1
    parts = (
        ChosenPart(
            articles=tuple(found),
            title=part.title if part else "",
            intro=part.intro if part else "",
        )
        for part, found in taken.items()
        if found
    )
    return Chosen(parts=tuple(parts), left_out=left_out)


def carried_by(
    issues: Iterable[Issue],
    states: Mapping[IssueKey, IssueState],
    articles: Iterable[Article],
    *,
    list: str,
    publication: Publication,
) -> dict[ArticleId, str]:
    """Return which issue of a list carries an article, drafts included and cancelled ones not.

    ``states`` has the issues that are armed or have been.
    """
    default = publication.lists[0].name if publication.lists else ""
    numbers: dict[str, Issue] = {}
    for issue in issues:
        if issue.kind is not IssueKind.ISSUE or (issue.list or default) != list:
            continue
        if states.get(issue.key) is not IssueState.CANCELLED:
            for reference in issue.references:
                numbers.setdefault(reference.rpartition("/")[2], issue)
    if not numbers:
        return {}
    found: dict[ArticleId, str] = {}
    for article in articles:
        for name in names(article):
            if (carrier := numbers.get(name)) is not None:
                found[article.id] = f"in issue {carrier.number}"
                break
    return found


def mismatch(choice: Choice, article: Article) -> str:
    """Return why a choice does not take an article; empty where it does."""
    if choice.tags and not _meet(choice.tags, article.tags):
        return f"not tagged {_or(choice.tags)}"
    if choice.sections and not _meet(choice.sections, (article.section,)):
        return f"not in section {_or(choice.sections)}"
    if choice.languages and not _speaks(article.language, choice.languages):
        return f"in {article.language}, not in {_or(choice.languages)}"
    if choice.authors and not _meet(choice.authors, article.authors):
        return f"not by {_or(choice.authors)}"
    return ""


def ordered(articles: Iterable[Article], order: Order, stock: Stock) -> list[Article]:
    """Return articles as they stand in an issue: pinned ones first, then by ``order``."""
    dated = [(_day_of(article, stock), article) for article in articles]
    dated.sort(key=lambda pair: pair[1].path)
    dated.sort(key=lambda pair: pair[0], reverse=order is not Order.OLDEST)
    if order is Order.WEIGHT:
        dated.sort(key=lambda pair: -pair[1].weight)
    return sorted((article for _, article in dated), key=lambda article: not article.pinned)


def _unfit(article: Article, stock: Stock) -> str:
    """Return why an article is in no issue at this moment, whatever the rule."""
    record = stock.records.get(article.id)
    if article.id in stock.carried:
        return stock.carried[article.id]
    if article.draft:
        return "draft"
    if record is not None and record.withdrawn_at is not None:
        return "withdrawn"
    if record is not None and record.taken_over:
        return "published before it came here"
    if record is not None and record.published_at < stock.since_at:
        return "first published before the schedule began"
    moment = article.publish
    if moment.rule is PublishRule.MOMENT and moment.at is not None and moment.at > stock.at:
        return f"not public until {moment.at.astimezone(ZoneInfo(stock.zone)):%Y-%m-%d %H:%M}"
    return ""


def _over(choice: Choice, taken: Sequence[Article]) -> str:
    full = choice.limit and len(taken) >= choice.limit
    return f"over the limit of {choice.limit}" if full else ""


def _day_of(article: Article, stock: Stock) -> datetime:
    """Return the instant an article is of: public since or from then, or the day in its name."""
    record = stock.records.get(article.id)
    if record is not None:
        return record.published_at
    if article.publish.at is not None:
        return article.publish.at
    named = _DATED.fullmatch(article.path)
    try:
        day = date.fromisoformat(named["day"]) if named else None
    except ValueError:
        day = None
    return datetime.combine(day, time(), UTC) if day else stock.at


def _meet(wanted: Collection[str], found: Collection[str]) -> bool:
    return not {topic_key(one) for one in wanted}.isdisjoint(topic_key(one) for one in found if one)


def _speaks(language: str, wanted: Collection[str]) -> bool:
    """Tell whether a tag is one of ``wanted``, or is of a primary subtag that is (RFC 4647)."""
    tag = language.lower()
    return any(tag == one.lower() or tag.startswith(f"{one.lower()}-") for one in wanted)


def _or(words: Sequence[str]) -> str:
    return " or ".join(words)
