"""Relays whose limits of a day are too small for an issue."""

import math
from collections.abc import Iterator
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from pressrun.errors import Problem, Severity
from pressrun.model.code import Code
from pressrun.render.lint.blame import setting_place
from pressrun.render.lint.rule import Rule
from pressrun.render.lint.subjects import SendingCopy

SND012: Final = Code(
    code="SND012",
    title="the relays take less in a day than the issue needs",
    why="What `per_day` and `warm_up` do not let out waits for the next day, so some readers have"
    " the issue a day or more after the others. Mail that was sent before it on that day counts.",
    mend="Raise per_day in pressrun.toml as far as the provider allows, add a relay, schedule the"
    " issue so much earlier, or leave it: it all goes out in the end.",
    severity=Severity.WARNING,
    excusable=True,
)

_DAY: Final = timedelta(days=1)


def _look(copy: SendingCopy) -> Iterator[Problem]:
    told = copy.handover
    if told is None or not told.quota or copy.due_at is None:
        return
    messages = "1 message" if told.messages == 1 else f"{told.messages:,} messages"
    place = setting_place(copy.settings, "relays.", "per_day", "warm_up")
    if told.ends_at is None:
        what = f"{messages} do not go out within 400 days: {told.quota}"
    else:
        ends = told.ends_at.astimezone(ZoneInfo(copy.publication.zone))
        days = math.ceil((told.ends_at - copy.due_at) / _DAY)
        span = "1 day" if days <= 1 else f"{days} days"
        what = (
            f"{messages} take {span} by what the relays are given in a day at most:"
            f" the last goes out on {ends:%Y-%m-%d} at {ends:%H:%M}"
        )
    yield Problem(
        code=SND012.code,
        what=what,
        place=place,
        help="raise per_day as far as your provider allows, or add a relay; what is left waits"
        " for the next day",
        severity=SND012.severity,
    )


QUOTA: Final = Rule(on=(SendingCopy,), codes=(SND012,), look=_look)
