"""Published files by the letter of RFC 9110: conditions, codings, lasting, moved and gone."""

import gzip
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

import brotli
import pytest

from doubles.site import Answer, ServedSite
from pressrun.model.manifest import PATH, Manifest
from pressrun.press.pack import pack

FEED = "/feeds/main.atom"
PAGE = "/articles/lamp/"
HUB = "https://hub.example.org/"
KEPT = ("ETag", "Cache-Control", "Vary", "Last-Modified", "Link", "Access-Control-Allow-Origin")
UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedSite]:
    folder = tmp_path_factory.mktemp("packed")
    with ServedSite(folder) as site:
        pack(site.app.editor._wiring.desk)
        yield site


def manifest(site: ServedSite) -> Manifest:
    return Manifest.parse((site.folder / PATH).read_bytes())


def put(site: ServedSite, manifest: Manifest) -> None:
    site.app.editor._wiring.outlet.write([{PATH: manifest.dump()}])


def paths(site: ServedSite) -> list[str]:
    return [f"/{path}" for path in manifest(site).files]


@pytest.mark.parametrize("accepted", [None, "gzip", "br, gzip", "identity"])
def test_every_file_is_304_to_its_own_tag_and_date_and_head_says_what_get_would(
    packed: ServedSite, accepted: str | None
) -> None:
    coding = {"Accept-Encoding": accepted} if accepted else {}
    assert len(paths(packed)) > 8
    for path in paths(packed):
        whole = packed.ask("GET", path, headers=coding)
        head = packed.ask("HEAD", path, headers=coding)
        by_tag = {**coding, "If-None-Match": whole.headers["ETag"]}
        by_date = {**coding, "If-Modified-Since": whole.headers["Last-Modified"]}
        known = [packed.ask(m, path, headers=h) for m in ("GET", "HEAD") for h in (by_tag, by_date)]

        assert (whole.status, head.status, head.octets) == (200, 200, b"")
        assert fields(head) == fields(whole)
        assert int(whole.headers["Content-Length"]) == len(whole.octets)
        for answer in known:
            assert (answer.status, answer.octets) == (304, b"")
            for name in KEPT:
                assert answer.headers[name] == whole.headers[name], (path, name)


def fields(answer: Answer) -> list[tuple[str, str]]:
    return sorted(pair for pair in answer.headers.items() if pair[0].lower() != "date")


def test_the_tag_wins_over_the_date(packed: ServedSite) -> None:
    whole = packed.ask("GET", FEED)
    later = format_datetime(datetime.now(UTC) + timedelta(days=1), usegmt=True)

    other = packed.ask("GET", FEED, headers={"If-None-Match": '"x"', "If-Modified-Since": later})
    early = "Thu, 01 Jan 2015 00:00:00 GMT"
    same = {"If-None-Match": whole.headers["ETag"], "If-Modified-Since": early}

    assert other.status == 200
    assert packed.ask("GET", FEED, headers=same).status == 304
    assert packed.ask("GET", FEED, headers={"If-Modified-Since": early}).status == 200


def test_a_rebuild_without_a_change_is_304_to_everybody(packed: ServedSite) -> None:
    before = {path: packed.ask("GET", path).headers for path in paths(packed)}

    packed.app.editor.build(record=True, dry_run=False)

    for path, headers in before.items():
        for condition in (
            {"If-None-Match": headers["ETag"]},
            {"If-Modified-Since": headers["Last-Modified"]},
        ):
            assert packed.ask("GET", path, headers=condition).status == 304, path


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        (None, None),
        ("", None),
        ("identity", None),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("*", "br"),
        ("*;q=0.5, br;q=0", "gzip"),
        ("gzip;q=0.5, identity;q=0.8", None),
        ("deflate", None),
        ("GZIP", "gzip"),
        ("identity;q=0, gzip", "gzip"),
        ("*;q=0, br", "br"),
        ("nonsense;;q=x,,gzip", "gzip"),
    ],
)
def test_the_coding_follows_accept_encoding(
    packed: ServedSite, accepted: str | None, coding: str | None
) -> None:
    plain = packed.ask("GET", FEED, headers={"Accept-Encoding": "identity"})

    answer = packed.ask(
        "GET", FEED, headers={} if accepted is None else {"Accept-Encoding": accepted}
    )

    assert answer.status == 200
    assert answer.headers["Content-Encoding"] == coding
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Content-Type"] == plain.headers["Content-Type"]
    assert (answer.headers["ETag"] == plain.headers["ETag"]) is (coding is None)
    assert UNPACK[coding](answer.octets) == plain.octets


