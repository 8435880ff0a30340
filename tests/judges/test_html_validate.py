"""html-validate reads mail and pages by the letter of the standard."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from judges.conftest import ROOT, Printed, find_program
from pressrun.render.answer import BLANKS, MARK, SAMPLES, Answer, answer_page, preferences_page
from render.issue_samples import PUBLICATION, THEME

PATIENCE_S = 120

# What the recommended rules refuse and mail cannot do without: programs that read no style sheet,
# Outlook's own comments, attributes of an older HTML, and the engine's roles.
MAIL_MAY = {
    "no-inline-style",
    "no-conditional-comment",
    "no-deprecated-attr",
    "prefer-native-element",
}
# The heading levels of an article on its own page and within an issue differ by design.
CONFIG = {
    "root": True,
    "extends": ["html-validate:recommended"],
    "rules": {"heading-level": "off", "long-title": "off", "doctype-style": "off"},
}


def findings(folder: Path, files: dict[str, str]) -> dict[str, set[tuple[str, str]]]:
    """Return (rule, message) of every finding, by file."""
    program = find_program(
        "html-validate",
        os.environ.get("PRESSRUN_HTML_VALIDATE", ""),
        ROOT / "build" / "node" / "node_modules" / ".bin" / "html-validate",
        "html-validate",
    )
    (folder / ".htmlvalidate.json").write_text(json.dumps(CONFIG), encoding="utf-8")
    for name, html in files.items():
        (folder / name).write_text(html, encoding="utf-8")
    subprocess.run(
        [program, "--formatter", "json=found.json", *files],
        cwd=folder,
        capture_output=True,
        timeout=PATIENCE_S,
        check=False,
    )
    found = json.loads((folder / "found.json").read_text(encoding="utf-8"))
    told: dict[str, set[tuple[str, str]]] = {name: set() for name in files}
    for file in found:
        name = Path(file["filePath"]).name
        told[name] |= {(message["ruleId"], message["message"]) for message in file["messages"]}
    return told


def test_mail_has_no_fault_but_what_mail_needs(printed: dict[int, Printed], tmp_path: Path) -> None:
    told = findings(tmp_path, {f"{number}.html": it.html for number, it in printed.items()})

    for found in told.values():
        assert {finding for finding in found if finding[0] not in MAIL_MAY} == set()


def test_pages_have_no_fault(printed: dict[int, Printed], tmp_path: Path) -> None:
    pages = sorted(printed[1].pages.rglob("*.html"))
    files = {
        "-".join(page.relative_to(printed[1].pages).parts): page.read_text(encoding="utf-8")
        for page in pages
    }
    assert len(files) > 3

    assert {name: found for name, found in findings(tmp_path, files).items() if found} == {}


def test_pages_that_answer_readers_have_no_fault(tmp_path: Path) -> None:
    files = {f"{name}.html": html for name, html in answers()}

    # Several boxes of one name are how a form says a list (HTML §4.10.21.4).
    told = {
        name: {finding for finding in found if finding[0] != "form-dup-name"}
        for name, found in findings(tmp_path, files).items()
    }

    assert len(files) >= 30
    assert {name: found for name, found in told.items() if found} == {}


def answers() -> Iterator[tuple[str, str]]:
    """Yield every page that answers a reader, bare and with all that it may say."""
    for page, blank in BLANKS.items():
        for flags in ((), blank.flags):
            field = {"subscribe": "email", "sent": "code"}.get(page, "") if flags else ""
            answer = Answer(
                page=page,
                flags=frozenset(flags),
                topics=("a", "b"),
                problem="problem_email" if field else "",
                field=field,
            )
            # An attribute without a value is what a mark of a choice may become.
            html = answer_page(answer, PUBLICATION, THEME)
            yield f"{page}-{bool(flags)}", MARK.sub(filled, html)
    for number, told in enumerate(SAMPLES):
        yield f"preferences-{number}", preferences_page("", "", told, PUBLICATION, THEME)


def filled(mark: re.Match[str]) -> str:
    return " checked" if mark[1].startswith("topic") else "x"


def test_a_fault_would_be_told(tmp_path: Path) -> None:
    told = findings(tmp_path, {"a.html": "<p><p></div><img src='a.png'>"})

    assert {rule for rule, _ in told["a.html"]} >= {"close-order", "wcag/h37"}
