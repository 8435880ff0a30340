"""Whether a client has a representation already: If-None-Match and If-Modified-Since."""

import re
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from typing import Final

# The three forms of HTTP-date (RFC 9110 §5.6.7); the last two are obsolete and still to be read.
_DAY: Final = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_MONTH: Final = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_TIME: Final = "[0-9]{2}:[0-9]{2}:[0-9]{2}"
_DATE: Final = re.compile(
    f"{_DAY}, [0-9]{{2}} {_MONTH} [0-9]{{4}} {_TIME} GMT"
    f"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, [0-9]{{2}}-{_MONTH}-[0-9]{{2}} {_TIME} GMT"
    f"|{_DAY} {_MONTH} [ 0-9][0-9] {_TIME} [0-9]{{4}}"
)
_LONGEST_DATE: Final = 40


def is_known(
    none_match: bytes | None,
    modified_since: bytes | None,
    etag: bytes,
    modified_at: datetime | None,
) -> bool:
    """Tell whether a GET or HEAD is answered by 304 (RFC 9110 §13.2.2).

    Tags are compared weakly (§13.1.2); where there are any, the date is not looked at. A date that
    is none, and one of a file whose own is not known, says nothing (§13.1.3).
    """
    if none_match is not None:
        # Ours are 32 hexadecimal digits in quotes: nothing else can contain them.
        return etag in none_match or none_match.strip() == b"*"
    if modified_since is None or modified_at is None or len(modified_since) > _LONGEST_DATE:
        return False
    since = _instant(modified_since)
    return since is not None and modified_at.replace(microsecond=0) <= since


def http_date(at: datetime) -> str:
    """Return an instant as IMF-fixdate."""
    return format_datetime(at.astimezone(UTC), usegmt=True)


@lru_cache(maxsize=512)
def _instant(field: bytes) -> datetime | None:
    text = field.decode("latin-1")
    if not _DATE.fullmatch(text):
        return None
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found
