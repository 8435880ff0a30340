"""The environment that templates run in: plain data, no way out, nothing of boundless size.

Jinja's sandbox keeps a template from the machine, not from ``10 ** 10 ** 9``, which no signal can
interrupt, nor from ``"x" * 10 ** 9``. What multiplies is therefore weighed before it is done.
"""

import re
from collections.abc import Callable
from typing import Any, ClassVar, Final

from jinja2 import BaseLoader, StrictUndefined
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

LENGTH_LIMIT: Final = 1_000_000
WIDTH_LIMIT: Final = 10_000
_BITS_LIMIT: Final = 256
_ESCAPED: Final = (".html", ".mjml")
_WIDE: Final = f"this format makes text wider than {WIDTH_LIMIT:,} characters"

# A width or a precision that is too long, or that a value gives: "%*d", "{:{width}}".
_PERCENT_WIDTH: Final = re.compile(r"%(?:\([^)]*\))?[-+ #0]*(?:\*|\d{5,}|\d*\.(?:\*|\d{5,}))")
_FORMAT_WIDTH: Final = re.compile(r"\{[^{}]*:[^{}]*(?:\{|\d{5,})")
_WIDENING_METHODS: Final = frozenset({"center", "ljust", "rjust", "zfill", "expandtabs"})
_WIDENING_FILTERS: Final = ("center", "indent", "batch", "slice", "round")


class TooLarge(SecurityError):
    """What a template asks for would be larger than any mail or page."""


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja with no global names, and with limits on what multiplies."""

    intercepted_binops: ClassVar[frozenset[str]] = frozenset({"*", "**", "%", "+"})  # type: ignore[misc]

    def __init__(self, loader: BaseLoader, **options: Any) -> None:
        super().__init__(
            loader=loader,
            undefined=StrictUndefined,
            autoescape=lambda name: name is not None and name.endswith(_ESCAPED),
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            **options,
        )
        self.globals.clear()
        del self.filters["random"]  # the same issue gives the same characters
        for name in _WIDENING_FILTERS:
            self.filters[name] = _bounded(name, self.filters[name])
        self.filters["format"] = _format(self.filters["format"])

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Do ``left operator right`` unless the result would be too large."""
        _WEIGHED[operator](left, right)
        return super().call_binop(context, operator, left, right)

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call ``obj`` unless it is a method of text that would make too much of it."""
        text = getattr(obj, "__self__", None)
        if isinstance(text, str):
            _weigh_method(text, obj.__name__, args)
        return super().call(context, obj, *args, **kwargs)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """Return Jinja's own ``str.format`` for the method ``value``, unless it widens too much."""
        wrapped = super().wrap_str_format(value)
        if wrapped is not None and _FORMAT_WIDTH.search(str(value.__self__)):
            raise TooLarge(_WIDE)
        return wrapped


def _weigh_method(text: str, name: str, args: tuple[Any, ...]) -> None:
    if name in _WIDENING_METHODS:
        _weigh_widths(name, args)
    elif name == "replace" and len(args) > 1:
        old, new = str(args[0]), str(args[1])
        _weigh_length(len(text) + text.count(old) * len(new))
    elif name == "join" and args:
        _weigh_length(len(text) * len(args[0]))


def _weigh_widths(name: str, values: Any) -> None:
    if any(isinstance(value, int) and abs(value) > WIDTH_LIMIT for value in values):
        raise TooLarge(f"'{name}' takes numbers up to {WIDTH_LIMIT:,}")


def _weigh_length(length: int) -> None:
    if length > LENGTH_LIMIT:
        raise TooLarge(f"this makes {length:,} characters or items; the limit is {LENGTH_LIMIT:,}")


def _weigh_times(left: Any, right: Any) -> None:
    match left, right:
        case int(), int():
            _weigh_bits(left.bit_length() + right.bit_length())
        case (str() | list() | tuple() as some, int() as times) | (
            int() as times,
            str() | list() | tuple() as some,
        ):
            _weigh_length(len(some) * times)


def _weigh_power(left: Any, right: Any) -> None:
    if isinstance(left, int) and isinstance(right, int) and abs(left) > 1:
        _weigh_bits(left.bit_length() * right)


def _weigh_bits(bits: int) -> None:
    if bits > _BITS_LIMIT:
        raise TooLarge(f"this makes a number of more than {_BITS_LIMIT * 3 // 10} digits")


def _weigh_percent(left: Any, _: Any) -> None:
    if isinstance(left, str) and _PERCENT_WIDTH.search(left):
        raise TooLarge(_WIDE)


def _weigh_sum(left: Any, right: Any) -> None:
    if isinstance(left, str | list | tuple) and isinstance(right, str | list | tuple):
        _weigh_length(len(left) + len(right))


_WEIGHED: Final[dict[str, Callable[[Any, Any], None]]] = {
    "*": _weigh_times,
    "**": _weigh_power,
    "%": _weigh_percent,
    "+": _weigh_sum,
}


def _bounded(name: str, made: Callable[..., Any]) -> Callable[..., Any]:
    """Return the filter ``made`` with a limit on every number it is given."""

    def weighed(*args: Any, **kwargs: Any) -> Any:
        # The first is what the filter is applied to, after what Jinja passes of its own.
        _weigh_widths(name, (*args[1:], *kwargs.values()))
        return made(*args, **kwargs)

    weighed.__dict__.update(made.__dict__)  # what Jinja must pass first, its environment say
    return weighed


def _format(made: Callable[..., Any]) -> Callable[..., Any]:
    def weighed(value: Any, *args: Any, **kwargs: Any) -> Any:
        _weigh_percent(str(value), args)
        return made(value, *args, **kwargs)

    return weighed
