"""Values of the tables [schedules.NAME] into what they mean."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

from pressrun.errors import quoted
from pressrun.model.audience import DIGESTS, Cadence
from pressrun.model.language import language_tag
from pressrun.settings.readers import Reader, Wrong, read_words

LISTED_LIMIT: Final = 1000
INTRO_LIMIT: Final = 4000
SUBJECT_MARKS: Final = ("{number}", "{date}", "{first}", "{title}")

# Every zone has an instant for each of their moments.
_YEARS: Final = range(1970, 3000)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(?::00)?")


def listed(read_one: Callable[[Any], Any], must_be: str, example: str) -> Reader:
    """Return a reader of a list of values, none of them twice; one may stand without brackets."""

    def read(value: Any) -> tuple[Any, ...] | Wrong:
        values = value if isinstance(value, list) else [value]
        if len(values) > LISTED_LIMIT:
            return Wrong(f"a list of at most {LISTED_LIMIT}", help="leave some out")
        found = []
        for item in values:
            one = read_one(item)
            if one is None or isinstance(one, Wrong):
                return Wrong(f"{must_be}, which {quoted(str(item))} is not", example)
            if one in found:
                return Wrong(f"free of repeats, and {quoted(str(item))} is there twice", example)
            found.append(one)
        return tuple(found)

    return read


def _day_or_moment(value: Any) -> date | datetime | None:
    """Return a local day, or a naive local moment to the minute; TOML has both of its own."""
    return _day(value) or _moment(value)


def _day(value: Any) -> date | None:
    if isinstance(value, str) and _DATE.fullmatch(value.strip()):
        value = _parsed(date.fromisoformat, value)
    is_day = isinstance(value, date) and not isinstance(value, datetime)
    return value if is_day and value.year in _YEARS else None


def _moment(value: Any) -> datetime | None:
    if isinstance(value, str) and _MOMENT.fullmatch(value.strip()):
        value = _parsed(datetime.fromisoformat, value)
    if not isinstance(value, datetime) or value.tzinfo or value.year not in _YEARS:
        return None
    return None if value.second or value.microsecond else value


def _parsed(parse: Callable[[str], date], text: str) -> date | None:
    try:
        return parse(text.strip())
    except ValueError:  # 30 February
        return None


def _language(value: Any) -> str | None:
    return language_tag(value) if isinstance(value, str) else None


def read_digest_cadence(value: Any) -> Cadence | Wrong:
    """Read for readers of which cadence digests are made."""
    if isinstance(value, str) and value in DIGESTS:
        return Cadence(value)
    return Wrong(" or ".join(f'"{cadence}"' for cadence in DIGESTS), f'"{Cadence.WEEKLY}"')


def read_subject(value: Any) -> str | Wrong:
    """Read a subject with marks for what is known only once an issue is made."""
    text = read_words(value)
    if isinstance(text, Wrong):
        return text
    rest = text
    for mark in SUBJECT_MARKS:
        rest = rest.replace(mark, "")
    if "{" in rest or "}" in rest:
        first, *between, last = SUBJECT_MARKS
        known = f"{', '.join([first, *between])} and {last}"
        return Wrong(f"text with no other marks than {known}", '"Harbour Notes {number}: {first}"')
    return text


def read_intro(value: Any) -> str | Wrong:
    """Read some lines of Markdown."""
    if not isinstance(value, str):
        return Wrong("text in quotation marks", '"…"')
    text = value.replace("\r\n", "\n").strip()
    if len(text) > INTRO_LIMIT or not text.replace("\n", "").replace("\t", "").isprintable():
        must_be = f"printable text of at most {INTRO_LIMIT} characters"
        return Wrong(must_be, help="say it shorter, or write it into the issue itself")
    return text


read_texts = listed(read_words, "a list of words in quotation marks", '["tide", "ships"]')
read_languages = listed(_language, "a list of language tags", '["en", "fr"]')
read_skips = listed(
    _day_or_moment, 'a list of days, or of moments, as "2026-12-24 09:00"', '["2026-12-24"]'
)
read_moments = listed(_moment, "a list of days with their times", '["2026-12-23 09:00"]')
