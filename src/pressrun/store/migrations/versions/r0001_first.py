"""Make the first tables.

What is written here stays as it is: databases made by it exist.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

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
    CREATE TRIGGER delivery_is_never_deleted BEFORE DELETE ON delivery
    BEGIN SELECT RAISE(ABORT, 'an audience never shrinks'); END
    """,
    """
    CREATE TRIGGER delivery_is_never_added BEFORE INSERT ON delivery
    WHEN (SELECT state FROM press_run WHERE id = NEW.run) <> 'frozen'
    BEGIN SELECT RAISE(ABORT, 'an open audience never grows'); END
    """,
)


def upgrade() -> None:
    _identity()
    _people()
    _issues()
    _deliveries()
    for trigger in _TRIGGERS:
        op.execute(trigger)


def _identity() -> None:
    op.create_table(
        "instance",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("nonce", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_instance"),
    )
    op.create_table(
        "key",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_key"),
    )
    op.create_index("ix_key_purpose", "key", ["purpose"])


def _people() -> None:
    op.create_table(
        "subscriber",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("handle", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("address_key", sa.Text),
        sa.Column("address_hash", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_subscriber"),
        sa.UniqueConstraint("handle", name="uq_subscriber_handle"),
        sa.UniqueConstraint("address_key", name="uq_subscriber_address_key"),
    )
    op.create_table(
        "subscription",
        sa.Column("list", sa.Text, nullable=False),
        sa.Column("subscriber", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("handle", sa.Text, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("list", "subscriber", name="pk_subscription"),
        sa.ForeignKeyConstraint(
            ["subscriber"], ["subscriber.id"], name="fk_subscription_subscriber"
        ),
        sa.CheckConstraint(
            "state IN ('pending', 'confirmed', 'paused', 'ended')", name="ck_subscription_state"
        ),
        sa.UniqueConstraint("handle", name="uq_subscription_handle"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "import_batch",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("list", sa.Text, nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_import_batch"),
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("subscriber", sa.Integer, nullable=False),
        sa.Column("list", sa.Text, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("batch", sa.Integer),
        sa.PrimaryKeyConstraint("id", name="pk_consent"),
        sa.ForeignKeyConstraint(["subscriber"], ["subscriber.id"], name="fk_consent_subscriber"),
        sa.CheckConstraint("kind IN ('given', 'withdrawn')", name="ck_consent_kind"),
        sa.ForeignKeyConstraint(["batch"], ["import_batch.id"], name="fk_consent_batch"),
    )
    op.create_index("ix_consent_subscriber", "consent", ["subscriber"])
    op.create_table(
        "suppression",
        sa.Column("address_hash", sa.Text, nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("address_hash", name="pk_suppression"),
        sa.CheckConstraint(
            "reason IN ('bounce', 'complaint', 'request')", name="ck_suppression_reason"
        ),
    )


def _issues() -> None:
    op.create_table(
        "issue",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("list", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("wall", sa.Text, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("armed_by", sa.Text, nullable=False),
        sa.Column("armed_at", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_issue"),
        sa.CheckConstraint(
            "state IN ('draft', 'armed', 'held', 'sending', 'paused', 'sent', 'cancelled', "
            "'missed')",
            name="ck_issue_state",
        ),
    )
    op.create_table(
        "face",
        sa.Column("issue", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("variant", sa.Text, nullable=False),
        sa.Column("octets", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("issue", "digest", name="pk_face"),
        sa.ForeignKeyConstraint(["issue"], ["issue.key"], name="fk_face_issue"),
    )
    op.create_table(
        "face_article",
        sa.Column("issue", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("article", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("issue", "digest", "position", name="pk_face_article"),
        sa.ForeignKeyConstraint(
            ["issue", "digest"], ["face.issue", "face.digest"], name="fk_face_article_issue_digest"
        ),
    )
    op.create_table(
        "press_run",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("issue", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("list", sa.Text),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("date_at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("frozen", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_press_run"),
        sa.ForeignKeyConstraint(["issue"], ["issue.key"], name="fk_press_run_issue"),
        sa.UniqueConstraint("issue", name="uq_press_run_issue"),
        sa.CheckConstraint("state IN ('frozen', 'open', 'closed')", name="ck_press_run_state"),
    )


def _deliveries() -> None:
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
        # One issue reaches a person once, whatever runs there are (design §4 item 5).
        sa.PrimaryKeyConstraint("issue", "subscriber", name="pk_delivery"),
        sa.ForeignKeyConstraint(
            ["issue", "face"], ["face.issue", "face.digest"], name="fk_delivery_issue_face"
        ),
        sa.ForeignKeyConstraint(["subscriber"], ["subscriber.id"], name="fk_delivery_subscriber"),
        sa.ForeignKeyConstraint(["run"], ["press_run.id"], name="fk_delivery_run"),
        sa.CheckConstraint(
            "state IN ('queued', 'claimed', 'submitting', 'deferred', 'unknown', 'accepted', "
            "'refused', 'skipped', 'expired')",
            name="ck_delivery_state",
        ),
        sqlite_with_rowid=False,
    )
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
