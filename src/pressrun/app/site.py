"""What the web edge may ask: the published site, service pages, and leaving a list."""

from datetime import datetime
from functools import lru_cache

from pressrun.app.wiring import Wiring
from pressrun.model.audience import Reader, SubscriptionState
from pressrun.model.served import link_field
from pressrun.press.forthcoming import next_article, next_issue
from pressrun.press.subscribe import leave
from pressrun.system.published import PublishedFile, PublishedSite


class Site:
    """Synchronous; the web edge calls it in a worker thread."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._compiled = lru_cache(maxsize=64)(self._compile)

    @property
    def address(self) -> tuple[str, int]:
        """Return the host and port to listen on."""
        return self._wiring.settings.site.host, self._wiring.settings.site.port

    @property
    def url(self) -> str:
        """Return where readers find it."""
        return self._wiring.settings.publication.address()

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

    def next_article(self) -> datetime | None:
        """Return the next moment of an article that is not public yet; reads the folder."""
        return next_article(self._wiring.desk.folder, self._wiring.clock)

    def reader(self, handle: str) -> Reader | None:
        """Return whose subscription has this handle."""
        with self._wiring.store.unit(write=False) as unit:
            return unit.people.by_handle(handle)

    def leave(self, handle: str, *, evidence: str) -> Reader | None:
        """End the subscription with this handle; None where no subscription has it."""
        return leave(handle, evidence=evidence, store=self._wiring.store, clock=self._wiring.clock)

    def page(self, name: str, reader: Reader | None = None) -> str:
        """Return a service page; it names the list and never the person."""
        publication = self._wiring.settings.publication
        found = publication.find_list(reader.subscription.list) if reader else None
        return self._compiled(name, found.title if found else publication.title)

    def _compile(self, name: str, list_title: str) -> str:
        desk = self._wiring.desk
        page: str = desk.isolate.call(
            "pressrun.render.page:service_page",
            name,
            desk.publication,
            desk.theme(),
            {"list_title": list_title},
        )
        return page

    def health(self) -> dict[str, object]:
        """Return whether the database answers, and what waits in it."""
        with self._wiring.store.unit(write=False) as unit:
            next_due = unit.issues.next_due()
            running = len(unit.runs.unfinished())
        return {
            "ok": True,
            "sending": running,
            "next_due": next_due.isoformat() if next_due else None,
        }


def has_left(reader: Reader) -> bool:
    """Tell whether this subscription has ended."""
    return reader.subscription.state is SubscriptionState.ENDED


__all__ = ["PublishedFile", "PublishedSite", "Reader", "Site", "has_left"]
