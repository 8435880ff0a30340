"""The table [theme]: what a publication changes of its looks, if readers can still read it."""

from collections.abc import Mapping
from typing import Any, Final

from pressrun.model.colour import READABLE, contrast, readable
from pressrun.model.publication import Look
from pressrun.settings.form import Form
from pressrun.settings.tables import THEME

# Words in the first are set on the second; buttons the other way round, with the same contrast.
_PAIRS: Final = (
    ("ink", "paper"),
    ("accent", "paper"),
    ("ink_dark", "paper_dark"),
    ("accent_dark", "paper_dark"),
)


def read_look(form: Form) -> Look:
    """Return what [theme] says; colours that cannot be told apart are problems of ``form``."""
    values = form.read(("theme",), THEME)
    for words, ground in _PAIRS:
        _check_pair(form, values, words, ground)
    if values["logo_dark"] and not values["logo"]:
        advice = 'write  logo = "logo.png"  for rooms that are not dark'
        form.refuse("CFG011", ("theme", "logo_dark"), "stands without a logo", advice)
    return Look(**values)


def _check_pair(form: Form, values: Mapping[str, Any], words: str, ground: str) -> None:
    colour, behind = values[words], values[ground]
    if colour is None or behind is None or contrast(colour, behind) >= READABLE:
        return
    # Blame what stands in the file; of two that do, the colour of the words.
    written = form.table(("theme",))
    blamed = words if words in written or ground not in written else ground
    # Rounded down: 4.498 is not 4.5.
    measured = int(contrast(colour, behind) * 100) / 100
    what = (
        f"is hard to read: {words} {colour} on {ground} {behind} has a contrast of"
        f" {measured:.2f}:1, and words need {READABLE}:1"
    )
    advice = f'write  {words} = "{readable(colour, behind)}"'
    form.refuse("CFG010", ("theme", blamed), what, advice, value=True)
