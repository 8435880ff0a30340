"""The published site over HTTP: what it serves, and what it makes of everything else."""

import hashlib
import json
import shutil
import socket
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from doubles.site import PATIENCE_S, ServedSite
from source.picture_samples import gif_with_xmp, photograph

PAGE = "/articles/lamp/"


@pytest.mark.parametrize(
    ("path", "media_type", "words"),
    [
        ("/", "text/html; charset=utf-8", "Harbour"),
        (PAGE, "text/html; charset=utf-8", "The lamp"),
        ("/feeds/main.rss", "application/rss+xml; charset=utf-8", "<rss"),
        ("/feeds/main.atom", "application/atom+xml; charset=utf-8", "<feed"),
        ("/feeds/main.json", "application/feed+json; charset=utf-8", "The lamp"),
        ("/feeds/issues.atom", "application/atom+xml; charset=utf-8", "<feed"),
    ],
)
def test_pages_and_feeds_come_with_their_media_type(
    site: ServedSite, path: str, media_type: str, words: str
) -> None:
    answer = site.ask("GET", path)

    assert answer.status == 200
    assert answer.headers["Content-Type"] == media_type
    assert words in answer.text


def test_a_picture_is_served_as_the_octets_it_has(site: ServedSite) -> None:
    page = site.ask("GET", PAGE).text
    [path] = {part.split('"')[0] for part in page.split('src="')[1:]}

    answer = site.ask("GET", "/" + path.split("/", 3)[3])

    assert answer.headers["Content-Type"] == "image/png"
    assert answer.octets == (site.folder / "articles/lamp.png").read_bytes()


@pytest.mark.parametrize("kind", ["image/jpeg", "image/png", "image/webp", "image/gif"])
def test_a_picture_that_is_a_page_too_is_served_as_a_picture_and_nothing_else(
    site: ServedSite, kind: str
) -> None:
    octets = gif_with_xmp(b"") if kind == "image/gif" else photograph(kind)
    octets += b"<html><script>alert(document.domain)</script></html>"
    (site.folder / "articles/page.html").write_bytes(octets)
    site.write(
        "articles/twice.md",
        "---\nid: twiceaaaaa\ntitle: Twice\npublish: now\n---\n\n![A lamp](page.html)\n",
    )
    site.app.editor.build(record=True, dry_run=False)
    suffix = {"image/jpeg": "jpg"}.get(kind, kind.partition("/")[2])
    name = f"{hashlib.sha256(octets).hexdigest()[:16]}.{suffix}"

    answer = site.ask("GET", f"/media/{name}")

    assert (answer.status, answer.octets) == (200, octets)
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert f"media/{name}" in site.ask("GET", "/articles/twice/").text


def test_what_is_served_is_what_lies_in_public(site: ServedSite) -> None:
    manifest = json.loads((site.folder / "public/manifest.json").read_text())

    served = {path: site.ask("GET", f"/{path}").octets for path in manifest["files"]}

    assert len(served) > 8
    assert served == {path: (site.folder / "public" / path).read_bytes() for path in served}


@pytest.mark.parametrize("path", [PAGE, "/feeds/main.rss"])
def test_a_reader_that_has_it_is_told_so_without_a_body(site: ServedSite, path: str) -> None:
    etag = site.ask("GET", path).headers["ETag"]

    known = [
        site.ask("GET", path, headers={"If-None-Match": field})
        for field in (etag, f"W/{etag}", f'"other", {etag}', "*")
    ]
    changed = site.ask("GET", path, headers={"If-None-Match": '"other"'})

    assert [(answer.status, answer.octets) for answer in known] == [(304, b"")] * 4
    assert {answer.headers["ETag"] for answer in known} == {etag}
    assert {answer.headers["Cache-Control"] for answer in known} == {"public, max-age=300"}
    assert changed.status == 200


def test_head_says_what_get_would_and_sends_no_body(site: ServedSite) -> None:
    get = site.ask("GET", PAGE)
    head = site.ask("HEAD", PAGE)

    assert head.status == 200
    assert head.octets == b""
    for name in ("Content-Type", "Content-Length", "ETag", "Cache-Control"):
        assert head.headers[name] == get.headers[name]
    assert int(head.headers["Content-Length"]) == len(get.octets)


