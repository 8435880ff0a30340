from pressrun.errors import Place
from pressrun.source.twins import Claim, find_twins


def claim(kind: str, value: str, path: str) -> Claim:
    return Claim(kind=kind, value=value, path=path, place=Place(path=path, line=2))


def test_both_twins_are_set_aside_and_each_names_the_other() -> None:
    paths, problems = find_twins(
        [claim("id", "a", "x.md"), claim("id", "b", "y.md"), claim("id", "a", "z.md")]
    )

    assert paths == {"x.md", "z.md"}
    assert [str(problem.place) for problem in problems] == ["x.md:2", "z.md:2"]
    assert "z.md" in problems[0].what
    assert "x.md" in problems[1].what


def test_letters_that_only_look_different_are_the_same() -> None:
    composed, decomposed = "Caf\u00e9", "cafe\u0301"

    paths, _ = find_twins([claim("slug", composed, "x.md"), claim("slug", decomposed, "y.md")])

    assert paths == {"x.md", "y.md"}


def test_an_id_and_a_slug_of_the_same_letters_are_no_twins() -> None:
    assert find_twins([claim("id", "a", "x.md"), claim("slug", "a", "y.md")]) == (frozenset(), [])
