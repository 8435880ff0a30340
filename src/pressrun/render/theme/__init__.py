"""Templates: the one door to Jinja.

A publication's folder is trusted but fallible: templates run in a sandbox, see plain data only,
and every fault in them is told with file and line, a loop without end among them.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from markupsafe import Markup

from pressrun.errors import ENDLESS, RenderError, suggest
from pressrun.model.publication import Theme
from pressrun.render.theme.deadline import DeadlineExceeded, deadline
from pressrun.render.theme.faults import nearest, sentence, spot
from pressrun.render.theme.loader import ROOT, Loader, place_in
from pressrun.render.theme.sandbox import Sandbox, TooLarge

# A whole issue takes some hundredths of a second.
LIMIT_S: Final = 2.0


def markup(html: str) -> str:
    """Mark ``html`` as finished: a template writes it as it is, and escapes all other text."""
    return Markup(html)  # noqa: S704  (made by our own walker, which escapes)


def render_template(
    theme: Theme, name: str, context: Mapping[str, Any], *, limit_s: float = LIMIT_S
) -> str:
    """Return what the theme's template ``name`` makes of ``context``, which is plain data.

    ``limit_s`` is processor time, and holds in the main thread (see ``deadline.py``).

    Raises:
        RenderError: There is no such template, or it does not work or end; it says where and why.
        TypeError: ``context`` holds something other than text, numbers, lists and mappings.
    """
    _check_plain(context)
    try:
        with deadline(limit_s):
            return _environment(theme).get_template(name).render(context)
    except TemplateNotFound as cause:
        missing = str(cause.name)
        raise RenderError(
            f"there is no template '{missing}'",
            code="TPL002",
            place=spot(theme, "", cause),
            help=suggest(missing, (known for known, _ in theme.files)),
        ) from cause
    except TemplateSyntaxError as cause:
        file = (cause.filename or ROOT + name).removeprefix(ROOT)
        raise RenderError(
            f"the template cannot be read: {sentence(cause.message or '')}",
            code="TPL003",
            place=place_in(theme, file, cause.lineno),
            help="every {% … %} needs its end, every {{ its }}",
        ) from cause
    # An expression in a template can fail in any way that Python can: 1 / 0, text plus a
    # number, a template that includes itself.
    except Exception as cause:
        raise _fault(theme, name, context, cause, limit_s) from cause


def _fault(
    theme: Theme, name: str, context: Mapping[str, Any], cause: Exception, limit_s: float
) -> RenderError:
    said = sentence(str(cause))
    match cause:
        case UndefinedError():
            what = f"the template uses what does not exist: {said}"
            code, remedy = "TPL004", nearest(cause.message or "", context)
        case TooLarge():
            what = f"the template asks for too much: {said}"
            code, remedy = "TPL007", "make the number on this line smaller"
        case SecurityError():
            what = f"the template does what templates may not: {said}"
            code, remedy = "TPL005", "a template reads the values it is given and nothing else"
        case DeadlineExceeded():
            what = f"the template had not ended after {limit_s:g} s of work, and was stopped here"
            code, remedy = ENDLESS, "let the loops and macros around this line end sooner"
        case MemoryError():
            what = "the template needs more memory than it may have"
            code, remedy = "TPL007", "let the text that this line makes grow less"
        case RecursionError():
            what = "the template includes or calls itself without end"
            code, remedy = "TPL006", "take out the include or the call that leads back to itself"
        case _:
            what = f"the template stops with {type(cause).__name__}: {said}"
            code, remedy = "TPL006", "mend the expression on this line"
    return RenderError(what, code=code, place=spot(theme, name, cause), help=remedy)


@lru_cache(maxsize=8)
def _environment(theme: Theme) -> Sandbox:
    return Sandbox(Loader(theme))


def _check_plain(value: object) -> None:
    match value:
        case None | str() | int() | float():
            return
        case Mapping():
            for key, item in value.items():
                _check_plain(key)
                _check_plain(item)
        case list() | tuple():
            for item in value:
                _check_plain(item)
        case _:
            raise TypeError(f"a template may not be given a {type(value).__name__}")
