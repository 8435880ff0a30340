"""What the calendar holds in the database: how far schedules were looked at, and approvals.

No column refers to an issue's row: a moment is claimed before its issue is written, and a draft,
which has no row, may be approved.
"""

from sqlalchemy import Column, Index, LargeBinary, Table, Text

from pressrun.model.booking import BookingState
from pressrun.store.columns import Instant, word
from pressrun.store.tables import metadata

schedule_state = Table(
    "schedule_state",
    metadata,
    Column("schedule", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("since_at", Instant, nullable=False),
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

# By wall time, not by instant: neither a change of the clocks nor one of the law makes two of one.
booking = Table(
    "booking",
    metadata,
    Column("schedule", Text, primary_key=True),
    Column("wall", Text, primary_key=True),
    Column("zone", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("state", word(BookingState, "state"), nullable=False),
    Column("issue", Text, nullable=False, unique=True),
    Column("claimed_at", Instant, nullable=False),
    Column("reason", Text, nullable=False),
    sqlite_with_rowid=False,
)
# Every tick asks what is claimed and not written yet.
UNWRITTEN = booking.c.state == BookingState.CLAIMED.value
Index(
    "ix_booking_claimed",
    booking.c.at,
    sqlite_where=UNWRITTEN,
    postgresql_where=UNWRITTEN,
)

approval = Table(
    "approval",
    metadata,
    Column("issue", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

approval_face = Table(
    "approval_face",
    metadata,
    Column("issue", Text, primary_key=True),
    Column("language", Text, primary_key=True),
    Column("octets", LargeBinary, nullable=False),
)
