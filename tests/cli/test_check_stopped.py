"""`pressrun check` where nothing can be looked at: other programs are told so in their own form."""

import json
from typing import Any

import pytest

from doubles.typist import Typist


def located(report: dict[str, Any]) -> tuple[str, int]:
    [result] = report["runs"][0]["results"]
    physical = result["locations"][0]["physicalLocation"]
    return physical["artifactLocation"]["uri"], physical["region"]["startLine"]


@pytest.fixture
def broken(typist: Typist) -> Typist:
    typist.write("pressrun.toml", 'title = "Harbour"\nurl = nowhere\n')
    return typist


def test_settings_that_do_not_load_stand_in_every_report(broken: Typist) -> None:
    found, sarif, gitlab, github = (
        broken.type(f"check {form}")
        for form in ("--json", "--format sarif", "--format gitlab", "--format github")
    )

    assert {said.status for said in (found, sarif, gitlab, github)} == {3}
    assert {said.err.count("error[CFG002]") for said in (found, sarif, gitlab, github)} == {1}
    told = json.loads(found.out)
    assert [problem["code"] for problem in told["problems"]] == ["CFG002"]
    assert (told["articles"], told["issues"], told["errors"]) == (0, 0, 1)
    assert located(json.loads(sarif.out)) == ("pressrun.toml", 2)
    assert json.loads(gitlab.out)[0]["location"]["lines"] == {"begin": 2}
    assert github.out.startswith("::error file=pressrun.toml,line=2,")


def test_a_folder_without_settings_is_reported_in_their_place(typist: Typist) -> None:
    (typist.folder / "pressrun.toml").unlink()

    said = typist.type("check --format sarif")

    assert said.status == 3
    assert located(json.loads(said.out)) == ("pressrun.toml", 1)


def test_a_person_is_told_once(broken: Typist) -> None:
    said = broken.type("check")

    assert (said.status, said.out) == (3, "")
    assert said.err.count("error[CFG002]") == 1


def test_what_is_typed_wrongly_is_no_finding(typist: Typist) -> None:
    said = typist.type("check nowhere.md --format sarif")

    assert (said.status, said.out) == (2, "")
