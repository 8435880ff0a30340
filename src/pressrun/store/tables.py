"""What the database holds (design §4 item 5).

The tables are made by ``migrations/`` alone, triggers included; this is their newest form, which
queries are written against. A test compares the two. Every constraint has a name, for SQLite can
only drop what is named. Every state is a word that a person can read.
"""

from typing import Final

from sqlalchemy import (
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    and_,
    or_,
    text,
)

from pressrun.model.audience import ConsentKind, SubscriptionState, SuppressionReason
from pressrun.model.delivery import ENDS, DeliveryState, RunState
from pressrun.model.issue import IssueState
from pressrun.model.ping import PingState
from pressrun.model.wish import WishKind
from pressrun.store.columns import Instant, word

REVISION: Final = "0005"  # of migrations/: the one that makes these tables

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

instance = Table(
    "instance",
    metadata,
    Column("id", Text, primary_key=True),
    Column("nonce", Text, nullable=False),
)

key = Table(
    "key",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("purpose", Text, nullable=False, index=True),
    Column("secret", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
)

subscriber = Table(
    "subscriber",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("handle", Text, nullable=False, unique=True),
    Column("address", Text, nullable=False),
    # Erasing empties it, and many may be erased.
    Column("address_key", Text, unique=True),
    Column("address_hash", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("language", Text, nullable=False),
)

subscription = Table(
    "subscription",
    metadata,
    Column("list", Text, primary_key=True),
    Column("subscriber", ForeignKey("subscriber.id"), primary_key=True, autoincrement=False),
    Column("state", word(SubscriptionState, "state"), nullable=False),
    Column("handle", Text, nullable=False, unique=True),
    Column("changed_at", Instant, nullable=False),
    # Tags, one a line; none stands for all.
    Column("topics", Text, nullable=False, server_default=""),
    # A value of model.audience.Cadence; not checked, for more of them will come.
    Column("cadence", Text, nullable=False, server_default="each"),
    Column("paused_until", Instant),
    # Since when they may lack what went to the list; NULL for who has had everything.
    Column("owed_since", Instant),
    sqlite_with_rowid=False,
)
# Whose pause may have ended is asked at every tick, and few are paused.
Index(
    "ix_subscription_paused_until",
    subscription.c.paused_until,
    sqlite_where=subscription.c.paused_until.is_not(None),
    postgresql_where=subscription.c.paused_until.is_not(None),
)
# A digest asks who lacks something: few do, where most read every issue.
Index(
    "ix_subscription_owed_since",
    subscription.c.list,
    subscription.c.owed_since,
    sqlite_where=subscription.c.owed_since.is_not(None),
    postgresql_where=subscription.c.owed_since.is_not(None),
)

# A reader's own feed. A row that was revoked stays, so that its address answers 410 for ever.
private_feed = Table(
    "private_feed",
    metadata,
    Column("handle", Text, primary_key=True),
    Column("list", Text, nullable=False),
    Column("subscriber", ForeignKey("subscriber.id"), nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    sqlite_with_rowid=False,
)

# What a WebSub hub was last told of a topic: ``digest`` is of the octets it can fetch there.
ping = Table(
    "ping",
    metadata,
    Column("hub", Text, primary_key=True),
    Column("topic", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("state", word(PingState, "state"), nullable=False),
    Column("attempt", Integer, nullable=False, server_default=text("0")),
    Column("next_at", Instant),
    Column("reply", Text, nullable=False, server_default=""),
    sqlite_with_rowid=False,
)

# How many read a feed, as far as can be told without knowing anybody: ``service`` is what an
# aggregator calls itself, and empty for the rest, counted by day.
readership = Table(
    "readership",
    metadata,
    Column("feed", Text, primary_key=True),
    Column("service", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("readers", Integer, nullable=False),
    sqlite_with_rowid=False,
)

import_batch = Table(
    "import_batch",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("list", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("undone_at", Instant),
)

# The words that people said yes to, each once.
wording = Table(
    "wording",
    metadata,
    Column("digest", Text, primary_key=True),  # SHA-256 of the text
    Column("text", Text, nullable=False),
    sqlite_with_rowid=False,
)

# Append-only: triggers refuse to change or delete a line.
consent = Table(
    "consent",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subscriber", ForeignKey("subscriber.id"), nullable=False, index=True),
    Column("list", Text, nullable=False),
    Column("kind", word(ConsentKind, "kind"), nullable=False),
    Column("evidence", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("batch", ForeignKey("import_batch.id"), index=True),
    # What proves it (model.audience.Proof), where it was given by a form.
    Column("asked_at", Instant),
    Column("wording", ForeignKey("wording.digest")),
    Column("page", Text, nullable=False, server_default=""),
    Column("network_hash", Text, nullable=False, server_default=""),
)

# How often readers and suppressions have changed, counted by triggers: so a sender learns from two
# numbers that somebody it holds a claim for may have left.
version = Table(
    "version",
    metadata,
    Column("noun", Text, primary_key=True),
    Column("number", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# Whom the last changes were about, by the number they were counted with; the oldest go.
change = Table(
    "change",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("subscriber", Integer, nullable=False),
)

# Keyed by hash and tied to no row, so that it outlives the erasure of a person.
suppression = Table(
    "suppression",
    metadata,
    Column("address_hash", Text, primary_key=True),
    Column("reason", word(SuppressionReason, "reason"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("batch", ForeignKey("import_batch.id")),
)

# What only the owner of a mailbox may decide, until they have; deleted two weeks later.
wish = Table(
    "wish",
    metadata,
    Column("handle", Text, primary_key=True),
    Column("kind", Text, nullable=False),  # a value of model.wish.WishKind
    Column("list", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("address_key", Text, nullable=False),
    Column("address_hash", Text, nullable=False, index=True),
    Column("subscriber", ForeignKey("subscriber.id")),
    Column("name", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("topics", Text, nullable=False),  # one a line
    Column("code_hash", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("done_at", Instant),
    Column("wording", Text, nullable=False),
    Column("page", Text, nullable=False),
    Column("network_hash", Text, nullable=False),
    sqlite_with_rowid=False,
)
# How many wait to join a list is shown with its numbers, however many forms were filled in.
WAITING: Final = and_(wish.c.kind == WishKind.JOIN.value, wish.c.done_at.is_(None))
Index(
    "ix_wish_open",
    wish.c.list,
    wish.c.address_hash,
    sqlite_where=WAITING,
    postgresql_where=WAITING,
)

# How often a form was used, for a mailbox or from a network, by the hour. No address in it.
throttle = Table(
    "throttle",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("hour_at", Instant, primary_key=True),
    Column("count", Integer, nullable=False),
    sqlite_with_rowid=False,
)

letter_face = Table(
    "letter_face",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("octets", LargeBinary, nullable=False),
)

# Mail to one person that is no issue. ``slots`` is an object of JSON (RFC 8259), emptied when it
# has ended.
letter = Table(
    "letter",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),  # a value of model.letter.LetterKind
    Column("list", Text, nullable=False),
    Column("subscriber", ForeignKey("subscriber.id"), index=True),
    Column("address", Text, nullable=False),
    Column("face", ForeignKey("letter_face.digest"), nullable=False),
    Column("slots", Text, nullable=False),
    Column("dedupe", Text, nullable=False, unique=True),
    Column("message_id", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("state", word(DeliveryState, "state", checked=False), nullable=False),
    Column("attempt", Integer, nullable=False, server_default=text("0")),
    Column("fence", Integer, nullable=False, server_default=text("0")),
    Column("next_at", Instant),
    Column("lease_ends_at", Instant),
    Column("relay", Text, nullable=False, server_default=""),
    Column("code", Integer, nullable=False, server_default=text("0")),
    Column("reply", Text, nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    Column("sender", Text, nullable=False, server_default=""),
    Column("doubts", Integer, nullable=False, server_default=text("0")),
    Column("settled_at", Instant),
    CheckConstraint(" OR ".join(f"state = '{state}'" for state in DeliveryState), name="state"),
)
OPEN_LETTER: Final = or_(
    *(letter.c.state == state.value for state in DeliveryState if state not in ENDS)
)
Index(
    "ix_letter_open",
    letter.c.state,
    letter.c.next_at,
    letter.c.id,
    sqlite_where=OPEN_LETTER,
    postgresql_where=OPEN_LETTER,
)

# One row for each voter of a question. ``voter`` is "s" and the number of a subscriber, or "w" and
# a hash that means nothing after a day.
vote = Table(
    "vote",
    metadata,
    Column("article", Text, primary_key=True),
    Column("question", Text, primary_key=True),
    Column("voter", Text, primary_key=True),
    Column("subscriber", ForeignKey("subscriber.id"), index=True),
    Column("known", Integer, nullable=False),  # 1 for a subscriber's, also once it is nobody's
    Column("choice", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

issue = Table(
    "issue",
    metadata,
    Column("key", Text, primary_key=True),
    Column("list", Text, nullable=False),
    Column("state", word(IssueState, "state"), nullable=False),
    Column("wall", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("digest", Text, nullable=False),
    Column("armed_by", Text, nullable=False),
    Column("armed_at", Instant, nullable=False),
    Column("reason", Text, nullable=False),
)
# Every tick asks what is due, however many issues have gone out.
ARMED: Final = issue.c.state == IssueState.ARMED.value
Index("ix_issue_armed", issue.c.due_at, sqlite_where=ARMED, postgresql_where=ARMED)

face = Table(
    "face",
    metadata,
    Column("issue", ForeignKey("issue.key"), primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("language", Text, nullable=False),
    Column("variant", Text, nullable=False),
    Column("octets", LargeBinary, nullable=False),
)

face_article = Table(
    "face_article",
    metadata,
    Column("issue", Text, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("article", Text, nullable=False, index=True),
    ForeignKeyConstraint(["issue", "digest"], ["face.issue", "face.digest"]),
)

press_run = Table(
    "press_run",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("issue", ForeignKey("issue.key"), nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("list", Text),  # the one its audience was taken from, once it is open
    Column("salt", LargeBinary, nullable=False),
    Column("date_at", Instant, nullable=False),
    Column("state", word(RunState, "state"), nullable=False),
    Column("frozen", Integer, nullable=False),
    # Tags of its articles, one a line; NULL for one frozen when nobody asked for topics yet.
    Column("topics", Text),
    Column("waiting", Integer, nullable=False, server_default=text("0")),
    Column("since_at", Instant),
)

# Triggers let rows in only before the run is open and never out: `frozen` stays their number.
delivery = Table(
    "delivery",
    metadata,
    Column("issue", Text, primary_key=True),
    Column("subscriber", ForeignKey("subscriber.id"), primary_key=True, autoincrement=False),
    Column("run", ForeignKey("press_run.id"), nullable=False),
    Column("face", Text, nullable=False),
    Column("state", word(DeliveryState, "state", checked=False), nullable=False),
    Column("attempt", Integer, nullable=False, server_default=text("0")),
    Column("fence", Integer, nullable=False, server_default=text("0")),
    Column("next_at", Instant),
    Column("lease_ends_at", Instant),
    Column("relay", Text, nullable=False, server_default=""),
    Column("code", Integer, nullable=False, server_default=text("0")),
    Column("reply", Text, nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    Column("sender", Text, nullable=False, server_default=""),
    Column("doubts", Integer, nullable=False, server_default=text("0")),
    Column("settled_at", Instant),
    ForeignKeyConstraint(["issue", "face"], ["face.issue", "face.digest"]),
    # Not a list in parentheses, which SQLite builds anew for every row that is written: half of
    # what a claim or an outcome costs.
    CheckConstraint(" OR ".join(f"state = '{state}'" for state in DeliveryState), name="state"),
    sqlite_with_rowid=False,
)


# Messages a relay was given, by the hour they were taken out in.
bucket = Table(
    "bucket",
    metadata,
    Column("relay", Text, primary_key=True),
    Column("hour_at", Instant, primary_key=True),
    Column("spent", Integer, nullable=False),
    sqlite_with_rowid=False,
)

heartbeat = Table(
    "heartbeat",
    metadata,
    Column("issue", Text, primary_key=True),
    Column("relay", Text, primary_key=True),
    Column("sender", Text, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("connections", Integer, nullable=False),
    Column("accepted", Integer, nullable=False),
    Column("deferred", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("unknown", Integer, nullable=False),
    Column("per_s", Float, nullable=False),
    Column("remark", Text, nullable=False),
    Column("answers", Text, nullable=False),  # a list of JSON (RFC 8259)
    sqlite_with_rowid=False,
)


# Claims and timers read what is open and never walk what has ended, however long a run is. The
# planner would rather take the primary key: a statement on open rows says INDEXED BY this one, and
# names the state in its text, for SQLite uses a partial index only for what it can see to imply it.
OPEN: Final = or_(
    *(delivery.c.state == state.value for state in DeliveryState if state not in ENDS)
)
Index(
    "ix_delivery_open",
    delivery.c.issue,
    delivery.c.state,
    delivery.c.next_at,
    delivery.c.subscriber,
    sqlite_where=OPEN,
    postgresql_where=OPEN,
)
