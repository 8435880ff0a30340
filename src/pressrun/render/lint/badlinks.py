"""What is wrong with a web or mail address, told by the address alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import unquote, urlsplit

from pressrun.errors import quoted
from pressrun.model.network import is_public, may_be_public
from pressrun.model.publication import Publication

# What people write where the address is still to come; of ``xxx`` any length.
_TO_COME: Final = frozenset(
    {"todo", "tbd", "tba", "tbc", "fixme", "link", "url", "href", "placeholder", "address"}
    | {"insert link", "insert url", "link here", "url here", "your link", "your url", "add link"}
    | {"lien", "adresse", "enlace", "link einfügen", "رابط"}
)
_DOTS: Final = re.compile(r"\.{3,}|[…_*#!-]+|\?{2,}|x{3,}", re.IGNORECASE)
_SPACES: Final = re.compile(r"[\s_-]+")
# Kept for examples for ever (RFC 2606 §3).
_EXAMPLES: Final = ("example.com", "example.net", "example.org")

_DOUBLED: Final = re.compile(
    r"https?:?/*+(?:https?:?/++)*(?P<last>https?):?/{2,}+(?P<rest>.*)", re.IGNORECASE | re.DOTALL
)
_NO_COLON: Final = re.compile(r"(?P<scheme>https?)//(?P<rest>.+)", re.IGNORECASE | re.DOTALL)
_NAME: Final = re.compile(r"[^\s.,;@%!\"'()<>\[\]]+(?:\.[^\s.,;@%!\"'()<>\[\]]+)*\.?")
_ENDING: Final = re.compile(r"(?:/|\.(?:html?|php|pdf|aspx?|jpe?g|png))(?P<stray>[.!:]+)$", re.I)
_STRAY: Final = re.compile(r"[,;'’”»>]+$")
_PRIVATE_NETWORK: Final = "an address of somebody's own network"


@dataclass(frozen=True, slots=True)
class Fault:
    """``code`` and words of what is wrong with an address; ``meant`` where that is certain."""

    code: str
    what: str
    help: str
    meant: str = ""
    certain: bool = False
    is_error: bool = True


def placeholder(target: str, publication: Publication) -> Fault | None:
    """Return that an address only keeps the place of one, or nothing."""
    scheme, _, rest = target.partition(":") if "://" in target else ("", "", target)
    bare = unquote(rest).strip(" /?").strip()
    words = _SPACES.sub(" ", bare.strip("<>[]{}()").casefold()).strip()
    if words in _TO_COME or _DOTS.fullmatch(bare):
        return Fault(
            "LNK006",
            f"this link leads to {quoted(target)}: its address is still to come",
            "write where it leads, or take the link off its words",
        )
    host = bare.casefold().removeprefix("www.")
    if scheme and host in _EXAMPLES and not _is_under(publication, host):
        return Fault(
            "LNK006",
            f"this link leads to {host}, which is kept for examples and holds nothing",
            "write where it leads, or take the link off its words",
        )
    return None


def misspelt(target: str) -> Fault | None:
    """Return that an address is written so that it leads nowhere, or nothing."""
    return next(_misspelt(target), None)


def _misspelt(target: str) -> Iterator[Fault]:
    if target.casefold().startswith("mailto:"):
        yield from _bad_mail(target)
        return
    if found := _DOUBLED.fullmatch(target):
        meant = f"{found['last'].lower()}://{found['rest']}"
        what = f"this address begins twice: {quoted(target)}"
        yield Fault("LNK009", what, f"write  {meant}", meant, certain=True)
        return
    if found := _NO_COLON.fullmatch(target):
        meant = f"{found['scheme'].lower()}://{found['rest']}"
        what = f"the colon is missing in {quoted(target)}"
        yield Fault("LNK009", what, f"write  {meant}", meant, certain=True)
        return
    if not target.casefold().startswith(("http://", "https://")):
        return
    try:
        parts = urlsplit(target)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        what = f"there can be no such host as in {quoted(target)}"
        yield Fault("LNK009", what, "write the address as a browser shows it")
        return
    if ":" not in host and not _NAME.fullmatch(unquote(host)):
        what = f"there can be no host {quoted(unquote(host))}"
        yield Fault("LNK009", what, "write the address as a browser shows it")
    elif stray := _stray(target, parts.path or parts.query or parts.fragment):
        what = f"this address ends with {quoted(stray)}, which seems to belong to the sentence"
        meant = target.removesuffix(stray)
        yield Fault("LNK009", what, f"write  {meant}", meant, is_error=False)


def _bad_mail(target: str) -> Iterator[Fault]:
    written = target[len("mailto:") :]
    address, mark, rest = written.partition("?")
    bare = unquote(address).strip().lstrip("/").rstrip(".,;> ")
    meant = f"mailto:{bare}{mark}{rest}"
    if bare != unquote(address) and "@" in bare:
        what = f"no message arrives at {quoted(unquote(address))}"
        yield Fault("LNK009", what, f"write  {meant}", meant, certain=True)
    elif any(" " in one.strip() or one.count("@") != 1 for one in bare.split(",")):
        what = f"{quoted(bare)} is no address that mail can go to"
        yield Fault("LNK009", what, "write one address behind mailto:, without words around it")


def _stray(target: str, behind_host: str) -> str:
    """Return what of its sentence an address has taken along."""
    if found := _ENDING.search(target) or _STRAY.search(target):
        return found["stray"] if "stray" in found.groupdict() else found[0]
    if not behind_host and target.endswith("."):
        return "."
    return ")" if target.endswith(")") and target.count(")") > target.count("(") else ""


def _whose(target: str) -> str:
    """Return in words whose address it is, where readers elsewhere cannot reach it, or nothing."""
    if not target.casefold().startswith(("http://", "https://")):
        return ""
    try:
        host = (urlsplit(target).hostname or "").rstrip(".")
        # A browser for it opens these everywhere (RFC 7686).
        if not host or host.endswith(".onion") or may_be_public(target):
            return ""
    except ValueError:
        return ""
    try:
        address = ip_address(host)
    except ValueError:
        own = host == "localhost" or host.endswith(".localhost")
        return "your own machine" if own else _PRIVATE_NETWORK
    if address.is_loopback or address.is_unspecified:
        return "your own machine"
    return _PRIVATE_NETWORK if not is_public(address) else ""


def private(
    target: str, publication: Publication, *, said: str = "this link leads to"
) -> Fault | None:
    """Return that readers elsewhere cannot reach an address, or nothing.

    A press that is tried out where nobody else reaches it links to itself all the same.
    """
    whose = _whose(target)
    if not whose or target.startswith(publication.address()):
        return None
    what = f"{said} {whose}: {quoted(target)}"
    return Fault("LNK003", what, "write the address at which readers find it")


def insecure(target: str, publication: Publication) -> Fault | None:
    """Return that an address is asked for in clear, or nothing."""
    if not target.casefold().startswith("http://"):
        return None
    try:
        host, port = urlsplit(target).hostname or "", urlsplit(target).port
        home = urlsplit(publication.url)
        own, own_port = home.hostname or "", home.port
    except ValueError:
        return None
    if not host or host.endswith(".onion"):
        return None
    secure = "https" + target[4:]
    if host != own:
        what = f"this link leads to {host} over http: anybody on the way can read and change it"
        return Fault("LNK005", what, f"write  {secure}  if it opens there", secure)
    if home.scheme != "https":
        return None  # It is the publication that is not secure, which is told of its settings.
    what = "this link leads to the publication's own address over http"
    return Fault(
        "LNK005", what, f"write  {secure}", secure, certain=port in {None, 80} and own_port is None
    )


def _is_under(publication: Publication, domain: str) -> bool:
    try:
        own = urlsplit(publication.url).hostname or ""
    except ValueError:
        return False
    return own == domain or own.endswith(f".{domain}")
