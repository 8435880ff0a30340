"""What the database holds of mail: issues and faces, runs, deliveries, letters, relays' takings.

See ``tables.py`` for how tables are written.
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
    Table,
    Text,
    or_,
    text,
)

from pressrun.model.delivery import ENDS, DeliveryState, RunState
from pressrun.model.issue import IssueState
from pressrun.store.columns import Instant, word
from pressrun.store.tables import metadata

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
