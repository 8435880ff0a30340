"""The rules for what is about to be sent: few, and quick to load by themselves."""

from typing import Final

from pressrun.render.lint.addresses import ADDRESSES
from pressrun.render.lint.audience import AUDIENCE
from pressrun.render.lint.double_booking import DOUBLE_BOOKING
from pressrun.render.lint.quota import QUOTA
from pressrun.render.lint.rule import Rule

SENDINGS: Final[tuple[Rule, ...]] = (
    ADDRESSES,
    AUDIENCE,
    DOUBLE_BOOKING,
    QUOTA,
)
