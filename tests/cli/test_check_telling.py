"""How `pressrun check` tells what it found, what it mends, and what other programs get."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from doubles.typist import Typist
from pressrun.cli.reports.findings import Findings
from pressrun.cli.reports.sarif import sarif
from pressrun.errors import Place, Problem

BANDS = "[here](https://example.org/a{}) play.\n\n"


def hello(typist: Typist, body: str, extra: str = "") -> None:
    """Write the one article that there is."""
    front = f"id: helloaaaaa\ntitle: Hello\nauthor: Ada Sample\n{extra}"
    typist.write("articles/hello.md", f"---\n{front}---\n\n{body}")


def bands(number: int) -> str:
    return "".join(BANDS.format(n) for n in range(number))


def test_of_many_alike_three_are_told_whole_and_the_others_by_their_places(typist: Typist) -> None:
    hello(typist, bands(6))

    said, whole = typist.done("check"), typist.done("check --all")

    assert said.out == whole.out == "1 article, 1 issue: 0 errors, 6 warnings\n"
    assert said.err.count("link text 'here' says nothing") == 3
    assert "warning[LNK004]: 3 more like these; --all tells each in full\n" in said.err
    assert re.search(r"^ --> articles/hello\.md:13:\d+, 15:\d+, 17:\d+$", said.err, re.M)
    assert whole.err.count("link text 'here' says nothing") == 6
    assert "more like these" not in whole.err


def test_links_over_http_are_alike_wherever_they_lead(typist: Typist) -> None:
    hello(typist, "\n\n".join(f"[Band {n}](http://band-{n}.org/a) plays." for n in range(6)))

    said = typist.done("check")

    assert said.err.count("= help: write  https://band-") == 3
    assert "warning[LNK005]: 3 more like these; --all tells each in full\n" in said.err


def test_three_alike_are_told_whole(typist: Typist) -> None:
    hello(typist, bands(3))

    said = typist.done("check")

    assert said.err.count("link text 'here' says nothing") == 3
    assert "more like these" not in said.err


def test_errors_come_last_then_what_to_read_and_to_do(typist: Typist) -> None:
    hello(typist, bands(4))
    typist.write("articles/bad.md", "---\nid: badaaaaaaa\ntitle: Bad: a colon\n---\n")

    said = typist.type("check")

    assert said.err.index("warning[LNK004]") < said.err.index("error[FM002]")
    assert said.err.endswith(
        "Why:   pressrun explain LNK004\nNext:  mend what is above, then  pressrun check\n"
    )
    assert typist.done("explain LNK004").out.startswith("warning[LNK004]")


def excusing(typist: Typist) -> None:
    """Write one excuse that is needed and two that are not."""
    hello(
        typist,
        "<!-- allow LNK004: the name of the band -->\nTonight [here](https://example.org/a)\nplay.\n\n"
        "Nobody <!-- allow LNK005: moved away --> \n\n"
        "> <!-- allow LNK002: gone -->\n> else.\n",
    )


def test_what_is_excused_is_not_told_and_what_excuses_nothing_is(typist: Typist) -> None:
    excusing(typist)

    said = typist.done("check")

    assert "LNK004" not in said.err
    assert "warning[EXC001]: there is no LNK005 here that this excuses\n" in said.err
    assert " --> articles/hello.md:11:8\n" in said.err
    assert said.out == "1 article, 1 issue: 0 errors, 2 warnings\n"
    assert said.err.endswith("Next:  pressrun check --fix  mends 2 of these\n")


def test_fix_takes_out_what_excuses_nothing_and_no_other_character(typist: Typist) -> None:
    excusing(typist)
    before = typist.state()
    text = typist.read("articles/hello.md")

    dry = typist.done("check --fix --dry-run")
    assert typist.state() == before
    fixed = typist.done("check --fix")
    mended = typist.read("articles/hello.md")
    again = typist.done("check --fix")

    took = "articles/hello.md:11: took out  <!-- allow LNK005: moved away -->\n"
    assert f"Would change {took}" in dry.err
    assert f"Changed {took}" in fixed.err
    assert "2 warnings" in dry.out
    assert fixed.out == again.out == "1 article, 1 issue: 0 errors, 0 warnings\n"
    assert "Changed" not in again.err
    kept = text.replace(" <!-- allow LNK005: moved away --> \n", "\n")
    assert mended == kept.replace("> <!-- allow LNK002: gone -->\n", "")
    assert typist.read("articles/hello.md") == mended


def test_fix_mends_the_file_that_a_link_leads_to(typist: Typist) -> None:
    row = "Words <!-- allow LNK005: moved away -->\n"
    typist.write("shelf/one.md", f"---\nid: oneaaaaaaa\ntitle: One\n---\n{row}")
    (typist.folder / "articles/one.md").symlink_to("../shelf/one.md")

    typist.done("check --fix")

    assert (typist.folder / "articles/one.md").is_symlink()
    assert typist.read("shelf/one.md").endswith("---\nWords\n")


def test_a_link_is_looked_at_under_its_own_name(typist: Typist) -> None:
    typist.write("shelf/one.md", "---\ntitle: One\n---\nWords\n")
    (typist.folder / "articles/one.md").symlink_to("../shelf/one.md")
    (typist.folder / "articles/gone.md").symlink_to("nowhere.md")

    one, gone = (typist.type(f"check articles/{name}.md") for name in ("one", "gone"))

    assert one.err.startswith("error[FM020]: 'id' is missing\n --> articles/one.md:1:1\n")
    assert gone.err.startswith("error[SRC010]")
    assert (one.status, gone.status) == (1, 1)


def test_fix_gives_an_id_to_the_file_that_a_link_leads_to(typist: Typist) -> None:
    typist.write("shelf/one.md", "---\ntitle: One\n---\nWords\n")
    (typist.folder / "articles/one.md").symlink_to("../shelf/one.md")

    said = typist.done("check --fix").err

    assert "Gave articles/one.md an id\n" in said
    assert (typist.folder / "articles/one.md").is_symlink()
    assert "\nid: " in typist.read("shelf/one.md")


def test_fix_mends_what_is_asked_for_alone(typist: Typist) -> None:
    row = "Words <!-- allow LNK005: moved away -->\n"
    for name in ("one", "two"):
        typist.write(f"articles/{name}.md", f"---\nid: {name}aaaaaaa\ntitle: {name}\n---\n{row}")

    typist.done("check --fix articles/one.md")

    assert typist.read("articles/one.md").endswith("---\nWords\n")
    assert typist.read("articles/two.md").endswith(row)


def test_json_counts_and_says_what_can_be_mended(typist: Typist) -> None:
    excusing(typist)

    found = json.loads(typist.done("check --json").out)

    assert {key: found[key] for key in ("articles", "issues", "errors", "warnings", "notes")} == {
        "articles": 1,
        "issues": 1,
        "errors": 0,
        "warnings": 2,
        "notes": 0,
    }
    assert [(p["code"], p["fixable"]) for p in found["problems"]] == [("EXC001", True)] * 2
    [weights] = found["weights"].values()
    assert weights["en"]["html"] > weights["en"]["text"] > 0
    assert found["minutes"]["articles/hello.md"] == 1


def test_one_form_at_a_time(typist: Typist) -> None:
    said = typist.type("check --json --format sarif")

    assert said.status == 2
    assert "choose one of --json and --format" in said.err


@pytest.fixture
def faulty(typist: Typist) -> Typist:
    """A publication in a repository, below its root, with an error and two warnings."""
    (typist.folder.parent / ".git").mkdir()
    excusing(typist)
    typist.write("articles/bad 1,2.md", "---\nid: badaaaaaaa\ntitle: Bad: 100%\n---\n")
    return typist


def test_commands_for_github_are_escaped(faulty: Typist) -> None:
    said = faulty.type("check --format github")

    [error, *warnings] = sorted(said.out.splitlines())
    assert said.status == 1
    assert error.startswith(
        "::error file=harbour/articles/bad 1%2C2.md,line=3,col=11,endColumn=12,title=FM002::front"
    )
    assert error.endswith("a value with ': ' in it must be quoted%0Awrite  title: \"Bad: 100%25\"")
    assert [row.partition("::there")[0] for row in warnings] == [
        "::warning file=harbour/articles/hello.md,line=11,col=8,endColumn=41,title=EXC001",
        "::warning file=harbour/articles/hello.md,line=13,col=3,endColumn=30,title=EXC001",
    ]
    assert said.err == "1 article, 1 issue: 1 error, 2 warnings\n"


def test_a_report_for_gitlab_names_each_finding_for_good(faulty: Typist) -> None:
    before = json.loads(faulty.type("check --format gitlab").out)
    text = faulty.read("articles/hello.md")
    faulty.write(
        "articles/hello.md", text.replace("<!-- allow LNK004", "More.\n\n<!-- allow LNK004")
    )
    after = json.loads(faulty.type("check --format gitlab").out)

    assert [row["location"] for row in before] != [row["location"] for row in after]
    names = [row["fingerprint"] for row in before]
    assert [row["fingerprint"] for row in after if row["check_name"] != "LNK004"] == names
    assert len(set(names)) == 3
    assert before[0]["location"] == {"path": "harbour/articles/bad 1,2.md", "lines": {"begin": 3}}
    assert {row["severity"] for row in before} == {"critical", "minor"}
    assert all(row["description"] and row["check_name"] for row in before)


def test_a_sarif_log_has_rules_results_and_fixes(faulty: Typist) -> None:
    log = json.loads(faulty.type("check --format sarif").out)

    [run] = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert (log["version"], run["columnKind"]) == ("2.1.0", "unicodeCodePoints")
    assert [rule["id"] for rule in rules] == ["EXC001", "FM002"]
    assert rules[0]["shortDescription"]["text"] == "an excuse excuses nothing"
    error, at_end, alone = run["results"]
    assert (error["ruleIndex"], error["level"], at_end["level"]) == (1, "error", "warning")
    place = error["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {
        "uri": "harbour/articles/bad%201%2C2.md",
        "uriBaseId": "%SRCROOT%",
    }
    assert place["region"] == {
        "startLine": 3,
        "startColumn": 11,
        "endColumn": 12,
        "snippet": {"text": "title: Bad: 100%"},
    }
    assert "fixes" not in error
    assert deleted(at_end) == {"startLine": 11, "startColumn": 7, "endLine": 11, "endColumn": 42}
    assert deleted(alone) == {"startLine": 13, "startColumn": 1, "endLine": 14, "endColumn": 1}


def test_nothing_in_a_message_of_sarif_is_taken_for_a_link_or_a_placeholder() -> None:
    problem = Problem(code="ZZZ999", what="write [the tides](…), not {0} [a]", help="x\n{{ y }}")

    log = json.loads(sarif(Findings(Path.cwd(), [problem])))

    [run] = log["runs"]
    [result] = run["results"]
    assert run["tool"]["driver"]["rules"] == [{"id": "ZZZ999"}]
    assert result["message"]["text"] == ("write \\[the tides](…), not {{0}} [a]\nx\n{{{{ y }}}}")


@pytest.mark.parametrize(
    "path", [None, "pressrun.toml", "/elsewhere/key.pem"], ids=["none", "no line", "elsewhere"]
)
def test_a_sarif_log_has_a_line_for_what_is_told_of_none(tmp_path: Path, path: str | None) -> None:
    problem = Problem(code="ZZZ999", what="odd", place=Place(path=path) if path else None)

    log = json.loads(sarif(Findings(tmp_path, [problem])))

    [result] = log["runs"][0]["results"]
    [location] = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "pressrun.toml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 1},
    }


def test_reports_have_no_path_of_the_machine(tmp_path: Path) -> None:
    place = Place(path=str(tmp_path / ".pressrun/state.db"))

    assert Findings(tmp_path, []).path(place) == ".pressrun/state.db"


def deleted(result: dict[str, Any]) -> dict[str, int]:
    [fix] = result["fixes"]
    [change] = fix["artifactChanges"]
    [replacement] = change["replacements"]
    assert replacement["insertedContent"] == {"text": ""}
    region: dict[str, int] = replacement["deletedRegion"]
    return region
