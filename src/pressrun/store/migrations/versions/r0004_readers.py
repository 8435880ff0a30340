"""Make room for what readers decide themselves: wishes, letters, votes, pauses, proof of consent.

What is written here stays as it is: databases made by it exist.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_TRIGGERS = (
    """
    CREATE TRIGGER consent_is_never_changed BEFORE UPDATE ON consent
    BEGIN SELECT RAISE(ABORT, 'the consent log is append-only'); END
    """,
    """
    CREATE TRIGGER consent_is_never_deleted BEFORE DELETE ON consent
    BEGIN SELECT RAISE(ABORT, 'the consent log is append-only'); END
    """,
    """
    CREATE TRIGGER subscription_change_is_counted AFTER UPDATE ON subscription
    WHEN OLD.state <> NEW.state OR OLD.handle <> NEW.handle OR OLD.subscriber <> NEW.subscriber
        OR OLD.cadence <> NEW.cadence
    BEGIN
        UPDATE version SET number = number + 1 WHERE noun = 'reader';
        INSERT INTO change (number, subscriber)
            SELECT number, NEW.subscriber FROM version WHERE noun = 'reader';
        DELETE FROM change WHERE number = (SELECT max(number) FROM change) - 10000;
    END
    """,
    """
    CREATE TRIGGER subscription_loss_is_counted AFTER DELETE ON subscription
    BEGIN
        UPDATE version SET number = number + 1 WHERE noun = 'reader';
        INSERT INTO change (number, subscriber)
            SELECT number, OLD.subscriber FROM version WHERE noun = 'reader';
        DELETE FROM change WHERE number = (SELECT max(number) FROM change) - 10000;
    END
    """,
    """
    CREATE TRIGGER subscriber_change_is_counted AFTER UPDATE ON subscriber
    WHEN OLD.address <> NEW.address OR OLD.address_hash <> NEW.address_hash OR OLD.name <> NEW.name
    BEGIN
        UPDATE version SET number = number + 1 WHERE noun = 'reader';
        INSERT INTO change (number, subscriber)
            SELECT number, NEW.id FROM version WHERE noun = 'reader';
        DELETE FROM change WHERE number = (SELECT max(number) FROM change) - 10000;
    END
    """,
)
_OPEN = (
    "state = 'queued' OR state = 'claimed' OR state = 'submitting' OR state = 'deferred' "
    "OR state = 'unknown'"
)


def upgrade() -> None:
    _readers()
    _consent()
    _wishes()
    _letters()
    op.create_table(
        "vote",
        sa.Column("article", sa.Text, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("voter", sa.Text, nullable=False),
        sa.Column("subscriber", sa.Integer),
        sa.Column("known", sa.Integer, nullable=False),
        sa.Column("choice", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("article", "question", "voter", name="pk_vote"),
        sa.ForeignKeyConstraint(["subscriber"], ["subscriber.id"], name="fk_vote_subscriber"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_vote_subscriber", "vote", ["subscriber"])
    op.execute("INSERT INTO version (noun, number) VALUES ('no-log', 0)")
    for trigger in _TRIGGERS:
        op.execute(trigger)


def _readers() -> None:
    for name in ("subscription_change", "subscription_loss", "subscriber_change"):
        op.execute(f"DROP TRIGGER {name}_is_counted")
    op.create_table(
        "change",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("subscriber", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_change"),
    )
    op.add_column(
        "subscription", sa.Column("cadence", sa.Text, nullable=False, server_default="each")
    )
    op.add_column("subscription", sa.Column("paused_until", sa.BigInteger))
    paused = sa.text("paused_until IS NOT NULL")
    op.create_index(
        "ix_subscription_paused_until",
        "subscription",
        ["paused_until"],
        sqlite_where=paused,
        postgresql_where=paused,
    )
    op.add_column("import_batch", sa.Column("undone_at", sa.BigInteger))
    op.add_column("press_run", sa.Column("topics", sa.Text))


def _consent() -> None:
    """Make two tables anew: a constraint of SQLite's cannot be altered, nor a named one added."""
    op.create_table(
        "wording",
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_wording"),
        sqlite_with_rowid=False,
    )
    op.execute("DROP TRIGGER consent_is_never_changed")
    op.execute("DROP TRIGGER consent_is_never_deleted")
    op.drop_index("ix_consent_subscriber", "consent")
    op.rename_table("consent", "old_consent")
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("subscriber", sa.Integer, nullable=False),
        sa.Column("list", sa.Text, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("batch", sa.Integer),
        sa.Column("asked_at", sa.BigInteger),
        sa.Column("wording", sa.Text),
        sa.Column("page", sa.Text, nullable=False, server_default=""),
        sa.Column("network_hash", sa.Text, nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("id", name="pk_consent"),
        sa.ForeignKeyConstraint(["subscriber"], ["subscriber.id"], name="fk_consent_subscriber"),
        sa.CheckConstraint(
            "kind IN ('given', 'withdrawn', 'changed', 'erased', 'undone')", name="ck_consent_kind"
        ),
        sa.ForeignKeyConstraint(["batch"], ["import_batch.id"], name="fk_consent_batch"),
        sa.ForeignKeyConstraint(["wording"], ["wording.digest"], name="fk_consent_wording"),
    )
    op.execute(
        "INSERT INTO consent (id, subscriber, list, kind, evidence, at, batch)"
        " SELECT id, subscriber, list, kind, evidence, at, batch FROM old_consent"
    )
    op.drop_table("old_consent")
    op.create_index("ix_consent_subscriber", "consent", ["subscriber"])
    op.create_index("ix_consent_batch", "consent", ["batch"])
    for name in ("suppression_is_counted", "suppression_change_is_counted"):
        op.execute(f"DROP TRIGGER {name}")
    op.execute("DROP TRIGGER suppression_loss_is_counted")
    op.rename_table("suppression", "old_suppression")
    op.create_table(
        "suppression",
        sa.Column("address_hash", sa.Text, nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("batch", sa.Integer),
        sa.PrimaryKeyConstraint("address_hash", name="pk_suppression"),
        sa.CheckConstraint(
            "reason IN ('bounce', 'complaint', 'request')", name="ck_suppression_reason"
        ),
        sa.ForeignKeyConstraint(["batch"], ["import_batch.id"], name="fk_suppression_batch"),
    )
    op.execute(
        "INSERT INTO suppression (address_hash, reason, at)"
        " SELECT address_hash, reason, at FROM old_suppression"
    )
    op.drop_table("old_suppression")
    for when, name in (
        ("INSERT", "suppression_is_counted"),
        ("UPDATE", "suppression_change_is_counted"),
        ("DELETE", "suppression_loss_is_counted"),
    ):
        op.execute(
            f"""
    CREATE TRIGGER {name} AFTER {when} ON suppression
    BEGIN UPDATE version SET number = number + 1 WHERE noun = 'suppression'; END
    """  # noqa: S608  names of our own
        )


def _wishes() -> None:
    op.create_table(
        "wish",
        sa.Column("handle", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("list", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("address_key", sa.Text, nullable=False),
        sa.Column("address_hash", sa.Text, nullable=False),
        sa.Column("subscriber", sa.Integer),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("topics", sa.Text, nullable=False),
        sa.Column("code_hash", sa.Text, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        sa.Column("done_at", sa.BigInteger),
        sa.Column("wording", sa.Text, nullable=False),
        sa.Column("page", sa.Text, nullable=False),
        sa.Column("network_hash", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("handle", name="pk_wish"),
        sa.ForeignKeyConstraint(["subscriber"], ["subscriber.id"], name="fk_wish_subscriber"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_wish_address_hash", "wish", ["address_hash"])
    waiting = sa.text("kind = 'join' AND done_at IS NULL")
    op.create_index(
        "ix_wish_open",
        "wish",
        ["list", "address_hash"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    op.create_table(
        "throttle",
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("hour_at", sa.BigInteger, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("subject", "hour_at", name="pk_throttle"),
        sqlite_with_rowid=False,
    )


def _letters() -> None:
    op.create_table(
        "letter_face",
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("octets", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_letter_face"),
    )
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("list", sa.Text, nullable=False),
        sa.Column("subscriber", sa.Integer),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("face", sa.Text, nullable=False),
        sa.Column("slots", sa.Text, nullable=False),
        sa.Column("dedupe", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
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
        sa.PrimaryKeyConstraint("id", name="pk_letter"),
        sa.UniqueConstraint("dedupe", name="uq_letter_dedupe"),
        sa.ForeignKeyConstraint(["subscriber"], ["subscriber.id"], name="fk_letter_subscriber"),
        sa.ForeignKeyConstraint(["face"], ["letter_face.digest"], name="fk_letter_face"),
        sa.CheckConstraint(
            "state = 'queued' OR state = 'claimed' OR state = 'submitting' OR state = 'deferred' "
            "OR state = 'unknown' OR state = 'accepted' OR state = 'refused' OR state = 'skipped' "
            "OR state = 'expired'",
            name="ck_letter_state",
        ),
    )
    op.create_index("ix_letter_subscriber", "letter", ["subscriber"])
    open_rows = sa.text(_OPEN)
    op.create_index(
        "ix_letter_open",
        "letter",
        ["state", "next_at", "id"],
        sqlite_where=open_rows,
        postgresql_where=open_rows,
    )
