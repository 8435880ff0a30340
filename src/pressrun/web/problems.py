"""Which words say what was wrong with a form, in the language of its page."""

from collections.abc import Mapping
from typing import Final

# A refusal has words of its own where somebody can do something about it.
_WORDS: Final[Mapping[str, str]] = {
    "ADR001": "problem_email",
    "ADR002": "problem_email_dressed",
    "ADR003": "problem_email_dressed",
    "ADR004": "problem_email_several",
    "ADR005": "problem_email_letters",
    "ADR006": "problem_email_long",
    "ADR010": "problem_email_role",
    "ADR011": "problem_email_letters",
    "ADR012": "problem_email_letters",
    "ADR013": "problem_email_letters",
    "PRF001": "problem_choice",
    "PRF002": "problem_choice",
    "PRF003": "problem_choice",
    "PRF004": "problem_ended",
    "PRF005": "problem_until",
    "PRF006": "problem_feed",
    "PRF008": "problem_email_same",
    "PRF009": "problem_no_mail",
}


def words_for(code: str) -> str:
    """Return the name of the words for a problem's code."""
    return _WORDS.get(code, "problem_other")
