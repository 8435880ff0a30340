"""Every code that a person may meet, wherever it is explained: with the verbs or with a rule."""

import re
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from typing import Final

from pressrun.errors import UsageError, quoted
from pressrun.model.code import Code
from pressrun.model.codes import CODES, by_name
from pressrun.model.codes.families import FAMILIES, family_of

_LIKE_A_CODE: Final = re.compile(r"[A-Za-z]{2,6}[0-9]{1,4}")


def looks_like_code(name: str) -> bool:
    """Tell whether somebody who types ``name`` means a code, or a family, and not an address."""
    return bool(_LIKE_A_CODE.fullmatch(name)) or name.upper() in FAMILIES


def all_codes() -> tuple[Code, ...]:
    """Return every code: families in the order of their table, each by number."""
    order = {family: number for number, family in enumerate(FAMILIES)}

    def rank(code: Code) -> tuple[int, str]:
        return order.get(family_of(code.code), len(order)), code.code

    return tuple(sorted((CODES | _of_rules()).values(), key=rank))


def find_code(name: str) -> Code | None:
    """Return the code of this name, as ``fm3`` for FM003 as well; None where there is none."""
    letters = family_of(name.upper())
    whole = letters + name.upper()[len(letters) :].zfill(3)
    return CODES.get(whole) or _of_rules().get(whole)


def code_called(name: str) -> Code:
    """Return the code of this name, in capitals or not.

    Raises:
        UsageError: There is none; the nearest one is suggested.
    """
    code = find_code(name)
    if code is None:
        raise UsageError(
            f"there is no code {quoted(name.upper())}", code="USE005", help=_nearest(name.upper())
        )
    return code


def _nearest(name: str) -> str:
    """Return the code that may be meant: one of the same family, where there is such a family.

    Of a family itself all are told.
    """
    known = [code.code for code in all_codes()]
    kin = [each for each in known if family_of(each) == family_of(name)]
    if name in FAMILIES:
        return f"there are {', '.join(kin)}; docs/codes.md has every code"
    [near] = get_close_matches(name, kin or known, n=1, cutoff=0)
    return f"did you mean {near}? pressrun explain {near}; docs/codes.md has every code"


@cache
def _of_rules() -> dict[str, Code]:
    """Return the codes of rules by their names, none of them one of the verbs'.

    They stand with what renders, which takes a while to load: so it is loaded when asked for.
    """
    codes: tuple[Code, ...] = import_module("pressrun.render.lint.registry").CODES
    both = by_name(tuple(CODES.values()), codes)
    return {code.code: both[code.code] for code in codes}
