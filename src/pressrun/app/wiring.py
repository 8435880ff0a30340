"""The composition root: with the rooms it is made of, all that is concrete."""

from functools import cached_property

from pressrun.app.pressroom import Pressroom
from pressrun.engine.alarm import SchedulerAlarm
from pressrun.ports import Alarm, Catalogue
from pressrun.press.entries import KeptCatalogue
from pressrun.press.guard import Guard
from pressrun.press.letters import LetterDesk
from pressrun.press.topics import Topics
from pressrun.press.websub import WebSub
from pressrun.press.wishing import WishDesk
from pressrun.system.fetch import GuardedFetch
from pressrun.system.published import PublishedSite


class Wiring(Pressroom):
    """Everything concrete of one publication's folder, made when it is first asked for."""

    @cached_property
    def catalogue(self) -> Catalogue:
        return KeptCatalogue(self.keep)

    @cached_property
    def published(self) -> PublishedSite:
        return PublishedSite(self.folder)

    @cached_property
    def websub(self) -> WebSub:
        return WebSub(self.desk, self.store, GuardedFetch())

    @cached_property
    def letters(self) -> LetterDesk:
        """Return where letters are written; it keeps their faces for as long as it lives."""
        return LetterDesk(self.desk, self.store if self.is_press else None)

    @cached_property
    def topics(self) -> Topics:
        """Return what knows which topics readers may choose."""
        return Topics(self.catalogue, self.desk.folder)

    @cached_property
    def guard(self) -> Guard:
        """Return what counts how often forms make us write."""
        return Guard(self.settings.subscribe, entropy=self.entropy)

    @cached_property
    def wishes(self) -> WishDesk:
        """Return where wishes of every kind are kept and fulfilled."""
        return WishDesk(
            self.settings.publication,
            store=self.store,
            clock=self.clock,
            entropy=self.entropy,
            letters=self.letters,
            noes=self.no_book,
            guard=self.guard,
        )

    def alarm(self) -> Alarm:
        return SchedulerAlarm()
