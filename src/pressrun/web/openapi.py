"""What programs may know of these routes (OpenAPI 3.1), from one table."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

import pressrun
from pressrun.model.publication import Publication

_HTML: Final = "text/html"
_FORM: Final = "application/x-www-form-urlencoded"
_JSON: Final = "application/json"
_ANY: Final = "*/*"

_TEXT: Final[Mapping[str, Any]] = {"type": "string"}
_TEXTS: Final[Mapping[str, Any]] = {"type": "array", "items": _TEXT}
_JOIN: Final[Mapping[str, Any]] = {
    "email": _TEXT,
    "name": _TEXT,
    "language": _TEXT,
    "list": _TEXT,
}
_PREFERENCES: Final[Mapping[str, Any]] = {
    "topic": _TEXTS,
    "cadence": {"type": "string", "enum": ["each", "weekly", "monthly", "feed"]},
    "language": _TEXT,
    "name": _TEXT,
}
_ACT: Final[Mapping[str, Any]] = {
    "days": _TEXT,
    "until": {"type": "string", "format": "date"},
    "open": _TEXT,
    "close": _TEXT,
    "email": _TEXT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method of one path: what it takes and what it may answer, by status.

    ``query`` are names of parameters; ``body`` has the fields of a form or an object, None where
    none is read. ``answers`` are media types by status.
    """

    path: str
    method: str
    summary: str
    answers: Mapping[int, str]
    query: tuple[str, ...] = ()
    body: Mapping[str, Any] | None = None
    takes: str = _FORM
    required: tuple[str, ...] = ()


_PAGE: Final = {200: _HTML, 404: _HTML}
_FORMS: Final = {200: _HTML, 400: _HTML, 404: _HTML, 422: _HTML}

