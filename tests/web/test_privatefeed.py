"""Readers' own feeds over HTTP: whoever has the address reads, and a GET changes nothing."""

import json
import logging
from itertools import count
from pathlib import Path
from xml.etree import ElementTree

import pytest

from doubles.logged import Logged
from doubles.site import Answer, ServedSite
from pressrun.app import App
from pressrun.app.privatefeeds import Owned

NAMES = (f"owner{number}" for number in count())
FORMATS = {
    ".rss": "application/rss+xml; charset=utf-8",
    ".atom": "application/atom+xml; charset=utf-8",
    ".json": "application/feed+json; charset=utf-8",
}
WRONG_PAGES = ("0", "2", "-1", "x", "", "1e9", "99999999999999999999", "%D9%A1")
ATOM = "{http://www.w3.org/2005/Atom}"
by_format = pytest.mark.parametrize("suffix", FORMATS)


def reader(site: ServedSite) -> str:
    """Add a reader and return their address."""
    name = next(NAMES)
    site.subscribe(name)
    return f"{name}@example.org"


def rotate(site: ServedSite, address: str) -> str:
    """Give a reader a new feed; return the path of its documents, without their suffix."""
    owned = site.app.private_feeds.rotate(address, list="", commit=True)
    assert owned.address is not None
    assert owned.address.base.startswith(site.app.site.url)
    return owned.address.base.removeprefix(site.app.site.url.rstrip("/"))


def choose(site: ServedSite, address: str, *topics: str) -> None:
    site.app.private_feeds.choose(address, list(topics), list="", commit=True)


def ids(answer: Answer, suffix: str) -> list[str]:
    return ids_of(answer.octets, suffix)


def ids_of(octets: bytes, suffix: str) -> list[str]:
    match suffix:
        case ".rss":
            found = ElementTree.fromstring(octets).iterfind("channel/item/guid")
        case ".atom":
            found = ElementTree.fromstring(octets).iterfind(f"{ATOM}entry/{ATOM}id")
        case _:
            return [item["id"] for item in json.loads(octets)["items"]]
    return [element.text or "" for element in found]


@by_format
def test_it_holds_the_public_articles_under_the_ids_of_the_public_feeds(
    site: ServedSite, suffix: str
) -> None:
    path = rotate(site, reader(site))

    answer = site.ask("GET", path + suffix)

    assert answer.status == 200
    assert answer.headers["Content-Type"] == FORMATS[suffix]
    assert ids(answer, suffix) == ids(site.ask("GET", f"/feeds/main{suffix}"), suffix)
    assert len(ids(answer, suffix)) >= 1


@by_format
def test_its_self_link_is_its_own_address_and_nothing_else_has_it(
    site: ServedSite, suffix: str
) -> None:
    path = rotate(site, reader(site))

    text = site.ask("GET", path + suffix).text

    address = f"{site.app.site.url.rstrip('/')}{path}{suffix}"
    token = path.rpartition("/")[2]
    assert text.count(address) == text.count(token) >= 1
    assert "@example.org" not in text
    assert "hub" not in text


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@by_format
def test_reading_changes_no_row_and_a_new_address_does(
    site: ServedSite, method: str, suffix: str
) -> None:
    address = reader(site)
    path = rotate(site, address)
    before = site.rows()

    answers = [site.ask(method, path + suffix) for _ in range(2)]
    between = site.rows()
    rotate(site, address)

    assert [answer.status for answer in answers] == [200, 200]
    assert between == before
    assert site.rows() != before


def test_no_shared_cache_and_no_search_engine_keeps_it(site: ServedSite) -> None:
    address = reader(site)
    path = rotate(site, address)
    known = site.ask("GET", f"{path}.rss")
    again = site.ask("GET", f"{path}.rss", headers={"If-None-Match": known.headers["ETag"]})
    rotate(site, address)
    gone, nobodys = site.ask("GET", f"{path}.rss"), site.ask("GET", "/feeds/private/x.rss")

    assert [a.status for a in (known, again, gone, nobodys)] == [200, 304, 410, 404]
    for answer in (known, again, gone, nobodys):
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert "public" not in answer.headers["Cache-Control"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        for name in ("Access-Control-Allow-Origin", "Link", "Set-Cookie"):
            assert answer.headers[name] is None
    assert known.headers["Cache-Control"] == again.headers["Cache-Control"] == "private, no-cache"
    assert gone.headers["Cache-Control"] == nobodys.headers["Cache-Control"] == "no-store"


def test_a_reader_that_has_it_is_told_so_until_the_topics_change(site: ServedSite) -> None:
    address = reader(site)
    path = f"{rotate(site, address)}.atom"
    etag = site.ask("GET", path).headers["ETag"]

    known = [
        site.ask("GET", path, headers={"If-None-Match": field})
        for field in (etag, f"W/{etag}", f'"other", {etag}', "*")
    ]
    choose(site, address, "no such tag")
    changed = site.ask("GET", path, headers={"If-None-Match": etag})

    assert [(answer.status, answer.octets) for answer in known] == [(304, b"")] * 4
    assert {answer.headers["ETag"] for answer in known} == {etag}
    assert changed.status == 200
    assert ids(changed, ".atom") == []


def test_head_says_what_get_would_and_sends_no_body(site: ServedSite) -> None:
    path = f"{rotate(site, reader(site))}.rss"
    get, head = site.ask("GET", path), site.ask("HEAD", path)

    assert (head.status, head.octets) == (200, b"")
    for name in ("Content-Type", "Content-Length", "ETag", "Cache-Control"):
        assert head.headers[name] == get.headers[name]
    assert int(head.headers["Content-Length"]) == len(get.octets)


def test_who_leaves_finds_it_gone_and_others_do_not(site: ServedSite) -> None:
    name = next(NAMES)
    leaving = site.subscribe(name)
    path, staying = rotate(site, f"{name}@example.org"), rotate(site, reader(site))
    assert site.ask("GET", f"{path}.json").status == 200

    site.ask("POST", leaving)

    assert {site.ask("GET", path + suffix).status for suffix in FORMATS} == {410}
    assert site.ask("GET", f"{staying}.json").status == 200


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "name",
    [
        "sample.rss",
        f"{'A' * 48}.rss",
        f"{'A' * 48}",
        f"{'A' * 1000}.rss",
        "%00.rss",
        "..%2f..%2fmain.rss",
        ".rss",
        "%F0%9F%8E%89.json",
        "",
    ],
)
def test_an_address_nobody_was_given_is_404_and_changes_nothing(
    site: ServedSite, method: str, name: str
) -> None:
    before = site.rows()

    answer = site.ask(method, f"/feeds/private/{name}")

    assert answer.status == 404
    assert site.rows() == before


