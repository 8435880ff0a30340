"""A publication to mail: an issue of a given length, sample people, one relay on loopback."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

PRESSRUN: Final = Path(sys.executable).with_name("pressrun")
WORDS: Final = "The ferry was late again, and nobody on the pier minded: the light was worth it."


def pressrun(folder: Path, *arguments: str) -> str:
    """Run a verb in a publication and return what it put out; end this program if it fails."""
    command = [str(PRESSRUN), "--folder", str(folder), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"pressrun {arguments[0]} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout


def make(
    folder: Path, port: int, people: Sequence[str], *, paragraphs: int, settings: str = ""
) -> None:
    """Make a publication with one issue that is not sent yet.

    Args:
        people: Addresses; each has a name of its own.
        settings: Lines for the relay's table, and tables after it.
    """
    subprocess.run([str(PRESSRUN), "init", str(folder)], check=True, capture_output=True)
    with (folder / "pressrun.toml").open("a") as toml:
        toml.write(f'\n[relays.sink]\nhost = "127.0.0.1"\nport = {port}\n{settings}')
    [article, *_] = sorted((folder / "articles").glob("*.md"))
    front = article.read_text().split("---\n", 2)[1]
    body = "".join(f"\nPier {number}. {WORDS}\n" for number in range(paragraphs))
    article.write_text(f"---\n{front}---\n{body}")
    roster = folder.with_suffix(".csv")
    rows = [f"{address},Reader {number} Sample" for number, address in enumerate(people)]
    roster.write_text("\n".join(["email,name", *rows]) + "\n")
    pressrun(folder, "subscribers", "import", str(roster), "--consent", "samples", "--yes")
