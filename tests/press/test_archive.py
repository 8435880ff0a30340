"""The archive, its subjects and neighbours: what a publication makes of them, and makes again."""

import json
from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path

from doubles.shop import PrintShop
from pressrun.model.feed import Group
from pressrun.model.issue import IssueKey
from pressrun.model.manifest import PATH, Manifest
from pressrun.press.publish import Published, publish
from pressrun.press.record import Release
from render.reading import tree


def release(shop: PrintShop, issue: str | None = None) -> Published:
    key = IssueKey(issue) if issue else None
    return publish(shop.desk, release=Release(at=shop.clock.now(), issue=key))


def links(
    shop: PrintShop, page: str, path: str = ".//main//section[@class='listed']//a"
) -> list[str]:
    found = tree(shop.read(f"public/{page}")).findall(path)
    return [(a.get("href") or "").removeprefix("https://notes.example.org/") for a in found]


def written(published: Published) -> set[str]:
    return {path.removeprefix("public/") for path in published.written.changed}


def subjects_of(shop: PrintShop) -> None:
    extra = "publish: now\nauthors: [Ada Sample]\ntags: [Sea, Night Watch]\n"
    shop.write_article("tide", id="tideaaaaaa", title="Tide", extra=extra)
    extra = "publish: now\nauthors: [Ada Sample, بن]\ntags: [sea]\n"
    shop.write_article("lamp", id="lampaaaaaa", title="Lamp", extra=extra)


def test_topics_and_authors_have_pages_with_all_of_theirs(shop: PrintShop) -> None:
    subjects_of(shop)
    release(shop)

    tide, lamp = "articles/tide/", "articles/lamp/"
    assert set(links(shop, "topics/sea/index.html")) == {tide, lamp}
    assert links(shop, "topics/night-watch/index.html") == [tide]
    assert set(links(shop, "authors/ada-sample/index.html")) == {tide, lamp}
    names = links(shop, "archive/index.html", ".//main/nav//a")
    assert len(names) == 4  # `Sea` and `sea` are one
    for name in names:
        assert (shop.root / f"public/{name}index.html").is_file()
    for name in links(shop, f"{tide}index.html", ".//a[@rel='tag']"):
        assert (shop.root / f"public/{name}index.html").is_file()


def test_without_feeds_of_their_own_they_have_pages_all_the_same(shop: PrintShop) -> None:
    subjects_of(shop)
    shop.desk = replace(shop.desk, feeds=replace(shop.desk.feeds, each=(Group.AUTHOR,)))
    release(shop)

    own = ".//main/ul[@class='addresses']//a"
    assert links(shop, "topics/sea/index.html", own) == []
    assert len(links(shop, "authors/ada-sample/index.html", own)) == 3


def test_an_article_names_the_issue_it_came_with_and_issues_their_neighbours(
    shop: PrintShop,
) -> None:
    release(shop, "issueaaaaa")
    shop.write(
        "issues/002-calm/issue.md", "---\nid: issuebbbbb\nsubject: Calm\n---\n\nDear reader.\n"
    )
    shop.at(shop.clock.now() + timedelta(days=7))
    after = release(shop, "issuebbbbb")

    [data] = tree(shop.read("public/articles/tide/index.html")).iter("script")
    assert json.loads(data.text or "")["isPartOf"]["name"] == "After the storm"
    first, second = "issues/001-storm/", "issues/002-calm/"
    assert links(shop, f"{first}index.html", ".//link[@rel='next']") == [second]
    assert links(shop, f"{second}index.html", ".//link[@rel='prev']") == [first]
    assert links(shop, "archive/index.html") == ["archive/2026/", second, first]
    assert f"{first}index.html" in written(after)
    assert "articles/tide/index.html" not in written(after)


def test_a_page_that_names_its_new_neighbour_is_no_new_entry(shop: PrintShop) -> None:
    release(shop, "issueaaaaa")
    before = shop.desk.folder.memory().records
    feed = json.loads(shop.read("public/feeds/issues.json"))["items"]
    shop.write(
        "issues/002-calm/issue.md", "---\nid: issuebbbbb\nsubject: Calm\n---\n\nDear reader.\n"
    )
    shop.at(shop.clock.now() + timedelta(days=7))
    release(shop, "issuebbbbb")

    assert shop.desk.folder.memory().records[: len(before)] == before
    assert json.loads(shop.read("public/feeds/issues.json"))["items"][1:] == feed


def test_building_again_writes_nothing(shop: PrintShop) -> None:
    subjects_of(shop)
    release(shop, "issueaaaaa")

    shop.at(shop.clock.now() + timedelta(hours=1))

    assert written(release(shop)) == set()


def test_what_was_withdrawn_is_in_no_list_any_more(shop: PrintShop) -> None:
    subjects_of(shop)
    release(shop)
    at = shop.clock.now() + timedelta(days=1)
    publish(shop.desk, release=Release(at=at), withdraw=["tideaaaaaa"])

    pages = sorted((shop.root / "public").rglob("*.html"))
    said = [page for page in pages if "articles/tide/" in page.read_text(encoding="utf-8")]
    assert said == []
    assert "articles/tide/" not in shop.read("public/sitemap.xml")
    assert not (shop.root / "public/topics/night-watch/index.html").exists()
    assert links(shop, "articles/tide/index.html") == ["articles/lamp/"]


def test_pages_that_apologise_lead_to_the_latest_three(shop: PrintShop) -> None:
    for number, letter in product(range(5), "a"):
        shop.write_article(
            f"n{number}", id=f"aaaaaaaa{letter}{'abcde'[number]}", title="N", extra="publish: now\n"
        )
        shop.at(shop.clock.now() + timedelta(days=1))
        release(shop)

    for name in ("404.html", "500.html"):
        assert links(shop, name) == [f"articles/n{number}/" for number in (4, 3, 2)]


def test_old_style_sheets_stay_for_pages_that_call_them(shop: PrintShop) -> None:
    release(shop)
    [old] = (shop.root / "public").glob("style-*.css")
    shop.write("templates/web/style.css", "body { color: {{ look.ink }}; }")
    release(shop)

    manifest = Manifest.parse((shop.root / PATH).read_bytes())
    names = {Path(path).name for path in manifest.files if path.startswith("style-")}
    assert old.name in names
    assert len(names) == 2
    assert old.is_file()


def test_signposts_are_part_of_the_site(shop: PrintShop) -> None:
    release(shop, "issueaaaaa")

    manifest = Manifest.parse((shop.root / PATH).read_bytes())
    assert manifest.files.keys() >= {
        *("robots.txt", "sitemap.xml", ".well-known/security.txt", "404.html", "500.html"),
        *("archive/index.html", "archive/2026/index.html", "privacy/index.html"),
    }
