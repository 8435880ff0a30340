"""The erratum: an issue for exactly those who were sent an article before it was corrected."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from pressrun.errors import Refused
from pressrun.model.article import Article
from pressrun.model.document import Correction
from pressrun.model.inline import Text
from pressrun.model.issue import Issue, IssueKey, IssueState
from pressrun.ports import Contents, Store
from pressrun.press.correct import Copies
from pressrun.press.desk import Desk
from pressrun.press.faces import mailing_list_of
from pressrun.press.numbering import folder_of, next_number
from pressrun.render.words import Words, fill, find_words

# An erratum in one of these can no longer be written over; it has told whom it told.
_OUT: Final = frozenset({IssueState.SENDING, IssueState.PAUSED, IssueState.SENT})
_LINE_LIMIT: Final = 255  # characters that one line of front matter may have
_ELLIPSIS: Final = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """An erratum to one list, and for how many. ``is_new`` unless its folder is there already.

    ``notes`` are what is right, the oldest first; ``opening`` and ``link`` stand around them.
    ``earlier`` are numbers of errata about an earlier correction that have not gone out.
    """

    issue: Issue
    list: str
    readers: int
    is_new: bool
    opening: str
    notes: tuple[str, ...]
    link: str
    earlier: tuple[int, ...] = ()


def draft_errata(
    desk: Desk,
    store: Store,
    contents: Contents,
    article: Article,
    copies: Sequence[Copies],
    *,
    corrected_at: datetime,
    mint: Callable[[], IssueKey],
) -> tuple[Drafted, ...]:
    """Return an erratum of a corrected article for each list whose readers have its old text.

    Nothing is written. Where one about this correction waits already, it is returned instead. An
    erratum says every correction since the last erratum of the article that went out.

    Raises:
        Refused: Nobody has the old text and has not been told, or nothing says what is right.
    """
    if not article.corrections:
        raise Refused(
            f"nothing says what is right in {article.slug!r}",
            code="COR004",
            help=f'pressrun correct {article.slug} --note "The fare is 3 euros." --draft-erratum',
        )
    asked = [one for one in copies if one.untold]
    if not asked:
        raise Refused(
            f"nobody has the old text of {article.slug!r} by mail who has not been told",
            code="COR005",
            help="pages and feeds show what is right; there is nobody to write to",
        )
    words = find_words(desk.theme(), _language(desk, article))
    drafts, here = [], contents
    for one in asked:
        errata = list(_errata(desk, store, contents, article, one.list))
        waiting = [issue for issue, state in errata if state not in _OUT]
        same = [issue for issue in waiting if issue.corrected_at == corrected_at]
        earlier = tuple(issue.number for issue in waiting if issue.corrected_at != corrected_at)
        drafted = partial(_drafted, article=article, copies=one, words=words, earlier=earlier)
        if same:
            drafts.append(drafted(same[0], (), is_new=False))
            continue
        told = [i.corrected_at for i, state in errata if state in _OUT and i.corrected_at]
        notes = _notes(article.corrections, max(told, default=None), desk.publication.zone)
        number = next_number(here, desk.numbering, year=_year(desk))
        slug = f"correction-{article.slug}"
        issue = Issue(
            key=mint(),
            number=number,
            slug=slug,
            folder=folder_of(number, slug),
            subject=_cut(fill(words["erratum_subject"], {"title": article.title})),
            preheader=_cut(notes[-1]),
            list=one.list if len(desk.publication.lists) > 1 else "",
            digest="",
            erratum_of=article.id,
            corrected_at=corrected_at,
        )
        here = Contents(articles=(), issues=(*here.issues, issue), problems=here.problems)
        drafts.append(drafted(issue, notes, is_new=True))
    return tuple(drafts)


def _drafted(
    issue: Issue,
    notes: tuple[str, ...],
    *,
    is_new: bool,
    article: Article,
    copies: Copies,
    words: Words,
    earlier: tuple[int, ...],
) -> Drafted:
    return Drafted(
        issue=issue,
        list=copies.list,
        readers=copies.untold,
        is_new=is_new,
        opening=fill(words["erratum_opening"], {"title": article.title}),
        notes=notes,
        link=words["erratum_link"],
        earlier=earlier,
    )


def _errata(
    desk: Desk, store: Store, contents: Contents, article: Article, list: str
) -> Iterator[tuple[Issue, IssueState]]:
    """Yield the errata of an article to a list that are there, and where they stand."""
    with store.unit(write=False) as unit:
        for issue in contents.issues:
            if issue.erratum_of != article.id:
                continue
            if mailing_list_of(issue, desk.publication).name != list:
                continue
            armed = unit.issues.find(issue.key)
            state = armed.state if armed else IssueState.DRAFT
            if state is not IssueState.CANCELLED:
                yield issue, state


def _notes(
    corrections: Sequence[Correction], told_at: datetime | None, zone: str
) -> tuple[str, ...]:
    """Return what corrections say that came after the day of the last erratum; one at least."""
    day = told_at.astimezone(ZoneInfo(zone)).date() if told_at else None
    new = [one for one in corrections if day is None or one.on > day] or corrections[-1:]
    return tuple("".join(part.text for part in one.parts if isinstance(part, Text)) for one in new)


def _language(desk: Desk, article: Article) -> str:
    """Return in which language readers of an article are written to."""
    return article.language if article.original else desk.publication.language


def _year(desk: Desk) -> int:
    return desk.clock.now().astimezone(ZoneInfo(desk.publication.zone)).year


def _cut(line: str) -> str:
    """Return a line no longer than one of front matter may be."""
    if len(line) <= _LINE_LIMIT:
        return line
    return line[: _LINE_LIMIT - len(_ELLIPSIS)].rstrip() + _ELLIPSIS
