"""Make room for the calendar: moments of schedules, approvals, and what readers of digests lack.

What is written here stays as it is: databases made by it exist.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    # It was drawn and never asked for; a database without one is known to have sent nothing yet.
    op.execute("UPDATE instance SET nonce = ''")
    op.add_column("subscription", sa.Column("owed_since", sa.BigInteger))
    owed = sa.text("owed_since IS NOT NULL")
    op.create_index(
        "ix_subscription_owed_since",
        "subscription",
        ["list", "owed_since"],
        sqlite_where=owed,
        postgresql_where=owed,
    )
    op.add_column(
        "press_run", sa.Column("waiting", sa.Integer, nullable=False, server_default=sa.text("0"))
    )
    op.add_column("press_run", sa.Column("since_at", sa.BigInteger))
    op.create_index("ix_face_article_article", "face_article", ["article"])
    armed = sa.text("state = 'armed'")
    op.create_index(
        "ix_issue_armed", "issue", ["due_at"], sqlite_where=armed, postgresql_where=armed
    )
    op.create_table(
        "schedule_state",
        sa.Column("schedule", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("since_at", sa.BigInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("schedule", name="pk_schedule_state"),
        sqlite_with_rowid=False,
    )
    _bookings()
    op.create_table(
        "approval",
        sa.Column("issue", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("issue", name="pk_approval"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "approval_face",
        sa.Column("issue", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("octets", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("issue", "language", name="pk_approval_face"),
    )


def _bookings() -> None:
    op.create_table(
        "booking",
        sa.Column("schedule", sa.Text, nullable=False),
        sa.Column("wall", sa.Text, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("issue", sa.Text, nullable=False),
        sa.Column("claimed_at", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("schedule", "wall", name="pk_booking"),
        sa.UniqueConstraint("issue", name="uq_booking_issue"),
        sa.CheckConstraint(
            "state IN ('claimed', 'drafted', 'held', 'empty', 'skipped', 'missed')",
            name="ck_booking_state",
        ),
        sqlite_with_rowid=False,
    )
    claimed = sa.text("state = 'claimed'")
    op.create_index(
        "ix_booking_claimed", "booking", ["at"], sqlite_where=claimed, postgresql_where=claimed
    )
