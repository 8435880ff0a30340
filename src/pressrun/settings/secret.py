"""Passwords and keys, out of the environment, files and commands."""

import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from stat import S_ISREG, filemode
from typing import Any, Final

from pressrun.settings.readers import Wrong

COMMAND_LIMIT_S: Final = 10.0
PASSWORD_LIMIT_OCTETS: Final = 4096
KEY_LIMIT_OCTETS: Final = 16_384

_PRIVATE_KEY: Final = re.compile(rb"^-----BEGIN (?:RSA |ENCRYPTED )?PRIVATE KEY-----\r?$", re.M)
_ENCRYPTED: Final = re.compile(rb"BEGIN ENCRYPTED|^Proc-Type: 4,ENCRYPTED", re.M)


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


def find_key(
    values: Mapping[str, Any], *, folder: Path, environ: Mapping[str, str]
) -> tuple[str, bytes | Wrong]:
    """Return the setting that says a private key, and the key as PEM."""
    file, command = values["key_file"], values["key_command"]
    if file and command:
        return "key_command", Wrong("left out beside key_file", help="keep one of them")
    if command:
        return "key_command", _private_key(_printed(command, folder=folder, environ=environ))
    if file:
        return "key_file", _private_key(_private_octets(folder / file, "the key"))
    if None in (values["key"], file, command):
        return "key", b""  # told already
    return "key_file", Wrong("set", help='write  key_file = ".pressrun/dkim.pem"')


def read_authorities(path: Path) -> Wrong | None:
    """Return why a file cannot say which certificates to trust."""
    try:
        octets = path.read_bytes()
    except OSError as error:
        return Wrong(f"a file that can be read: {error.strerror}", help=f"ls -l {path}")
    if b"-----BEGIN CERTIFICATE-----" in octets:
        return None
    advice = "name the file of the authority's certificate, or leave it out for public ones"
    return Wrong("a file of certificates in PEM form", help=advice)


def read_password_file(path: Path) -> str | Wrong:
    """Return the one line of a file that nobody else may read."""
    octets = _private_octets(path, "the password")
    return _one_line(octets, "a file with the password on one line")


def run_password_command(
    words: Sequence[str],
    *,
    folder: Path,
    environ: Mapping[str, str],
    limit_s: float = COMMAND_LIMIT_S,
) -> str | Wrong:
    """Return the one line that a command prints, run in ``folder`` without a shell."""
    octets = _printed(words, folder=folder, environ=environ, limit_s=limit_s)
    return _one_line(octets, "a command that prints the password on one line")


def _private_octets(path: Path, secret: str) -> bytes | Wrong:
    """Return what stands in a file that nobody else may read."""
    try:
        status = path.stat()
        if not S_ISREG(status.st_mode):
            return Wrong("a regular file", help=f"name the file that holds {secret}")
        if status.st_mode & 0o077:
            mode = filemode(status.st_mode)
            return Wrong(f"readable by you alone, not {mode}", help=f"run  chmod 600 {path}")
        with path.open("rb") as file:
            return file.read(KEY_LIMIT_OCTETS + 1)
    except OSError as error:
        must_be = f"a file that can be read: {error.strerror}"
        return Wrong(must_be, help=f"write {secret} into {path}")


def _printed(
    words: Sequence[str],
    *,
    folder: Path,
    environ: Mapping[str, str],
    limit_s: float = COMMAND_LIMIT_S,
) -> bytes | Wrong:
    """Return what a command prints, run in ``folder`` without a shell."""
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
    return done.stdout


def _one_line(octets: bytes | Wrong, must_be: str) -> str | Wrong:
    if isinstance(octets, Wrong):
        return octets
    try:
        text = octets[: PASSWORD_LIMIT_OCTETS + 1].decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        text = ""
    if text and text.isprintable() and len(octets) <= PASSWORD_LIMIT_OCTETS:
        return text
    return Wrong(must_be, help="put nothing but the password there")


def _private_key(octets: bytes | Wrong) -> bytes | Wrong:
    if isinstance(octets, Wrong):
        return octets
    if len(octets) <= KEY_LIMIT_OCTETS and _PRIVATE_KEY.search(octets):
        if not _ENCRYPTED.search(octets):
            return octets
        must_be = "a key without a passphrase: nobody is there to type it"
        return Wrong(must_be, help="run  openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW")
    advice = "make one:  openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out FILE"
    return Wrong("a private key in PEM form", help=advice)
