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

# As they were, on the table made anew.
_TRIGGERS_OF_DELIVERIES = (
    """
    CREATE TRIGGER delivery_is_never_deleted BEFORE DELETE ON delivery
    BEGIN SELECT RAISE(ABORT, 'an audience never shrinks'); END
    """,
    """
    CREATE TRIGGER delivery_is_never_added BEFORE INSERT ON delivery
    WHEN (SELECT state FROM press_run WHERE id = NEW.run) <> 'frozen'
    BEGIN SELECT RAISE(ABORT, 'an open audience never grows'); END
    """,
)
# Senders of the version before marked in the database itself what they had begun: nobody knows
# the end of that. What they had only claimed nobody was sent.
_COPY = """
    INSERT INTO delivery (issue, subscriber, run, face, state, attempt, fence, next_at, relay, code,
        reply, reason, doubts)
    SELECT issue, subscriber, run, face,
        CASE state WHEN 'submitting' THEN 'unknown' WHEN 'claimed' THEN 'queued' ELSE state END,
        attempt, fence, CASE state WHEN 'submitting' THEN lease_ends_at ELSE next_at END,
        relay, code, reply, reason, state = 'submitting' OR state = 'unknown'
    FROM old_delivery
"""


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
    """Make the table of deliveries anew: a constraint of SQLite's cannot be altered."""
    op.drop_index("ix_delivery_open", "delivery")
    op.rename_table("delivery", "old_delivery")
    op.create_table(
        "delivery",
        sa.Column("issue", sa.Text, nullable=False),
        sa.Column("subscriber", sa.Integer, nullable=False),
        sa.Column("run", sa.Integer, nullable=False),
        sa.Column("face", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("fence", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("next_at", sa.BigInteger),
        sa.Column("lease_ends_at", sa.BigInteger),
        sa.Column("relay", sa.Text, nullable=False, server_default=""),
        sa.Column("code", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("reply", sa.Text, nullable=False, server_default=""),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("sender", sa.Text, nullable=False, server_default=""),
        sa.Column("doubts", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("settled_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("issue", "subscriber", name="pk_delivery"),
        sa.ForeignKeyConstraint(
            ["issue", "face"], ["face.issue", "face.digest"], name="fk_delivery_issue_face"
        ),
        sa.ForeignKeyConstraint(["subscriber"], ["subscriber.id"], name="fk_delivery_subscriber"),
        sa.ForeignKeyConstraint(["run"], ["press_run.id"], name="fk_delivery_run"),
        # A list in parentheses would be built anew for every row that is written.
        sa.CheckConstraint(
            "state = 'queued' OR state = 'claimed' OR state = 'submitting' OR state = 'deferred' "
            "OR state = 'unknown' OR state = 'accepted' OR state = 'refused' OR state = 'skipped' "
            "OR state = 'expired'",
            name="ck_delivery_state",
        ),
        sqlite_with_rowid=False,
    )
    op.execute(_COPY)
    op.drop_table("old_delivery")
    open_rows = sa.text(
        "state = 'queued' OR state = 'claimed' OR state = 'submitting' OR state = 'deferred' "
        "OR state = 'unknown'"
    )
    op.create_index(
        "ix_delivery_open",
        "delivery",
        ["issue", "state", "next_at", "subscriber"],
        sqlite_where=open_rows,
        postgresql_where=open_rows,
    )
    for trigger in _TRIGGERS_OF_DELIVERIES:
        op.execute(trigger)
