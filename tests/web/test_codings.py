"""Accept-Encoding, whatever is in it."""

from hypothesis import given
from hypothesis import strategies as st

from pressrun.web.codings import choose

BOTH = ("br", "gzip")


def test_without_the_field_nothing_is_coded() -> None:
    assert choose(None, BOTH) == ""
    assert choose(b"gzip, br", BOTH) == "br"


def test_what_is_not_available_is_not_chosen() -> None:
    assert choose(b"br, gzip;q=0.1", ("gzip",)) == "gzip"
    assert choose(b"br", ()) == ""
    assert choose(b"br, identity;q=0", ()) is None


@given(st.binary(max_size=600))
def test_any_field_has_an_answer(field: bytes) -> None:
    assert choose(field, BOTH) in {"", "br", "gzip", None}


@given(st.lists(st.tuples(st.sampled_from(("br", "gzip", "identity", "*")), st.integers(0, 10))))
def test_what_weighs_nothing_is_never_sent(named: list[tuple[str, int]]) -> None:
    field = ", ".join(f"{name};q={weight / 10:.1f}" for name, weight in named).encode()
    weights: dict[str, int] = {}
    for name, weight in named:
        weights.setdefault(name, weight)

    chosen = choose(field, BOTH)

    name = chosen if chosen != "" else "identity"
    if name is None:
        assert weights.get("identity", weights.get("*", 1)) == 0
    else:
        assert weights.get(name, weights.get("*", 1)) > 0
