"""What a session tells its caller, beside the notes of the messages themselves."""

from dataclasses import dataclass
from enum import StrEnum

from pressrun.model.delivery import Note, Receipt


class Cause(StrEnum):
    """Why a session is over."""

    DONE = "done"  # we said goodbye
    GONE = "gone"  # closed, broken or silent
    BUSY = "busy"  # 421, or 4yz where a session should open
    TURNED_AWAY = "turned away"  # 5yz instead of a greeting
    OUT_OF_STEP = "out of step"  # a reply that answers nothing we asked
    LOGIN = "login"  # it wants another login, or any
    MISFIT = "misfit"  # it lacks what we require of it


@dataclass(frozen=True, slots=True)
class Ready:
    """A message may begin."""


@dataclass(frozen=True, slots=True)
class Secure:
    """TLS is to begin on this connection now; call ``secured`` once it has."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The session is over, and every message under way has had its note before this.

    ``why`` has no address in it; ``receipt`` is the reply that ended it, where one did.
    """

    cause: Cause
    why: str
    receipt: Receipt | None = None


# An Intent asks for ``submit``, once it is written down.
Event = Note | Ready | Secure | Ended
