"""Codes of problems that are told by the verbs: what each means, what comes of it, what to do.

Those of rules of `pressrun check` stand in the files of the rules; ``app.codes`` has all.
"""

from itertools import chain
from typing import Final

from pressrun.model.code import Code
from pressrun.model.codes.addresses import ADDRESSES
from pressrun.model.codes.database import DATABASE
from pressrun.model.codes.fields import FIELDS
from pressrun.model.codes.files import FILES
from pressrun.model.codes.frontmatter import FRONT_MATTER
from pressrun.model.codes.issues import ISSUES
from pressrun.model.codes.markdown import MARKDOWN
from pressrun.model.codes.people import PEOPLE
from pressrun.model.codes.pictures import PICTURES
from pressrun.model.codes.publishing import PUBLISHING
from pressrun.model.codes.readers import READERS
from pressrun.model.codes.sending import SENDING
from pressrun.model.codes.settings import SETTINGS
from pressrun.model.codes.templates import TEMPLATES
from pressrun.model.codes.times import TIMES


def by_name(*groups: tuple[Code, ...]) -> dict[str, Code]:
    """Return codes by their names; a name that is given twice is an error of ours.

    Raises:
        ValueError: Two codes have one name.
    """
    named: dict[str, Code] = {}
    for code in chain(*groups):
        if code.code in named:
            raise ValueError(f"two codes are called {code.code}")
        named[code.code] = code
    return named


# To add a code: a line in the file of its noun; to add a file, its name here.
CODES: Final = by_name(
    FRONT_MATTER,
    FIELDS,
    MARKDOWN,
    PICTURES,
    FILES,
    SETTINGS,
    TEMPLATES,
    ISSUES,
    PUBLISHING,
    TIMES,
    PEOPLE,
    ADDRESSES,
    READERS,
    SENDING,
    DATABASE,
)
