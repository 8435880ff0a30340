"""robots.txt, sitemaps and security.txt by the letter of what asks for them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.robotparser import RobotFileParser
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doubles.shop import PUBLICATION
from pressrun.model.manifest import Line
from pressrun.press.wayfinding import PER_SITEMAP, robots, security, sitemaps

AT = datetime(2026, 11, 24, 8, tzinfo=UTC)
LINE = Line("0" * 64, AT)
XMLNS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def rows(octets: bytes, whole: str, each: str) -> list[Element]:
    root = fromstring(octets.decode())
    assert root.tag == f"{XMLNS}{whole}"
    assert [child.tag for child in root] == [f"{XMLNS}{each}"] * len(root)
    return list(root)


def addresses(octets: bytes, whole: str = "urlset", each: str = "url") -> list[str]:
    return [row.findtext(f"{XMLNS}loc") or "" for row in rows(octets, whole, each)]


def test_a_sitemap_lists_pages_for_people_and_nothing_else() -> None:
    paths = (
        *("index.html", "articles/lamp/index.html", "issues/001-a/index.html"),
        *("archive/index.html", "archive/2026/index.html", "topics/x/index.html"),
        *("authors/y/index.html", "privacy/index.html"),
        *("404.html", "500.html", "feeds/index.html", "feeds/main.html", "feeds/main.rss"),
        *("media/0.png", "style-0.css", "robots.txt", "articles/gone/index.html"),
    )

    [(path, octets, at)] = sitemaps(
        PUBLICATION, dict.fromkeys(paths, LINE), frozenset({"articles/gone/"})
    )

    assert (path, at) == ("sitemap.xml", AT)
    assert octets.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns=')
    assert addresses(octets) == [
        f"https://notes.example.org/{name.removesuffix('index.html')}" for name in sorted(paths[:8])
    ]
    modified = {row.findtext(f"{XMLNS}lastmod") for row in rows(octets, "urlset", "url")}
    assert modified == {"2026-11-24T08:00:00Z"}


def test_more_than_one_file_holds_are_several_and_a_list_of_them() -> None:
    later = Line("1" * 64, AT + timedelta(days=1))
    files = {f"articles/a{number:06}/index.html": LINE for number in range(PER_SITEMAP + 1)}
    files["articles/a000000/index.html"] = later

    *parts, (path, listed, at) = sitemaps(PUBLICATION, files, frozenset())

    assert [len(addresses(octets)) for _, octets, _ in parts] == [PER_SITEMAP, 1]
    assert all(len(octets) < 50 * 2**20 for _, octets, _ in parts)
    assert (path, at) == ("sitemap.xml", later.modified_at)
    assert addresses(listed, "sitemapindex", "sitemap") == [
        f"https://notes.example.org/{name}" for name, _, _ in parts
    ]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20))
def test_whatever_a_path_holds_the_sitemap_is_xml_and_ascii(name: str) -> None:
    files = {f"articles/{name}/index.html": LINE}

    [(_, octets, _)] = sitemaps(PUBLICATION, files, frozenset())

    [address] = addresses(octets)
    assert address.isascii()
    assert address.startswith("https://notes.example.org/articles/")


def test_an_empty_site_has_an_empty_sitemap() -> None:
    [(_, octets, at)] = sitemaps(PUBLICATION, {}, frozenset())

    assert addresses(octets) == []
    assert at == datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("base", ["", "/notes"])
def test_robots_may_read_all_but_what_is_one_readers(base: str) -> None:
    there = replace(PUBLICATION, url=f"https://notes.example.org{base}")
    parser = RobotFileParser()
    parser.parse(robots(there).decode().splitlines())

    for path in ("", "articles/lamp/", "archive/", "feeds/main.rss", "subscribe"):
        assert parser.can_fetch("*", there.address(path)), path
    for path in (
        *("confirm/x", "preferences/x", "unsubscribe/x", "undo/x", "vote/x/a/b/1"),
        *("feeds/private/x.rss", "search?q=x", "api/subscribe"),
    ):
        assert not parser.can_fetch("*", there.address(path)), path
    assert parser.site_maps() == [there.address("sitemap.xml")]


def fields(octets: bytes) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in octets.decode().splitlines())


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        ("2026-01-01T00:00:00+00:00", "2027-01-01T00:00:00Z"),
        ("2026-06-30T23:59:59+00:00", "2027-01-01T00:00:00Z"),
        ("2026-07-01T00:00:00+00:00", "2027-07-01T00:00:00Z"),
        ("2026-12-31T23:59:59+00:00", "2027-07-01T00:00:00Z"),
        ("2026-06-30T23:30:00-02:00", "2027-07-01T00:00:00Z"),
    ],
)
def test_security_txt_is_the_same_for_half_a_year_and_never_for_more_than_one(
    now: str, ends: str
) -> None:
    said = fields(security(PUBLICATION, datetime.fromisoformat(now)))

    assert said["Expires"] == ends
    left = datetime.fromisoformat(ends) - datetime.fromisoformat(now)
    assert timedelta(days=180) < left <= timedelta(days=366)


def test_security_txt_says_whom_to_tell() -> None:
    named = replace(PUBLICATION, security_contact="https://example.org/holes")

    said = fields(security(PUBLICATION, AT))

    assert said == {
        "Contact": "mailto:notes@example.org",
        "Expires": "2027-07-01T00:00:00Z",
        "Preferred-Languages": "en",
        "Canonical": "https://notes.example.org/.well-known/security.txt",
    }
    assert fields(security(named, AT))["Contact"] == "https://example.org/holes"
