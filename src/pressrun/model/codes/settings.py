"""What can be wrong with pressrun.toml, keys to sign with and the public address."""

from typing import Final

from pressrun.errors import Severity
from pressrun.model.code import Code

SETTINGS: Final[tuple[Code, ...]] = (
    Code(
        code="CFG001",
        title="there is no pressrun.toml here, or it cannot be read",
        why="That file makes a folder a publication; without it nothing is known of lists, of"
        " relays or of the site.",
        mend="Go to the publication (`cd DIR`), name it with `--folder DIR`, or make one:"
        " `pressrun init DIR`.",
    ),
    Code(
        code="CFG002",
        title="pressrun.toml is not valid TOML",
        why="From the place that the caret shows nobody can tell which setting is meant, so"
        " nothing runs.",
        mend='Write `key = "text"` or `key = 80`, and the names of tables as `[lists.main]` on'
        " lines of their own.",
    ),
    Code(
        code="CFG003",
        title="pressrun.toml is not UTF-8, or far too long",
        why="Names in it would come out with other letters; a file of more than a mebibyte holds"
        " something else than settings.",
        mend="Save it as UTF-8, with settings alone in it.",
    ),
    Code(
        code="CFG004",
        title="a setting is given twice",
        why="Only one of the two could count, and the next person would change the other one.",
        mend="Keep one of them; the message names both lines.",
    ),
    Code(
        code="CFG005",
        title="there is no setting of this name",
        why="It would have no effect, and you would believe that it does: a limit that is none,"
        " for example.",
        mend="Write the name that the message suggests; docs/settings.md has every setting.",
    ),
    Code(
        code="CFG006",
        title="a setting has a value that it cannot have",
        why="What it should be is said in the message. Nothing runs until it is, for a guess might"
        " send mail that was not meant.",
        mend="Write the value as the message shows it.",
    ),
    Code(
        code="CFG007",
        title="a setting is missing",
        why="There is nothing sensible to assume in its place: whose mail it is, for example, or"
        " by which host it goes.",
        mend="Write the line that the message shows.",
    ),
    Code(
        code="CFG008",
        title="a password, a key or a file of certificates cannot be had",
        why="Without it the relay cannot be asked, or nothing can be signed. A secret that others"
        " on the machine can read is refused too.",
        mend="Do what the message says; mostly `chmod 600 FILE`, or the right name after"
        " `password_file`.",
    ),
    Code(
        code="CFG009",
        title="an outbox stands beside other relays",
        why="Mail is shared out among all relays, so some people's copies would end as files on"
        " this machine and reach nobody.",
        mend="Leave out the table of the outbox, or all the others.",
    ),
    Code(
        code="CFG010",
        title="two colours of the theme are hard to tell apart",
        why="Words on this ground have less than the contrast of 4.5:1 that eyes of every age can"
        " read (WCAG 2.2, success criterion 1.4.3).",
        mend="Write the nearest readable colour, which the message shows.",
    ),
    Code(
        code="CFG011",
        title="there is a logo for dark rooms and none for light ones",
        why="Where a mail program is not dark, nothing would stand at the head of the mail.",
        mend='Write `logo = "logo.png"` beside `logo_dark`.',
    ),
    Code(
        code="CFG012",
        title="there is no feed of this name",
        why="The rule would be applied to nothing, and a feed would go on as before.",
        mend='Write a name such as `[feeds.main]`, `[feeds.issues]` or `[feeds."tags/ferries"]`.',
    ),
    Code(
        code="CFG013",
        title="a password would go to the relay in clear",
        why="Whoever sits on the way, in the same wireless network for example, could read it and"
        " send mail in your name.",
        mend='Write `security = "starttls"`, or `"tls"` for port 465.',
    ),
    Code(
        code="CFG014",
        title="two settings contradict each other",
        why="They cannot both be kept, and which one is meant is not for a program to guess.",
        mend="Keep the one that is meant; the message names both.",
    ),
    Code(
        code="CFG015",
        title="there is no time to try again",
        why="The first pause is as long as the time after which a delivery is given up, so a relay"
        " that is busy for a minute would lose mail.",
        mend='Write `give_up = "48h"`, or a shorter first pause: `retry = ["1m", "5m", "15m"]`.',
    ),
    Code(
        code="CFG016",
        title="a schedule says something twice",
        why="A day is skipped and named as well, comes anyway, or two sections have one title: one"
        " of the two has no effect.",
        mend="Keep one of them; the message names it.",
    ),
    Code(
        code="CFG017",
        title="a section of a schedule would always be empty",
        why="A section above it takes every article, so nothing is ever left for this one.",
        mend="Write the section that takes whatever is left as the last one.",
    ),
    Code(
        code="SND004",
        title="readers' links would lead to this machine only",
        why="The public address is not `https://` at a name of the public web, and the relay is on"
        " another machine: everybody would get dead links.",
        mend='Set `url = "https://…"` in pressrun.toml to the address at which readers reach the'
        " site.",
    ),
    Code(
        code="DKM001",
        title="signing needs a package that is not installed",
        why="Keys are set, so mail is meant to be signed; it is not sent without.",
        mend='Type `pip install "pressrun[dkim]"`, or take the tables `[dkim.…]` out.',
    ),
    Code(
        code="DKM002",
        title="a key has no name or no domain for the DNS",
        why="The selector and the domain tell receivers where the public half is; with these they"
        " would look in vain.",
        mend="Name the table as the record is named, `[dkim.2026]`, and write `domain ="
        ' "example.org"`.',
    ),
    Code(
        code="DKM003",
        title="this is not a private key to sign with",
        why="It is locked, public, a certificate or something else, and no signature can be made"
        " with it.",
        mend="Make one: `openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out FILE`.",
    ),
    Code(
        code="DKM004",
        title="a key is of a kind that no provider believes",
        why="Signatures of short keys, or of other kinds than RSA and Ed25519, count as none (RFC"
        " 8301), and mail is taken for forged.",
        mend="Make one with 2048 bits: `openssl genpkey -algorithm RSA -pkeyopt"
        " rsa_keygen_bits:2048 -out FILE`.",
    ),
    Code(
        code="DKM005",
        title="a key is shorter or longer than providers like",
        why="Some providers ask for 2048 bits at least, and not all can verify more than 4096;"
        " part of the mail then counts as unsigned.",
        mend="Make one with 2048 bits and publish its record, as docs/dkim.md shows.",
        severity=Severity.WARNING,
    ),
    Code(
        code="DKM006",
        title="no key signs for the domain that a list is sent from",
        why="DMARC counts only signatures of the domain in From: mail of this list may be put"
        " among junk though it is signed.",
        mend='Add a key with the `domain = "…"` that the message names, and publish its record.',
        severity=Severity.WARNING,
    ),
)
