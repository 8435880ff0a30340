"""The page of everything a reader decides, by the signed link in every message."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from pressrun.app.joining import Visit
from pressrun.app.pages import Answer
from pressrun.app.preferences import FIELDS, Preferences, PreferencesForm, PreferencesView
from pressrun.errors import Problem
from pressrun.web.answers import Answers
from pressrun.web.forms import Form, Malformed, read_form
from pressrun.web.problems import words_for
from pressrun.web.subscription import left_page

Changed = PreferencesView | Problem | None
Asked = Problem | bool | None

EVIDENCE: Final = "POST to the page of preferences"


class Choosing:
    """Routes below ``preferences``. Whoever has the link may change what it shows."""

    def __init__(self, preferences: Preferences, answers: Answers) -> None:
        self._preferences, self._answers = preferences, answers
        # To add something a reader may do: a line here, a form in the template.
        self._acts: Mapping[str, Callable[[str, Form, Visit], Response]] = {
            "pause": self._pause,
            "resume": self._resume,
            "feed": self._feed,
            "address": self._address,
            "export": self._export,
            "erase": self._erase,
            "leave": self._leave,
        }

    @property
    def acts(self) -> tuple[str, ...]:
        """Return what may stand at the end of the address."""
        return tuple(self._acts)

    async def show(self, request: Request) -> Response:
        """Show what stands. Changes nothing."""
        return await run_in_threadpool(self._show, request.path_params["token"])

    async def save(self, request: Request) -> Response:
        """Keep topics, cadence, language and name."""
        form = await read_form(request, several=("topic",))
        return await run_in_threadpool(self._save, request.path_params["token"], form)

    async def act(self, request: Request) -> Response:
        """Do one of ``acts``."""
        form = await read_form(request)
        act = self._acts.get(request.path_params["act"])
        if act is None:
            return await run_in_threadpool(self._answers.unknown)
        if isinstance(form, Malformed):
            return await run_in_threadpool(self._answers.malformed, form.why)
        visit = self._answers.visit(request)
        return await run_in_threadpool(act, request.path_params["token"], form, visit)

    def _show(self, token: str) -> Response:
        view = self._preferences.view(token)
        return self._answers.unknown() if view is None else self._page(token, view)

    def _save(self, token: str, form: Form | Malformed) -> Response:
        if isinstance(form, Malformed):
            return self._answers.malformed(form.why)
        asked = PreferencesForm(
            topics=form.all("topic"),
            cadence=form.one("cadence"),
            language=form.one("language"),
            name=form.one("name"),
        )
        changed = self._preferences.save(token, asked)
        return self._changed(token, changed, said="preferences_saved", kept={"name": asked.name})

    def _pause(self, token: str, form: Form, visit: Visit) -> Response:
        days, until = form.one("days"), form.one("until")
        if days:
            wanted = int(days) if days.isascii() and days.isdigit() and len(days) < 5 else 0
            changed = self._preferences.pause(token, days=wanted)
        else:
            changed = self._preferences.pause(token, until=_day(until))
        return self._changed(token, changed, said="pause_set")

    def _resume(self, token: str, form: Form, visit: Visit) -> Response:
        return self._changed(token, self._preferences.resume(token), said="pause_ended")

    def _feed(self, token: str, form: Form, visit: Visit) -> Response:
        if "close" in form:
            changed = self._preferences.close_feed(token)
            return self._changed(token, changed, said="own_feed_closed")
        return self._changed(token, self._preferences.open_feed(token), said="own_feed_opened")

    def _address(self, token: str, form: Form, visit: Visit) -> Response:
        address = form.one("email")
        asked = self._preferences.ask_address(token, address, visit)
        return self._asked(token, asked, field="email", kept={"new_address": address})

    def _export(self, token: str, form: Form, visit: Visit) -> Response:
        return self._asked(token, self._preferences.ask_export(token, visit))

    def _erase(self, token: str, form: Form, visit: Visit) -> Response:
        return self._asked(token, self._preferences.ask_erase(token, visit))

    def _leave(self, token: str, form: Form, visit: Visit) -> Response:
        left = self._preferences.leave_by_token(token, evidence=EVIDENCE)
        return self._answers.unknown() if left is None else left_page(self._answers, left)

    def _changed(
        self, token: str, changed: Changed, *, said: str, kept: Mapping[str, str] | None = None
    ) -> Response:
        if changed is None:
            return self._answers.unknown()
        if isinstance(changed, Problem):
            field = FIELDS.get(changed.code, "")
            return self._refused(token, changed, field=field, kept=kept)
        return self._page(token, changed, said=said)

    def _asked(
        self, token: str, asked: Asked, *, field: str = "", kept: Mapping[str, str] | None = None
    ) -> Response:
        """Say that a letter is on its way, whether or not a limit held it back."""
        if asked is None:
            return self._answers.unknown()
        if isinstance(asked, Problem):
            return self._refused(token, asked, field=field, kept=kept)
        view = self._preferences.view(token)
        language = self._answers.pages.language(view.language) if view else ""
        answer = Answer(
            page="asked",
            list=view.list if view else "",
            language=language,
            flags=frozenset({"preferences"}),
        )
        values = {"preferences": f"{self._answers.base}preferences/{token}"}
        return self._answers.done(answer, values, said="A letter with a link is on its way.")

    def _refused(
        self, token: str, problem: Problem, *, field: str, kept: Mapping[str, str] | None
    ) -> Response:
        view = self._preferences.view(token)
        if view is None:
            return self._answers.unknown()
        words = words_for(problem.code)
        return self._page(token, view, problem=words, field=field, kept=kept)

    def _page(
        self,
        token: str,
        view: PreferencesView,
        *,
        said: str = "",
        problem: str = "",
        field: str = "",
        kept: Mapping[str, str] | None = None,
    ) -> Response:
        html = self._answers.pages.preferences(
            view,
            action=f"{self._answers.base}preferences/{token}",
            said=said,
            problem=problem,
            field=field,
            kept=kept,
        )
        return self._answers.html(html, status=422 if problem else 200)


def _day(text: str) -> date | None:
    """Return the day in a field of type date (HTML §4.10.5.1.7), None for anything else."""
    try:
        return date.fromisoformat(text) if len(text) == len("2026-11-24") else None
    except ValueError:
        return None
