"""What the web edge may ask of the published site."""

from datetime import datetime
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network

from pressrun.app.wiring import Wiring
from pressrun.model.publication import Publication
from pressrun.model.served import link_field
from pressrun.press.forthcoming import Occasions, next_article, next_issue
from pressrun.system.published import PublishedFile, PublishedSite

Network = IPv4Network | IPv6Network


class Site:
    """Synchronous; the web edge calls it in a worker thread."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring

    @property
    def address(self) -> tuple[str, int]:
        """Return the host and port to listen on."""
        return self._wiring.settings.site.host, self._wiring.settings.site.port

    @property
    def url(self) -> str:
        """Return where readers find it."""
        return self._wiring.settings.publication.address()

    @property
    def addresses(self) -> tuple[str, ...]:
        """Return the addresses below which readers ask: the site's, and that of its service."""
        publication = self._wiring.settings.publication
        return publication.address(), publication.service_address()

    @property
    def publication(self) -> Publication:
        """Return whose site it is."""
        return self._wiring.settings.publication

    @property
    def trusted_proxies(self) -> tuple[Network, ...]:
        """Return whose word is taken for whom they ask for."""
        return self._wiring.settings.site.trusted_proxies

    @property
    def public(self) -> PublishedSite:
        """Return the published files."""
        return self._wiring.published

    def link(self, path: str) -> str:
        """Return the Link field of a published file, empty for none."""
        settings = self._wiring.settings
        return link_field(settings.publication, settings.feeds.hubs, path)

    def now(self) -> datetime:
        """Return the present instant."""
        return self._wiring.clock.now()

    def next_issue(self) -> datetime | None:
        """Return when the next issue becomes public; None where none is armed, or no press is."""
        wiring = self._wiring
        return next_issue(wiring.store, wiring.clock) if wiring.is_press else None

    def next_publication(self) -> datetime | None:
        """Return when an issue or a schedule comes next: until then, pages stay as they are."""
        coming = (self.next_issue(), self._occasions.next_at() if self._wiring.is_press else None)
        return min((at for at in coming if at is not None), default=None)

    @cached_property
    def _occasions(self) -> Occasions:
        return Occasions(self._wiring.settings.schedules, self._wiring.clock)

    def next_article(self) -> datetime | None:
        """Return the next moment of an article that is not public yet; reads the folder."""
        return next_article(self._wiring.desk.folder, self._wiring.clock)

    def health(self) -> dict[str, object]:
        """Return whether the database answers, what waits in it, and why none of that is sent."""
        held = self._wiring.tenure.held()
        with self._wiring.store.unit(write=False) as unit:
            next_due = unit.issues.next_due()
            running = len(unit.runs.unfinished())
            letters = unit.letters.waiting()
        return {
            "ok": True,
            "held": held,
            "sending": running,
            "letters": letters,
            "next_due": next_due.isoformat() if next_due else None,
        }


__all__ = ["PublishedFile", "PublishedSite", "Site"]
