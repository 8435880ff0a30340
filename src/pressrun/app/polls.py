"""Polls and quizzes: what the web edge and the command line may ask of them."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from threading import Lock
from typing import Final

from pressrun.app.wiring import Wiring
from pressrun.model.document import Poll, Quiz
from pressrun.model.inline import plain
from pressrun.model.lent import Lent
from pressrun.model.question import Question
from pressrun.model.vote import Count
from pressrun.press.entries import short
from pressrun.press.questions import Questions
from pressrun.press.vote import Ballot, Said, Visitor, VoteDesk
from pressrun.render.ballot import Face, Notice, Sheet
from pressrun.render.spreadsheet import rows_of

_PAGE: Final = "pressrun.render.ballot:ballot_page"
_PAGES: Final = 1024  # of some kilobytes each
# What a spreadsheet calls the columns of counts.
_COLUMNS: Final = (
    "article",
    "title",
    "question",
    "kind",
    "asks",
    "choice",
    "says",
    "right",
    "subscribers",
    "others",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its counts, as editors see it."""

    question: Question
    counts: tuple[Count, ...]
    is_open: bool

    @property
    def kind(self) -> str:
        """Return ``quiz`` or ``poll``."""
        return "quiz" if isinstance(self.question.block, Quiz) else "poll"

    @property
    def name(self) -> str:
        """Return what no other question is called."""
        return f"{self.question.owner}/{self.question.id}"

    @property
    def closes_on(self) -> date | None:
        """Return the last day on which one can vote, None for no end."""
        block = self.question.block
        return block.closes_on if isinstance(block, Poll) else None


class Polls:
    """Questions of one publication. Synchronous; the web edge calls it in a worker thread."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        # By the publication they are of, for links and templates may change with the next.
        self._pages: OrderedDict[tuple[int, Sheet], str] = OrderedDict()
        self._theme: tuple[int, Lent] | None = None
        self._lock = Lock()

    def show_by_mail(self, token: str, owner: str, question: str, choice: int) -> Ballot | None:
        """Return what a link in somebody's mail leads to; see ``press.vote``."""
        return self._desk.show_by_mail(token, owner, question, choice)

    def vote_by_mail(self, token: str, owner: str, question: str, choice: int) -> Ballot | None:
        """Count the choice of whose mail the link was in."""
        return self._desk.vote_by_mail(token, owner, question, choice)

    def show(self, owner: str, question: str, visitor: Visitor) -> Ballot | None:
        """Return a question to anybody."""
        return self._desk.show(owner, question, visitor)

    def vote(self, owner: str, question: str, choice: int, visitor: Visitor) -> Ballot | None:
        """Count the choice of somebody on the web."""
        return self._desk.vote(owner, question, choice, visitor)

    def page(
        self,
        face: Face,
        ballot: Ballot,
        *,
        by_mail: bool = False,
        offered: int = 0,
        notice: Notice = Notice.NONE,
    ) -> str:
        """Return a page of a question, set once for all voters who see the same.

        Raises:
            RenderError: The theme's template does not work.
        """
        sheet = Sheet(
            face=face,
            question=ballot.asked.question,
            is_open=ballot.is_open,
            by_mail=by_mail,
            offered=offered,
            chosen=ballot.chosen,
            counts=ballot.counts,
            notice=notice,
        )
        key = (ballot.asked.edition, sheet)
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
                return self._pages[key]
        desk, theme = self._wiring.desk, self._theme_of(ballot.asked.edition)
        page: str = desk.isolate.call(_PAGE, sheet, ballot.asked.links, desk.publication, theme)
        with self._lock:
            self._pages[key] = page
            while len(self._pages) > _PAGES:
                self._pages.popitem(last=False)
        return page

    def all(self) -> Iterator[Asked]:
        """Yield every question of what is public, with its counts."""
        for question in self._questions.all():
            yield Asked(question, self._desk.counts(question), self._desk.is_open(question))

    def csv(self, asked: Sequence[Asked], *, raw: bool = False) -> str:
        """Return counts as CSV, a row for each choice, safe in spreadsheets unless ``raw``."""
        rows = [_COLUMNS, *(row for each in asked for row in _rows(each))]
        return rows_of(rows, raw=raw)

    def _theme_of(self, edition: int) -> Lent:
        """Return the templates, which a child is handed once."""
        known = self._theme
        if known is None or known[0] != edition:
            theme = self._wiring.desk.theme()
            known = self._theme = edition, Lent(short(repr(theme)), theme)
        return known[1]

    @cached_property
    def _questions(self) -> Questions:
        return Questions(self._wiring.desk)

    @cached_property
    def _desk(self) -> VoteDesk:
        wiring = self._wiring
        return VoteDesk(
            self._questions,
            store=wiring.store,
            clock=wiring.clock,
            entropy=wiring.entropy,
            zone=wiring.settings.publication.zone,
        )


def _rows(asked: Asked) -> Iterator[tuple[str, ...]]:
    question = asked.question
    block = question.block
    for count, choice in zip(asked.counts, block.choices, strict=True):
        yield (
            question.owner,
            question.title,
            question.id,
            asked.kind,
            plain(block.question),
            str(count.choice),
            plain(choice.parts),
            "yes" if choice.right else "",
            str(count.subscribers),
            str(count.others),
        )


__all__ = ["Asked", "Ballot", "Face", "Notice", "Polls", "Said", "Visitor"]
