"""Pages set where something in them changed, and files made from nothing but themselves."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from pressrun.errors import PressrunError
from pressrun.model.house import House
from pressrun.model.lent import Lent
from pressrun.press.desk import Desk
from pressrun.press.entries import short
from pressrun.press.outputs import Outputs

Pages = Iterator[tuple[str, bytes]]
# Where a page is, what it tells, and when that changed last; None for the beginning.
Job = tuple[str, tuple[Any, ...], datetime | None]


class PageMaker:
    """Makes pages of an edition with what all of them share.

    A function that sets one, ``pressrun.render…:name``, is given what the page tells, then the
    publication, the feeds that every page names, and the theme.
    """

    def __init__(self, desk: Desk, outputs: Outputs, house: Lent) -> None:
        self._desk, self._outputs = desk, outputs
        value: House = house.value
        self._key, self._links = house.key, value.links
        self._theme = Lent(f"theme {house.key}", value.theme)
        self.beginning = datetime(desk.publication.year, 1, 1, tzinfo=UTC)

    def page(
        self,
        path: str,
        function: str,
        about: tuple[Any, ...],
        modified_at: datetime | None = None,
        *,
        key: object = None,
    ) -> Pages:
        """Yield a page unless it stands; ``key`` is what it says, if ``about`` holds more."""
        key = short(f"{function} {key or about} {self._key}")
        if not self._outputs.stands(path, key):
            yield from self.set_page(path, function, about, modified_at, key=key)

    def set_page(
        self,
        path: str,
        function: str,
        about: tuple[Any, ...],
        modified_at: datetime | None,
        *,
        key: str,
    ) -> Pages:
        """Yield a page, whether it stands or not; ``key`` is what it is made from, as one word."""
        page = self._desk.isolate.call(function, *self._given(about))
        yield from self._publish(path, key, page, modified_at)

    def pages(self, function: str, jobs: Iterable[Job]) -> Pages:
        """Yield those pages that do not stand, set side by side."""
        new = []
        for path, about, modified_at in jobs:
            key = short(f"{function} {about} {self._key}")
            if not self._outputs.stands(path, key):
                new.append((path, about, modified_at, key))
        rows = ((self._given(about),) for _, about, _, _ in new)
        for (path, _, modified_at, key), page in zip(
            new, self._desk.isolate.map([function], rows), strict=True
        ):
            if isinstance(page, PressrunError):
                raise page
            yield from self._publish(path, key, page, modified_at)

    def file(self, path: str, octets: bytes, modified_at: datetime | None = None) -> Pages:
        """Yield a file unless it stands."""
        key = hashlib.sha256(octets).hexdigest()
        if not self._outputs.stands(path, key):
            yield from self._outputs.publish(
                path, key, octets, key, max(modified_at or self.beginning, self.beginning)
            )

    def style(self) -> Pages:
        """Yield the style sheet under the name that pages call it by."""
        path, css = self._desk.isolate.call(
            "pressrun.render.sheet:style_sheet", self._desk.publication, self._theme
        )
        yield from self.file(path, css.encode())

    def _given(self, about: tuple[Any, ...]) -> tuple[Any, ...]:
        return (*about, self._desk.publication, self._links, self._theme)

    def _publish(self, path: str, key: str, page: str, modified_at: datetime | None) -> Pages:
        octets = page.encode()
        digest = hashlib.sha256(octets).hexdigest()
        at = max(modified_at or self.beginning, self.beginning)
        yield from self._outputs.publish(path, key, octets, digest, at)
