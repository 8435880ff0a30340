"""What can be wrong with an address."""

from typing import Final

from pressrun.errors import Severity
from pressrun.model.code import Code

ADDRESSES: Final[tuple[Code, ...]] = (
    Code(
        code="ADR001",
        title="this is not an address that mail can go to",
        why="A part of it is missing, or holds what no address can; a copy sent there would come"
        " back.",
        mend="Write it as in `ada@example.org`.",
    ),
    Code(
        code="ADR002",
        title="this is an address in angle brackets",
        why="The name beside it would become part of the address.",
        mend="Write what stands between the brackets alone; in an import, `--split` takes name and"
        " address apart.",
    ),
    Code(
        code="ADR003",
        title="this is a link to an address",
        why="`mailto:` belongs to the web, not to the address.",
        mend="Write what stands behind the colon: `ada@example.org`.",
    ),
    Code(
        code="ADR004",
        title="this is more than one address",
        why="Each person has a consent and a way out of their own, so each needs a row.",
        mend="Give each address a row; in an import, `--split` takes them apart.",
    ),
    Code(
        code="ADR005",
        title="an address has a sign that may be taken for another one",
        why="Some program on the way could read a blank, a bracket or an @ in it, and deliver to"
        " somebody else.",
        mend="Type it anew, as in `ada@example.org`.",
    ),
    Code(
        code="ADR006",
        title="an address is too long",
        why="At most 254 octets fit on an envelope, and 64 of them before the @ (RFC 5321, section"
        " 4.5.3.1).",
        mend="Write one address only, or ask for a shorter one.",
    ),
    Code(
        code="ADR007",
        title="an address cannot stand on an envelope or in From",
        why="It has blanks, brackets or, for a sender, letters beyond ASCII before the @, which"
        " not every relay can be told.",
        mend="Write an address of plain letters as `sender` of the list; a subscriber is to give"
        " another one.",
    ),
    Code(
        code="ADR008",
        title="an address has letters that few mail servers accept",
        why="Letters beyond ASCII before the @ need SMTPUTF8; where a relay lacks it, this reader"
        " is skipped.",
        mend="Ask for another address.",
        severity=Severity.WARNING,
    ),
    Code(
        code="ADR010",
        title="this is the address of a duty, not of a person",
        why="`postmaster`, `abuse` and their like are read by several people or by none; mail to"
        " them is often reported as junk.",
        mend="Write an address that one person reads; `refuse_roles = false` below `[subscribe]`"
        " takes these as well.",
    ),
    Code(
        code="ADR011",
        title="an address mixes letters of several alphabets",
        why="Some of them look alike, and the mailbox may be another one than it seems.",
        mend="Type it anew, on one keyboard.",
    ),
    Code(
        code="ADR012",
        title="an address has letters in an unusual form",
        why="Full-width or otherwise styled letters look like the usual ones and lead to another"
        " mailbox, or to none.",
        mend="Type it anew.",
    ),
    Code(
        code="ADR013",
        title="mail from here cannot reach such an address",
        why="It has letters beyond ASCII before the @, and the settings say that the relay cannot"
        " be told those.",
        mend="Write another address of yours; `international = true` below `[subscribe]` takes"
        " these where the relay can be told them.",
    ),
)
