"""What happens when the owner of a mailbox says yes: the shape of it, for every kind of wish."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from pressrun.model.audience import Proof
from pressrun.model.letter import LetterKind
from pressrun.model.publication import Publication
from pressrun.model.wish import Wish
from pressrun.ports import Entropy, Unit
from pressrun.press.letters import LetterDesk, PreparedLetter
from pressrun.press.noes import NoBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Yes:
    """A yes and everything needed to act on it, in ``unit``, which writes.

    ``prepared`` is the letter that the fulfilment names, None where it names none or none can be
    made now: what was wished is done all the same. ``evidence`` says how the yes was given.
    """

    unit: Unit
    wish: Wish = field(repr=False)
    evidence: str
    at: datetime
    publication: Publication
    noes: NoBook
    letters: LetterDesk
    entropy: Entropy
    prepared: PreparedLetter | None = None

    @property
    def proof(self) -> Proof:
        """Return what the consent log keeps of the asking."""
        wish = self.wish
        return Proof(
            asked_at=wish.asked_at,
            wording=wish.wording,
            page=wish.page,
            network_hash=wish.network_hash,
        )


@dataclass(frozen=True, slots=True)
class Fulfilled:
    """A wish that has come true.

    ``document`` is what an export answers with; ``erased`` are words that must leave the disk once
    the unit is committed.
    """

    document: bytes | None = field(default=None, repr=False)
    erased: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """How wishes of one kind come true.

    ``act`` returns None, having changed nothing, where the wish may not come true any more: a
    "no" is newer, or somebody else has the address. With ``repeats`` it acts again each time while
    the link is valid, else once. ``letter`` is made before the unit opens, for ``act`` to write.
    """

    act: Callable[[Yes], Fulfilled | None]
    letter: LetterKind | None = None
    repeats: bool = False
