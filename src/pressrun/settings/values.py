"""What pressrun.toml and the environment come to, and whether mail may go out with it."""

from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from pressrun.errors import Place, Problem
from pressrun.model.feedplan import FeedPlan
from pressrun.model.publication import Publication
from pressrun.model.relay import Relay, RelayKind

# Names that lead nowhere outside one's own network (RFC 2606 §2, RFC 6761, RFC 8375).
_PRIVATE: Final = (
    ".local",
    ".localhost",
    ".internal",
    ".home.arpa",
    ".test",
    ".invalid",
    ".example",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where the site listens; port 0 lets the system choose one.

    ``precompress`` lays gzip and brotli forms beside what is published.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    precompress: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything one folder and one environment say; ``digest`` is SHA-256 of pressrun.toml."""

    publication: Publication
    relay: Relay
    site: Site
    feeds: FeedPlan
    folder: Path
    digest: str


def sending_refusal(settings: Settings) -> Problem | None:
    """Return why mail may not go out: a relay that reaches people, and links that do not.

    A relay on this machine, or the outbox, may always be used (design §4 item 13).
    """
    relay, url = settings.relay, settings.publication.url
    if relay.kind is RelayKind.OUTBOX or _is_loopback(relay.host) or _is_public_https(url):
        return None
    return Problem(
        code="SND004",
        what=f"url is {url} and the relay is {relay.host}: everybody would get dead links",
        place=Place(path="pressrun.toml"),
        help='set  url = "https://…"  to the address at which readers reach the site',
    )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _is_public_https(url: str) -> bool:
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        public = ip_address(host).is_global
    except ValueError:
        public = "." in host and not host.endswith(_PRIVATE)
    return parts.scheme == "https" and public