def test_a_folder_without_its_slash_leads_to_the_one_with_it(site: ServedSite) -> None:
    answer = site.ask("GET", "/articles/lamp")

    assert answer.status == 301
    assert answer.headers["Location"] == "/articles/lamp/"


@pytest.mark.parametrize("path", ["/nope", "/articles/", "/media/", "/favicon.ico", "/nope/"])
def test_what_is_not_there_is_a_page_of_ours(site: ServedSite, path: str) -> None:
    answer = site.ask("GET", path)

    assert answer.status == 404
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Harbour" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/../pressrun.toml",
        "/..%2fpressrun.toml",
        "/%2e%2e/pressrun.toml",
        "/articles/..%2f..%2f..%2fpressrun.toml",
        "/..%5cpressrun.toml",
        "/.pressrun/state.db",
        "/manifest.json",
        "/pressrun.toml",
        "/articles/lamp.md",
        "//etc/passwd",
        "//example.org/",
        "///",
        "/%2fetc%2fpasswd",
        "/%00",
        "/articles/lamp/%00",
        "/articles/lamp/index.html%00.png",
        "/%ff",
        "/articles/%ff%fe/",
        "/%",
        "/%zz",
        "/unsubscribe/",
        "/unsubscribe/a/b",
        "/unsubscribe/%ff",
        "/unsubscribe/%00",
        "/unsubscribe/..%2f..%2fpressrun.toml",
        "/" + "a" * 60_000,
        "/" + "../" * 1000,
        "/articles/lamp/index.html/",
    ],
)
def test_a_tricky_path_finds_nothing_and_breaks_nothing(site: ServedSite, path: str) -> None:
    answer = site.ask("GET", path)

    assert answer.status in {400, 404, 414}
    assert b"authority" not in answer.octets
    assert b"Traceback" not in answer.octets
    assert site.ask("GET", PAGE).status == 200


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /" + b"a" * 66_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"nonsense\r\n\r\n",
    ],
)
def test_what_is_no_request_is_400_or_nothing_and_the_next_one_is_answered(
    site: ServedSite, sent: bytes
) -> None:
    with socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE_S) as connection:
        connection.sendall(sent)
        answered = connection.recv(12)

    assert answered in {b"HTTP/1.1 400", b"HTTP/1.1 414"}
    assert site.ask("GET", PAGE).status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["/", PAGE, "/feeds/main.rss", "/nope", "/healthz"])
def test_a_page_only_lets_itself_be_read(site: ServedSite, method: str, path: str) -> None:
    answer = site.ask(method, path, b"x=1")

    assert answer.status == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD"}


@pytest.mark.parametrize("path", ["/", "/nope", "/feeds/main.atom", "/articles/lamp", "/healthz"])
def test_every_answer_is_a_quiet_page(site: ServedSite, path: str) -> None:
    headers = site.ask("GET", path).headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Set-Cookie"] is None
    assert headers["Server"] is None
    assert parsedate_to_datetime(headers["Date"])


def test_a_new_build_is_served_without_a_restart(site: ServedSite) -> None:
    before = site.ask("GET", PAGE)
    site.write(
        "articles/lamp.md",
        "---\nid: lampaaaaaa\ntitle: The lamp again\npublish: now\n---\n\n![A lamp](lamp.png)\n",
    )

    site.app.editor.build(record=True, dry_run=False)
    after = site.ask("GET", PAGE, headers={"If-None-Match": before.headers["ETag"]})

    assert "The lamp again" not in before.text
    assert after.status == 200
    assert "The lamp again" in after.text


def test_a_site_that_was_never_built_has_nothing_and_says_so(tmp_path: Path) -> None:
    with ServedSite(tmp_path / "notes") as site:
        shutil.rmtree(site.folder / "public")

        assert site.ask("GET", "/").status == 404
        assert site.ask("GET", "/healthz").status == 200
