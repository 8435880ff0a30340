"""Votes on polls and quizzes: a GET shows, a POST counts. Looking at a link votes for nothing.

What stands behind a token is its reader's own. On the web a question is anybody's; a form that
comes from somebody else's page is shown once more instead of being counted, so that no page can
have its visitors vote without knowing.
"""

import re
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from pressrun.app.pages import Answer, Pages
from pressrun.app.polls import Ballot, Face, Notice, Polls, Said, Visitor
from pressrun.errors import PressrunError

_HEADERS: Final = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
}
_CHOICE: Final = re.compile(r"[1-9][0-9]{0,2}", re.ASCII)
_FIELDS: Final = 20
_OURS: Final = ("same-origin", "same-site", "none")
_RETRY_AFTER_S: Final = 3600
_NOTICES: Final = {
    Said.COUNTED: Notice.COUNTED,
    Said.CLOSED: Notice.CLOSED,
    Said.LIMITED: Notice.LIMITED,
}


class Voting:
    """Answers under ``/vote`` by the links of mail, and under ``/polls`` to anybody."""

    def __init__(self, polls: Polls, pages: Pages) -> None:
        self._polls, self._pages = polls, pages
        publication = pages.publication
        self._origins = {_origin(publication.address()), _origin(publication.service_address())}

    async def offer(self, request: Request) -> Response:
        """Show the choice that a link of mail leads to, with a button; changes nothing."""
        choice = _number(request.path_params["choice"])
        ballot = await run_in_threadpool(self._polls.show_by_mail, *_linked(request), choice)
        if ballot is None:
            return await self._unknown()
        if not ballot.is_open or ballot.chosen == choice:
            return await self._page(Face.RESULTS, ballot, by_mail=True)
        return await self._page(Face.VOTE, ballot, by_mail=True, offered=choice)

    async def vote(self, request: Request) -> Response:
        """Count the choice of whose mail the link was in, whatever the body says."""
        choice = _number(request.path_params["choice"])
        ballot = await run_in_threadpool(self._polls.vote_by_mail, *_linked(request), choice)
        if ballot is None:
            return await self._unknown()
        return await self._told(ballot, by_mail=True)

    async def ask(self, request: Request) -> Response:
        """Show the form of a question, its results once it has closed; changes nothing."""
        ballot = await self._shown(request)
        if ballot is None:
            return await self._unknown()
        return await self._page(Face.POLL if ballot.is_open else Face.RESULTS, ballot)

    async def results(self, request: Request) -> Response:
        """Show the results, or when they will be seen; changes nothing."""
        ballot = await self._shown(request)
        if ballot is None:
            return await self._unknown()
        return await self._page(Face.RESULTS, ballot)

    async def answer(self, request: Request) -> Response:
        """Count the choice of a form."""
        choice = _chosen(await request.body())
        if choice is None:
            return await self._again(request, Notice.MISSING, status=HTTPStatus.BAD_REQUEST)
        if self._is_foreign(request):
            return await self._again(request, Notice.ONCE_MORE, offered=choice)
        ballot = await run_in_threadpool(
            self._polls.vote, *_named(request), choice, _visitor(request)
        )
        if ballot is None:
            return await self._unknown()
        if ballot.said is Said.LIMITED:
            return await self._page(
                Face.POLL,
                ballot,
                offered=choice,
                notice=Notice.LIMITED,
                status=HTTPStatus.TOO_MANY_REQUESTS,
            )
        return await self._told(ballot)

    async def nothing(self, request: Request) -> Response:
        """Answer for a link that was cut on its way, as for every other that is not ours."""
        return await self._unknown()

    async def _told(self, ballot: Ballot, *, by_mail: bool = False) -> Response:
        """Tell what became of a vote."""
        notice = _NOTICES[ballot.said] if ballot.said else Notice.NONE
        try:
            return await self._page(Face.RESULTS, ballot, by_mail=by_mail, notice=notice)
        except PressrunError:
            # It is done, and a theme that does not work must not make it look otherwise.
            if ballot.said is Said.COUNTED:
                return PlainTextResponse("Your choice is counted.\n", headers=_HEADERS)
            raise

    async def _shown(self, request: Request) -> Ballot | None:
        return await run_in_threadpool(self._polls.show, *_named(request), _visitor(request))

    async def _again(
        self,
        request: Request,
        notice: Notice,
        *,
        offered: int = 0,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> Response:
        """Show the form anew; nothing was counted."""
        ballot = await self._shown(request)
        if ballot is None or not (offered == 0 or ballot.asked.question.offers(offered)):
            return await self._unknown()
        return await self._page(Face.POLL, ballot, offered=offered, notice=notice, status=status)

    async def _page(
        self,
        face: Face,
        ballot: Ballot,
        *,
        by_mail: bool = False,
        offered: int = 0,
        notice: Notice = Notice.NONE,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> Response:
        page = await run_in_threadpool(
            self._polls.page, face, ballot, by_mail=by_mail, offered=offered, notice=notice
        )
        headers = dict(_HEADERS)
        if status is HTTPStatus.TOO_MANY_REQUESTS:
            headers["Retry-After"] = str(_RETRY_AFTER_S)
        return HTMLResponse(page, status, headers)

    async def _unknown(self) -> Response:
        page = await run_in_threadpool(self._pages.page, Answer(page="unknown"))
        return HTMLResponse(page, HTTPStatus.NOT_FOUND, _HEADERS)

    def _is_foreign(self, request: Request) -> bool:
        """Tell whether a form stood on a page that is not of this publication.

        Browsers say it themselves (Fetch Metadata), older ones name the origin. Our own pages send
        no referrer and so hide theirs ("null"); what says nothing at all is no browser whose
        reader could be abused.
        """
        site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin", "null")
        if origin in self._origins or site in _OURS:
            return False
        return site is not None or origin != "null"


def _linked(request: Request) -> tuple[str, str, str]:
    return (request.path_params["token"], *_named(request))


def _named(request: Request) -> tuple[str, str]:
    return request.path_params["article"], request.path_params["question"]


def _visitor(request: Request) -> Visitor:
    network = request.client.host if request.client else ""
    return Visitor(network, request.headers.get("user-agent", ""))


def _number(text: str) -> int:
    """Return a choice as an address writes it; 0, which no question offers, for anything else."""
    return int(text) if _CHOICE.fullmatch(text) else 0


def _chosen(body: bytes) -> int | None:
    """Return the choice of a form; None unless there is exactly one."""
    try:
        fields = parse_qsl(body.decode("ascii"), max_num_fields=_FIELDS)
    except ValueError:
        return None
    given = [value for name, value in fields if name == "choice"]
    return int(given[0]) if len(given) == 1 and _CHOICE.fullmatch(given[0]) else None


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
