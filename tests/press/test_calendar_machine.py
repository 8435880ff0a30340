"""Whatever editors and readers do, and wherever it breaks off: every article once to everybody."""

import asyncio
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from shutil import rmtree

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from doubles.shop import PrintShop
from pressrun.errors import OutletError, PressrunError, Problem, Refused
from pressrun.mail.copies import read_face
from pressrun.model.approval import Approving
from pressrun.model.audience import Arrangement, Cadence
from pressrun.model.delivery import RunState
from pressrun.model.issue import Issue, IssueKey, IssueKind, IssueState
from pressrun.model.phrase import parse_every
from pressrun.model.schedule import IfLate, Schedule
from pressrun.ports import Outlet, Stage, Written
from pressrun.press.approve import approve, review
from pressrun.press.correct import count_copies
from pressrun.press.deliver import deliver
from pressrun.press.erratum import draft_errata
from pressrun.press.publish import publish
from pressrun.press.record import Release
from pressrun.press.schedule import arm, plan
from pressrun.press.tick import Ticker
from pressrun.source.bundle import move_article, remove_articles
from pressrun.source.erratum import erratum_text

READERS = ("ada", "bob", "cyd", "dot")
MAIL = (Cadence.EACH, Cadence.WEEKLY, Cadence.MONTHLY)
TOKEN = re.compile(r"token-(\d+)")
BEGIN = datetime(2026, 10, 20, 8, 0, tzinfo=UTC)  # the clocks go back on the 25th


class BreakingOutlet:
    """Breaks off at the write that it was told to, once (port Outlet)."""

    def __init__(self, outlet: Outlet) -> None:
        self.outlet, self.left, self.broke = outlet, -1, 0

    def write(self, stages: Iterable[Stage], *, remove: Iterable[str] = ()) -> Written:
        if self.left == 0:
            self.left = -1
            self.broke += 1
            raise OutletError("broken off")
        self.left -= self.left > 0
        return self.outlet.write(stages, remove=remove)


def schedule(
    name: str, every: str, *, cadence: Cadence | None = None, ahead_h: int = 0
) -> Schedule:
    made = parse_every(every)
    assert not isinstance(made, Problem)
    return Schedule(
        name=name,
        rule=made,
        said=every,
        zone="Europe/Berlin",
        list="main",
        digest=every,
        subject=f"{name} {{number}}",
        cadence=cadence,
        draft_ahead=timedelta(hours=ahead_h),
        if_late=IfLate.SEND,
    )


