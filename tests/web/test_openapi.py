"""The description of the routes says what the routes are."""

import json
import re
from collections.abc import Iterator

import pytest
from starlette.routing import Route

from doubles.site import ServedSite
from pressrun.web.openapi import OPERATIONS, description
from pressrun.web.site import site as made

# Files, which the manifest names, and what catches whatever is no route.
NOT_DESCRIBED = {
    ("/{path:path}", "get"),
    ("/style-{digest}.css", "get"),
    ("/feeds/private/{name}", "get"),
    ("/vote/{path:path}", "get"),
    ("/vote/{path:path}", "post"),
    ("/api/subscribe", "options"),
}


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[set[tuple[str, str]]]:
    with ServedSite(tmp_path_factory.mktemp("notes")) as served:
        yield {
            (route.path, method.lower())
            for route in made(served.app).routes
            if isinstance(route, Route)
            for method in route.methods or ()
            if method != "HEAD"
        }


def test_every_route_is_described_and_nothing_else(routes: set[tuple[str, str]]) -> None:
    described = {(operation.path, operation.method) for operation in OPERATIONS}

    assert described == routes - NOT_DESCRIBED
    assert routes >= NOT_DESCRIBED


def test_a_path_names_its_parameters(site: ServedSite) -> None:
    told = description(site.app.site.publication)

    for path, operations in told["paths"].items():
        for operation in operations.values():
            named = [p["name"] for p in operation["parameters"] if p["in"] == "path"]
            assert named == re.findall(r"{(\w+)}", path)
            assert operation["responses"]
            assert operation["summary"]


def test_programs_on_any_site_may_read_it(site: ServedSite) -> None:
    answer = site.ask("GET", "/openapi.json")

    told = json.loads(answer.octets)
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert told["openapi"].startswith("3.1")
    assert "/api/subscribe" in told["paths"]
