"""How to log in: the mechanisms of AUTH, each as what is said first and then."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Final

from pressrun.model.relay import Mechanism

# Username and password to what follows the mechanism's name in the command, and then what each
# further 334 is answered with.
_Speech = Callable[[str, str], tuple[str, ...]]


def _plain(username: str, password: str) -> tuple[str, ...]:
    return (_coded(f"\0{username}\0{password}"),)  # RFC 4616 §2


def _login(username: str, password: str) -> tuple[str, ...]:
    return "", _coded(username), _coded(password)


def _xoauth2(username: str, token: str) -> tuple[str, ...]:
    # What comes as 334 is an account of the error; the empty line asks for the reply itself.
    return _coded(f"user={username}\x01auth=Bearer {token}\x01\x01"), ""


def _coded(text: str) -> str:
    return b64encode(text.encode()).decode()


_SPEECHES: Final[Mapping[Mechanism, _Speech]] = {
    Mechanism.PLAIN: _plain,
    Mechanism.LOGIN: _login,
    Mechanism.XOAUTH2: _xoauth2,
}
# A bearer token is no password: it is tried only where somebody set it so.
_UNASKED: Final = (Mechanism.PLAIN, Mechanism.LOGIN)


def choose(offered: frozenset[str], wanted: Mechanism | None) -> Mechanism | None:
    """Return the mechanism to use, None when the relay offers none that will do."""
    known = _UNASKED if wanted is None else (wanted,)
    return next((mechanism for mechanism in known if mechanism.value in offered), None)


def speech(mechanism: Mechanism, username: str, password: str) -> tuple[bytes, ...]:
    """Return the lines to say: the AUTH command, then one for each 334 (RFC 4954 §4)."""
    first, *rest = _SPEECHES[mechanism](username, password)
    command = f"AUTH {mechanism.value} {first}".rstrip()
    return tuple(f"{line}\r\n".encode("ascii") for line in (command, *rest))
