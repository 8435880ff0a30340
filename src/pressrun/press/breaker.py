"""When a fault is the provider's or our own, and the whole issue has to wait for a person.

The numbers are those of fault rows S13, S26 to S28 and S45 of the delivery matrix; where they say
more than it does, the reason stands beside them.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pressrun.errors import Problem
from pressrun.model.audience import SubscriberId
from pressrun.model.delivery import Receipt
from pressrun.model.meaning import Kind, Meaning

SAME_POLICY: Final = 5
# What one receiver's filter dislikes comes up now and then in any large list. Only a policy that
# is met again before so many others were accepted is taken for one that stops us everywhere.
FORGOTTEN_AFTER: Final = 100
IN_A_ROW: Final = 10
FIRST: Final = 50
OF_FIRST: Final = 10  # a fifth
# An old list has many addresses that are gone, each for itself: what is said of an address or its
# mailbox (RFC 3463 §3.2, §3.3) counts only where hardly any is left that works.
ADDRESSES_IN_A_ROW: Final = 50
ADDRESSES_FIRST: Final = 100
ADDRESSES_OF_FIRST: Final = 80

_KINDS: Final = frozenset({Kind.SENDER, Kind.CONTENT, Kind.POLICY, Kind.REFUSED})
_POLICIES_KEPT: Final = 100
_ABOUT_THE_ADDRESS: Final = re.compile(r"5\.[12]\.\d+|5\.7\.1[78]")
# What differs from answer to answer of one policy: addresses, numbers, the ids of a message.
_VARIES: Final = re.compile(r"<[^<>]*>|\S*[@\d]\S*")
_GO_ON: Final = "then type  pressrun resume ISSUE"
_NOBODY: Final = "nobody is suppressed for it"
_HELP: Final[Mapping[str, str]] = {
    "BRK001": "let the relay's operator allow the list's sender address, or mend the login under"
    f" [relays] in pressrun.toml\n{_GO_ON}; {_NOBODY}",
    "BRK002": "a frozen issue cannot be changed: have the relay take it, or send through another"
    f" relay\n{_GO_ON}, or  pressrun cancel ISSUE",
    "BRK003": "look whether SPF, DKIM and DMARC of the sender's domain are right and whether a"
    f" block list has it\n{_GO_ON}; {_NOBODY}",
    "BRK004": f"ask the relay's operator what the answer means\n{_GO_ON}; {_NOBODY}",
    "BRK005": f"ask the relay's operator what the answer means\n{_GO_ON}; {_NOBODY}",
    "BRK006": "look at some of these addresses: if they are good, the relay is at fault\n"
    f"{_GO_ON}; {_NOBODY}",
}


@dataclass(frozen=True, slots=True)
class Trip:
    """The issue has to be paused: why, and after which answer, verbatim.

    ``wronged`` were refused for that fault in this pass, and are to be queued again.
    """

    problem: Problem
    reply: str = ""
    wronged: Sequence[SubscriberId] = ()


@dataclass(slots=True)
class _Tally:
    """Answers of one sort, and who of them was refused for good."""

    count: int = 0
    refused: list[SubscriberId] = field(default_factory=list)

    def add(self, refused: Iterable[SubscriberId]) -> None:
        self.count += 1
        self.refused += refused


class Breaker:
    """Hears every answer of one pass over an issue.

    It trips at once when we or the message are refused as such; after five answers of one policy;
    after ten refusals with one code and nothing accepted meanwhile, or ten among the first fifty
    answers. Refusals that speak of the address or its mailbox count towards none of these: they
    trip it after fifty in a row, or as eighty of the first hundred. So a list half of which is gone
    goes out. What is remembered is bounded by these numbers.

    Args:
        certain_only: True once a person has seen what was refused and lets it stand: then only a
            refusal of us or of the message trips it.
    """

    def __init__(self, *, certain_only: bool = False) -> None:
        self._certain_only = certain_only
        self._tripped: tuple[Trip, bool] | None = None  # and whether for what is said of addresses
        self._answers = self._accepted = 0
        self._policies: dict[str, tuple[int, int]] = {}  # how often, and accepted when last
        self._row: defaultdict[str, _Tally] = defaultdict(_Tally)  # by code, since an acceptance
        self._first: defaultdict[str, _Tally] = defaultdict(_Tally)
        self._addresses_row, self._addresses_first = _Tally(), _Tally()

    def heard(self, meaning: Meaning, receipt: Receipt, *, subscriber: SubscriberId) -> Trip | None:
        """Return why to pause the issue, or None to go on.

        Once tripped, each further answer of that sort is a trip of its own with the one whom it
        wronged: other connections had messages under way.
        """
        if meaning.kind is Kind.ACCEPTED:
            self._accept()
            return None
        if meaning.kind not in _KINDS:
            return None
        refused = [subscriber] if meaning.kind is Kind.REFUSED else []
        about = bool(refused) and _ABOUT_THE_ADDRESS.fullmatch(meaning.enhanced) is not None
        if self._tripped is not None:
            trip, of_addresses = self._tripped
            if about and not of_addresses:
                return None
            return Trip(trip.problem, _verbatim(receipt), tuple(refused))
        self._answers += 1
        found = self._judge(meaning, receipt, refused, about=about)
        if found is None:
            return None
        code, what, wronged = found
        problem = Problem(code=code, what=what, help=_HELP[code])
        trip = Trip(problem, _verbatim(receipt), tuple(dict.fromkeys(wronged)))
        self._tripped = trip, code == "BRK006"
        return trip

    def suspects(self, subscriber: SubscriberId) -> bool:
        """Tell whether this one's refusal may turn out to be the fault's."""
        rows = (*self._row.values(), *self._first.values())
        tallies = (self._addresses_row, self._addresses_first, *rows)
        return self._tripped is not None or any(subscriber in tally.refused for tally in tallies)

    def too_large(self, why: str) -> Trip:
        """Return a trip for a message that a relay would not take, as it announces (S26, S40)."""
        what = f"the message is too large for the relay: {why}" if why else "it is too large"
        trip = Trip(Problem(code="BRK002", what=what, help=_HELP["BRK002"]))
        self._tripped = self._tripped or (trip, False)
        return trip

    def _accept(self) -> None:
        self._accepted += 1
        self._answers += 1
        if self._row:
            self._row.clear()
        if self._addresses_row.count:
            self._addresses_row = _Tally()

    def _judge(
        self, meaning: Meaning, receipt: Receipt, refused: list[SubscriberId], *, about: bool
    ) -> tuple[str, str, list[SubscriberId]] | None:
        """Return the code, the words and the wronged of a trip."""
        said = meaning.said
        if meaning.kind is Kind.SENDER:
            return "BRK001", f"{meaning.why}: {said}", self._of_the_row()
        if meaning.kind is Kind.CONTENT:
            return "BRK002", f"{meaning.why}: {said}", self._of_the_row()
        if self._certain_only:
            return None
        if about:
            return self._judge_address(refused, said)
        sort = f"{receipt.code} {meaning.enhanced}".strip()
        row = self._row[sort]
        row.add(refused)
        if meaning.kind is Kind.POLICY and self._same_policy(receipt) >= SAME_POLICY:
            what = f"{SAME_POLICY} copies were stopped by one policy: {said}"
            return "BRK003", what, self._of_the_row()
        if row.count >= IN_A_ROW:
            what = f"{IN_A_ROW} copies in a row were refused with {sort}: {said}"
            return "BRK004", what, self._of_the_row()
        if self._answers <= FIRST:
            first = self._first[sort]
            first.add(refused)
            if first.count >= OF_FIRST:
                what = f"{first.count} of the first {self._answers} answers were {sort}: {said}"
                return "BRK005", what, [*first.refused, *self._of_the_row()]
        else:
            self._first.clear()
        return None

    def _judge_address(
        self, refused: list[SubscriberId], said: str
    ) -> tuple[str, str, list[SubscriberId]] | None:
        row, first = self._addresses_row, self._addresses_first
        row.add(refused)
        if self._answers <= ADDRESSES_FIRST:
            first.add(refused)
        elif first.refused:
            first.refused.clear()
        wronged = [*first.refused, *row.refused, *self._of_the_row()]
        if row.count >= ADDRESSES_IN_A_ROW:
            what = f"{row.count} addresses in a row are said to be no good: {said}"
            return "BRK006", what, wronged
        if self._answers <= ADDRESSES_FIRST and first.count >= ADDRESSES_OF_FIRST:
            what = f"{first.count} of the first {self._answers} addresses are said to be no good"
            return "BRK006", f"{what}: {said}", wronged
        return None

    def _same_policy(self, receipt: Receipt) -> int:
        """Return how often a policy has answered lately, this time with it."""
        policy = f"{receipt.code} {' '.join(_VARIES.sub('', receipt.text).split())}"
        count, accepted = self._policies.pop(policy, (0, self._accepted))
        count = 1 if self._accepted - accepted >= FORGOTTEN_AFTER else count + 1
        self._policies[policy] = count, self._accepted
        if len(self._policies) > _POLICIES_KEPT:
            del self._policies[next(iter(self._policies))]  # the one not heard for longest
        return count

    def _of_the_row(self) -> list[SubscriberId]:
        """Return whose refusals, not for their addresses, came since the last acceptance."""
        return [one for tally in self._row.values() for one in tally.refused]


def _verbatim(receipt: Receipt) -> str:
    return f"{receipt.code} {receipt.text}".strip()