@pytest.mark.parametrize("accepted", ["identity;q=0", "*;q=0", "zstd, *;q=0"])
def test_whoever_accepts_nothing_there_is_is_406(packed: ServedSite, accepted: str) -> None:
    answer = packed.ask("GET", FEED, headers={"Accept-Encoding": accepted})

    assert (answer.status, answer.headers["Vary"]) == (406, "Accept-Encoding")


def test_forms_are_not_files_of_their_own(packed: ServedSite) -> None:
    assert (packed.folder / "public/feeds/main.atom.br").exists()
    for path in (f"{FEED}.br", f"{FEED}.gz", "/_headers", "/_redirects"):
        assert packed.ask("GET", path).status == 404


def test_a_form_of_other_octets_is_never_sent(tmp_path: Path) -> None:
    with ServedSite(tmp_path / "notes") as site:
        pack(site.app.editor._wiring.desk)
        wants = {"Accept-Encoding": "br"}
        before = site.ask("GET", FEED, headers=wants)
        feed = site.folder / f"public{FEED}"
        newer = feed.read_bytes() + b"<!-- newer -->"
        site.app.editor._wiring.outlet.write([{f"public{FEED}": newer}])

        between = site.ask("GET", FEED, headers=wants)
        since = {"If-Modified-Since": before.headers["Last-Modified"], **wants}

        assert before.headers["Content-Encoding"] == "br"
        assert (between.octets, between.headers["Content-Encoding"]) == (newer, None)
        assert between.headers["Last-Modified"] is None
        assert site.ask("GET", FEED, headers=since).status == 200

        (site.folder / f"public{FEED}").write_bytes(gzip.decompress(gzip.compress(newer[:-14])))
        (site.folder / f"public{FEED}.br").write_bytes(b"not brotli")
        assert site.ask("GET", FEED, headers=wants).octets == newer[:-14]


def test_feeds_name_themselves_and_each_hub_and_may_be_read_by_other_sites(
    tmp_path: Path,
) -> None:
    with ServedSite(tmp_path / "notes", settings=f'\n[feeds]\nhubs = ["{HUB}"]\n') as site:
        url = site.app.site.url.rstrip("/")
        for path in paths(site):
            answer = site.ask("HEAD", path)
            is_feed = path.endswith((".rss", ".atom", ".json"))
            link = f'<{url}{path}>; rel="self", <{HUB}>; rel="hub"' if is_feed else None
            shared = "*" if is_feed or path.endswith(".opml") else None

            assert answer.headers["Link"] == link
            assert answer.headers["Access-Control-Allow-Origin"] == shared


def test_a_picture_lasts_for_ever_and_an_archive_a_day(packed: ServedSite) -> None:
    [picture] = [path for path in paths(packed) if path.startswith("/media/")]
    listed = manifest(packed)
    line = listed.files["feeds/main.atom"]
    archive = "feeds/archive/main/1.atom"
    outlet = packed.app.editor._wiring.outlet
    outlet.write([{f"public/{archive}": (packed.folder / f"public{FEED}").read_bytes()}])
    put(packed, replace(listed, files={**listed.files, archive: replace(line, packed={})}))

    lasting = {p: packed.ask("GET", p).headers["Cache-Control"] for p in (picture, f"/{archive}")}
    put(packed, listed)

    assert lasting[picture] == "public, max-age=31536000, immutable"
    assert lasting[f"/{archive}"] == "public, max-age=86400"


def test_nothing_lasts_longer_than_until_the_next_article(tmp_path: Path) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=100)
    with ServedSite(tmp_path / "notes") as site:
        site.write(
            "articles/soon.md",
            f"---\nid: soonaaaaaa\ntitle: Soon\npublish: {soon:%Y-%m-%d %H:%M:%S}\n---\n\nWords.\n",
        )

        for path in (PAGE, FEED):
            said = site.ask("GET", path).headers["Cache-Control"]
            assert int(said.removeprefix("public, max-age=")) <= 100


def test_nothing_lasts_longer_than_until_the_next_issue(tmp_path: Path) -> None:
    with ServedSite(tmp_path / "notes") as site:
        issue = site.app.editor.issue("1")
        site.app.sending.arm(site.app.sending.plan(issue, "in 2 minutes"), by="a tester")

        said = site.ask("GET", FEED).headers["Cache-Control"]

        assert int(said.removeprefix("public, max-age=")) <= 120


