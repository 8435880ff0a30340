"""What a code of a problem stands for, in general: said once, for whoever meets it."""

from dataclasses import dataclass

from pressrun.errors import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A stable code (``LNK004``) and what is known of it wherever it is met.

    ``title`` says what is wrong, lower case and without a final stop; ``why`` what comes of it and
    for whom; ``mend`` what to do, with the exact thing to type where there is one. ``severity`` is
    how much it weighs most of the time. ``excusable`` tells whether a comment beside the text may
    excuse it.
    """

    code: str
    title: str
    why: str
    mend: str
    severity: Severity = Severity.ERROR
    excusable: bool = False
