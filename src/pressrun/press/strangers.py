"""Addresses that a form does not take from strangers, judged by their text alone."""

import unicodedata
from typing import Final

from pressrun.errors import Problem
from pressrun.mail.address import Address
from pressrun.model.joinrules import JoinRules
from pressrun.model.publication import Publication
from pressrun.press.guard import cooldown_key

# Mailboxes of a duty and not of a reader (RFC 2142 §4 and §5, RFC 5321 §4.5.1), and those that
# programs write from and nobody reads.
_ROLES: Final = frozenset(
    {
        "abuse",
        "noc",
        "security",
        "postmaster",
        "hostmaster",
        "usenet",
        "webmaster",
        "www",
        "uucp",
        "ftp",
        "root",
        "mailer-daemon",
        "mailerdaemon",
        "majordomo",
        "listserv",
        "bounce",
        "bounces",
        "devnull",
        "nobody",
        "noreply",
        "no-reply",
        "no_reply",
        "no.reply",
        "donotreply",
        "do-not-reply",
        "do_not_reply",
        "do.not.reply",
    }
)
# Scripts that are written together, as in UTS 39 §5.2 "highly restrictive"; each alone is fine.
_TOGETHER: Final = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
)


def refusal(address: Address, rules: JoinRules) -> Problem | None:
    """Return why the form does not take an address; None if it does."""
    local, _, domain = address.address.rpartition("@")
    if rules.refuse_roles and address.key.rpartition("@")[0].partition("+")[0] in _ROLES:
        return Problem(
            code="ADR010",
            what="this is the address of a duty and not of a person",
            help="write one that somebody reads",
        )
    if unicodedata.normalize("NFKC", local) != unicodedata.normalize("NFC", local):
        return Problem(
            code="ADR012",
            what="the part before the @ has letters in a form that is not their usual one",
            help="type it anew",
        )
    if _is_mixed(local) or any(_is_mixed(_shown(label)) for label in domain.split(".")):
        return Problem(
            code="ADR011",
            what="this address mixes letters of several alphabets, some of which look alike",
            help="type it anew, on one keyboard",
        )
    if address.needs_smtputf8 and not rules.international:
        return Problem(
            code="ADR013",
            what="the part before the @ has letters beyond ASCII, and our mail cannot reach those",
            help="write another address of yours",
        )
    return None


def is_ours(address: Address, publication: Publication) -> bool:
    """Tell whether it is an address of our lists: a letter to it would come back to us."""
    ours = {
        cooldown_key(own.lower())
        for one in publication.lists
        for own in (one.sender_address, one.reply_to)
        if own
    }
    return cooldown_key(address.key) in ours


def scripts_of(text: str) -> frozenset[str]:
    """Return the scripts of its letters, as the first word of each letter's Unicode name."""
    names = (unicodedata.name(c, "UNKNOWN") for c in text if unicodedata.category(c)[0] == "L")
    return frozenset(name.partition(" ")[0].removesuffix("-") for name in names)


def _is_mixed(text: str) -> bool:
    scripts = scripts_of(text)
    return len(scripts) > 1 and not any(scripts <= together for together in _TOGETHER)


def _shown(label: str) -> str:
    """Return a label of a domain in its own letters."""
    if not label.lower().startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label
