"""What the documentation shows is what happens."""

import os
import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path

import click
import pytest

from doubles.console import Reader, Step, matches, steps
from pressrun.cli import VERBS, pressrun
from pressrun.model.feed import MEDIA_TYPES, FeedKind
from pressrun.render.legible import EXCERPT_LIMIT
from pressrun.settings import load_settings, tables
from pressrun.settings.feeds import read_feeds
from pressrun.settings.form import Form, Setting
from pressrun.settings.profiles import PROFILES
from pressrun.settings.toml import Toml, parse_toml
from pressrun.source.article import FIELDS as ARTICLE_FIELDS
from pressrun.source.issue import FIELDS as ISSUE_FIELDS
from pressrun.source.markdown import parse_body
from settings.written import SOUND

ROOT = Path(__file__).parents[1]
PLAYED = [
    "README.md",
    "docs/tutorial.md",
    "docs/approval.md",
    "docs/check.md",
    "docs/corrections.md",
    "docs/digests.md",
    "docs/dkim.md",
    "docs/plan.md",
    "docs/polls.md",
    "docs/schedules.md",
    "docs/subscribers.md",
]
COMMANDS = ROOT / "docs" / "commands.md"
FEEDS = ROOT / "docs" / "feeds.md"
SETTINGS = ROOT / "docs" / "settings.md"
RELAYS = ROOT / "docs" / "relays.md"


@pytest.mark.parametrize("name", PLAYED)
def test_every_command_of_a_page_does_what_the_page_shows(name: str, tmp_path: Path) -> None:
    reader = Reader(tmp_path)
    page = (ROOT / name).read_text(encoding="utf-8")
    played = list(steps(page))
    assert len(played) > 5

    for step in played:
        status, output = reader.type(step)
        assert status == 0, f"{step.command}\n{output}"
        assert matches(step.shown, output), f"$ {step.command}\n{output}\n-- shown:\n{step.shown}"


def test_the_player_tells_a_wrong_page_from_a_right_one() -> None:
    page = "```console\n$ printf 'a 1\\nb\\n'\na …\n…\n$ x \\\n    y\nz\n```\n"

    assert list(steps(page)) == [Step("printf 'a 1\\nb\\n'", "a …\n…"), Step("x y", "z")]
    assert matches("a …\n…", "a 1\nb\n")
    assert matches("", "")
    assert not matches("a …", "a 1\nb\n")
    assert not matches("a 2", "a 1")
    assert not matches("", "a")


def test_what_the_readme_says_of_make_stands_in_the_makefile() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    told = set(re.findall(r"\bmake ([a-z-]+)", readme))

    assert {"demo", "test"} <= told
    assert told <= set(re.findall(r"^([a-z-]+):", makefile, re.M))
    for raw in ("-m pip install --require-hashes -r requirements-dev.lock", "-m pytest"):
        assert raw in readme
    assert "--require-hashes -r requirements-dev.lock" in makefile


def test_every_setting_is_documented_and_nothing_else() -> None:
    page = SETTINGS.read_text(encoding="utf-8")

    every = (tables.PUBLICATION, tables.ISSUES, tables.LIST, tables.SITE, tables.THEME)
    known = {key for table in every for key in table} | set(tables.TABLES)

    assert {key for key in known if not re.search(rf"[`\[.]{key}\b", page)} == set()


@pytest.mark.parametrize(
    ("head", "table"),
    [
        ("[schedules.<name>]", tables.SCHEDULE),
        ("[[schedules.<name>.parts]]", tables.PART),
        ("[relays.<name>]", tables.RELAY),
        ('[relays.<name>.domains."<domain>"]', tables.DOMAIN),
        ("[relays.<name>.timeouts]", tables.TIMEOUTS),
        ("[delivery]", tables.DELIVERY),
        ("[dkim.<selector>]", tables.DKIM),
        ("[subscribe]", tables.SUBSCRIBE),
        ("[email]", tables.EMAIL),
    ],
)
def test_every_setting_of_a_table_is_documented_and_nothing_else(
    head: str, table: Mapping[str, Setting]
) -> None:
    page = SETTINGS.read_text(encoding="utf-8")

    _, _, rows = page.partition(f"| Key in `{head}` |")
    told = re.findall(r"^\| `(\w+)` \|", rows.partition("\n\n")[0], re.M)

    # Secrets have settings that refuse them.
    assert sorted(told) == sorted(table.keys() - {"password", "key"})


@pytest.mark.parametrize("page", [SETTINGS, RELAYS], ids=lambda page: page.name)
def test_every_example_of_settings_is_read_without_a_problem(page: Path, tmp_path: Path) -> None:
    examples = re.findall(r"^```toml\n(.*?)^```$", page.read_text(encoding="utf-8"), re.M | re.S)
    assert len(examples) > 2
    for name in re.findall(r'_file = "(.*)"', "".join(examples)):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("-----BEGIN PRIVATE KEY-----" if name.endswith(".pem") else "open sesame")
        file.chmod(0o600)
    sound = examples[0] if page is SETTINGS else SOUND

    for example in examples:
        text = example if "[lists.main]" in example else sound + example.replace('"pass"', '"echo"')
        (tmp_path / "pressrun.toml").write_text(text, encoding="utf-8")
        assert load_settings(tmp_path, {"PATH": os.environ["PATH"]}).relays


