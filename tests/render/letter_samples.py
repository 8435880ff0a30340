"""One letter of each kind, and their golden texts.

Run this file to write ``tests/golden/letter.*`` anew, then read the difference; an argument names
another folder to write to.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from pressrun.model.issue import BoundIssue, RenderedIssue
from pressrun.model.letter import Coming, LetterKind
from pressrun.model.publication import Theme
from pressrun.render.letter import render_letter
from render.issue_samples import FULL, GOLDEN, PUBLICATION, THEME
from render.look_samples import POSTED

COMING = Coming(43, datetime(2026, 12, 1, 8, 0, tzinfo=UTC))


def letter(
    kind: LetterKind,
    language: str = "",
    *,
    coming: Coming | None = None,
    latest: BoundIssue | None = None,
    theme: Theme = THEME,
) -> RenderedIssue:
    return render_letter(kind, PUBLICATION, POSTED, theme, language, coming, latest)


def faces() -> dict[str, str]:
    """Return the golden files by name."""
    plain = {f"letter.{kind}.txt": letter(kind).text for kind in LetterKind}
    return {
        **plain,
        "letter.confirm.ar.txt": letter(LetterKind.CONFIRM, "ar", coming=COMING).text,
        "letter.welcome.issue.txt": letter(LetterKind.WELCOME, coming=COMING, latest=FULL).text,
    }


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else GOLDEN
    for name, face in faces().items():
        (folder / name).write_text(face, encoding="utf-8")
