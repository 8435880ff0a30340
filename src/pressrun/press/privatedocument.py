"""The documents of readers' own feeds: made when they are asked for, and kept nowhere."""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import Enum
from threading import Lock
from typing import Final

from pressrun.errors import StoreBusy
from pressrun.mail.tokens import parse_token
from pressrun.model.audience import Reader
from pressrun.model.feed import Feed, FeedKind, Frame, RecordKind
from pressrun.model.key import Purpose
from pressrun.model.language import best
from pressrun.model.manifest import PATH as MANIFEST_PATH
from pressrun.model.privatefeed import PrivateFeed, topic_key
from pressrun.model.publication import Publication
from pressrun.ports import Catalogue, Catalogued, Store
from pressrun.press.desk import Desk
from pressrun.press.privatefeed import has_ended, private_address

_FRAMES: Final = 256  # of the feeds asked for last; a reader's program asks many times a day

_Shelved = tuple[Catalogued, frozenset[str]]


class Missing(Enum):
    """Why there is no document."""

    UNKNOWN = "unknown"  # nobody was ever given this address
    ENDED = "ended"  # it was revoked, or its reader left


class PrivateFeedPress:
    """Makes the documents of readers' own feeds; may be used by several threads."""

    def __init__(self, desk: Desk, *, store: Store, catalogue: Catalogue) -> None:
        self._desk, self._store, self._catalogue = desk, store, catalogue
        self._frames: OrderedDict[Feed, Mapping[str, Frame]] = OrderedDict()
        self._articles: Sequence[_Shelved] = ()
        self._stamp: str | None = None
        self._lock = Lock()

    def document(self, token: str, suffix: str, page: int = 1) -> bytes | Missing:
        """Return a page of the feed that a token leads to, from 1, in the format of ``suffix``.

        It changes nothing. The entries are those of the public feeds, under the same ids.

        Raises:
            StoreBusy: Its entries are being made anew; trying again will do.
            StoreError: The database cannot be read.
        """
        found = self._holder(token)
        if isinstance(found, Missing):
            return found
        private, reader = found
        limit = self._desk.feeds.limit
        language = reader.subscriber.language or self._desk.publication.language
        articles, fragments = self._page(reader.subscription.topics, language, suffix, page)
        if page > 1 and not articles:
            return Missing.UNKNOWN
        feed = self._feed(private, token, articles[:limit], page, more=len(articles) > limit)
        return self._frame(feed)[suffix].around(fragments)

    def _page(
        self, topics: Sequence[str], language: str, suffix: str, page: int
    ) -> tuple[list[Catalogued], list[bytes]]:
        """Return the articles of a page and one more, and the entries of those on the page."""
        limit, content = self._desk.feeds.limit, self._desk.feeds.content_of(FeedKind.MAIN)
        for _ in range(2):
            articles = self._matching(topics, language)[(page - 1) * limit : page * limit + 1]
            ids = [article.id for article in articles[:limit]]
            fragments = self._catalogue.fragments(ids, suffix=suffix, content=content)
            if len(fragments) == len(ids):
                break
            self._forget()  # some were withdrawn after the list was read
        return articles, fragments

    def _holder(self, token: str) -> tuple[PrivateFeed, Reader] | Missing:
        claim = parse_token(token)
        if claim is None:
            return Missing.UNKNOWN
        with self._store.unit(write=False) as unit:
            key = unit.keys.find(claim.key_id, purpose=Purpose.PRIVATE_FEED)
            if key is None or not claim.is_signed(key, Purpose.PRIVATE_FEED):
                return Missing.UNKNOWN
            private = unit.private_feeds.find(claim.handle)
            if private is None:
                return Missing.UNKNOWN
            reader = unit.people.reader(private.subscriber, list=private.list)
        if private.revoked_at is not None or reader is None or has_ended(reader):
            return Missing.ENDED
        return private, reader

    def _matching(self, topics: Sequence[str], language: str) -> list[Catalogued]:
        """Return public articles on these topics in a reader's language, the newest first."""
        chosen = {topic_key(topic) for topic in topics}
        found = [a for a, keys in self._shelved() if not chosen or not chosen.isdisjoint(keys)]
        return in_language(found, language)

    def _shelved(self) -> Sequence[_Shelved]:
        """Return every public article with the keys of its tags, the newest first.

        They are read again when there is a new manifest, which a publication writes after its
        entries.

        Raises:
            StoreBusy: They have to be set anew, after an upgrade or a loss: a feed that is empty
                for a minute would have programs show all of it as new the minute after.
        """
        stamp = self._desk.folder.stamps([MANIFEST_PATH]).get(MANIFEST_PATH)
        with self._lock:
            if stamp is None or stamp != self._stamp:
                articles = sorted(
                    self._catalogue.articles(),
                    key=lambda article: (article.published_at, article.sequence),
                    reverse=True,
                )
                self._articles = [
                    (article, frozenset(topic_key(tag) for tag in article.tags))
                    for article in articles
                ]
                self._stamp = stamp
            shelved = self._articles
        if not shelved and self._has_public():
            self._forget()
            raise StoreBusy(
                "the entries of feeds are being made anew", code="FED001", help="pressrun build"
            )
        return shelved

    def _has_public(self) -> bool:
        return any(
            record.kind is RecordKind.ARTICLE and record.withdrawn_at is None
            for record in self._desk.folder.memory().records
        )

    def _forget(self) -> None:
        with self._lock:
            self._stamp = None

    def _feed(
        self,
        private: PrivateFeed,
        token: str,
        shown: Sequence[Catalogued],
        page: int,
        *,
        more: bool,
    ) -> Feed:
        publication = self._desk.publication
        # The feed's own, or a reader's program that knows feeds by their id would mix up two
        # people's. It tells nobody the handle.
        own = hashlib.sha256(private.handle.encode()).hexdigest()[:20]
        beginning = datetime(publication.year, 1, 1, tzinfo=UTC)
        return Feed(
            name=f"private/{own}",
            id=f"tag:{publication.authority},{publication.year}:feeds/private/{own}",
            title=_title(publication, private.list),
            description=publication.description,
            address=private_address(publication, token, page),
            home_url=publication.address(),
            language=publication.language,
            author=publication.author or publication.title,
            rights=publication.rights,
            updated_at=max((article.updated_at for article in shown), default=beginning),
            following=private_address(publication, token, page + 1) if more else None,
            private=True,
        )

    def _frame(self, feed: Feed) -> Mapping[str, Frame]:
        with self._lock:
            if feed in self._frames:
                self._frames.move_to_end(feed)
                return self._frames[feed]
        frames: Mapping[str, Frame] = self._desk.isolate.call(
            "pressrun.render.formats:set_frames", feed
        )
        with self._lock:
            self._frames[feed] = frames
            while len(self._frames) > _FRAMES:
                self._frames.popitem(last=False)
        return frames


def in_language(articles: Sequence[Catalogued], language: str) -> list[Catalogued]:
    """Return each article once, in what there is of it for who reads ``language``."""
    translated = {a.id.partition(":")[0] for a in articles if ":" in a.id}
    forms: dict[str, dict[str, str]] = {work: {} for work in translated}
    for article in sorted(articles, key=lambda a: a.id):  # an original before its translations
        work = article.id.partition(":")[0]
        if work in forms:
            forms[work][article.language] = article.id
    shown = {tags[best(language, tags)] for tags in forms.values()}
    return [a for a in articles if a.id.partition(":")[0] not in forms or a.id in shown]


def _title(publication: Publication, list: str) -> str:
    """Return a title that names publication and list, never the person."""
    found = publication.find_list(list)
    if found is None or found.title == publication.title:
        return publication.title
    return f"{publication.title}: {found.title}"
