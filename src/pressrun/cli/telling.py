"""What `pressrun run` says while it works: a line for each change that a person would hear of."""

from collections import Counter

from pressrun.app import App
from pressrun.app.sending import Adopted, Alert, Finished, Mailed, News, Outcome, Pushed, Ticked
from pressrun.cli.ping import told
from pressrun.cli.printing import count, say, tell_problems
from pressrun.errors import LoginRefused, PressrunError, Problem, RelayMisfit
from pressrun.model.booking import Booking, BookingState
from pressrun.model.delivery import DeliveryState
from pressrun.model.issue import IssueKey


class Teller:
    """Says what happens, a line for each change that a person would want to hear of.

    The tick comes four times a minute: what it says again is not told again.
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._settled: Counter[str] = Counter()
        self._letters: Counter[str] = Counter()
        self._told: dict[str, tuple[Problem, ...]] = {}

    def tell(self, news: News) -> None:
        match news:
            case Outcome():
                if news.state is not DeliveryState.QUEUED:
                    counts = self._settled if news.claimed.letter is None else self._letters
                    counts[news.state] += 1
            case Ticked():
                self._tell_tick(news)
            case Finished():
                self._tell_finished(news)
                self._tell_letters()
            case Mailed():
                self._tell_once("letters", (*news.troubles, *_of(news.error)))
                self._tell_letters()
            case Pushed():
                self._tell_pushed(news)
            case Alert():
                self._tell_alert(news)
            case Adopted():
                self._say("this database was adopted: it sends from now on")

    def _tell_alert(self, alert: Alert) -> None:
        if alert.problem is None:
            self._say(f"relay {alert.relay} answers again")
            return
        tell_problems((alert.problem,))
        self._say(f"relay {alert.relay} is tried again by itself, and nothing is lost")

    def _tell_pushed(self, pushed: Pushed) -> None:
        if pushed.told:
            self._say(told(pushed.told))
        for ping in pushed.gave_up:
            self._say(f"{ping.hub} is told no more of {ping.topic}: {ping.reply}")

    def _tell_tick(self, ticked: Ticked) -> None:
        for item in ticked.booked:
            self._say(self._told_of(item))
        for key in ticked.started:
            waiting = count(self._app.sending.waiting(key), "person")
            self._say(f"{self._name(key)} goes out to {waiting}")
        for key in ticked.missed:
            self._say(f"{self._name(key)} was missed; schedule it again to send it")
        if ticked.published:
            self._say("published what had come")
        self._tell_once("tick", ticked.problems)

    def _told_of(self, item: Booking) -> str:
        """Return what became of a moment of a schedule, in a line."""
        when = f"{item.wall.replace('T', ' ')} {item.zone}"
        if item.state is BookingState.DRAFTED:
            return f"schedule {item.schedule}: {self._name(item.issue)} is made for {when}"
        said = f"schedule {item.schedule}: "
        if item.state is BookingState.HELD:
            return f"{said}{self._name(item.issue)}, for {when}, is held: {item.reason}"
        return f"{said}no issue for {when}: {item.reason}"

    def _tell_finished(self, finished: Finished) -> None:
        problems = _problems(finished)
        waited = bool(self._told.get(finished.issue))
        self._tell_once(finished.issue, problems)
        if _is_paused(finished):
            # Once, since a paused issue is not looked at again until somebody resumes it.
            name = self._name(finished.issue)
            self._say(f"{name} is paused until somebody resumes it:  pressrun resume ISSUE")
        elif finished.error is not None and not waited:
            self._say(f"{self._name(finished.issue)} waits; every tick tries again")
        if self._settled:
            self._say(f"{self._name(finished.issue)}: {_said(self._settled)}")
        self._settled.clear()

    def _tell_letters(self) -> None:
        if self._letters:
            self._say(f"letters: {_said(self._letters)}")
        self._letters.clear()

    def _tell_once(self, about: str, problems: tuple[Problem, ...]) -> None:
        """Tell problems that were not told already, of this or of something else."""
        if problems not in self._told.values():
            tell_problems(problems)
        self._told[about] = problems

    def _name(self, key: IssueKey) -> str:
        """Return what to call an issue; its folder may have gone meanwhile."""
        try:
            return f"issue {self._app.editor.issue(key).number}"
        except PressrunError:
            return f"issue {key}"

    def _say(self, text: str) -> None:
        say(f"{self._app.editor.local_time()} {text}")


def _said(counts: Counter[str]) -> str:
    return ", ".join(f"{number:,} {state}" for state, number in counts.items())


def _of(error: PressrunError | None) -> tuple[Problem, ...]:
    return () if error is None else error.problems


def _problems(finished: Finished) -> tuple[Problem, ...]:
    """Return what a person should hear of a pass: why it ended, and which relays were no use."""
    if finished.error is not None:
        return finished.error.problems
    delivered = finished.delivered
    if delivered is None:
        return ()
    tripped = (delivered.tripped,) if delivered.tripped is not None else ()
    return (*tripped, *delivered.troubles)


def _is_paused(finished: Finished) -> bool:
    """Tell whether the pass paused its issue: for a fault, or since no relay may be used."""
    if finished.delivered is not None and finished.delivered.tripped is not None:
        return True
    return isinstance(finished.error, LoginRefused | RelayMisfit)
