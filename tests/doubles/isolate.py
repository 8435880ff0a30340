"""Isolation without a child process."""

from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from typing import Any

from pressrun.errors import PressrunError
from pressrun.model.lent import Lent


class InlineIsolate:
    """Calls the function where it stands: quick, and without any limit (port Isolate)."""

    def call(self, function: str, *arguments: Any, limit_s: float = 30.0) -> Any:
        module, name = function.split(":")
        given = (a.value if isinstance(a, Lent) else a for a in arguments)
        return getattr(import_module(module), name)(*given)

    def warm(self, functions: Sequence[str]) -> None:
        return None

    def map(
        self,
        functions: Sequence[str],
        rows: Iterable[Sequence[tuple[Any, ...]]],
        *,
        limit_s: float = 30.0,
    ) -> Iterator[Any]:
        for row in rows:
            passed_on: tuple[Any, ...] = ()
            try:
                for function, arguments in zip(functions, row, strict=True):
                    passed_on = (self.call(function, *passed_on, *arguments),)
            except PressrunError as error:
                passed_on = (error,)
            yield passed_on[0]
