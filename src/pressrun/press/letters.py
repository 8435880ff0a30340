"""The desk where letters are written: a face for each kind, and a row for each letter."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Final

from pressrun.errors import ContentError, PressrunError, StoreError, UsageError
from pressrun.model.audience import SubscriberId
from pressrun.model.letter import Letter, LetterKind
from pressrun.model.publication import MailingList, Publication, Theme, Welcome
from pressrun.model.slot import Slot
from pressrun.ports import Store, Unit
from pressrun.press.desk import Desk
from pressrun.press.letterpress import (
    Around,
    PreparedLetter,
    bound_issue,
    coming_issue,
    look_around,
    prepare,
    render_letter,
)
from pressrun.render.letter import FORETELLING, letter_language

FRESH_S: Final = 60.0
"""For so long faces are taken as they are; then the theme and the issues are looked at again."""

_FIRST: Final = (LetterKind.CONFIRM, LetterKind.ALREADY, LetterKind.WELCOME)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _View:
    """What was seen when the desk last looked up."""

    at_s: float
    theme: Theme
    around: Mapping[str, Around]


@dataclass(frozen=True, slots=True)
class _Made:
    """A face and what it was made of."""

    prepared: PreparedLetter
    theme: Theme
    around: Around


class LetterDesk:
    """Writes letters. Made once a process; several threads may use it.

    A face is rendered when it is first asked for, and again once the theme, or an issue that it
    speaks of, has changed. While one thread does so, others go on with the face there is; so they
    do for as long as a changed theme does not work.
    """

    def __init__(self, desk: Desk, store: Store | None = None) -> None:
        self._desk, self._store = desk, store
        self._lock = Lock()
        self._seen: _View | None = None
        self._made: dict[tuple[LetterKind, str, str], _Made] = {}

    def writes(self, kind: LetterKind, list: str) -> bool:
        """Tell whether such a letter is written at all; a list may have nobody welcomed."""
        welcome = self._list(list).welcome
        return kind is not LetterKind.WELCOME or welcome is not Welcome.NONE

    def face(self, kind: LetterKind, list: str, language: str = "") -> PreparedLetter:
        """Return a letter of a list in a reader's language, or in the publication's.

        It may render in a child process: call it before a unit is opened, never within.

        Raises:
            UsageError: There is no such list.
            ContentError: The theme cannot be read, or makes no letter, and never has.
            StoreError: The database does not answer.
        """
        mailing_list = self._list(list)
        view = self._view()
        spoken = letter_language(self._desk.publication, view.theme, language)
        key = (kind, mailing_list.name, spoken)
        around = _part(view.around.get(mailing_list.name, Around()), kind)
        made = self._made.get(key)
        if made is None:
            self._lock.acquire()
        elif _is_of(made, view.theme, around) or not self._lock.acquire(blocking=False):
            return made.prepared
        try:
            made = self._made.get(key)
            if made is None or not _is_of(made, view.theme, around):
                made = self._make(made, kind, mailing_list, view.theme, spoken, around)
                self._made[key] = made
            return made.prepared
        finally:
            self._lock.release()

    def make_ready(self) -> None:
        """Make the faces that a stranger asks for first, so that none waits for a child to start.

        What cannot be made is told when it is asked for.
        """
        for mailing_list in self._desk.publication.lists:
            for kind in _FIRST:
                try:
                    self.face(kind, mailing_list.name)
                except PressrunError as error:
                    problem = error.problem
                    log.warning("letter.unready", extra={"kind": str(kind), "code": problem.code})

    def write(
        self,
        unit: Unit,
        prepared: PreparedLetter,
        *,
        to: str,
        slots: Mapping[Slot, str],
        dedupe: str,
        at: datetime,
        subscriber: SubscriberId | None = None,
    ) -> bool:
        """Write a letter to ``to`` in a unit that writes; False if ``dedupe`` was used before.

        What the face does not ask for is not kept.

        Raises:
            ValueError: A value that the face asks for is missing.
        """
        missing = prepared.slots - slots.keys()
        if missing:
            raise ValueError(f"a letter {prepared.kind} needs {', '.join(sorted(missing))}")
        unit.letters.keep_face(prepared.digest, prepared.octets)
        domain = self._desk.publication.authority.rpartition("@")[2]
        return unit.letters.queue(
            Letter(
                kind=prepared.kind,
                list=prepared.list,
                address=to,
                face=prepared.digest,
                slots={str(slot): slots[slot] for slot in sorted(prepared.slots)},
                dedupe=dedupe,
                message_id=f"{self._desk.entropy.octets(16).hex()}@{domain}",
                created_at=at,
                subscriber=subscriber,
            )
        )

    def _view(self) -> _View:
        seen, now_s = self._seen, self._desk.clock.elapsed_s()
        if seen is None:
            self._lock.acquire()
        elif now_s - seen.at_s < FRESH_S or not self._lock.acquire(blocking=False):
            return seen
        try:
            if self._seen is seen:
                self._seen = self._look(seen, now_s)
            return self._seen or self._look(None, now_s)
        finally:
            self._lock.release()

    def _look(self, before: _View | None, now_s: float) -> _View:
        try:
            theme, around = self._desk.theme(), self._around()
        except (ContentError, StoreError) as error:
            if before is None:
                raise
            log.warning("letter.unseen", extra={"code": error.problem.code})
            return replace(before, at_s=now_s)
        # Faces are known by the theme they were made of.
        same = before is not None and theme == before.theme
        return _View(now_s, before.theme if before and same else theme, around)

    def _around(self) -> dict[str, Around]:
        if self._store is None:
            return {}
        lists = self._desk.publication.lists
        return {one.name: look_around(self._store, self._desk, one) for one in lists}

    def _make(
        self,
        before: _Made | None,
        kind: LetterKind,
        mailing_list: MailingList,
        theme: Theme,
        spoken: str,
        around: Around,
    ) -> _Made:
        desk = self._desk
        coming, latest = coming_issue(desk, around.coming), bound_issue(desk, around.latest)
        try:
            rendered = render_letter(desk, kind, mailing_list, theme, spoken, coming, latest)
            return _Made(prepare(rendered, kind, mailing_list, spoken), theme, around)
        except ContentError as error:
            log.warning("letter.unset", extra={"kind": str(kind), "code": error.problem.code})
            # Rather the letter alone, and rather an older face, than nobody being let in.
            if latest is not None:
                alone = replace(around, latest=None)
                made = self._make(before, kind, mailing_list, theme, spoken, alone)
                return replace(made, around=around)
            if before is None:
                raise
            return _Made(before.prepared, theme, around)

    def _list(self, name: str) -> MailingList:
        return find_list(self._desk.publication, name)


def find_list(publication: Publication, name: str) -> MailingList:
    """Return the list of this name, the first one for an empty name.

    Raises:
        UsageError: There is no such list.
    """
    found = publication.find_list(name)
    if found is None:
        known = ", ".join(item.name for item in publication.lists)
        raise UsageError(f"there is no list {name!r}", code="SUB002", help=f"lists: {known}")
    return found


def _part(around: Around, kind: LetterKind) -> Around:
    """Return what letters of a kind say of what is around them."""
    if kind is LetterKind.WELCOME:
        return around
    return Around(around.coming if kind in FORETELLING else None)


def _is_of(made: _Made, theme: Theme, around: Around) -> bool:
    return made.theme is theme and made.around == around


__all__ = ["FRESH_S", "LetterDesk", "PreparedLetter", "find_list"]