def test_a_format_or_a_page_that_is_none_is_404(site: ServedSite) -> None:
    path = rotate(site, reader(site))
    assert site.ask("GET", f"{path}.rss?page=1").status == 200
    assert site.ask("GET", f"{path}.rss?utm_source=reader").status == 200

    for wrong in ("", ".html", ".rss.gz", ".RSS", *(f".rss?page={n}" for n in WRONG_PAGES)):
        assert site.ask("GET", path + wrong).status == 404, wrong


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_no_other_method_is_answered(site: ServedSite, method: str) -> None:
    path = rotate(site, reader(site))
    before = site.rows()

    answer = site.ask(method, f"{path}.rss", b"x")

    assert answer.status == 405
    assert site.rows() == before


def test_no_public_file_leads_to_it(site: ServedSite) -> None:
    path = rotate(site, reader(site))
    site.ask("GET", f"{path}.rss")
    site.app.editor.build(record=True, dry_run=False)

    files = [f for below in ("public", "feeds") for f in (site.folder / below).rglob("*")]
    texts = {file.name: file.read_bytes() for file in files if file.is_file()}

    assert len(texts) > 10
    assert any(b"feeds/main" in text for text in texts.values())
    # That they are no business of search engines is all that is said of them.
    assert {name for name, text in texts.items() if b"feeds/private" in text} == {"robots.txt"}
    assert not any(path.encode() in text for text in texts.values())


def test_no_log_names_the_address_of_a_feed_or_of_its_reader(tmp_path: Path) -> None:
    with Logged() as logged, ServedSite(tmp_path / "notes") as site:
        logging.getLogger("pressrun").debug("a line that is kept")
        address = reader(site)
        path = rotate(site, address)
        site.ask("GET", f"{path}.rss")
        rotate(site, address)
        site.ask("GET", f"{path}.rss")

    assert "a line that is kept" in logged.text
    assert path.rpartition("/")[2] not in logged.text
    assert address not in logged.text


def test_each_page_leads_to_the_next_until_all_was_shown(tmp_path: Path) -> None:
    with ServedSite(tmp_path / "notes") as site:
        for letter in "abcd":
            front = f"id: naaaaaaaa{letter}\ntitle: N {letter}\npublish: now\n"
            site.write(f"articles/n{letter}.md", f"---\n{front}---\n\nWords.\n")
        site.app.editor.build(record=True, dry_run=False)
        address = reader(site)
        whole = {s: ids_of(site.ask("GET", f"/feeds/main{s}").octets, s) for s in FORMATS}
    settings = site.folder / "pressrun.toml"
    settings.write_text(f"{settings.read_text()}\n[feeds]\nlimit = 2\n")
    with App(site.folder, {}) as app:
        owned = app.private_feeds.rotate(address, list="", commit=True)
        paged = {suffix: read_through(app, owned, suffix) for suffix in FORMATS}

    assert {len(found) for found in whole.values()} == {5}
    assert paged == whole


def read_through(app: App, owned: Owned, suffix: str) -> list[str]:
    """Return the ids of a whole feed, from page to page as each says it."""
    assert owned.address is not None
    token = owned.address.base.rpartition("/")[2]
    found: list[str] = []
    at, page = owned.address.ending(suffix), 1
    while at:
        assert at == owned.address.base + suffix + (f"?page={page}" if page > 1 else "")
        octets = app.private_feeds.document(token, suffix, page)
        assert isinstance(octets, bytes)
        found += ids_of(octets, suffix)
        at, page = following(octets, suffix), page + 1
    assert page == 4
    return found


def following(octets: bytes, suffix: str) -> str:
    """Return the address of the next page, empty on the last one."""
    if suffix == ".json":
        return str(json.loads(octets).get("next_url", ""))
    links = ElementTree.fromstring(octets).iter(f"{ATOM}link")
    return next((link.attrib["href"] for link in links if link.get("rel") == "next"), "")
