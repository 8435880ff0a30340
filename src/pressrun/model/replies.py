"""The rules by which answers of relays are understood, first that fits: one row each.

Sources: RFC 5321 §4.2 and §4.3.2, RFC 3463 and the registry of enhanced codes that IANA keeps
(RFC 5248), and what providers document or are seen to say: Amazon SES (SMTP response codes;
errors related to sending quotas), Gmail (SMTP errors and codes), Exchange Online (non-delivery
reports; the limits of SMTP submission), Yahoo (SMTP error codes), Postfix, cPanel. ``rows`` name
the faults of the delivery matrix.
"""

import re
from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pressrun.model.delivery import Command


class Kind(StrEnum):
    """Whose trouble an answer is, and so what follows from it."""

    ACCEPTED = "accepted"
    DEFERRED = "deferred"  # the recipient's: later again, and it spends an attempt
    REFUSED = "refused"  # the recipient's, for good
    THROTTLED = "throttled"  # the relay's: slower; again within ten minutes, no attempt spent
    QUOTA = "quota"  # the relay's: not before its hour or day is over
    SESSION = "session"  # the connection's: queued again, no attempt spent
    SENDER = "sender"  # ours, for every message: who we are or how we log in; a person is needed
    CONTENT = "content"  # the issue's, for every copy: too large, or of a kind not taken
    POLICY = "policy"  # perhaps for every copy: later again, and the breaker counts


@dataclass(frozen=True, slots=True)
class Rule:
    """Which answers mean what.

    ``codes`` is a pattern of the whole reply code, ``enhanced`` of the enhanced code without its
    class (``7.1``, empty where there is none), ``text`` of something in the words, which are lower
    case and one line. What is None or empty fits everything.
    """

    kind: Kind
    why: str
    rows: str
    codes: str
    commands: Set[Command] = frozenset()
    enhanced: str | None = None
    text: str = ""

    def fits(self, code: int, command: Command, enhanced: str, words: str) -> bool:
        return (
            re.fullmatch(self.codes, str(code)) is not None
            and (not self.commands or command in self.commands)
            and (self.enhanced is None or re.fullmatch(self.enhanced, enhanced[2:]) is not None)
            and (not self.text or re.search(self.text, words) is not None)
        )


_C, _K = Command, Kind
_LOGIN: Final = frozenset({_C.CONNECT, _C.GREETING, _C.EHLO, _C.STARTTLS, _C.AUTH})
_PERSON: Final = frozenset({_C.RCPT, _C.DATA, _C.DOT})
_BODY: Final = frozenset({_C.DATA, _C.DOT})
_MAIL: Final = frozenset({_C.MAIL})
_NO_ENHANCED: Final = r"|[035]\.0"  # none, or one that says no more than the reply code

_LOG_IN: Final = (
    r"authentication (?:is )?required|must (?:first )?authenticate|please authenticate"
    r"|not authenticated|auth(?:entication)? first|starttls (?:command )?first"
    r"|helo command rejected"
)
_OUR_NAME: Final = (
    r"sender address rejected|sender rejected|sender verif\w+ failed|not owned by user"
    r"|send as this sender|(?:sender|e?mail address|domain|identity) (?:is )?not verified"
    r"|sender (?:address )?(?:is )?not (?:allowed|authori[sz]ed)"
    r"|sending (?:is |has been )?paused|access denied: user"
)
_RELAYING: Final = (
    r"relay(?:ing)? (?:access )?(?:is )?(?:denied|not permitted|not allowed|prohibited)"
    r"|(?:unable|not permitted|not allowed) to relay|(?:do not|don't|won't) relay"
)
_USED_UP: Final = (
    r"daily (?:\S+ ){0,5}(?:quota|limit)|(?:sending|submission) ?quota ?exceeded"
    r"|exceeded the max \S+ per (?:hour|day)|policy rejection\W{1,3}quota"
    r"|(?:hourly|daily|monthly) (?:\S+ ){0,3}exceeded"
)
_ENOUGH_HERE: Final = (
    r"(?:messages?|e?mails|transactions)(?: \S+)? (?:per|in) "
    r"(?:this |one |a )?(?:session|connection)"
)
_TOO_FAST: Final = (
    r"throttl|rate.?limit|sending rate|unusual rate|unexpected volume|too fast|too quickly"
    r"|too many (?:messages|e-?mails|mails)|too busy|server (?:is )?busy|slow down|thread limit"
    r"|(?:relay|rate) limit exceeded|\[tss?\d\d\]"
)
_REPUTATION: Final = (
    r"reputation|suspicious|block ?list|black ?list|spamhaus|blocked using|permanently deferred"
    r"|client host rejected|cannot find your"
)
_FILTERED: Final = r"spam|virus|phish|malware|dmarc|blocked|unsolicited|policy"

