"""What a session tells its caller."""

from dataclasses import dataclass

from pressrun.model.delivery import Phase, Receipt


@dataclass(frozen=True, slots=True)
class Ready:
    """A message may begin."""


@dataclass(frozen=True, slots=True)
class NeedIntent:
    """The relay waits for the body; call ``submit_data`` once the intent is written down."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for the message under way, which is under way no more."""

    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Ended:
    """The session is over; ``phase`` is how far a message under way had come."""

    phase: Phase
    why: str


@dataclass(frozen=True, slots=True)
class LoginFailed(Ended):
    """The session is over because the relay wants another login, or any."""


Event = Ready | NeedIntent | Verdict | Ended
