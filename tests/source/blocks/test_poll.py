from datetime import date

import pytest

from pressrun.model.document import Choice, Poll, Results
from pressrun.model.inline import Text
from pressrun.source.markdown import parse_body

CHOICES = "- [ ] Weekly\n- [ ] Monthly"


def test_a_poll_has_a_question_choices_and_terms() -> None:
    body = f"::: poll cadence\nHow often?\n\n{CHOICES}\n\nCloses: 2026-12-08\nResults: never\n:::\n"

    document, problems = parse_body(body, "a.md", 1)

    assert problems == ()
    assert document == (
        Poll(
            id="cadence",
            question=(Text("How often?"),),
            choices=(Choice(parts=(Text("Weekly"),)), Choice(parts=(Text("Monthly"),))),
            closes_on=date(2026, 12, 8),
            results=Results.NEVER,
            line=1,
        ),
    )


@pytest.mark.parametrize(
    ("terms", "closes_on", "results"),
    [
        ("", None, Results.AFTER_VOTE),
        ("Closes: 2026-12-08", date(2026, 12, 8), Results.AFTER_VOTE),
        ("Results: after vote", None, Results.AFTER_VOTE),
        ("Results: closed", None, Results.CLOSED),
    ],
)
def test_terms_may_be_left_out(terms: str, closes_on: date | None, results: Results) -> None:
    (poll,) = parse_body(f"::: poll a\nB?\n\n{CHOICES}\n\n{terms}\n:::\n", "a.md", 1)[0]

    assert isinstance(poll, Poll)
    assert (poll.closes_on, poll.results) == (closes_on, results)


@pytest.mark.parametrize(
    ("contents", "line", "help"),
    [
        ("B?", 1, "::: poll cadence"),
        (f"{CHOICES}", 1, "::: poll cadence"),
        ("B?\n\n- [ ] only one", 4, "::: poll cadence"),
        ("B?\n\n- [ ] a\n- [x] b", 4, "::: poll cadence"),
        ("B?\n\n- a\n- b", 4, "::: poll cadence"),
        (f"B?\n\n{CHOICES}\n\nCloses: 2026-02-30", 7, "Closes: 2026-12-08"),
        (f"B?\n\n{CHOICES}\n\nCloses: soon", 7, "Closes: 2026-12-08"),
        (f"B?\n\n{CHOICES}\n\nCloses: 8 December", 7, "write  Closes: 2026-12-08"),
        (f"B?\n\n{CHOICES}\n\nCloses: 8 May\nResults: never", 7, "write  Closes: 2026-12-08"),
        (f"B?\n\n{CHOICES}\n\nResults: alwys", 7, "did you mean 'always'?"),
        (f"B?\n\n{CHOICES}\n\nBecause.", 7, "Results: after vote"),
    ],
)
def test_anything_else_is_refused_at_its_line(contents: str, line: int, help: str) -> None:
    document, problems = parse_body(f"::: poll a\n{contents}\n:::\n", "a.md", 1)

    assert document == ()
    assert [(p.code, p.place and p.place.line) for p in problems] == [("DIR003", line)]
    assert help in problems[0].help


def test_a_poll_and_a_quiz_may_not_share_an_id() -> None:
    body = f"::: poll lamp\nB?\n\n{CHOICES}\n:::\n\n::: quiz lamp\nC?\n\n- [x] d\n- [ ] e\n:::\n"

    _, problems = parse_body(body, "a.md", 1)

    assert [(p.code, p.place and p.place.line) for p in problems] == [("DIR003", 8)]
    assert "the question of line 1 is called 'lamp' too" in problems[0].what
