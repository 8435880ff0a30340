"""Templates: the one door to Jinja.

A publication's folder is trusted but fallible: templates run in a sandbox, see plain data only,
and every fault in them is told with file and line. An endless one is the child process's matter.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache
from types import TracebackType
from typing import Any, Final

from jinja2 import (
    BaseLoader,
    Environment,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from pressrun.errors import Place, RenderError, suggest
from pressrun.model.publication import Theme

_ROOT: Final = "templates/"
_ESCAPED: Final = (".html", ".mjml")


class _Loader(BaseLoader):
    """Templates by name; each knows its file, so that a traceback names it."""

    def __init__(self, theme: Theme) -> None:
        self._files = dict(theme.files)

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        if template not in self._files:
            raise TemplateNotFound(template)
        return self._files[template], _ROOT + template, lambda: True


def markup(html: str) -> str:
    """Mark ``html`` as finished: a template writes it as it is, and escapes all other text."""
    return Markup(html)  # noqa: S704  (made by our own walker, which escapes)


def render_template(theme: Theme, name: str, context: Mapping[str, Any]) -> str:
    """Return what the theme's template ``name`` makes of ``context``, which is plain data.

    Raises:
        RenderError: There is no such template, or it does not work; it says where and why.
        TypeError: ``context`` holds something other than text, numbers, lists and mappings.
    """
    _check_plain(context)
    try:
        return _environment(theme).get_template(name).render(context)
    except TemplateNotFound as cause:
        raise _not_found(theme, str(cause.name), cause) from cause
    except TemplateSyntaxError as cause:
        place = _place(theme, cause.filename or _ROOT + name, cause.lineno)
        raise RenderError(
            f"the template cannot be read: {_sentence(cause.message or '')}",
            code="TPL003",
            place=place,
            help="every {% … %} needs its end, every {{ its }}",
        ) from cause
    except UndefinedError as cause:
        raise RenderError(
            f"the template uses what does not exist: {_sentence(cause.message or '')}",
            code="TPL004",
            place=_spot(theme, name, cause),
            help=_nearest(cause.message or "", context),
        ) from cause
    except SecurityError as cause:
        raise RenderError(
            f"the template does what templates may not: {_sentence(cause.message or '')}",
            code="TPL005",
            place=_spot(theme, name, cause),
            help="a template reads the values it is given and nothing else",
        ) from cause
    # An expression in a template can fail in any way that Python can: 1 / 0, text plus a
    # number, a template that includes itself.
    except Exception as cause:
        raise RenderError(
            f"the template stops with {type(cause).__name__}: {_sentence(str(cause))}",
            code="TPL006",
            place=_spot(theme, name, cause),
            help="mend the expression on this line",
        ) from cause


@lru_cache(maxsize=8)
def _environment(theme: Theme) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=_Loader(theme),
        undefined=StrictUndefined,
        autoescape=lambda name: name is not None and name.endswith(_ESCAPED),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals.clear()
    return environment


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


def _not_found(theme: Theme, missing: str, cause: Exception) -> RenderError:
    return RenderError(
        f"there is no template '{missing}'",
        code="TPL002",
        place=_spot(theme, "", cause),
        help=suggest(missing, (name for name, _ in theme.files)),
    )


def _spot(theme: Theme, name: str, cause: BaseException) -> Place | None:
    """Return the innermost line of a template that ``cause`` went through."""
    frames = [
        (frame.tb_frame.f_code.co_filename, frame.tb_lineno)
        for frame in _frames(cause.__traceback__)
        if frame.tb_frame.f_code.co_filename.startswith(_ROOT)
    ]
    if frames:
        return _place(theme, *frames[-1])
    return Place(path=_ROOT + name) if name else None


def _frames(traceback: TracebackType | None) -> Iterator[TracebackType]:
    while traceback is not None:
        yield traceback
        traceback = traceback.tb_next


def _place(theme: Theme, path: str, line: int) -> Place:
    rows = dict(theme.files).get(path.removeprefix(_ROOT), "").splitlines()
    text = rows[line - 1] if 0 < line <= len(rows) else None
    return Place(path=path, line=line, text=text)


def _nearest(message: str, context: Mapping[str, Any]) -> str:
    """Return a help for what is undefined: a name like it, at whatever depth, or the top ones."""
    quoted = re.findall(r"'([^']+)'", message)
    near = get_close_matches(quoted[-1], sorted(set(_names(context))), n=1) if quoted else []
    return suggest(near[0], near) if near else suggest("", context)


def _names(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield str(key)
            yield from _names(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _names(item)


def _sentence(text: str) -> str:
    """Return a foreign message the way ours are: one line, lower case, no final stop."""
    line = " ".join(text.split()).removesuffix(".")
    return line[:1].lower() + line[1:]
