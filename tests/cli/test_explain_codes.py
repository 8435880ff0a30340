"""`pressrun explain CODE`: what a code means, wherever one is."""

import json
from pathlib import Path

import pytest

from cli.test_startup import HEAVY, modules_read
from doubles.typist import Typist


@pytest.mark.parametrize("name", ["IMG003", "img003", "Img003", "img3"])
def test_a_code_is_told_with_what_comes_of_it_and_what_to_do(typist: Typist, name: str) -> None:
    said = typist.done(f"explain {name}")

    head, why, mend = said.out.rstrip("\n").split("\n\n")
    assert head == "warning[IMG003]: a picture has no alternative text"
    assert why.startswith("Who cannot see it")
    assert mend.startswith("What to do: Say what they would miss:")
    assert said.err == ""


def test_a_code_of_a_rule_is_told_with_how_it_is_excused(typist: Typist) -> None:
    said = typist.done("explain LNK004")

    assert said.out.startswith("warning[LNK004]: link text says nothing by itself\n")
    assert said.out.endswith(
        "\n  Markdown      <!-- allow LNK004: why it is meant -->"
        "\n  front matter  # allow LNK004: why it is meant"
        "\n  templates     {# allow LNK004: why it is meant #}\n"
    )


def test_json_has_all_that_is_known_of_a_code(typist: Typist) -> None:
    told = json.loads(typist.done("explain fm018 --json").out)

    assert told["code"] == "FM018"
    assert (told["severity"], told["excusable"]) == ("error", False)
    assert told["title"]
    assert told["why"]
    assert "subject:" in told["mend"]


def test_what_is_to_be_typed_stands_on_one_line(typist: Typist) -> None:
    said = typist.done("explain DKM003")

    assert "openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out FILE" in said.out
    assert max(map(len, said.out.splitlines())) <= 88


def test_no_publication_is_needed(
    typist: Typist, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path_factory.mktemp("nowhere")
    monkeypatch.chdir(empty)

    assert typist.done("explain CFG001").out.startswith("error[CFG001]: ")
    assert typist.type("queue").status == 3
    assert [*Path(empty).iterdir()] == []


@pytest.mark.parametrize(
    ("name", "near"), [("FM999", "FM0"), ("LNKS004", "LNK004"), ("img333", "IMG003")]
)
def test_an_unknown_code_is_wrong_usage_with_a_near_one(
    typist: Typist, name: str, near: str
) -> None:
    said = typist.type(f"explain {name}")

    assert said.status == 2
    assert f"error[USE005]: there is no code '{name.upper()}'\n" in said.err
    assert f"did you mean {near}" in said.err
    assert said.out == ""


@pytest.mark.parametrize("name", ["CHK", "hdr"])
def test_of_a_family_its_codes_are_told(typist: Typist, name: str) -> None:
    said = typist.type(f"explain {name}")

    assert said.status == 2
    assert f"error[USE005]: there is no code '{name.upper()}'\n" in said.err
    assert f"help: there are {name.upper()}001" in said.err


@pytest.mark.parametrize("name", ["ada@example.org", "ada", "1"])
def test_an_address_needs_an_issue(typist: Typist, name: str) -> None:
    said = typist.type(f"explain {name}")

    assert said.status == 2
    assert "Missing option '--issue'" in said.err


def test_a_code_with_an_issue_is_taken_for_an_address(typist: Typist) -> None:
    said = typist.type("explain LNK004 --issue 1")

    assert said.status == 2
    assert "error[ADR001]" in said.err


def test_what_explains_a_code_reads_no_heavy_package() -> None:
    said, read = modules_read("explain", "SMTP535")

    assert said.startswith("error[SMTP535]: ")
    assert "pressrun" in read
    assert read & set(HEAVY) == set()
