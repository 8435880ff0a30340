"""What is written here, and what the press writes itself, is no fault of words or links."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pressrun.render.lint.headings import HEADINGS
from pressrun.render.lint.links import LINKS
from pressrun.render.lint.merge_names import MERGE_NAMES
from pressrun.render.lint.preheader import PREHEADER
from pressrun.render.lint.reading_time import READING_TIME
from pressrun.render.lint.subject_line import SUBJECT_LINE
from pressrun.render.lint.subjects import IssueCopy
from pressrun.source.scaffold import new_publication
from render.lint.copy_samples import article_copy, issue_copy

ROOT = Path(__file__).parents[3]
CORPUS = ROOT / "tests/faces/corpus"
RULES = (HEADINGS, LINKS, MERGE_NAMES, PREHEADER, READING_TIME, SUBJECT_LINE)
SCAFFOLD = new_publication(
    title="Marsh Notes",
    authority="marsh.example.org",
    year=2026,
    zone="UTC",
    article_id="helloaaaaa",
    issue_id="firstaaaaa",
)


def texts() -> Iterator[tuple[str, str]]:
    for folder in (ROOT, ROOT / "examples/harbour-notes", ROOT / "tests/faulty/sound"):
        for path in sorted((*folder.glob("articles/*.md"), *folder.glob("issues/*/issue.md"))):
            if path.name.count(".") == 1:
                yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
    for path in sorted(CORPUS.glob("*.md")):
        # It is about signs that other programs fill in, as words.
        if path.name != "signs-of-machines.md" and path.name.count(".") == 1:
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
    yield from ((path, text) for path, text in SCAFFOLD.items() if path.endswith(".md"))


@pytest.mark.parametrize(("path", "text"), list(texts()), ids=lambda value: value[:60])
def test_a_text_of_ours_gives_no_finding(path: str, text: str) -> None:
    front, body = cut(text)
    of_issue = path.endswith("/issue.md")
    copy = issue_copy(front, body) if of_issue else article_copy(body, front=front)

    found = [p for rule in RULES if isinstance(copy, rule.on) for p in rule.look(copy)]

    assert found == []


def test_the_same_with_a_fault_in_it_gives_one() -> None:
    front, body = cut(SCAFFOLD["issues/001-hello/issue.md"])
    copy = issue_copy(
        front.replace("preheader: Our first issue", "when: Our"), body + "\n[a](/x)\n"
    )

    found = [p.code for rule in RULES if isinstance(copy, rule.on) for p in rule.look(copy)]

    assert isinstance(copy, IssueCopy)
    assert found == ["LNK002", "PRE001"]


def cut(text: str) -> tuple[str, str]:
    """Return the front matter and the body of a file."""
    end = text.index("\n---\n", 4) + 5
    return text[:end], text[end:]
