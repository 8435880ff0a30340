"""Make the tables of feeds: readers' own, pings to hubs, and how many read.

What is written here stays as it is: databases made by it exist.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("subscription", sa.Column("topics", sa.Text, nullable=False, server_default=""))
    op.create_table(
        "private_feed",
        sa.Column("handle", sa.Text, nullable=False),
        sa.Column("list", sa.Text, nullable=False),
        sa.Column("subscriber", sa.Integer, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("revoked_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("handle", name="pk_private_feed"),
        sa.ForeignKeyConstraint(
            ["subscriber"], ["subscriber.id"], name="fk_private_feed_subscriber"
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_private_feed_subscriber", "private_feed", ["subscriber"])
    op.create_table(
        "ping",
        sa.Column("hub", sa.Text, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("next_at", sa.BigInteger),
        sa.Column("reply", sa.Text, nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("hub", "topic", name="pk_ping"),
        sa.CheckConstraint("state IN ('waiting', 'told', 'given-up')", name="ck_ping_state"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "readership",
        sa.Column("feed", sa.Text, nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("day", sa.Text, nullable=False),
        sa.Column("readers", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("feed", "service", "day", name="pk_readership"),
        sqlite_with_rowid=False,
    )
