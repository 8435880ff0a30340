"""Which line of issue.md or pressrun.toml is to blame for how an issue would be sent."""

import re
from collections.abc import Iterator
from typing import Final

from pressrun.errors import Place
from pressrun.render.lint.script import Script
from pressrun.render.lint.subjects import SendingCopy

_TABLE: Final = re.compile(r"[ \t]*+\[[ \t]*+([^\[\]]*+)\]")


def moment_place(copy: SendingCopy) -> Place:
    """Return where the issue says its moment, or else what it is about."""
    return copy.script.key("when" if copy.issue.when else "subject")


def list_place(copy: SendingCopy) -> Place:
    """Return where the issue names its list, or else says its moment."""
    return copy.script.key("list") if copy.issue.list else moment_place(copy)


def table_place(settings: Script, name: str) -> Place:
    """Return where a table of the settings begins, its first line where it has none."""
    for line, found in _tables(settings):
        if found == name:
            return settings.whole(line)
    return settings.whole(1)


def setting_place(settings: Script, table: str, *names: str) -> Place:
    """Return where the value of a setting stands, or else its table.

    ``table`` is empty for what stands above all tables, and may be the beginning of a name
    (``relays.``): the first of these tables that has such a setting is the one.
    """
    starts = [(1, ""), *_tables(settings)]
    ends = [line - 1 for line, _ in starts[1:]] + [len(settings.rows)]
    for (first, name), last in zip(starts, ends, strict=True):
        if name == table or (table.endswith(".") and name.startswith(table)):
            place = settings.key(*names, first=first, last=max(first, last))
            if place != settings.whole(first):
                return place
    return table_place(settings, table)


def _tables(settings: Script) -> Iterator[tuple[int, str]]:
    for line, row in enumerate(settings.rows, 1):
        if found := _TABLE.match(row):
            yield line, re.sub(r"[\s\"']+", "", found[1])
