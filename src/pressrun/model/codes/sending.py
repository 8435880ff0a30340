"""What can stop mail on its way, or an issue that goes out."""

from typing import Final

from pressrun.errors import Severity
from pressrun.model.code import Code

SENDING: Final[tuple[Code, ...]] = (
    Code(
        code="BRK001",
        title="the relay takes no mail from this sender",
        why="Everybody's copy would be refused for it, so the issue was paused. Nobody is"
        " suppressed.",
        mend="Let the relay's operator allow the list's sender, or mend the login in"
        " pressrun.toml; then `pressrun resume ISSUE`.",
    ),
    Code(
        code="BRK002",
        title="the relay refuses the message itself",
        why="It is too large, or something in it is not wanted, and that is the same in every"
        " copy. The issue was paused.",
        mend="Have the relay take it, or send through another one, then `pressrun resume ISSUE`;"
        " or `pressrun cancel ISSUE`: what is frozen is not changed.",
    ),
    Code(
        code="BRK003",
        title="one policy stops copy after copy",
        why="A provider does not believe the sender's domain, or a block list has it; to go on"
        " would make it worse. The issue was paused.",
        mend="Look at SPF, DKIM and DMARC of the domain, and whether a block list has it; then"
        " `pressrun resume ISSUE`.",
    ),
    Code(
        code="BRK004",
        title="ten copies in a row were refused alike",
        why="This is about the sending and not about ten people, so the issue was paused. Nobody"
        " is suppressed.",
        mend="Ask the relay's operator what the answer means, then `pressrun resume ISSUE`.",
    ),
    Code(
        code="BRK005",
        title="many of the first copies were refused alike",
        why="A fifth of the first fifty had the same answer, which is about the sending and not"
        " about people. The issue was paused.",
        mend="Ask the relay's operator what the answer means, then `pressrun resume ISSUE`.",
    ),
    Code(
        code="BRK006",
        title="too many addresses in a row are said to be no good",
        why="Either the relay is at fault, or the list is bought or very old, and to go on harms"
        " your name with every provider. The issue was paused.",
        mend="Look at some of these addresses; if they are good, it is the relay's fault. Then"
        " `pressrun resume ISSUE`.",
    ),
    Code(
        code="SMTP001",
        title="no session with the relay can be had",
        why="It does not answer, or hangs up. Nothing is lost: what is still to go is kept and"
        " tried again.",
        mend="See that a relay listens at this host and port, or correct them below `[relays]` in"
        " pressrun.toml.",
    ),
    Code(
        code="SMTP003",
        title="the session with the relay was lost",
        why="It ended after the copy and before the answer, so the copy may have arrived or not.",
        mend="Try again; at worst there are two.",
    ),
    Code(
        code="SMTP004",
        title="this relay is not one that mail may be handed to",
        why="It offers no encryption, another name than it should, or no way to log in that is"
        " safe. Nothing went in clear.",
        mend="Correct `host`, `port`, `security`, `ca_file` or `auth` of the relay in"
        " pressrun.toml.",
    ),
    Code(
        code="SMTP005",
        title="the relay takes no mail from this machine, or not this copy",
        why="It turns us away at the door, or cannot be told this address. What is still to go is"
        " kept.",
        mend="Ask its operator why, or correct `host` and `port` of the relay; for one copy, send"
        " it to another address.",
    ),
    Code(
        code="SMTP006",
        title="the relay's certificates cannot be read",
        why="The file that says whom to trust holds none, so no encrypted session can be begun.",
        mend="Set `ca_file` of the relay to a file of certificates in PEM, or leave it out for"
        " public ones.",
    ),
    Code(
        code="SMTP010",
        title="a relay has been down for a while",
        why="Mail for it waits; it goes out when the relay is back, up to the time at which it is"
        " given up.",
        mend="Ask whoever runs it.",
    ),
    Code(
        code="SMTP535",
        title="the relay refuses the login",
        why="Name or password is wrong, or has been changed there. Nothing goes out through it.",
        mend="Correct `username` and the password of the relay in pressrun.toml, or in the file or"
        " command that it names.",
    ),
    Code(
        code="BOX001",
        title="the outbox cannot be written",
        why="Copies are files there, and the disk is full or the folder is somebody else's. What"
        " is still to go is kept.",
        mend="Make room (`df .`), and see that you may write in the folder that the message names.",
    ),
    Code(
        code="RUN001",
        title="another process sends for this publication",
        why="Two of them would send everybody two copies.",
        mend="What is scheduled goes out from there: `pressrun schedule ISSUE now`. Or wait until"
        " it ends, or stop it as the message says.",
    ),
    Code(
        code="RUN002",
        title="what sends here cannot be locked, or is not open",
        why="Without a lock on a disk of this machine two processes could send at once; an issue"
        " without an open run has nothing to send.",
        mend="Make the folder `.pressrun/` writable, on a disk of this machine; for an issue, look"
        " at `pressrun status ISSUE`.",
    ),
    Code(
        code="INS001",
        title="this database may not send",
        why="It is a copy or an older state of the one that sent last: what went out since is not"
        " known here, and would go out again.",
        mend="See what it would do and let it send: `pressrun adopt --dry-run`, then `pressrun"
        " adopt`; docs/restore.md explains it.",
    ),
    Code(
        code="INS002",
        title="the mark beside the database cannot be read",
        why="Without it nobody can tell the database from a copy of it, so nothing is sent.",
        mend="Make `.pressrun/instance` readable for whoever runs Pressrun.",
    ),
    Code(
        code="INS003",
        title="the mark beside the database cannot be written",
        why="What is sent without it could later not be told from what a copy has sent.",
        mend="Free some space (`df .`), or make the folder `.pressrun/` writable.",
    ),
    Code(
        code="JRN001",
        title="a journal of what was under way cannot be read",
        why="It was set aside. What its sender had under way counts as unknown: these people may"
        " have a copy or not.",
        mend="See who they are: `pressrun audit ISSUE`.",
        severity=Severity.WARNING,
    ),
    Code(
        code="JRN002",
        title="the journal of what is under way cannot be kept",
        why="It tells after a crash who may have a copy already; nothing is sent without it.",
        mend="Make `.pressrun/journal/` writable, on a disk of this machine with room on it.",
    ),
    Code(
        code="PAU001",
        title="the issue cannot be paused, resumed or cancelled now",
        why="Where it stands there is nothing to stop or to let go on.",
        mend="See where it stands, `pressrun status ISSUE`, and do what the message says.",
    ),
    Code(
        code="PAU002",
        title="the issue's time is long past",
        why="Whoever resumes it might not expect it to go out at once, days late.",
        mend='Say when it shall go: `pressrun schedule ISSUE "tue 9:00"`.',
    ),
    Code(
        code="RTY001",
        title="a cancelled issue is not tried again",
        why="A cancelled issue never starts again, not even for those who lack it.",
        mend='Make a new one: `pressrun new issue "SUBJECT"`.',
    ),
    Code(
        code="RTY002",
        title="nothing of the issue has gone out yet",
        why="There is nothing to try again.",
        mend="See where it stands: `pressrun status ISSUE`.",
    ),
    Code(
        code="HDR001",
        title="this cannot be the id of a list",
        why="Mail programs sort by List-Id (RFC 2919), which is letters, digits and dots like a"
        " domain.",
        mend='Write `id = "heron.lists.example.org"` below the list in pressrun.toml.',
    ),
    Code(
        code="HDR002",
        title="a blank or a sign stands in an id or a web address",
        why="Folded or encoded it would break for every reader, List-Unsubscribe first of all.",
        mend="Take it out of `url`, of the list's `id` or of the address that it is made of.",
    ),
    Code(
        code="HDR003",
        title="the header of a message is not made of our own fields",
        why="Something would have added a field of its own, such as a Bcc; the message was not"
        " sent.",
        mend="This is a fault in Pressrun: report it with the issue that brings it about.",
    ),
    Code(
        code="HDR004",
        title="this is not a language tag",
        why="Content-Language would be wrong, and screen readers would choose the wrong voice.",
        mend="Write `language: en` or `language: pt-BR`.",
    ),
    Code(
        code="SLT001",
        title="a frozen message is damaged",
        why="Its octets are not those that were kept, so no copy is made of it.",
        mend="Put the last backup of the database in its place, then `pressrun adopt`;"
        " docs/restore.md explains it.",
    ),
    Code(
        code="SLT002",
        title="an address names no value of a reader",
        why="Such addresses stand for what differs in each copy, and this one would lead nowhere.",
        mend="Take it out of the text or the template, or write the slot that is meant: `{{"
        " slot.unsubscribe_url }}`.",
    ),
    Code(
        code="SLT003",
        title="half a character stands in the text",
        why="It was cut out of a pair, mostly of an emoji, and cannot be written in any mail.",
        mend="Type the character anew.",
    ),
    Code(
        code="SLT004",
        title="a value for a reader is missing",
        why="A copy with a gap in place of a link is not sent.",
        mend="This is a fault in Pressrun or in a template: `pressrun show ISSUE`, and report it"
        " if your templates are the built-in ones.",
    ),
    Code(
        code="SLT005",
        title="a reader's value cannot stand in a message",
        why="It holds a sign that would end a header or that no message may carry; this one copy"
        " is not sent.",
        mend="Look at the person: `pressrun subscribers show ADDRESS`, and bring them in anew"
        " without that sign.",
    ),
)
