"""The desk where letters are written: a face for each kind, and a row for each letter."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Final

from pressrun.errors import UsageError
from pressrun.mail.letter import compose_letter_face
from pressrun.mail.slots import parse_template
from pressrun.model.audience import SubscriberId
from pressrun.model.issue import RenderedIssue
from pressrun.model.letter import SLOTS, Letter, LetterKind
from pressrun.model.publication import MailingList, Publication, Theme
from pressrun.model.slot import Slot
from pressrun.ports import Unit
from pressrun.press.desk import Desk
from pressrun.render.letter import letter_language

# A theme is looked at again after so long.
FRESH_S: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedLetter:
    """A letter that lacks only its reader: ``slots`` are the values it asks for.

    ``digest`` is SHA-256 of ``octets``, a byte template, in hexadecimal.
    """

    kind: LetterKind
    list: str
    language: str
    digest: str
    slots: frozenset[Slot]
    octets: bytes = field(repr=False)


class LetterDesk:
    """Writes letters. Made once a process; several threads may use it.

    A face is rendered when it is first asked for, and again once the theme has changed.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock = Lock()
        self._theme: Theme | None = None
        self._looked_s = 0.0
        self._faces: dict[tuple[LetterKind, str, str], PreparedLetter] = {}

    def face(self, kind: LetterKind, list: str, language: str = "") -> PreparedLetter:
        """Return a letter of a list in a reader's language, or in the publication's.

        It may render in a child process: call it before a unit is opened, never within.

        Raises:
            UsageError: There is no such list.
            ContentError: The theme cannot be read.
            RenderError: The theme makes no letter.
        """
        mailing_list = _list(self._desk.publication, list)
        with self._lock:
            theme = self._current_theme()
            spoken = letter_language(self._desk.publication, theme, language)
            key = (kind, mailing_list.name, spoken)
            if key not in self._faces:
                self._faces[key] = prepare(self._desk, kind, mailing_list, theme, spoken)
            return self._faces[key]

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
        return unit.letters.queue(
            Letter(
                kind=prepared.kind,
                list=prepared.list,
                address=to,
                face=prepared.digest,
                slots={str(slot): slots[slot] for slot in sorted(prepared.slots)},
                dedupe=dedupe,
                message_id=self._message_id(),
                created_at=at,
                subscriber=subscriber,
            )
        )

    def _message_id(self) -> str:
        domain = self._desk.publication.authority.rpartition("@")[2]
        return f"{self._desk.entropy.octets(16).hex()}@{domain}"

    def _current_theme(self) -> Theme:
        now_s = self._desk.clock.elapsed_s()
        if self._theme is None or now_s - self._looked_s >= FRESH_S:
            theme = self._desk.theme()
            if theme != self._theme:
                self._faces.clear()
            self._theme, self._looked_s = theme, now_s
        return self._theme


def prepare(
    desk: Desk, kind: LetterKind, mailing_list: MailingList, theme: Theme, spoken: str
) -> PreparedLetter:
    """Return the face of a letter, rendered in a child process.

    Raises:
        RenderError: A template does not work, or the letter does not fit a message.
        IsolateError: A template asks for too much time or memory.
    """
    rendered: RenderedIssue = desk.isolate.call(
        "pressrun.render.letter:render_letter", kind, desk.publication, mailing_list, theme, spoken
    )
    octets = compose_letter_face(rendered, kind, mailing_list=mailing_list, spoken=spoken)
    asked = {place.name for place in parse_template(octets).places}
    if "list-unsubscribe" in asked:
        asked.add(Slot.UNSUBSCRIBE_URL)
    return PreparedLetter(
        kind=kind,
        list=mailing_list.name,
        language=spoken,
        digest=hashlib.sha256(octets).hexdigest(),
        slots=SLOTS[kind] & {Slot(name) for name in asked if name in set(Slot)},
        octets=octets,
    )


def _list(publication: Publication, name: str) -> MailingList:
    found = publication.find_list(name)
    if found is None:
        known = ", ".join(item.name for item in publication.lists)
        raise UsageError(f"there is no list {name!r}", code="SUB002", help=f"lists: {known}")
    return found
