"""Housekeeping: what nobody needs any more is deleted, and pauses end on their day."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from pressrun.errors import PressrunError
from pressrun.model.wish import KEPT
from pressrun.ports import Store, Unit

log = logging.getLogger(__name__)

EVERY_S: Final = 60.0
LETTERS_KEPT: Final = timedelta(days=30)  # after their end; their secrets are gone since then
THROTTLES_KEPT: Final = timedelta(days=31)
VOTERS_KEPT: Final = timedelta(days=1)  # the hash of who voted on a page

# Each is a transaction of its own, so that none holds up a sender for long and none another.
_DUTIES: Final[Mapping[str, Callable[[Unit, datetime], int]]] = {
    "pauses": lambda unit, now: unit.people.resume(now),
    "wishes": lambda unit, now: unit.wishes.forget(before=now - KEPT),
    "letters": lambda unit, now: unit.letters.forget(before=now - LETTERS_KEPT),
    "throttles": lambda unit, now: unit.throttles.forget(before=now - THROTTLES_KEPT),
    "votes": lambda unit, now: unit.votes.blur(before=now - VOTERS_KEPT),
}


def keep_house(store: Store, now: datetime) -> Mapping[str, int]:
    """Do every duty that is due and return how much was done of each; repeating it is safe.

    One that fails is told in the log and left for the next time, and the others are done.
    """
    done: dict[str, int] = {}
    for duty, work in _DUTIES.items():
        try:
            with store.unit() as unit:
                done[duty] = work(unit, now)
        except PressrunError as error:
            log.warning("house.not-kept", extra={"duty": duty, "code": error.problem.code})
    return done
