"""What a code means, as text and as JSON."""

import re
import shutil
import textwrap
from typing import Final

from pressrun.cli.printing import emit_json, problem_text, put
from pressrun.errors import Problem
from pressrun.model.code import Code

_WIDEST: Final = 88
_EXCUSES: Final = {
    "Markdown": "<!-- allow {}: why it is meant -->",
    "front matter": "# allow {}: why it is meant",
    "templates": "{{# allow {}: why it is meant #}}",
}
_TYPED: Final = re.compile(r"`[^`]*`")
_HELD: Final = "\N{NO-BREAK SPACE}"


def tell_code(code: Code, *, as_json: bool) -> None:
    """Print what a code stands for, what comes of it and what to do."""
    if as_json:
        emit_json(code)
        return
    put(problem_text(Problem(code=code.code, what=code.title, severity=code.severity)))
    put(f"\n{_wrapped(code.why)}\n\n{_wrapped(f'What to do: {code.mend}')}")
    if code.excusable:
        put("\nWhere it is meant, an excuse with a reason stands beside it:")
        for where, form in _EXCUSES.items():
            put(f"  {where:<13} {form.format(code.code)}")


def _wrapped(text: str) -> str:
    """Return a text as wide as the terminal is; what is to be typed stays on one line."""
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    held = _TYPED.sub(lambda typed: typed[0].replace(" ", _HELD), text)
    filled = textwrap.fill(held, width, break_long_words=False, break_on_hyphens=False)
    return filled.replace(_HELD, " ")
