"""Words of people as Markdown that reads as these words and as nothing else."""

import re
from typing import Final

# Each may be escaped wherever it stands (CommonMark §2.4); the others begin nothing within a line.
_SIGNS: Final = re.compile(r"[\\`*_\[\]<>~|&$^{}]")
# What makes a block of a line that begins with it; a number does with the sign behind it.
_BLOCK: Final = re.compile(r"(?P<number>[0-9]{1,9})?(?P<sign>(?(number)[.)]|[-+=:#]))")


def literal(text: str) -> str:
    """Return ``text`` as one line of a paragraph, with every run of white space as one space."""
    said = _SIGNS.sub(r"\\\g<0>", " ".join(text.split()))
    return _BLOCK.sub(_escaped, said, count=1) if _BLOCK.match(said) else said


def _escaped(found: re.Match[str]) -> str:
    return f"{found['number'] or ''}\\{found['sign']}"
