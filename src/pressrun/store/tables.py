"""What the database holds (design §4 item 5).

The tables are made by ``migrations/`` alone, triggers included; this is their newest form, which
queries are written against. A test compares the two. Every constraint has a name, for SQLite can
only drop what is named. Every state is a word that a person can read.
"""

from typing import Final

from sqlalchemy import (
    Column,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)

from pressrun.model.ping import PingState
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