RULES: Final[tuple[Rule, ...]] = (
    Rule(_K.ACCEPTED, "", "", r"2\d\d", commands=frozenset({_C.DOT})),
    Rule(
        _K.SESSION, "the connection was being closed", "S33", r"\d+", commands=frozenset({_C.QUIT})
    ),
    Rule(_K.SENDER, "the relay does not let us in", "S3 S5 S9", r"5\d\d", commands=_LOGIN),
    Rule(_K.SENDER, "the relay wants us to log in", "S13", "530"),
    Rule(_K.SENDER, "the relay wants us to log in", "S13", r"5\d\d", text=_LOG_IN),
    # What the relay has had enough of, for now. Some say it with 5yz; no reader is lost for that.
    Rule(
        _K.QUOTA,
        "what the relay takes from us in its hour or day is used up",
        "S25",
        r"[45]\d\d",
        text=_USED_UP,
    ),
    Rule(
        _K.SESSION,
        "the connection has carried as much as the relay allows",
        "S36",
        r"4\d\d",
        text=_ENOUGH_HERE,
    ),
    Rule(
        _K.DEFERRED,
        "this mailbox is getting mail too fast",
        "S14",
        r"450",
        enhanced=r"2\.1",
        text=r"user you are trying to contact",
    ),
    Rule(
        _K.POLICY,
        "the message does not pass a check of who sent it",
        "S27",
        r"4\d\d",
        enhanced=r"7\.(?:2[0-79]|3\d)",  # RFC 7372, RFC 7505, RFC 8617
    ),
    Rule(
        _K.POLICY,
        "our address or domain has a bad name there",
        "S18 S27",
        r"4\d\d",
        text=_REPUTATION,
    ),
    Rule(
        _K.THROTTLED,
        "the relay wants less at once",
        "S24",
        r"4\d\d",
        enhanced=r"7\.28|7\.500",  # mail flood detected (IANA); Exchange Online: server busy
    ),
    Rule(_K.THROTTLED, "the relay wants less at once", "S24", r"4\d\d", text=_TOO_FAST),
    Rule(
        _K.THROTTLED,
        "the relay wants less at once",
        "S24",
        r"5\d\d",
        text=r"throttl|rate.?limit|sending rate",
    ),
    # The connection's own trouble.
    Rule(_K.SESSION, "the relay ended the session", "S19 S36 S37", "421"),
    Rule(_K.SESSION, "the relay did not follow what was said", "S23", r"50[0234]"),
    Rule(_K.SESSION, "the relay is not ready", "S3 S10", r"4\d\d", commands=_LOGIN),
    Rule(
        _K.SESSION,
        "the relay takes no mail just now",
        "S12",
        r"4\d\d",
        enhanced=r"3\.[12]",  # RFC 3463 §3.4: system full; not accepting messages
    ),
    Rule(_K.SESSION, "the relay takes no mail just now", "S12", r"4\d\d", commands=_MAIL),
    Rule(_K.DEFERRED, "not now", "S14 S15 S23", r"4\d\d", commands=_PERSON),
    # What no wait will mend. First what is surely one person's.
    Rule(
        _K.REFUSED,
        "the address is refused",
        "S16 S21",
        r"5\d\d",
        commands=_PERSON,
        enhanced=r"1\.(?:[12346]|10)|2\.1|7\.1[78]",
    ),
    Rule(_K.REFUSED, "the mailbox is full", "S17", r"5\d\d", commands=_PERSON, enhanced=r"2\.[23]"),
    Rule(
        _K.REFUSED,
        "the mailbox takes mail from some senders only",
        "S18",
        r"5\d\d",
        commands=_PERSON,
        # RFC 3463 §3.8, and non-delivery reports of Exchange Online: restricted and group mailboxes
        enhanced=r"7\.(?:2|124|129|13[3-6])",
    ),
    Rule(_K.CONTENT, "the message is too large", "S26", r"5\d\d", enhanced=r"3\.4"),
    Rule(
        _K.CONTENT,
        "the message is too large",
        "S26",
        "552",
        enhanced=_NO_ENHANCED,
        text=r"\bsize\b|too (?:big|large|long)",
    ),
    Rule(
        _K.SENDER,
        "the relay does not take mail from our address",
        "S13",
        r"5\d\d",
        enhanced=r"1\.[78]",  # RFC 3463 §3.2: the sender's address
    ),
    Rule(
        _K.SENDER, "the relay does not take mail from our address", "S13", r"5\d\d", text=_OUR_NAME
    ),
    Rule(_K.SENDER, "the relay does not pass our mail on", "S13", r"5\d\d", text=_RELAYING),
    Rule(_K.SENDER, "the relay does not take mail from us", "S13", r"5\d\d", commands=_MAIL),
    Rule(
        _K.CONTENT,
        "the message is of a kind that is not taken",
        "S28",
        r"5\d\d",
        commands=_BODY,
        enhanced=r"6\.\d+",
    ),
    Rule(_K.POLICY, "a policy there forbids it", "S18 S27", r"5\d\d", enhanced=r"7\.\d+"),
    Rule(
        _K.POLICY,
        "a filter there stopped it",
        "S18 S27",
        r"5\d\d",
        enhanced=_NO_ENHANCED,
        text=rf"{_REPUTATION}|{_FILTERED}",
    ),
    Rule(
        _K.POLICY,
        "the relay does not want to see the message",
        "S23",
        r"5\d\d",
        commands=frozenset({_C.DATA}),
    ),
    Rule(_K.REFUSED, "the mailbox is full", "S17", "552", commands=_PERSON, enhanced=_NO_ENHANCED),
    Rule(_K.REFUSED, "it was refused", "S21", r"5\d\d", commands=_PERSON),
)