def test_what_was_withdrawn_is_410_and_what_moved_301(tmp_path: Path) -> None:
    with ServedSite(tmp_path / "notes") as site:
        listed = manifest(site)
        put(
            site,
            replace(
                listed,
                gone=frozenset({"articles/lamp/", "articles/ship/"}),
                moved={"articles/old/": "articles/lámp/", "a.atom": "https://example.org/b.atom"},
            ),
        )
        page = (site.folder / "public/articles/lamp/index.html").read_bytes()

        for path in ("/articles/lamp/", "/articles/lamp", "/articles/lamp/index.html"):
            for conditions in ({}, {"If-None-Match": "*"}):
                gone = site.ask("GET", path, headers=conditions)
                assert (gone.status, gone.octets) == (410, page)
            assert site.ask("HEAD", path).headers["Content-Length"] == str(len(page))
        assert site.ask("GET", "/articles/ship/").status == 410
        for path in ("/articles/old/", "/articles/old"):
            moved = site.ask("GET", path)
            assert (moved.status, moved.headers["Location"]) == (301, "/articles/l%C3%A1mp/")
            assert moved.headers["Content-Length"] == "0"
        assert site.ask("GET", "/a.atom").headers["Location"] == "https://example.org/b.atom"


@pytest.mark.parametrize(
    "conditions",
    [
        {"If-None-Match": '"' + "x" * 10_000 + '"'},
        {"If-None-Match": ",".join(f'"{number}"' for number in range(1500))},
        {"If-None-Match": "\xff\xfe, W/"},
        {"If-Modified-Since": "yesterday"},
        {"If-Modified-Since": "Fri, 31 Feb 2026 25:61:61 GMT"},
        {"If-Modified-Since": "Thu, 01 Jan 99999 00:00:00 GMT"},
        {"If-Modified-Since": "1e9999"},
        {"If-Modified-Since": "Mon, 01 Jan 0000 00:00:00 GMT"},
        {"If-Modified-Since": "x" * 10_000},
        {"Accept-Encoding": "gzip;q=" + "9" * 10_000},
        {"Accept-Encoding": "," * 10_000},
        {"Accept-Encoding": "\xff"},
        {"Range": "bytes=0-10"},
    ],
)
def test_a_hostile_field_is_answered_with_the_whole_file(
    packed: ServedSite, conditions: dict[str, str]
) -> None:
    answer = packed.ask("GET", FEED, headers=conditions)

    assert answer.status == 200
    assert answer.octets == (packed.folder / f"public{FEED}").read_bytes()


@pytest.mark.parametrize(
    "form", ["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"]
)
def test_a_date_is_read_in_each_of_its_three_forms(packed: ServedSite, form: str) -> None:
    at = parsedate_to_datetime(packed.ask("GET", FEED).headers["Last-Modified"])

    def status(moment: datetime) -> int:
        condition = {"If-Modified-Since": moment.strftime(form)}
        return packed.ask("GET", FEED, headers=condition).status

    assert [status(at), status(at + timedelta(1)), status(at - timedelta(seconds=1))] == [
        304,
        304,
        200,
    ]


def test_generations_that_change_under_load_never_mix(tmp_path: Path) -> None:
    with ServedSite(tmp_path / "notes") as site:
        desk = site.app.editor._wiring.desk
        pack(desk)
        done = threading.Event()
        wrong: list[str] = []
        answered: set[str] = set()

        def read(accepted: str) -> None:
            shown: dict[str, bytes] = {}
            while not done.is_set():
                answer = site.ask("GET", FEED, headers={"Accept-Encoding": accepted})
                octets = UNPACK[answer.headers["Content-Encoding"]](answer.octets)
                if answer.status != 200 or not octets.rstrip().endswith(b"</feed>"):
                    wrong.append(f"{answer.status}, torn")
                if shown.setdefault(answer.headers["ETag"], octets) != octets:
                    wrong.append("two contents under one tag")
                answered.add(answer.headers["ETag"])
                if b"number 7" in octets:
                    return

        threads = [threading.Thread(target=read, args=(a,)) for a in ("br", "gzip", "identity")]
        for thread in threads:
            thread.start()
        for number in range(8):
            front = f"id: lampaaaaaa\ntitle: The lamp number {number}\npublish: now\n"
            site.write("articles/lamp.md", f"---\n{front}---\n\nLight.\n")
            site.app.editor.build(record=True, dry_run=False)
            pack(desk)
        for thread in threads:
            thread.join(20)
        done.set()

        assert not any(thread.is_alive() for thread in threads)
        assert wrong == []
        assert len(answered) > 3
