"""What pressrun.toml and the environment come to, and whether mail may go out with it."""

from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from urllib.parse import urlsplit

from pressrun.errors import Place, Problem
from pressrun.model.approval import Approving
from pressrun.model.checking import Checking
from pressrun.model.dkim import DkimKey
from pressrun.model.feedplan import FeedPlan
from pressrun.model.joinrules import JoinRules
from pressrun.model.patience import Patience
from pressrun.model.publication import Publication
from pressrun.model.relay import Relay
from pressrun.model.schedule import Numbering, Schedule
from pressrun.settings.hosts import is_public


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where the site listens; port 0 lets the system choose one.

    ``precompress`` lays gzip and brotli forms beside what is published. ``trusted_proxies`` are
    believed when they say whom they ask for; nobody else is.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    precompress: bool = True
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything one folder and one environment say; ``digest`` is SHA-256 of pressrun.toml.

    ``relays`` is never empty: an outbox stands there where no relay is set. ``url_at`` is where
    the file says the publication's address, None where the environment does.
    """

    publication: Publication
    relays: tuple[Relay, ...]
    patience: Patience
    dkim: tuple[DkimKey, ...]
    site: Site
    feeds: FeedPlan
    subscribe: JoinRules
    folder: Path
    digest: str
    schedules: tuple[Schedule, ...] = ()
    numbering: Numbering = Numbering.PUBLICATION
    approving: Approving = Approving.NONE
    checking: Checking = field(default_factory=Checking)
    url_at: Place | None = field(default=None, compare=False)


def sending_refusal(settings: Settings) -> Problem | None:
    """Return why mail may not go out: a relay that reaches people, and links that do not.

    A relay on this machine, or the outbox, may always be used (design §4 item 13).
    """
    url = settings.publication.url
    if _is_public_https(url):
        return None
    for relay in settings.relays:
        if relay.reaches_people:
            return Problem(
                code="SND004",
                what=f"url is {url} and the relay is {relay.host}: everybody would get dead links",
                place=settings.url_at or Place(path="pressrun.toml"),
                help='set  url = "https://…"  to the address at which readers reach the site',
            )
    return None


def _is_public_https(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" and is_public(parts.hostname or "")
