"""Make room for what senders say of themselves: who holds a delivery, what it was in doubt of.

What is written here stays as it is: databases made by it exist.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

# A sender asks after every commit whether anybody it holds a claim for has left meanwhile: one
# number for each noun says so, whatever changed it.
_TRIGGERS = (
    """
    CREATE TRIGGER subscription_change_is_counted AFTER UPDATE ON subscription
    WHEN OLD.state <> NEW.state OR OLD.handle <> NEW.handle OR OLD.subscriber <> NEW.subscriber
    BEGIN UPDATE version SET number = number + 1 WHERE noun = 'reader'; END
    """,
    """
    CREATE TRIGGER subscription_loss_is_counted AFTER DELETE ON subscription
    BEGIN UPDATE version SET number = number + 1 WHERE noun = 'reader'; END
    """,
    """
    CREATE TRIGGER subscriber_change_is_counted AFTER UPDATE ON subscriber
    WHEN OLD.address <> NEW.address OR OLD.address_hash <> NEW.address_hash OR OLD.name <> NEW.name
    BEGIN UPDATE version SET number = number + 1 WHERE noun = 'reader'; END
    """,
    """
    CREATE TRIGGER suppression_is_counted AFTER INSERT ON suppression
    BEGIN UPDATE version SET number = number + 1 WHERE noun = 'suppression'; END
    """,
    """
    CREATE TRIGGER suppression_change_is_counted AFTER UPDATE ON suppression
    BEGIN UPDATE version SET number = number + 1 WHERE noun = 'suppression'; END
    """,
    """
    CREATE TRIGGER suppression_loss_is_counted AFTER DELETE ON suppression
    BEGIN UPDATE version SET number = number + 1 WHERE noun = 'suppression'; END
    """,
)


def upgrade() -> None:
    _ledger()
    op.create_table(
        "version",
        sa.Column("noun", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("noun", name="pk_version"),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO version (noun, number) VALUES ('reader', 0), ('suppression', 0)")
    for trigger in _TRIGGERS:
        op.execute(trigger)
    op.create_table(
        "bucket",
        sa.Column("relay", sa.Text, nullable=False),
        sa.Column("hour_at", sa.BigInteger, nullable=False),
        sa.Column("spent", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("relay", "hour_at", name="pk_bucket"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "heartbeat",
        sa.Column("issue", sa.Text, nullable=False),
        sa.Column("relay", sa.Text, nullable=False),
        sa.Column("sender", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("connections", sa.Integer, nullable=False),
        sa.Column("accepted", sa.Integer, nullable=False),
        sa.Column("deferred", sa.Integer, nullable=False),
        sa.Column("refused", sa.Integer, nullable=False),
        sa.Column("unknown", sa.Integer, nullable=False),
        sa.Column("per_s", sa.Float, nullable=False),
        sa.Column("remark", sa.Text, nullable=False),
        sa.Column("answers", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("issue", "relay", "sender", name="pk_heartbeat"),
        sqlite_with_rowid=False,
    )


def _ledger() -> None:
    op.add_column("delivery", sa.Column("sender", sa.Text, nullable=False, server_default=""))
    op.add_column(
        "delivery", sa.Column("doubts", sa.Integer, nullable=False, server_default=sa.text("0"))
    )
    op.add_column("delivery", sa.Column("settled_at", sa.BigInteger))
    # Senders of the version before marked in the database itself what they had begun.
    op.execute(
        "UPDATE delivery SET state = 'unknown', next_at = lease_ends_at, lease_ends_at = NULL,"
        " doubts = 1 WHERE state = 'submitting'"
    )
    op.execute(
        "UPDATE delivery SET state = 'queued', next_at = NULL, lease_ends_at = NULL"
        " WHERE state = 'claimed'"
    )
