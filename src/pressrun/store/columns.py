"""Types of columns: instants, and words of a fixed set."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Dialect, Enum, TypeDecorator

from pressrun.store.instant import from_ms, to_ms


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept as integer UTC milliseconds; naive ones are refused."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else to_ms(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else from_ms(value)


def word(enum: type[StrEnum], column: str, *, checked: bool = True) -> Enum:
    """Return a column type that holds the values of ``enum``; ``checked`` by the database too."""
    return Enum(
        enum,
        name=column,
        native_enum=False,
        create_constraint=checked,
        length=16,
        values_callable=lambda members: [member.value for member in members],
    )
