"""[check.clients] says how many readers use which client, in names that are known."""

from pathlib import Path

import pytest

from pressrun.model.checking import Checking
from pressrun.model.clients import CLIENTS, NAMES
from settings.written import SOUND, heads, load, told


def test_shares_are_read_of_families_and_of_platforms(tmp_path: Path) -> None:
    text = f'{SOUND}[check.clients]\ngmail = 46.0\napple-mail = 31\n"outlook.windows" = 4.5\n'

    found = load(tmp_path, text)

    assert found.checking == Checking(
        shares=(("gmail", 46.0), ("apple-mail", 31.0), ("outlook.windows", 4.5))
    )


def test_a_platform_needs_no_quotation_marks(tmp_path: Path) -> None:
    found = load(tmp_path, f"{SOUND}[check.clients]\noutlook.windows = 4\noutlook.ios = 1\n")

    assert dict(found.checking.shares) == {"outlook.windows": 4.0, "outlook.ios": 1.0}


def test_without_the_table_nothing_is_known(tmp_path: Path) -> None:
    assert load(tmp_path, SOUND).checking == Checking()


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ("gmial = 46", "did you mean 'gmail'?"),
        ('"outlook.window" = 4', "did you mean 'outlook.windows'?"),
        ("outlook.window = 4", "did you mean 'outlook.windows'?"),
        ("horse = 4", "known are aol, apple-mail,"),
    ],
)
def test_a_client_that_nobody_knows_is_refused_with_the_nearest(
    line: str, advice: str, tmp_path: Path
) -> None:
    said = told(tmp_path, f"{SOUND}[check.clients]\n{line}\n")

    assert [head.partition(":")[0] for head in heads(said)] == ["error[CFG005]"]
    assert "is no client that is known" in said
    assert advice in said
    assert f"{line}\n" in said


@pytest.mark.parametrize("value", ["-1", "101", '"46"', "true", "[46]", "nan", "inf"])
def test_a_share_is_percent(value: str, tmp_path: Path) -> None:
    said = told(tmp_path, f"{SOUND}[check.clients]\ngmail = {value}\n")

    assert "error[CFG006]: 'check.clients.gmail' must be percent of your readers" in said


def test_shares_of_more_than_all_readers_are_refused(tmp_path: Path) -> None:
    said = told(tmp_path, f'{SOUND}[check.clients]\ngmail = 90\n"gmail.ios" = 20\n')

    assert "error[CFG006]: 'check.clients' come to 110 % of your readers together" in said


def test_a_key_beside_the_clients_is_no_setting(tmp_path: Path) -> None:
    said = told(tmp_path, f"{SOUND}[check]\ngmail = 46\n")

    assert "error[CFG005]: 'check.gmail' is no setting" in said


def test_the_page_on_settings_names_every_family_and_platform() -> None:
    page = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")
    _, _, rows = page.partition("| Key in `[check.clients]` |")
    table = rows.partition("\n\n")[0]

    platforms = {name.partition(".")[2] for name in NAMES if "." in name}

    assert {name for name in {*CLIENTS, *platforms} if f"`{name}`" not in table} == set()
