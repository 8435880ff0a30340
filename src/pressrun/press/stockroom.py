"""The stockroom: the folder, the memory and the issues' states, read once for many choices."""

from dataclasses import replace
from datetime import datetime

from pressrun.model.article import Article, ArticleId
from pressrun.model.issue import Issue
from pressrun.model.schedule import Schedule
from pressrun.ports import Contents, Store
from pressrun.press.choosing import Chosen, Stock, carried_by, choose
from pressrun.press.desk import Desk


class Stockroom:
    """Knows what each schedule may choose from, as it was when this was made.

    Args:
        store: None where there is no database: then no schedule has begun, and no issue was
            cancelled.
        contents: What the folder holds; read where it is None.
    """

    def __init__(self, desk: Desk, store: Store | None, contents: Contents | None = None) -> None:
        self._desk = desk
        self.contents = desk.folder.contents() if contents is None else contents
        self._records = {record.id: record for record in desk.folder.memory().records}
        self._states, self._since = {}, {}
        if store is not None:
            with store.unit(write=False) as unit:
                self._states = {armed.key: armed.state for armed in unit.issues.all()}
                self._since = {cur.schedule: cur.since_at for cur in unit.bookings.cursors()}
        self._carried: dict[str, dict[ArticleId, str]] = {}

    def choose(self, schedule: Schedule, *, at: datetime) -> Chosen:
        """Return what an issue of ``schedule`` for this moment would carry."""
        stock = Stock(
            articles=self.contents.originals,
            carried=self._carried_to(schedule.list),
            records=self._records,
            # Whatever is public before the press has seen a schedule is older than it.
            since_at=self._since.get(schedule.name) or self._desk.clock.now(),
            at=at,
            zone=self._desk.publication.zone,
        )
        return choose(schedule, stock, fault=self._fault)

    def add(self, issue: Issue) -> None:
        """Take note of an issue that was written since."""
        self.contents = replace(self.contents, issues=(*self.contents.issues, issue))
        articles = self.contents.originals
        for name, carried in self._carried.items():
            fresh = carried_by([issue], {}, articles, list=name, publication=self._desk.publication)
            self._carried[name] = {**fresh, **carried}

    def _carried_to(self, name: str) -> dict[ArticleId, str]:
        if name not in self._carried:
            self._carried[name] = carried_by(
                self.contents.issues,
                self._states,
                self.contents.originals,
                list=name,
                publication=self._desk.publication,
            )
        return self._carried[name]

    def _fault(self, article: Article) -> str:
        reading = self._desk.folder.read(article)
        if reading.sound:
            return ""
        problem = next(p for p in reading.problems if p.severity == "error")
        return f"does not load: {problem.what}"
