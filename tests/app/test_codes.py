"""Codes are found by whatever a person types for one, and nothing that is typed breaks it."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from pressrun.app.codes import all_codes, code_called, find_code, looks_like_code
from pressrun.errors import UsageError

KNOWN = [code.code for code in all_codes()]


@given(st.text() | st.from_regex(r"[A-Za-z]{1,7}[0-9]{0,5}", fullmatch=True))
def test_any_text_is_a_code_or_answered_with_one(text: str) -> None:
    found = find_code(text)

    assert found is None or looks_like_code(text)
    try:
        assert code_called(text) is found
    except UsageError as error:
        assert found is None
        near = error.problem.help.removeprefix("did you mean ").partition("?")[0]
        assert near in KNOWN


@given(st.sampled_from(KNOWN), st.sampled_from([str.lower, str.upper, str.title]))
def test_every_code_is_found_in_any_letters(name: str, spelled: Callable[[str], str]) -> None:
    found = find_code(spelled(name))

    assert found is not None
    assert found.code == name


def test_codes_stand_by_family_and_number() -> None:
    assert KNOWN.index("FM001") == 0
    assert KNOWN.index("LNK001") < KNOWN.index("LNK004") < KNOWN.index("IMG001")
    assert len(KNOWN) == len(set(KNOWN))
