"""Leaving a list: a GET shows one button, a POST acts (RFC 8058). Pausing, and coming back."""

from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from pressrun.app.pages import Answer
from pressrun.app.preferences import Left, Preferences, Reader
from pressrun.errors import Problem
from pressrun.model.audience import SubscriptionState
from pressrun.web.answers import Answers
from pressrun.web.forms import Malformed, read_form

EVIDENCE: Final = "POST to the unsubscribe address"
_PAUSES: Final = {"14": 14, "30": 30}


class Subscription:
    """The handle in the address names person and list; nothing else is asked or believed."""

    def __init__(self, preferences: Preferences, answers: Answers) -> None:
        self._preferences, self._answers = preferences, answers

    async def ask(self, request: Request) -> Response:
        """Show the button, or that it was pressed before. Changes nothing."""
        return await run_in_threadpool(self._ask, request.path_params["handle"])

    async def leave(self, request: Request) -> Response:
        """End the subscription, whatever the body says and however often it is asked.

        Mail clients post ``List-Unsubscribe=One-Click``, urlencoded or as multipart, without
        cookies, and follow no redirect (RFC 8058 §3.2); so the body is not looked at.
        """
        return await run_in_threadpool(self._leave, request.path_params["handle"])

    async def pause(self, request: Request) -> Response:
        """Pause instead, for 14 or 30 days."""
        form = await read_form(request)
        days = "" if isinstance(form, Malformed) else form.one("days")
        return await run_in_threadpool(self._pause, request.path_params["handle"], days)

    async def undo(self, request: Request) -> Response:
        """Let who has just left come back."""
        return await run_in_threadpool(self._undo, request.path_params["token"])

    def _ask(self, handle: str) -> Response:
        reader = self._preferences.reader(handle)
        if reader is None:
            return self._answers.unknown()
        if has_left(reader):
            return left_page(self._answers, Left(reader=reader))
        values = {"pause": f"{self._answers.base}unsubscribe/{handle}/pause"}
        return self._answers.page(_about(self._answers, "unsubscribe", reader), values)

    def _leave(self, handle: str) -> Response:
        left = self._preferences.leave(handle, evidence=EVIDENCE)
        return self._answers.unknown() if left is None else left_page(self._answers, left)

    def _pause(self, handle: str, days: str) -> Response:
        if self._preferences.reader(handle) is None:
            return self._answers.unknown()
        if days not in _PAUSES:
            return self._answers.malformed("problem_until")
        paused = self._preferences.pause_by_handle(handle, days=_PAUSES[days])
        if paused is None or isinstance(paused, Problem):
            return self._answers.unknown()
        until = paused.subscription.paused_until
        if has_left(paused) or until is None:
            return left_page(self._answers, Left(reader=paused))
        answer = _about(self._answers, "paused", paused)
        values = {"date": self._answers.pages.day(until, answer.language)}
        return self._answers.done(answer, values, said="Done: a pause.")

    def _undo(self, token: str) -> Response:
        reader = self._preferences.undo(token)
        if reader is None:
            return self._answers.unknown()
        answer = _about(self._answers, "returned", reader)
        return self._answers.done(answer, said="Done: you are subscribed again.")


def left_page(answers: Answers, left: Left) -> Response:
    """Return the page for who has left, with a way back where it is not too late."""
    flags = frozenset({"undo"}) if left.undo_token else frozenset()
    answer = _about(answers, "unsubscribed", left.reader, flags)
    values = {"undo": f"{answers.base}undo/{left.undo_token}"}
    return answers.done(answer, values, said="Done: no more mail from this list.")


def has_left(reader: Reader) -> bool:
    """Tell whether this subscription has ended."""
    return reader.subscription.state is SubscriptionState.ENDED


def _about(
    answers: Answers, page: str, reader: Reader, flags: frozenset[str] = frozenset()
) -> Answer:
    language = answers.pages.language(reader.subscriber.language)
    return Answer(page=page, list=reader.subscription.list, language=language, flags=flags)