# One line for each route that readers use; a test compares it with the routes.
OPERATIONS: Final = (
    Operation(
        path="/subscribe",
        method="get",
        summary="The form to subscribe by",
        query=("list", "language"),
        answers=_PAGE,
    ),
    Operation(
        path="/subscribe",
        method="post",
        summary="Ask the owner of a mailbox for a yes; the same answer for every address",
        body={**_JOIN, "topic": _TEXTS, "stamp": _TEXT, "website": _TEXT},
        required=("email",),
        answers={200: _HTML, 400: _HTML, 422: _HTML},
    ),
    Operation(
        path="/subscribe/code",
        method="post",
        summary="Say yes by the six digits of a letter",
        body={"token": _TEXT, "code": _TEXT, "language": _TEXT},
        required=("token", "code"),
        answers=_FORMS,
    ),
    Operation(
        path="/subscribe/again",
        method="post",
        summary="Have another letter written",
        body={"token": _TEXT, "wish": _TEXT, "language": _TEXT},
        answers=_FORMS,
    ),
    Operation(
        path="/api/subscribe",
        method="post",
        summary="Ask the owner of a mailbox for a yes; the same answer for every address",
        takes=_JSON,
        body={**_JOIN, "topics": _TEXTS},
        required=("email",),
        answers={202: _JSON, 400: _JSON, 422: _JSON},
    ),
    Operation(
        path="/confirm/{token}",
        method="get",
        summary="The button that says yes",
        answers={200: _HTML, 404: _HTML, 410: _HTML},
    ),
    Operation(
        path="/confirm/{token}",
        method="post",
        summary="Say yes to what was asked for",
        answers={200: _ANY, 404: _HTML, 410: _HTML},
    ),
    Operation(
        path="/preferences/{token}",
        method="get",
        summary="Everything a reader decides",
        answers=_PAGE,
    ),
    Operation(
        path="/preferences/{token}",
        method="post",
        summary="Keep topics, cadence, language and name",
        body=_PREFERENCES,
        answers=_FORMS,
    ),
    Operation(
        path="/preferences/{token}/{act}",
        method="post",
        summary="pause, resume, feed, address, export, erase or leave",
        body=_ACT,
        answers=_FORMS,
    ),
    Operation(
        path="/unsubscribe/{handle}",
        method="get",
        summary="The button that ends a subscription",
        answers=_PAGE,
    ),
    Operation(
        path="/unsubscribe/{handle}",
        method="post",
        summary="End a subscription (RFC 8058), whatever the body says",
        takes=_FORM,
        body={"List-Unsubscribe": _TEXT},
        answers=_PAGE,
    ),
    Operation(
        path="/unsubscribe/{handle}/pause",
        method="post",
        summary="Pause instead",
        body={"days": {"type": "string", "enum": ["14", "30"]}},
        required=("days",),
        answers={200: _HTML, 400: _HTML, 404: _HTML},
    ),
    Operation(
        path="/undo/{token}",
        method="post",
        summary="Come back, within an hour of leaving",
        answers=_PAGE,
    ),
    Operation(
        path="/vote/{token}/{article}/{question}/{choice}",
        method="get",
        summary="A choice of a question in mail, and the button for it",
        answers=_PAGE,
    ),
    Operation(
        path="/vote/{token}/{article}/{question}/{choice}",
        method="post",
        summary="Vote for it",
        answers=_PAGE,
    ),
    Operation(
        path="/polls/{article}/{question}",
        method="get",
        summary="A question to anybody",
        answers=_PAGE,
    ),
    Operation(
        path="/polls/{article}/{question}",
        method="post",
        summary="Answer it",
        body={"choice": _TEXT},
        answers={200: _HTML, 400: _ANY, 404: _HTML, 422: _HTML, 429: _HTML},
    ),
    Operation(
        path="/polls/{article}/{question}/results",
        method="get",
        summary="How it was answered",
        answers=_PAGE,
    ),
    Operation(
        path="/search",
        method="get",
        summary="Public articles and issues with these words",
        query=("q",),
        answers={200: _HTML},
    ),
    Operation(
        path="/press.js", method="get", summary="The one script", answers={200: "text/javascript"}
    ),
    Operation(path="/openapi.json", method="get", summary="This description", answers={200: _JSON}),
    Operation(
        path="/healthz",
        method="get",
        summary="Does the press answer",
        answers={200: _JSON, 503: _JSON},
    ),
)
# Every route may say that something is too long, too slow, or not to be had now.
_ALWAYS: Final = (405, 408, 413, 414, 431, 503)


def description(publication: Publication) -> dict[str, Any]:
    """Return the description as plain data."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _told(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": publication.title,
            "version": pressrun.__version__,
            "description": "A GET changes nothing; a POST acts.",
        },
        "servers": [{"url": publication.service_address().removesuffix("/")}],
        "paths": paths,
    }


def _told(operation: Operation) -> dict[str, Any]:
    told: dict[str, Any] = {
        "summary": operation.summary,
        "parameters": list(_parameters(operation)),
        "responses": {
            str(status): {"description": "", "content": {media_type: {}}}
            for status, media_type in operation.answers.items()
        }
        | {
            str(status): {"description": ""}
            for status in _ALWAYS
            if status not in operation.answers
        },
    }
    if operation.body is not None:
        schema = {"type": "object", "properties": dict(operation.body)}
        if operation.required:
            schema["required"] = list(operation.required)
        told["requestBody"] = {"content": {operation.takes: {"schema": schema}}}
    return told


def _parameters(operation: Operation) -> Iterator[dict[str, Any]]:
    for part in operation.path.split("/"):
        if part.startswith("{"):
            yield {"name": part[1:-1], "in": "path", "required": True, "schema": _TEXT}
    for name in operation.query:
        yield {"name": name, "in": "query", "required": False, "schema": _TEXT}


class Description:
    """``/openapi.json``."""

    def __init__(self, publication: Publication) -> None:
        self._told = description(publication)

    async def answer(self, request: Request) -> Response:
        """Answer with the description, to programs on any site."""
        headers = {
            "Cache-Control": "public, max-age=300",
            "Access-Control-Allow-Origin": "*",
        }
        return JSONResponse(self._told, headers=headers)
