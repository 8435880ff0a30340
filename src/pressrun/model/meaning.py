"""What a relay's answer means: for whom it speaks, and what is to be done.

The reply code decides whether to try again, the enhanced code what sort of trouble it is (RFC
3463 §2); where they contradict each other the reply code wins. The rules are a table, in
:mod:`pressrun.model.replies`.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pressrun.model.delivery import Command, Receipt
from pressrun.model.replies import RULES, Kind

__all__ = ["HARD", "SAID_LIMIT", "Kind", "Meaning", "meaning"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an answer means.

    ``enhanced`` is the RFC 3463 code in it, or empty. ``hard`` says that it speaks against the
    address itself (RFC 3463 §3.2, see :data:`HARD`) and only goes with ``REFUSED``. ``why`` are
    short words for people, ``said`` the answer's beginning in one line, and ``asks_s`` how many
    seconds it asks to wait, 0 where it does not say.
    """

    kind: Kind
    enhanced: str = ""
    hard: bool = False
    why: str = ""
    said: str = ""
    asks_s: float = 0.0


HARD: Final = {
    "5.1.1": "there is no such mailbox",  # RFC 3463 §3.2
    "5.1.2": "there is no such mail domain",  # RFC 3463 §3.2
    "5.1.3": "the address is not well formed",  # RFC 3463 §3.2
    "5.1.6": "the mailbox has moved and left no address",  # RFC 3463 §3.2
    "5.1.10": "the domain takes no mail",  # RFC 7505 §4.2
    "5.2.1": "the mailbox is disabled",  # RFC 3463 §3.3
    "5.7.17": "the mailbox has another owner now",  # RFC 7293 §4
    "5.7.18": "the domain has another owner now",  # RFC 7293 §4
}
"""Enhanced codes that count against an address, with words for each; a full mailbox does not."""

SAID_LIMIT: Final = 80
_READ_LIMIT: Final = 2000  # of an answer; more says nothing new
_ENHANCED: Final = r"[245]\.\d{1,3}\.\d{1,3}(?![.\d])"
# At the head of a line, behind its reply code if that was left there; or as a relay hands on what
# another said; or in the brackets of qmail. An address or a version is none of these.
_FINDS: Final = (
    re.compile(rf"^(?:\d{{3}}[ -])?({_ENHANCED})", re.MULTILINE),
    re.compile(rf"(?:\b[245]\d\d[ -]|#)({_ENHANCED})"),
)
_LINE_HEAD: Final = re.compile(rf"^(?:\d{{3}}[ -])?(?:{_ENHANCED} ?)?", re.MULTILINE)
_ASKS: Final = re.compile(
    r"(?:again|retry|wait|delay|see you)\D{0,20}(\d{1,6}) ?(s|sec|m|min|h|hour)[a-z]{0,6}\b",
    re.IGNORECASE,
)
_UNIT_S: Final = {"s": 1, "m": 60, "h": 3600}
_LONGEST_ASKED_S: Final = 86_400.0


def meaning(receipt: Receipt) -> Meaning:
    """Return what an answer means, whatever it is.

    Only a 2yz reply to the final dot is an acceptance. A code that is neither 2yz, 4yz nor 5yz,
    and a 2yz that is no verdict, say that the session is out of step.
    """
    code, text = receipt.code, receipt.text[:_READ_LIMIT]
    if 200 <= code < 300 and receipt.command is Command.DOT:
        found = _FINDS[0].match(text)  # nobody needs one that hides in the words of an acceptance
        return _accepted(found[1] if found else "")
    enhanced = _enhanced(text)
    words = " ".join(_LINE_HEAD.sub("", text).split())
    said = _short(f"{code} {words}".strip())
    kind, why = _judge(receipt, enhanced, words.lower())
    hard = kind is Kind.REFUSED and enhanced in HARD
    asks_s = _asks_s(words) if kind in (Kind.THROTTLED, Kind.QUOTA) else 0.0
    return Meaning(kind, enhanced, hard, HARD[enhanced] if hard else why, said, asks_s)


@lru_cache(maxsize=64)
def _accepted(enhanced: str) -> Meaning:
    return Meaning(Kind.ACCEPTED, enhanced)


def _enhanced(text: str) -> str:
    for pattern in _FINDS:
        if found := pattern.search(text):
            return found[1]
    return ""


def _short(text: str) -> str:
    return text if len(text) <= SAID_LIMIT else text[: SAID_LIMIT - 1] + "…"


def _asks_s(words: str) -> float:
    found = _ASKS.search(words)
    return min(int(found[1]) * _UNIT_S[found[2][0].lower()], _LONGEST_ASKED_S) if found else 0.0


def _judge(receipt: Receipt, enhanced: str, words: str) -> tuple[Kind, str]:
    for rule in RULES:
        if rule.fits(receipt.code, receipt.command, enhanced, words):
            return rule.kind, rule.why
    return Kind.SESSION, "the answer does not fit the question"