class Weeks(RuleBasedStateMachine):
    """An editor's weeks against what a reader counts in the mailbox."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        self.shop = shop = PrintShop(self.root)
        rmtree(self.root / "issues")
        rmtree(self.root / "articles")
        shop.clock.at = BEGIN
        self.outlet = BreakingOutlet(shop.desk.outlet)
        shop.desk = replace(
            shop.desk,
            outlet=self.outlet,
            schedules=(
                schedule("letter", "tuesday, friday 09:00", ahead_h=20),
                schedule("week", "sunday 02:30", cadence=Cadence.WEEKLY),
                schedule("month", "day 1 00:00", cadence=Cadence.MONTHLY),
            ),
        )
        self.ticker = Ticker(shop.desk, shop.store)
        self.articles = 0
        self.joined: set[str] = set()
        self.left_out: defaultdict[str, set[int]] = defaultdict(set)
        self.opened: dict[str, frozenset[int]] = {}
        self.read = 0
        self.boxes: defaultdict[str, Counter[int]] = defaultdict(Counter)
        self.corrected: set[int] = set()
        self.errata: set[str] = set()
        self.misled: dict[str, set[str]] = {}
        self.told: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.yes: dict[str, dict[str, list[str]]] = {}
        self.join("ada")
        self.join("bob")
        self.tick()

    @initialize(required=st.booleans())
    def the_publication_asks_for_approval(self, required: bool) -> None:
        approving = Approving.REQUIRED if required else Approving.NONE
        self.shop.desk = replace(self.shop.desk, approving=approving)
        self.another_process_takes_over()
        self.a_week_goes_by(articles=1)

    def teardown(self) -> None:
        try:
            self.everybody_has_everything_in_the_end()
        finally:
            rmtree(self.root)

    @rule(pinned=st.booleans())
    def write_an_article(self, pinned: bool) -> None:
        self.articles += 1
        number = self.articles
        self.shop.write_article(
            f"piece-{number}",
            id=f"{'abcdefghij'[number % 10]}{'abcdefghij'[number // 10]}aaaaaaaa",
            title=f"Piece {number}",
            body=f"It says token-{number} here.",
            extra="pinned: true\n" if pinned else "",
        )

    @rule()
    def write_another(self) -> None:
        self.write_an_article(pinned=False)

    @precondition(lambda self: self.articles)
    @rule(data=st.data())
    def edit_an_article(self, data: st.DataObject) -> None:
        number = data.draw(st.integers(1, self.articles))
        path = self.root / f"articles/piece-{number}.md"
        path.write_text(path.read_text() + "\nOne more line.\n")

    @rule(name=st.sampled_from(READERS))
    def join(self, name: str) -> None:
        if name not in self.joined:
            self.shop.subscribe(name)
            self.joined.add(name)
            self.left_out[name] = self._carried(opened=True)

    @rule(name=st.sampled_from(READERS), cadence=st.sampled_from(MAIL))
    def switch(self, name: str, cadence: Cadence) -> None:
        if name in self.joined:
            with self.shop.store.unit() as unit:
                reader = unit.people.find(f"{name}@example.org", list="main")
                assert reader is not None
                unit.people.arrange(
                    reader.subscription.handle,
                    Arrangement(cadence=cadence),
                    at=self.shop.clock.now(),
                )

    @rule()
    def somebody_approves_all_there_is(self) -> None:
        contents = self.shop.contents
        for issue in self._unsent():
            reviewed = review(self.shop.desk, self.shop.store, issue, contents)
            approve(self.shop.desk, self.shop.store, reviewed, by="an editor")

    @rule(data=st.data())
    def an_article_is_taken_out_of_a_draft(self, data: st.DataObject) -> None:
        drafts = [issue for issue in self._unsent() if len(issue.references) > 1]
        if drafts:
            issue = data.draw(st.sampled_from(drafts))
            self._rewrite(issue, remove_articles(self._text(issue), issue.references[:1]))

    @rule(data=st.data())
    def a_draft_is_put_in_another_order(self, data: st.DataObject) -> None:
        drafts = [issue for issue in self._unsent() if len(issue.references) > 1]
        if drafts:
            issue = data.draw(st.sampled_from(drafts))
            self._rewrite(issue, move_article(self._text(issue), issue.references[-1], 1))

    @rule(data=st.data())
    def an_article_is_corrected(self, data: st.DataObject) -> None:
        """Say so on the page, and send an erratum to those who have the old text."""
        self.mail_is_delivered()
        shop, at = self.shop, self.shop.clock.now().replace(microsecond=0)
        public = {record.id for record in shop.desk.folder.memory().records}
        asked = [each for each in shop.contents.articles if each.id in public]
        asked = [each for each in asked if int(each.slug[6:]) not in self.corrected]
        if not asked:
            return
        article = data.draw(st.sampled_from(asked))
        path = self.root / article.path
        text = path.read_text().replace(
            "title:", "corrections:\n  - 2026-10-30 It is so.\ntitle:", 1
        )
        path.write_text(text)
        publish(shop.desk, release=Release(at=at))
        number = int(article.slug[6:])
        self.corrected.add(number)
        misled = {name for name, box in self.boxes.items() if box[number]}
        contents = shop.contents
        article = next(each for each in contents.articles if each.id == article.id)
        copies = count_copies(shop.desk, shop.store, article, corrected_at=at)
        try:
            drafted = draft_errata(
                shop.desk,
                shop.store,
                contents,
                article,
                copies,
                corrected_at=at,
                mint=lambda: IssueKey(f"errat{article.id[:5]}"),
            )
        except Refused as refused:
            nobody = refused.problem.code == "COR005" and not misled
            if nobody:
                return
            raise
        for one in drafted:
            text = erratum_text(
                one.issue,
                opening=one.opening,
                notes=one.notes,
                link=one.link,
                title=article.title,
                url=shop.desk.publication.address(article.site_path),
            )
            shop.write(one.issue.path, text)
            self.errata.add(one.issue.key)
            self.misled[f"Correction: {article.title}"] = misled
            self._send(one.issue.key)

    @rule(hours=st.sampled_from([1, 7, 20, 30, 75, 24 * 9]))
    def time_goes_by(self, hours: int) -> None:
        self.shop.clock.advance(timedelta(hours=hours))
        self.tick()

    @rule(articles=st.integers(0, 2))
    def a_week_goes_by(self, articles: int) -> None:
        """Let an editor's whole week pass: something is written, approved, sent and delivered."""
        for _ in range(articles):
            self.write_an_article(pinned=False)
        self.a_few_days_go_by()
        self.a_few_days_go_by()

    @rule(name=st.sampled_from(READERS))
    def somebody_tries_a_digest_for_some_days(self, name: str) -> None:
        """Switch there and back while an issue goes out: what it carried is owed, once."""
        self.switch(name, Cadence.WEEKLY)
        self.write_an_article(pinned=False)
        self.a_few_days_go_by()
        self.switch(name, Cadence.EACH)
        self.write_an_article(pinned=False)
        self.a_few_days_go_by()
        self.switch(name, Cadence.WEEKLY)

    @rule(name=st.sampled_from(READERS[2:]))
    def a_newcomer_reads_the_digest(self, name: str) -> None:
        """What went out before they came is not owed to them."""
        self.join(name)
        self.switch(name, Cadence.WEEKLY)
        self.a_week_goes_by(articles=1)

    def a_few_days_go_by(self) -> None:
        for _ in range(5):
            self.shop.clock.advance(timedelta(hours=19))
            self.tick()
            self.somebody_approves_all_there_is()
            self.tick()
            self.mail_is_delivered()

    @rule(writes=st.integers(0, 2), hours=st.sampled_from([20, 30]))
    def it_breaks_off(self, writes: int, hours: int) -> None:
        self.shop.clock.advance(timedelta(hours=hours))
        self.outlet.left = writes
        self.tick()
        self.outlet.left = -1
        self.tick()

    @rule()
    def another_process_takes_over(self) -> None:
        self.ticker = Ticker(self.shop.desk, self.shop.store)

    @rule()
    def mail_is_delivered(self) -> None:
        with self.shop.store.unit(write=False) as unit:
            runs = unit.runs.unfinished()
        for run in runs:
            asyncio.run(deliver(run.issue, self.shop.office))
        self.look_into_the_boxes()

    @invariant()
    def nobody_has_an_article_twice(self) -> None:
        for name, box in self.boxes.items():
            assert max(box.values(), default=0) <= 1, f"{name} has {box}"

    @invariant()
    def every_moment_has_one_issue_at_most(self) -> None:
        with self.shop.store.unit(write=False) as unit:
            rows = unit.bookings.rows()
        keys = [issue.key for issue in self.shop.contents.issues]
        assert len(keys) == len(set(keys))
        assert set(keys) <= {row.issue for row in rows} | self.errata

    @invariant()
    def nothing_went_out_but_what_was_approved(self) -> None:
        if self.shop.desk.approving is Approving.NONE:
            return
        with self.shop.store.unit(write=False) as unit:
            for armed in unit.issues.all():
                if unit.runs.find(armed.key) is None:
                    continue
                yes = {face.language: face.octets for face in unit.approvals.faces(armed.key)}
                assert yes, "it went out, and nobody had approved it"
                for face in unit.runs.faces(armed.key):
                    assert _says(face.octets) <= _says(yes[face.language])

    def everybody_has_everything_in_the_end(self) -> None:
        for _ in range(14):
            self.shop.clock.advance(timedelta(hours=76))
            self.tick()
            self.somebody_approves_all_there_is()
            self.tick()
            self.mail_is_delivered()
        carried = self._carried()
        assert not [state for state in self._states() if state is IssueState.SENDING]
        for name in self.joined:
            owed = carried - self.left_out[name]
            assert set(self.boxes[f"{name}@example.org"]) == owed, name
        self.nobody_has_an_article_twice()
        for subject, misled in self.misled.items():
            told = self.told[subject]
            assert told == dict.fromkeys(misled, 1), (
                f"{subject}: {told}, not {misled}; {self._rows()}"
            )

    def tick(self) -> None:
        try:
            ticked = self.ticker.tick()
        except PressrunError as error:
            if error.problem.what == "broken off":
                return
            raise
        expected = {"APR001", "APR002"} if self.shop.desk.approving is Approving.REQUIRED else set()
        told = [problem for problem in ticked.problems if problem.what != "broken off"]
        told = [problem for problem in told if problem.code not in expected]
        assert told == [], told

    def look_into_the_boxes(self) -> None:
        for message in self.shop.transport.arrived[self.read :]:
            parsed = message_from_bytes(message.octets, policy=policy.default)
            part = parsed.get_body(("plain",))
            assert part is not None
            tokens = {int(number) for number in TOKEN.findall(part.get_content())}
            self.boxes[message.recipient].update(tokens)
            if str(parsed["Subject"]).startswith("Correction"):
                self.told[str(parsed["Subject"])][message.recipient] += 1
        self.read = len(self.shop.transport.arrived)

    def _carried(self, *, opened: bool = False) -> set[int]:
        """Return the articles that issues have carried to the list."""
        found: set[int] = set()
        by_id = {article.id: int(article.slug[6:]) for article in self.shop.contents.articles}
        with self.shop.store.unit(write=False) as unit:
            for armed in unit.issues.all():
                run = unit.runs.find(armed.key)
                if (
                    run is None
                    or run.kind is not IssueKind.ISSUE
                    or (opened and run.state is RunState.FROZEN)
                ):
                    continue
                for face in unit.runs.faces(armed.key):
                    found |= {by_id[article] for article in face.articles}
        return found

    def _unsent(self) -> list[Issue]:
        begun = (IssueState.SENDING, IssueState.PAUSED, IssueState.SENT)
        with self.shop.store.unit(write=False) as unit:
            gone = {armed.key for armed in unit.issues.all() if armed.state in begun}
        return [issue for issue in self.shop.contents.issues if issue.key not in gone]

    def _send(self, key: str) -> None:
        """Approve an issue and schedule it for now."""
        shop, contents = self.shop, self.shop.contents
        issue = next(each for each in contents.issues if each.key == key)
        approve(shop.desk, shop.store, review(shop.desk, shop.store, issue, contents), by="her")
        arm(shop.desk, shop.store, plan(shop.desk, shop.store, issue, contents, "now"), by="her")
        self.tick()

    def _text(self, issue: Issue) -> str:
        return (self.root / issue.path).read_text()

    def _rewrite(self, issue: Issue, text: str) -> None:
        (self.root / issue.path).write_text(text)

    def _rows(self) -> list[tuple[str, str, str]]:
        with self.shop.store.unit(write=False) as unit:
            return [(armed.key, str(armed.state), armed.reason) for armed in unit.issues.all()]

    def _states(self) -> list[IssueState]:
        with self.shop.store.unit(write=False) as unit:
            return [armed.state for armed in unit.issues.all()]


def _says(octets: bytes) -> set[str]:
    """Return what a face says of articles: their tokens, and how often each was added to."""
    text = read_face(octets).text
    parts = re.split(r"(?=token-)", text)
    return {f"{part.split()[0]} {part.count('One more line')}" for part in parts[1:]}


TestWeeks = Weeks.TestCase
TestWeeks.settings = settings(
    max_examples=20,
    stateful_step_count=14,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
