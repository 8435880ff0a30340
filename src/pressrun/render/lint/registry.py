"""Every rule there is, and what they find in one subject."""

from collections.abc import Iterable
from typing import Final

from pressrun.errors import Problem
from pressrun.model.code import Code
from pressrun.render.lint.client_support import CLIENT_SUPPORT
from pressrun.render.lint.contrast import CONTRAST
from pressrun.render.lint.dark_on_clear import DARK_ON_CLEAR
from pressrun.render.lint.drafts import DRAFTS
from pressrun.render.lint.embargo import EMBARGO
from pressrun.render.lint.excuses import EXCUSES
from pressrun.render.lint.headings import HEADINGS
from pressrun.render.lint.link_text import LINK_TEXT
from pressrun.render.lint.links import LINKS
from pressrun.render.lint.merge_names import MERGE_NAMES
from pressrun.render.lint.parity import PARITY
from pressrun.render.lint.picture_size import PICTURE_SIZE
from pressrun.render.lint.picture_text import PICTURE_TEXT
from pressrun.render.lint.preheader import PREHEADER
from pressrun.render.lint.reading_time import READING_TIME
from pressrun.render.lint.rule import Rule, look
from pressrun.render.lint.sendings import SENDINGS
from pressrun.render.lint.subject_line import SUBJECT_LINE
from pressrun.render.lint.unfinished import UNFINISHED
from pressrun.render.lint.weight import WEIGHT

RULES: Final[tuple[Rule, ...]] = (
    CLIENT_SUPPORT,
    CONTRAST,
    DARK_ON_CLEAR,
    DRAFTS,
    EMBARGO,
    HEADINGS,
    LINK_TEXT,
    LINKS,
    MERGE_NAMES,
    PARITY,
    PICTURE_SIZE,
    PICTURE_TEXT,
    PREHEADER,
    READING_TIME,
    SUBJECT_LINE,
    UNFINISHED,
    WEIGHT,
    *SENDINGS,
)

CODES: Final[tuple[Code, ...]] = (*(code for rule in RULES for code in rule.codes), *EXCUSES)


def look_at(subjects: Iterable[object]) -> tuple[Problem, ...]:
    """Return what is found in several subjects. Called by name, in a child process."""
    return tuple(problem for subject in subjects for problem in look(subject, RULES))
