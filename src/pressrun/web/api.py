"""Subscribing by a program of the publisher's: JSON in, JSON out, the same for every address."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from pressrun.app.joining import JoinForm, Joining
from pressrun.errors import Problem
from pressrun.web.answers import SECRET, Answers

_TEXTS: Final = ("email", "name", "language", "list")
_LONGEST: Final = 1000  # characters of one text, and topics of one list
_NOTHING_MORE: Final = {
    "asked": True,
    "next": "A letter asks the owner of the mailbox for a yes, unless a limit holds it back.",
}
# A form of the publisher's may stand on any site; no cookie is read here, and none is set.
_SHARED: Final[Mapping[str, str]] = {
    **SECRET,
    "Access-Control-Allow-Origin": "*",
    "Vary": "Origin",
}
_PREFLIGHT: Final[Mapping[str, str]] = {
    **_SHARED,
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "Content-Type",
    "Access-Control-Max-Age": "86400",
}


class Api:
    """``/api/subscribe``."""

    def __init__(self, joining: Joining, answers: Answers) -> None:
        self._joining, self._answers = joining, answers

    async def preflight(self, request: Request) -> Response:
        """Tell a browser that a page elsewhere may post here (Fetch, ``CORS protocol``)."""
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=dict(_PREFLIGHT))

    async def subscribe(self, request: Request) -> Response:
        """Take an address. 202 says that it was understood, and nothing about it."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            return _refused("API001", "the body is not application/json")
        form = _read(await request.body())
        if isinstance(form, Problem):
            return _refused(form.code, form.what)
        return await self._joining.even(run_in_threadpool(self._subscribe, form, request))

    def _subscribe(self, form: JoinForm, request: Request) -> Response:
        visit = self._answers.visit(request, list=form.list, language=form.language)
        joined = self._joining.join(form, visit)
        if isinstance(joined, Problem):
            return _refused(joined.code, joined.what, HTTPStatus.UNPROCESSABLE_ENTITY)
        return JSONResponse(_NOTHING_MORE, HTTPStatus.ACCEPTED, headers=dict(_SHARED))


def _read(body: bytes) -> JoinForm | Problem:
    """Return what a body asks for; anything but the fields that there are is a problem."""
    try:
        told = json.loads(body.decode("utf-8"), object_pairs_hook=_object)
    except (ValueError, RecursionError):
        return _problem("API002", "the body is not JSON in UTF-8, with every name once")
    if not isinstance(told, dict):
        return _problem("API003", "the body is not an object")
    if unknown := told.keys() - {*_TEXTS, "topics"}:
        return _problem("API003", f"there is no field {min(unknown)[:60]!r}")
    if not told.get("email"):
        return _problem("API003", "there is no 'email'")
    topics = told.get("topics", [])
    if not isinstance(topics, list) or len(topics) > _LONGEST:
        return _problem("API003", "'topics' is not a list of texts")
    texts = [*(told.get(name, "") for name in _TEXTS), *topics]
    if not all(_is_text(text) for text in texts):
        return _problem("API003", f"every value is a text of at most {_LONGEST} characters")
    email, name, language, listed = texts[: len(_TEXTS)]
    return JoinForm(address=email, name=name, language=language, list=listed, topics=tuple(topics))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _is_text(value: object) -> bool:
    """Tell whether a value is text that UTF-8 can say: JSON can name half of a character."""
    if not isinstance(value, str) or len(value) > _LONGEST:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _problem(code: str, what: str) -> Problem:
    return Problem(code=code, what=what)


def _refused(code: str, what: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> Response:
    return JSONResponse({"code": code, "what": what}, status, headers=dict(_SHARED))
