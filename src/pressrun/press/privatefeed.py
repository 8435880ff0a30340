"""A reader's own feed, for whoever looks after the list: show, make, end it, choose its topics."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from pressrun.errors import Problem, Refused, Severity, UsageError, quoted
from pressrun.mail.address import parse_address
from pressrun.mail.tokens import make_token
from pressrun.model.audience import Arrangement, Cadence, Reader, SubscriptionState
from pressrun.model.feed import FeedAddress
from pressrun.model.key import Purpose
from pressrun.model.privatefeed import PrivateFeed, topic_key
from pressrun.model.publication import Publication
from pressrun.ports import Clock, Entropy, Store, Unit
from pressrun.press.keyring import signing_key
from pressrun.press.subscribe import handle


@dataclass(frozen=True, slots=True)
class Owned:
    """A reader and the feed of their own, if they have one; ``address`` is a secret of theirs."""

    reader: Reader
    feed: PrivateFeed | None = None
    address: FeedAddress | None = field(default=None, repr=False)


def has_ended(reader: Reader) -> bool:
    """Tell whether a reader may have no feed of their own: they left, or may never be mailed.

    Who was erased has a row without an address.
    """
    left = reader.subscription.state is SubscriptionState.ENDED
    return left or reader.suppressed is not None or not reader.subscriber.address


def private_address(publication: Publication, token: str, page: int = 1) -> FeedAddress:
    """Return where the documents of a reader's own feed are."""
    query = f"?page={page}" if page > 1 else ""
    return FeedAddress(publication.service_address(f"feeds/private/{token}"), query)


def feed_address(unit: Unit, publication: Publication, reader: Reader) -> FeedAddress | None:
    """Return where a reader's own feed is, None where they have none."""
    held = reader.subscription
    feed = unit.private_feeds.standing(held.subscriber, list=held.list)
    key = unit.keys.newest(Purpose.PRIVATE_FEED) if feed else None
    if feed is None or key is None:
        return None
    return private_address(publication, make_token(key, feed.handle))


class FeedDesk:
    """Looks after the feeds of one publication's readers; nothing it says goes into a log."""

    def __init__(
        self, publication: Publication, *, store: Store, clock: Clock, entropy: Entropy
    ) -> None:
        self._publication, self._store = publication, store
        self._clock, self._entropy = clock, entropy

    def show(self, address: str, *, list: str) -> Owned:
        """Return whether a reader has a feed, and where; changes nothing.

        Raises:
            UsageError: That is not an address.
            Refused: It is not on the list.
        """
        with self._store.unit(write=False) as unit:
            return self._owned(unit, _find(unit, address, list))

    def rotate(self, address: str, *, list: str, commit: bool) -> Owned:
        """Give a reader a new feed; the one they had ends with it.

        Without ``commit`` only say whose that would be.

        Raises:
            UsageError: That is not an address.
            Refused: It is not on the list, or is never to be written to.
        """
        at = self._clock.now()
        with self._store.unit(write=commit) as unit:
            reader = _find(unit, address, list)
            if has_ended(reader):
                raise Refused(
                    f"{address} is suppressed and can have no feed of their own", code="SUB003"
                )
            if commit:
                signing_key(unit, Purpose.PRIVATE_FEED, entropy=self._entropy, at=at)
                unit.private_feeds.open(
                    handle(self._entropy), list=list, subscriber=reader.subscriber.id, at=at
                )
            return self._owned(unit, reader)

    def revoke(self, address: str, *, list: str, commit: bool) -> Owned:
        """End a reader's feed; what is returned is what they had.

        Raises:
            UsageError: That is not an address.
            Refused: It is not on the list, has no feed, or reads by nothing else.
        """
        with self._store.unit(write=commit) as unit:
            owned = self._owned(unit, _find(unit, address, list))
            if owned.feed is None:
                raise Refused(f"{address} has no feed of their own", code="SUB004")
            if owned.reader.subscription.cadence is Cadence.FEED:
                raise Refused(
                    f"{address} has chosen to read by this feed, and would get nothing any more",
                    code="SUB009",
                    help="--rotate gives them another address; whoever is to leave: pressrun"
                    " subscribers remove",
                )
            if commit:
                number = owned.reader.subscriber.id
                unit.private_feeds.revoke(number, list=list, at=self._clock.now())
            return owned

    def choose(self, address: str, topics: Iterable[str], *, list: str, commit: bool) -> None:
        """Set the topics of a reader's subscription; no topic stands for all.

        Raises:
            UsageError: That is not an address.
            Refused: It is not on the list.
        """
        with self._store.unit(write=commit) as unit:
            reader = _find(unit, address, list)
            if commit:
                their = reader.subscription
                unit.people.arrange(
                    their.handle,
                    Arrangement(
                        topics=tuple(topics),
                        cadence=their.cadence,
                        paused_until=their.paused_until,
                    ),
                    at=self._clock.now(),
                )

    def _owned(self, unit: Unit, reader: Reader) -> Owned:
        held = reader.subscription
        feed = unit.private_feeds.standing(held.subscriber, list=held.list)
        return Owned(reader, feed, feed_address(unit, self._publication, reader))


def known_topics(
    topics: Iterable[str], tags: Iterable[str]
) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """Return topics as tags are spelled, each once, and a warning for each that is no tag yet.

    It is kept all the same: the first article about it may come tomorrow.
    """
    spelled = {topic_key(tag): " ".join(tag.split()) for tag in sorted(tags)}
    chosen, problems = {}, []
    for topic in topics:
        name = topic_key(topic)
        if not name or name in chosen:
            continue
        chosen[name] = spelled.get(name, " ".join(topic.split()))
        if name not in spelled:
            near = get_close_matches(name, spelled, n=1)
            problems.append(
                Problem(
                    code="SUB005",
                    what=f"no article has the tag {quoted(chosen[name])}",
                    help=f"did you mean '{spelled[near[0]]}'?" if near else "",
                    severity=Severity.WARNING,
                )
            )
    return tuple(chosen.values()), tuple(problems)


def _find(unit: Unit, address: str, list: str) -> Reader:
    parsed = parse_address(address)
    if isinstance(parsed, Problem):
        raise UsageError(parsed.what, code=parsed.code, help=parsed.help)
    reader = unit.people.find(parsed.key, list=list)
    if reader is None or reader.subscription.state is SubscriptionState.ENDED:
        raise Refused(f"{address} is not on list {list!r}", code="SUB001")
    return reader
