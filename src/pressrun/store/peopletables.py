"""What the database holds of people: who reads what, what they agreed to, what they wish.

See ``tables.py`` for how tables are written.
"""

from typing import Final

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    and_,
)

from pressrun.model.audience import ConsentKind, SubscriptionState, SuppressionReason
from pressrun.model.wish import WishKind
from pressrun.store.columns import Instant, word
from pressrun.store.tables import metadata

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
