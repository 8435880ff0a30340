"""A sound pressrun.toml to add to, and what is told of one that is not."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from pressrun.errors import SettingsError
from pressrun.settings import Settings, load_settings

TOP = """\
title = "Harbour Notes"
url = "http://127.0.0.1:8080/"
authority = "example.org"
year = 2026
language = "en"
zone = "Europe/Lisbon"
"""
SOUND = f"""{TOP}
[lists.main]
sender = "Harbour Notes <notes@example.org>"
"""
RELAY = f"""{SOUND}
[relays.main]
host = "relay.example.org"
"""


def load(folder: Path, text: str, environ: Mapping[str, str] | None = None) -> Settings:
    (folder / "pressrun.toml").write_text(text)
    return load_settings(folder, environ or {})


def told(folder: Path, text: str, environ: Mapping[str, str] | None = None) -> str:
    with pytest.raises(SettingsError) as caught:
        load(folder, text, environ)
    return str(caught.value)


def heads(said: str) -> list[str]:
    return [line for line in said.splitlines() if line.startswith("error[")]