def test_every_profile_is_documented_with_its_figures() -> None:
    page = RELAYS.read_text(encoding="utf-8")

    rows = re.findall(r"^\| `(\w+)` \|(.*)\|$", page.partition("| `profile` |")[2], re.M)
    told = {name: [cell.strip() for cell in cells.split("|")][:5] for name, cells in rows}

    figures = ("connections", "messages_per_connection", "per_second", "per_day")
    assert told == {
        name: [
            profile.host or told[name][0],
            *(f"{value:.10g}" if (value := getattr(profile, key)) else "" for key in figures),
        ]
        for name, profile in PROFILES.items()
    }
    assert all(
        profile.host or told[name][0].startswith("yours") for name, profile in PROFILES.items()
    )


@pytest.mark.parametrize(
    ("head", "table"), [("[feeds]", tables.FEEDS), ("[feeds.<name>]", tables.FEED)]
)
def test_every_setting_of_feeds_is_documented_and_nothing_else(
    head: str, table: Mapping[str, Setting]
) -> None:
    page = FEEDS.read_text(encoding="utf-8")

    _, _, rows = page.partition(f"| Key in `{head}` | Value | If left out |\n")
    told = re.findall(r"^\| `(\w+)` \|", rows.partition("\n\n")[0], re.M)

    assert sorted(told) == sorted(table)


def test_the_example_of_feeds_is_read_without_a_problem() -> None:
    [example] = re.findall(r"^```toml\n(.*?)^```$", FEEDS.read_text(encoding="utf-8"), re.M | re.S)
    toml = parse_toml(example.encode())
    assert isinstance(toml, Toml)
    form = Form(toml, {})

    plan = read_feeds(form)

    assert form.problems == []
    assert plan.limit_of("tags/ferries") == 20
    assert plan.archives("tags/ferries", FeedKind.TAG)


def test_the_page_of_feeds_names_every_kind_of_feed_and_every_format() -> None:
    page = FEEDS.read_text(encoding="utf-8")

    kinds = {kind for kind in FeedKind if f"| `{kind}` |" in page or f"| `{kind}/<" in page}
    assert kinds == set(FeedKind)
    assert {suffix for suffix in MEDIA_TYPES if f"`{suffix}`" in page} == set(MEDIA_TYPES)
    assert {media_type for media_type in MEDIA_TYPES.values() if media_type in page} == set(
        MEDIA_TYPES.values()
    )
    assert f"at most {EXCERPT_LIMIT} characters" in page


def test_every_field_of_front_matter_is_documented() -> None:
    page = (ROOT / "docs" / "front-matter.md").read_text(encoding="utf-8")

    known = {*ARTICLE_FIELDS, *ISSUE_FIELDS}

    assert {key for key in known if f"`{key}`" not in page} == set()


def test_every_example_of_the_article_language_is_read_without_a_problem() -> None:
    page = (ROOT / "docs" / "article-language.md").read_text(encoding="utf-8")
    examples = re.findall(r"^(`{3,4})markdown\n(.*?)^\1$", page, re.M | re.S)
    assert len(examples) >= 5

    for _, example in examples:
        document, problems = parse_body(example, "articles/example.md", 1)
        assert document
        assert problems == ()


def test_the_reference_of_commands_is_what_the_commands_say() -> None:
    assert COMMANDS.read_text(encoding="utf-8") == commands_page()


def commands_page() -> str:
    """Return docs/commands.md as the commands themselves describe it."""
    rows = [
        "# Commands",
        "",
        "Made from the commands' own help; `python tests/test_docs.py` writes it anew.",
        "",
        "Exit statuses: 0 done · 1 problems found, or refused · 2 wrong usage · 3 settings or",
        "content do not load · 4 the relay refused our login · 5 part of the mail was refused ·",
        "6 another process is sending · 75 try later · 130 stopped with Ctrl-C.",
    ]
    for ctx in _contexts():
        rows += ["", f"## {ctx.command_path}", "", "```text", ctx.get_help().rstrip(), "```"]
    return "\n".join(line.rstrip() for line in "\n".join(rows).splitlines()) + "\n"


def _contexts() -> Iterator[click.Context]:
    """Yield a context for every command as the command line makes it, 88 columns wide."""
    settings = {**pressrun.context_settings, "max_content_width": 88, "terminal_width": 88}
    root = click.Context(pressrun, info_name="pressrun", color=False, **settings)
    yield root
    for verb in VERBS:
        command = import_module(f"pressrun.cli.{verb}").command
        ctx = click.Context(command, parent=root, info_name=verb)
        yield ctx
        if isinstance(command, click.Group):
            for name, inner in command.commands.items():
                if not inner.hidden:
                    yield click.Context(inner, parent=ctx, info_name=name)


if __name__ == "__main__":
    COMMANDS.write_text(commands_page(), encoding="utf-8")
