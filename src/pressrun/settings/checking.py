"""The table [check]: how a publication's mail is checked before it is sent."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Final

from pressrun.errors import suggest
from pressrun.model.checking import Checking
from pressrun.model.clients import CLIENTS, NAMES
from pressrun.settings.form import Form

_PATH: Final = ("check", "clients")
_WHOLE: Final = 100
# Shares are rounded, each by itself: a table of many may come to a little more.
_ROUNDING: Final = 0.5


def read_checking(form: Form) -> Checking:
    """Return what [check] says; a client that nobody knows is a problem of ``form``, and so are
    shares that come to more than all readers."""
    form.read(("check",), {}, tables=("clients",))
    shares: list[tuple[str, float]] = []
    for path, percent in _flat(form.table(_PATH)):
        name = ".".join(path)
        if name not in NAMES:
            near = get_close_matches(name.casefold(), sorted(NAMES), n=1)
            advice = suggest(name, NAMES if near else CLIENTS)
            form.refuse("CFG005", (*_PATH, *path), "is no client that is known", advice)
        elif not _is_percent(percent):
            must = f"must be percent of your readers, 0 to {_WHOLE}"
            key = f'"{name}"' if "." in name else name
            form.refuse("CFG006", (*_PATH, *path), must, f"write  {key} = 12.5", value=True)
        else:
            shares.append((name, float(percent)))
    together = sum(percent for _, percent in shares)
    if together > _WHOLE + _ROUNDING:
        what = f"come to {together:.4g} % of your readers together"
        advice = "what stands for a family is without those of its platforms that are given too"
        form.refuse("CFG006", _PATH, what, advice)
    return Checking(shares=tuple(shares))


def _flat(table: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield (path, value), the same for ``"outlook.windows" = 4`` and ``outlook.windows = 4``."""
    for name, value in table.items():
        if not isinstance(value, dict):
            yield (name,), value
            continue
        for platform, percent in value.items():
            yield (name, platform), percent


def _is_percent(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= _WHOLE
