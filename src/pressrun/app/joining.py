"""Joining a list, for the pages and the JSON of the web edge."""

from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from typing import TypeVar

from pressrun.app.wiring import Wiring
from pressrun.errors import PressrunError, Problem
from pressrun.model.visit import Visit
from pressrun.model.wish import WishKind
from pressrun.press.even import evenly
from pressrun.press.joining import CodeAnswer, CodeVerdict, JoinDesk, Joined, JoinForm
from pressrun.press.wishview import WishState, WishView
from pressrun.source.roster import plain_name

_Answer = TypeVar("_Answer")


class Joining:
    """Synchronous; the web edge calls it in a worker thread."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring

    def make_ready(self) -> None:
        """Make the key of forms, so that showing one never writes; raises nothing."""
        with suppress(PressrunError):  # told by whoever needs what does not work
            if self._wiring.is_press:
                self._desk.stamp()

    def stamp(self) -> str:
        """Return what a form carries to say that it was shown now."""
        return self._desk.stamp()

    def join(self, form: JoinForm, visit: Visit) -> Joined | Problem:
        """Ask the owner of an address for a yes; the answer is the same for every address.

        A Problem is about the text of the address or the name of the list, and nothing else.
        """
        return self._desk.join(replace(form, name=plain_name(form.name)), visit)

    def wish(self, token: str) -> WishView | None:
        """Return what a link asks for; None for what is no link of ours. Changes nothing."""
        return self._wiring.wishes.view(token)

    def confirm(self, token: str, visit: Visit) -> WishView | None:
        """Let it come true; None for what is no link of ours. Idempotent."""
        return self._wiring.wishes.fulfil(token, visit)

    def is_same_browser(self, token: str, cookie: str) -> bool:
        """Tell whether a cookie was given to the browser that asked for the wish of a link."""
        return self._desk.is_same_browser(token, cookie)

    def confirm_code(self, code_token: str, code: str, visit: Visit) -> CodeAnswer:
        """Take the six digits of a letter."""
        return self._desk.confirm_code(code_token, code, visit)

    def again(self, token: str, visit: Visit) -> None:
        """Write another letter for the wish of a link or of the page after the form."""
        self._desk.again(token, visit)

    async def even(self, work: Awaitable[_Answer]) -> _Answer:
        """Return what ``work`` does, at the end of a step of time.

        So how long an answer took tells nobody what was found, as far as steps go.
        """
        return await evenly(work, self._wiring.clock)

    @cached_property
    def _desk(self) -> JoinDesk:
        wiring = self._wiring
        return JoinDesk(
            wiring.settings.publication,
            wiring.settings.subscribe,
            store=wiring.store,
            clock=wiring.clock,
            entropy=wiring.entropy,
            wishes=wiring.wishes,
            letters=wiring.letters,
            guard=wiring.guard,
            topics=wiring.topics.offered,
        )


__all__ = [
    "CodeAnswer",
    "CodeVerdict",
    "JoinForm",
    "Joined",
    "Joining",
    "Visit",
    "WishKind",
    "WishState",
    "WishView",
]
