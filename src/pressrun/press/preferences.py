"""What a reader decides about one subscription: seen and changed by whoever has its address."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from pressrun.errors import Problem, quoted
from pressrun.model.audience import (
    Arrangement,
    Cadence,
    Consent,
    Reader,
    Subscription,
    SubscriptionState,
    SuppressionReason,
)
from pressrun.model.feed import FeedAddress
from pressrun.model.key import Purpose
from pressrun.model.moment import resolve
from pressrun.model.privatefeed import topic_key
from pressrun.model.publication import Publication
from pressrun.model.schedule import Schedule
from pressrun.ports import Clock, Entropy, Store, Unit
from pressrun.press.cadences import next_digests, on_offer
from pressrun.press.keyring import named_by, signing_key
from pressrun.press.leaving import ALIVE
from pressrun.press.privatefeed import feed_address, has_ended
from pressrun.press.subscribe import handle

LONGEST_PAUSE_DAYS: Final = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferencesView:
    """Everything a reader decides about a subscription, as it stands.

    ``topics`` are those chosen, none for all of them; ``topics_on_offer`` has these as well.
    ``cadences`` are the ways to read that there are, the one chosen among them, and
    ``next_digests`` the days on which the next digests come, as far as any is on offer.
    ``language`` is empty for the publication's. ``paused_until`` is the day, in the
    publication's zone, on which mail begins again. ``feed`` is their own feed's address and a
    secret of theirs. ``history`` is this list's part of the consent log, the oldest first.
    """

    list: str
    list_title: str
    address: str = field(repr=False)
    name: str = field(repr=False)
    language: str
    languages: tuple[str, ...]
    topics: tuple[str, ...]
    topics_on_offer: tuple[str, ...]
    cadence: Cadence
    state: SubscriptionState
    cadences: tuple[Cadence, ...] = ()
    next_digests: Mapping[Cadence, date] = field(default_factory=dict)
    paused_until: date | None = None
    suppressed: SuppressionReason | None = None
    feed: FeedAddress | None = field(default=None, repr=False)
    history: tuple[Consent, ...] = field(default=(), repr=False)

    @property
    def has_left(self) -> bool:
        """Tell whether it has ended: nothing can be changed of it then."""
        return self.state not in ALIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferencesForm:
    """What a reader sent to be kept, as it came. No topic stands for all; ``cadence`` is one that
    is on offer; ``language`` is empty for the publication's; ``name`` is one line of text.
    """

    topics: tuple[str, ...] = ()
    cadence: str = Cadence.EACH
    language: str = ""
    name: str = field(default="", repr=False)


class PreferenceDesk:
    """Shows and changes subscriptions of one publication, each by the token in its address.

    What is no token of ours, or leads to somebody who was erased, is answered with None by every
    method; a refusal is a Problem. ``topics`` and ``languages`` say what there is to choose, and
    ``schedules`` which digests are made.
    """

    def __init__(
        self,
        publication: Publication,
        *,
        store: Store,
        clock: Clock,
        entropy: Entropy,
        topics: Callable[[], Iterable[str]],
        languages: Callable[[], Iterable[str]],
        schedules: Sequence[Schedule] = (),
    ) -> None:
        self._publication, self._store = publication, store
        self._clock, self._entropy = clock, entropy
        self._topics, self._languages = topics, languages
        self._schedules = schedules

    def view(self, token: str) -> PreferencesView | None:
        """Return what a reader has decided; changes nothing."""
        with self._store.unit(write=False) as unit:
            reader = find_reader(unit, token)
            return None if reader is None else self._view(unit, reader)

    def handle(self, token: str) -> str | None:
        """Return the handle of the subscription that a token opens."""
        with self._store.unit(write=False) as unit:
            reader = find_reader(unit, token)
            return reader.subscription.handle if reader else None

    def save(self, token: str, form: PreferencesForm) -> PreferencesView | Problem | None:
        """Keep topics, cadence, language and name; all of them, or none with a Problem.

        A topic that is neither on offer nor was chosen before is a Problem. Reading by a feed
        opens one where none stands; going back to mail leaves it open.
        """
        offered, languages = tuple(self._topics()), tuple(self._languages())

        def keep(unit: Unit, reader: Reader) -> Problem | None:
            held = reader.subscription
            topics = _spelled(form.topics, (*held.topics, *offered))
            if isinstance(topics, Problem):
                return topics
            if form.language and form.language not in languages:
                return _problem("PRF002", f"there is no language {quoted(form.language)} here")
            if form.cadence not in self._cadences(held):
                return _problem("PRF003", f"there is no way to read called {quoted(form.cadence)}")
            cadence = Cadence(form.cadence)
            if cadence is Cadence.FEED and not self._has_feed(unit, reader):
                refused = self._open_feed(unit, reader)
                if refused is not None:
                    return refused
            self._arrange(unit, held, replace(_as_is(held), topics=topics, cadence=cadence))
            unit.people.introduce(held.subscriber, name=form.name, language=form.language)
            return None

        return self._change(token, keep)

    def pause(
        self, token: str, *, days: int | None = None, until: date | None = None
    ) -> PreferencesView | Problem | None:
        """Send no mail for so many days, or until a day in the publication's zone."""

        def pause(unit: Unit, reader: Reader) -> Problem | None:
            ends_at = self.pause_end(days=days, until=until)
            if isinstance(ends_at, Problem):
                return ends_at
            held = reader.subscription
            self._arrange(unit, held, replace(_as_is(held), paused_until=ends_at))
            return None

        return self._change(token, pause)

    def resume(self, token: str) -> PreferencesView | Problem | None:
        """Let mail come again at once."""

        def resume(unit: Unit, reader: Reader) -> None:
            held = reader.subscription
            self._arrange(unit, held, replace(_as_is(held), paused_until=None))

        return self._change(token, resume)

    def open_feed(self, token: str) -> PreferencesView | Problem | None:
        """Give a reader a feed of their own; one they had ends, as its address may be known."""
        return self._change(token, self._open_feed)

    def close_feed(self, token: str) -> PreferencesView | Problem | None:
        """End a reader's own feed; refused while it is the only way they read."""

        def close(unit: Unit, reader: Reader) -> Problem | None:
            held = reader.subscription
            if held.cadence is Cadence.FEED:
                return _problem(
                    "PRF006", "this feed is how you read", "choose mail first, or leave"
                )
            unit.private_feeds.revoke(held.subscriber, list=held.list, at=self._clock.now())
            return None

        return self._change(token, close)

    def pause_end(
        self, *, days: int | None = None, until: date | None = None
    ) -> datetime | Problem:
        """Return when a pause ends: as the day begins in the publication's zone."""
        zone = self._publication.zone
        today = self._clock.now().astimezone(ZoneInfo(zone)).date()
        distance = days if days is not None else (until - today).days if until else 0
        if not 1 <= distance <= LONGEST_PAUSE_DAYS:
            return _problem(
                "PRF005",
                "a pause ends on a day that is still to come, within a year",
                "choose a day",
            )
        return resolve(datetime.combine(today + timedelta(days=distance), time()), zone)[0]

    def _change(
        self, token: str, change: Callable[[Unit, Reader], Problem | None]
    ) -> PreferencesView | Problem | None:
        # Whoever has no token of ours is turned away before the writer's turn is taken.
        with self._store.unit(write=False) as unit:
            if find_reader(unit, token) is None:
                return None
        with self._store.unit() as unit:
            reader = find_reader(unit, token)
            if reader is None:
                return None
            if reader.subscription.state not in ALIVE:
                return _problem("PRF004", "this subscription has ended", "subscribe again")
            refused = change(unit, reader)
            if refused is not None:
                return refused
            changed = find_reader(unit, token)
            return None if changed is None else self._view(unit, changed)

    def _arrange(self, unit: Unit, held: Subscription, arrangement: Arrangement) -> None:
        unit.people.arrange(held.handle, arrangement, at=self._clock.now())

    def _has_feed(self, unit: Unit, reader: Reader) -> bool:
        held = reader.subscription
        return unit.private_feeds.standing(held.subscriber, list=held.list) is not None

    def _open_feed(self, unit: Unit, reader: Reader) -> Problem | None:
        if has_ended(reader):
            return _problem("PRF007", "this address may have no feed of its own")
        at, held = self._clock.now(), reader.subscription
        signing_key(unit, Purpose.PRIVATE_FEED, entropy=self._entropy, at=at)
        unit.private_feeds.open(
            handle(self._entropy), list=held.list, subscriber=held.subscriber, at=at
        )
        return None

    def _cadences(self, held: Subscription) -> tuple[Cadence, ...]:
        """Return the ways to read that somebody may choose; theirs, if no digest is made now."""
        offered = {*on_offer(self._schedules, held.list), held.cadence}
        return tuple(cadence for cadence in Cadence if cadence in offered)

    def _view(self, unit: Unit, reader: Reader) -> PreferencesView:
        person, held = reader.subscriber, reader.subscription
        found = self._publication.find_list(held.list)
        chosen = {topic_key(topic): topic for topic in held.topics}
        offered = {topic_key(topic): topic for topic in self._topics()} | chosen
        until = held.paused_until
        zone = ZoneInfo(self._publication.zone)
        return PreferencesView(
            list=held.list,
            list_title=found.title if found else self._publication.title,
            address=person.address,
            name=person.name,
            language=person.language,
            languages=tuple(self._languages()),
            topics=held.topics,
            topics_on_offer=tuple(offered[key] for key in sorted(offered)),
            cadence=held.cadence,
            state=held.state,
            cadences=self._cadences(held),
            next_digests=next_digests(self._schedules, held.list, after=self._clock.now()),
            paused_until=until.astimezone(zone).date() if until else None,
            suppressed=reader.suppressed,
            feed=feed_address(unit, self._publication, reader),
            history=tuple(
                line for line in unit.people.consent(person.id) if line.list == held.list
            ),
        )


def find_reader(unit: Unit, token: str) -> Reader | None:
    """Return the reader whose preferences a token opens; None for one who was erased."""
    named = named_by(unit, token, Purpose.PREFERENCES)
    reader = unit.people.by_handle(named) if named else None
    return reader if reader and reader.subscriber.address else None


def _as_is(held: Subscription) -> Arrangement:
    return Arrangement(topics=held.topics, cadence=held.cadence, paused_until=held.paused_until)


def _spelled(asked: Iterable[str], known: Iterable[str]) -> tuple[str, ...] | Problem:
    """Return topics as they are spelled, each once."""
    spelled = {topic_key(topic): topic for topic in known}
    chosen: dict[str, str] = {}
    for topic in asked:
        name = topic_key(topic)
        if name not in spelled:
            return _problem(
                "PRF001", f"there is no topic {quoted(topic)}", "choose among those shown"
            )
        chosen[name] = spelled[name]
    return tuple(chosen.values())


def _problem(code: str, what: str, help: str = "") -> Problem:
    return Problem(code=code, what=what, help=help)
