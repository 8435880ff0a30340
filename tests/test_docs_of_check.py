"""Hooks and jobs that docs/check.md shows do what the page says of them."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from doubles.command import CommandLine
from pressrun.app.beginning import begin

PAGE = Path(__file__).parents[1] / "docs" / "check.md"
FAULT = "---\nid: badaaaaaaa\ntitle: Bad: a colon\n---\n\nWords.\n"
WARNING = "---\nid: oddaaaaaaa\ntitle: Odd\n---\n\n[Here](https://tides.example.org/here)\n"


def blocks(language: str) -> list[str]:
    page = PAGE.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", page, re.M | re.S)


def example(word: str) -> Any:
    """Return the example in YAML that has a word in it."""
    [found] = [text for text in blocks("yaml") if word in text]
    return yaml.safe_load(found)


class Repository:
    """A publication in a git repository, and a shell in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        begin(folder, title="Harbour", zone="UTC", authority="example.org", dry_run=False)
        self.shell("git init -q && git add . && git commit -qm first")

    def shell(self, line: str) -> "subprocess.CompletedProcess[str]":
        beside = str(Path(sys.executable).parent)
        names = {
            f"GIT_{who}_{what}": "sample@example.org"
            for who in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        }
        return subprocess.run(
            line,
            shell=True,
            cwd=self.folder,
            env={
                "PATH": f"{beside}{os.pathsep}{os.environ['PATH']}",
                "NO_COLOR": "1",
                **names,
                "HOME": str(self.folder.parent),
                "GIT_CONFIG_NOSYSTEM": "1",
                "LANG": "C.UTF-8",
            },
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def write(self, path: str, text: str) -> None:
        (self.folder / path).write_text(text, encoding="utf-8")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "harbour")


def test_the_hook_stops_a_commit_with_an_error_and_lets_others_pass(
    repository: Repository,
) -> None:
    [hook] = blocks("sh")
    repository.write(".git/hooks/pre-commit", hook)
    (repository.folder / ".git/hooks/pre-commit").chmod(0o755)
    repository.write("articles/bad.md", FAULT)

    stopped = repository.shell("git add . && git commit -m bad")
    repository.shell("git reset -q")
    repository.write("articles/odd.md", WARNING)
    passed = repository.shell("git add articles/odd.md && git commit -m odd")

    assert stopped.returncode == 1
    assert "error[FM002]" in stopped.stderr
    assert "articles/bad.md:3:11" in stopped.stderr
    assert passed.returncode == 0, passed.stderr
    assert "warning[LNK004]" in passed.stderr
    assert "articles/bad.md" not in passed.stderr, "what is not staged is not looked at"


def test_the_lines_for_pre_commit_run_when_a_text_changes(repository: Repository) -> None:
    [hook] = example("repo: local")["repos"][0]["hooks"]
    changed = ("articles/a.md", "issues/001-a/issue.md", "templates/email/a.mjml", "pressrun.toml")

    assert repository.shell(hook["entry"]).returncode == 0
    repository.write("articles/bad.md", FAULT)
    assert repository.shell(hook["entry"]).returncode == 1
    assert [path for path in changed if not re.search(hook["files"], path)] == []
    assert not re.search(hook["files"], "notes/articles.md")
    assert (hook["language"], hook["pass_filenames"]) == ("system", False)


def test_the_job_of_github_writes_the_report_that_it_uploads(repository: Repository) -> None:
    steps = example("github/codeql-action")["jobs"]["check"]["steps"]
    [command] = [step["run"] for step in steps if step.get("run", "").startswith("pressrun")]
    [upload] = [
        step["with"]["sarif_file"] for step in steps if "sarif_file" in step.get("with", {})
    ]

    assert repository.shell(command).returncode == 0
    repository.write("articles/odd.md", WARNING)
    assert repository.shell(command).returncode == 1

    report = json.loads((repository.folder / upload).read_text(encoding="utf-8"))
    assert [result["ruleId"] for result in report["runs"][0]["results"]] == ["LNK004"]


def test_the_job_of_gitlab_writes_the_report_that_it_keeps(repository: Repository) -> None:
    job = example("codequality")["check"]
    [command] = [line for line in job["script"] if line.startswith("pressrun")]
    repository.write("articles/odd.md", WARNING)

    assert repository.shell(command).returncode == 1

    path = job["artifacts"]["reports"]["codequality"]
    report = json.loads((repository.folder / path).read_text(encoding="utf-8"))
    assert [finding["check_name"] for finding in report] == ["LNK004"]


@pytest.mark.parametrize("options", ["--format github", "--json", "--links"])
def test_what_else_the_page_names_goes_through(repository: Repository, options: str) -> None:
    assert f"pressrun check {options}" in PAGE.read_text(encoding="utf-8")

    CommandLine(repository.folder).run("check", *options.split())
