"""Bring what is known of mail clients up to date: the data of Can I email, slimmed for rules.

    .venv/bin/python tools/caniemail.py 2.0.2

Fetches the package `caniemail` in that version with `npm pack` (needs npm), checks its form and
writes data, licence and README below `src/pressrun/render/lint/clients/`. With `--package FOLDER`
it reads a package that is unpacked already and fetches nothing.
"""

import argparse
import hashlib
import json
import re
import subprocess
import tarfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOM = Path(__file__).parents[1] / "src" / "pressrun" / "render" / "lint" / "clients"
URL = "https://www.caniemail.com/features/{slug}/"
# The one platform of which readers use releases of many years side by side.
BY_YEAR = "outlook.windows"
ABSENT = "-"

# The package's licence names who packed the data; this is whose data it is.
UPSTREAM = """

The data itself is that of Can I email (https://github.com/hteumeuleu/caniemail), under the same
licence: Copyright (c) 2019 HTeuMeuLeu
"""

README = """# What mail clients show

`caniemail.json` is the data of [Can I email](https://www.caniemail.com/), by Rémi Parmentier and
those who help him, as the npm package `caniemail` carries it. Its licence is MIT: see
[LICENSE](LICENSE).

| | |
|---|---|
| package | `caniemail` {version} |
| last update of the data | {date} |
| SHA-256 of its `data/caniemail.json` | `{digest}` |
| features | {features} |
| client platforms | {platforms} |

It is slimmed: of each feature there is its slug, its title, the month of its last test, and a
letter for each platform, in the order of `platforms`: `y` supported, `a` partly, `n` not, `u`
unknown, `-` never tested. The letter is that of the latest version tested. `years` tells of Outlook
for Windows, where it has no support, the releases that are tested without it. A feature's page is
`{url}`.

To bring it up to date (needs npm), give the new version:

```sh
make caniemail VERSION={version}
.venv/bin/python -m pytest tests/render/lint/test_clients.py
```

The tests name every new feature of which `effects.py` says nothing yet, and every platform that
`model/clients.py` does not name.
"""


def fetched(version: str, folder: Path) -> Path:
    """Return the folder of the package in that version, unpacked below ``folder``."""
    command = ["npm", "pack", "--silent", f"caniemail@{version}"]
    subprocess.run(command, cwd=folder, check=True)  # noqa: S603
    (archive,) = folder.glob("*.tgz")
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return folder / "package"


def platforms_of(features: list[dict[str, Any]]) -> list[str]:
    """Return every platform that a feature was tested in, sorted."""
    return sorted(
        {
            f"{family}.{platform}"
            for feature in features
            for family, platforms in feature["stats"].items()
            for platform in platforms
        }
    )


def slimmed(feature: Mapping[str, Any], platforms: list[str]) -> dict[str, str]:
    """Return what rules read of a feature.

    Raises:
        ValueError: It has another form than was known when this was written.
    """
    slug = feature["slug"]
    day = re.fullmatch(r"(\d{4}-\d\d)-\d\d?", feature["last_test_date"])
    if not day or feature["url"] != URL.format(slug=slug) or not feature["title"]:
        raise ValueError(f"{slug}: title, url or day of the test have another form")
    letters, years = "", ""
    for platform in platforms:
        family, _, name = platform.partition(".")
        versions = feature["stats"].get(family, {}).get(name, {})
        states = [(version, said.split()[0]) for version, said in versions.items()]
        if any(state not in "yanu" or len(state) != 1 for _, state in states):
            raise ValueError(f"{slug}: {platform} has a state that is not known")
        letters += states[-1][1] if states else ABSENT
        if platform == BY_YEAR and letters[-1] == "n":
            years = _years(states)
    slim = {"slug": slug, "title": feature["title"].strip(), "tested": day[1], "support": letters}
    return {**slim, "years": years} if years else slim


def _years(states: list[tuple[str, str]]) -> str:
    """Return the first and the last of the newest releases that lack a feature, by year."""
    lacking: list[str] = []
    for version, state in reversed(states):
        if state != "n":
            break
        lacking.append(version)
    years = [version for version in reversed(lacking) if re.fullmatch(r"20\d\d", version)]
    return "-".join(dict.fromkeys((years[0], years[-1]))) if years else ""


def written(data: Mapping[str, Any], version: str, digest: str) -> str:
    """Return the slimmed data as text, a line a feature."""
    features = data["data"]
    platforms = platforms_of(features)
    head = {
        "version": version,
        "updated": data["last_update_date"][:10],
        "sha256": digest,
        "families": data["nicenames"]["family"],
        "names": data["nicenames"]["platform"],
        "platforms": platforms,
    }
    rows = [json.dumps(slimmed(feature, platforms), ensure_ascii=False) for feature in features]
    top = json.dumps(head, ensure_ascii=False, indent=1)
    return top.removesuffix("\n}") + ',\n "features": [\n  ' + ",\n  ".join(rows) + "\n ]\n}\n"


def take(package: Path) -> None:
    """Write data, licence and README of an unpacked package."""
    octets = (package / "data" / "caniemail.json").read_bytes()
    licence = (package / "LICENSE").read_text(encoding="utf-8")
    if "MIT License" not in licence:
        raise ValueError("the licence is no longer MIT: read it before you go on")
    version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    data = json.loads(octets)
    digest = hashlib.sha256(octets).hexdigest()
    (ROOM / "caniemail.json").write_text(written(data, version, digest), encoding="utf-8")
    (ROOM / "LICENSE").write_text(licence.rstrip() + UPSTREAM, encoding="utf-8")
    readme = README.format(
        version=version,
        date=data["last_update_date"][:10],
        digest=digest,
        features=len(data["data"]),
        platforms=len(platforms_of(data["data"])),
        url=URL.format(slug="SLUG"),
    )
    (ROOM / "README.md").write_text(readme, encoding="utf-8")


def main() -> None:
    """Take the version or the package that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("version", nargs="?", help="of the npm package caniemail")
    parser.add_argument("--package", type=Path, help="a folder where it is unpacked already")
    asked = parser.parse_args()
    if asked.package:
        take(asked.package)
    elif asked.version:
        with TemporaryDirectory() as folder:
            take(fetched(asked.version, Path(folder)))
    else:
        parser.error("name a version, or a package with --package")


if __name__ == "__main__":
    main()
