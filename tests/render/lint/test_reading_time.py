"""Articles and issues that take longer than most people give them."""

from dataclasses import replace

from pressrun.errors import Severity
from pressrun.model.checking import Weights
from pressrun.model.issue import RenderedIssue
from pressrun.render.lint.reading_time import READING_TIME
from pressrun.render.lint.script import Script
from pressrun.render.lint.subjects import MailCopy
from render.issue_samples import LIST, PUBLICATION, bound, paragraph, piece
from render.lint.copy_samples import article_copy, said, told

MINUTE = "word " * 228


def test_an_article_of_more_than_twenty_minutes_is_noted_at_its_title() -> None:
    copy = article_copy(f"{MINUTE * 22}\n")

    [problem] = READING_TIME.look(copy)

    assert told(READING_TIME, copy) == ["RDT001 3:The heron"]
    assert problem.what == "this article takes about 22 minutes to read"
    assert problem.severity is Severity.NOTE


def test_twenty_minutes_are_not_too_long() -> None:
    assert told(READING_TIME, article_copy(f"{MINUTE * 20}\n")) == []


def test_an_issue_is_noted_at_its_subject_for_what_it_carries() -> None:
    pieces = [piece(paragraph(MINUTE * 16), slug=f"heron-{n}") for n in range(3)]
    copy = MailCopy(
        bound=bound(*pieces),
        rendered=RenderedIssue(subject="", preheader="", html="", text=""),
        weights=Weights(html=0, text=0),
        script=Script("issues/001-a/issue.md", "---\nsubject: First frost\n---\n"),
        publication=PUBLICATION,
        mailing_list=LIST,
    )
    fewer = replace(copy, bound=bound(*pieces[:2]))

    [problem] = READING_TIME.look(copy)

    assert said(problem) == "2:First frost"
    assert "this issue takes about 48 minutes" in problem.what
    assert list(READING_TIME.look(fewer)) == []
