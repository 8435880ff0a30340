"""What a form sent: fields of text, each as often as it may come, or why it is no such thing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request

URLENCODED: Final = "application/x-www-form-urlencoded"
# More than any form of ours has, with every topic ticked.
_FIELDS: Final = 1000


@dataclass(frozen=True, slots=True)
class Form:
    """Fields by name; what was not sent is empty."""

    fields: Mapping[str, tuple[str, ...]] = field(repr=False)

    def __contains__(self, name: str) -> bool:
        return name in self.fields

    def one(self, name: str) -> str:
        """Return the value of a field that comes once."""
        return self.fields.get(name, ("",))[0]

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a field that may come several times."""
        return self.fields.get(name, ())


@dataclass(frozen=True, slots=True)
class Malformed:
    """No form; ``why`` names the words that say so."""

    why: str


async def read_form(request: Request, *, several: Collection[str] = ()) -> Form | Malformed:
    """Read a urlencoded body (WHATWG URL, §5.1), which must be UTF-8; an empty one is a form.

    Only the fields in ``several`` may come more than once: of two values that differ nobody could
    say which one was meant.
    """
    body = await request.body()
    kind, _, parameters = request.headers.get("content-type", URLENCODED).partition(";")
    if body and kind.strip().lower() != URLENCODED:
        return Malformed("malformed_kind")
    charset = parameters.partition("charset=")[2].split(";")[0].strip(' "').lower()
    if charset not in ("", "utf-8", "utf8"):
        return Malformed("malformed_encoding")
    try:
        text = body.decode("ascii")
        pairs = parse_qsl(
            text, keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=_FIELDS
        )
    except UnicodeError:
        return Malformed("malformed_encoding")
    except ValueError:
        return Malformed("malformed_fields")
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    if any(len(values) > 1 for name, values in fields.items() if name not in several):
        return Malformed("malformed_fields")
    return Form({name: tuple(values) for name, values in fields.items()})
