"""A relay's password, out of the environment, a file or a command."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from stat import S_ISREG, filemode
from typing import Any, Final

from pressrun.settings.readers import Wrong

COMMAND_LIMIT_S: Final = 10.0
SECRET_LIMIT_OCTETS: Final = 4096


def find_password(
    values: Mapping[str, Any], *, variable: str, folder: Path, environ: Mapping[str, str]
) -> tuple[str, str | Wrong]:
    """Return the setting that says a relay's password, and the password, empty where none is.

    The environment's ``variable`` wins over ``password_file`` and ``password_command``.
    """
    file, command = values["password_file"], values["password_command"]
    if file and command:
        return "password_command", Wrong("left out beside password_file", help="keep one of them")
    if given := environ.get(variable):
        return "password", given
    if file:
        return "password_file", read_password_file(folder / file)
    if command:
        return "password_command", run_password_command(command, folder=folder, environ=environ)
    told = None in (values["password"], file, command)
    if values["username"] and not told:
        advice = f'write  password_file = "relay.password"  or set  {variable}'
        return "username", Wrong("accompanied by a password", help=advice)
    return "password", ""


def read_password_file(path: Path) -> str | Wrong:
    """Return the one line of a file that nobody else may read."""
    try:
        status = path.stat()
        if not S_ISREG(status.st_mode):
            return Wrong("a regular file", help="name the file that holds the password")
        if status.st_mode & 0o077:
            mode = filemode(status.st_mode)
            return Wrong(f"readable by you alone, not {mode}", help=f"run  chmod 600 {path}")
        return _one_line(path.read_bytes(), "a file with the password on one line")
    except OSError as error:
        must_be = f"a file that can be read: {error.strerror}"
        return Wrong(must_be, help=f"write the password into {path}")


def run_password_command(
    words: Sequence[str],
    *,
    folder: Path,
    environ: Mapping[str, str],
    limit_s: float = COMMAND_LIMIT_S,
) -> str | Wrong:
    """Return the one line that a command prints, run in ``folder`` without a shell."""
    advice = f"try it:  {' '.join(words)}"
    try:
        done = subprocess.run(  # noqa: S603  (the folder is trusted: design §4 item 14)
            words,
            cwd=folder,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=limit_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Wrong(f"a command that ends within {limit_s:g} s", help=advice)
    except OSError as error:
        return Wrong(f"a command that can be run: {error.strerror}", help=advice)
    except ValueError:  # a NUL in a word
        return Wrong("a command that can be run", help=advice)
    if done.returncode:
        return Wrong(
            f"a command that succeeds; it ended with status {done.returncode}", help=advice
        )
    return _one_line(done.stdout, "a command that prints the password on one line")


def _one_line(octets: bytes, must_be: str) -> str | Wrong:
    try:
        text = octets[: SECRET_LIMIT_OCTETS + 1].decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        text = ""
    if text and text.isprintable() and len(octets) <= SECRET_LIMIT_OCTETS:
        return text
    return Wrong(must_be, help="put nothing but the password there")
