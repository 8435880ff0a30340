"""Findings as SARIF 2.1.0 (OASIS), which code hosts and editors read.

Columns count Unicode code points (§3.14.17), as everywhere in Pressrun.
"""

import json
import re
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote

from pressrun import __version__
from pressrun.app.codes import find_code
from pressrun.cli.reports.findings import Findings
from pressrun.errors import Fix, Place, Problem

_SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
# Where paths begin: whoever reads the log puts the root of the repository here (§3.14.14).
_ROOT: Final = "%SRCROOT%"
_LINK: Final = re.compile(r"\[(?=[^\[\]]*\]\()")


def sarif(findings: Findings) -> str:
    """Return a log with one run, and in it the codes that occur and each problem."""
    codes = sorted({problem.code for problem in findings.problems})
    driver = {
        "name": "Pressrun",
        "semanticVersion": __version__,
        "rules": [_rule(code) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(findings, problem, name, codes) for problem, name in findings.named()],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _text(said: str) -> dict[str, str]:
    """Return a message in which nothing is taken for a placeholder or a link (§3.11.5, §3.11.6)."""
    plain = said.replace("{", "{{").replace("}", "}}")
    return {"text": _LINK.sub(r"\\\g<0>", plain)}


def _rule(name: str) -> dict[str, Any]:
    code = find_code(name)
    if code is None:
        return {"id": name}
    return {
        "id": name,
        "shortDescription": _text(code.title),
        "fullDescription": _text(code.why),
        "help": _text(code.mend),
        # The levels of SARIF have the same names (§3.27.10).
        "defaultConfiguration": {"level": code.severity.value},
    }


def _result(
    findings: Findings, problem: Problem, name: str, codes: Sequence[str]
) -> dict[str, Any]:
    message = f"{problem.what}\n{problem.help}" if problem.help else problem.what
    result: dict[str, Any] = {
        "ruleId": problem.code,
        "ruleIndex": codes.index(problem.code),
        "level": problem.severity.value,
        "message": _text(message),
        "partialFingerprints": {"pressrunFinding/v1": name},
    }
    # Hosts of code show nothing that has no line.
    physical = {
        "artifactLocation": _artifact(findings, problem.place),
        "region": _region(problem.place),
    }
    result["locations"] = [{"physicalLocation": physical}]
    if problem.place is not None and problem.fix is not None:
        result["fixes"] = [_fix(findings, problem, problem.fix, problem.place)]
    return result


def _artifact(findings: Findings, place: Place | None) -> dict[str, Any]:
    return {"uri": quote(findings.path(place)), "uriBaseId": _ROOT}


def _region(place: Place | None) -> dict[str, Any]:
    if place is None or not place.line:
        return {"startLine": 1}
    region: dict[str, Any] = {"startLine": place.line}
    if place.column:
        region |= {"startColumn": place.column, "endColumn": place.column + place.width}
    if place.text is not None:
        region["snippet"] = {"text": place.text}
    return region


def _fix(findings: Findings, problem: Problem, fix: Fix, place: Place) -> dict[str, Any]:
    deleted = {
        "startLine": fix.line,
        "startColumn": fix.column,
        "endLine": fix.line,
        "endColumn": fix.column + len(fix.old),
    }
    row = place.text if place.line == fix.line else None
    if row is not None and not fix.new and not row.replace(fix.old, "", 1).strip():
        # The line goes as a whole, with its end.
        deleted |= {"startColumn": 1, "endLine": fix.line + 1, "endColumn": 1}
    change = {
        "artifactLocation": _artifact(findings, place),
        "replacements": [{"deletedRegion": deleted, "insertedContent": {"text": fix.new}}],
    }
    return {"description": _text(problem.help or problem.what), "artifactChanges": [change]}
