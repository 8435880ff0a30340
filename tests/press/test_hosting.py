"""What static hosts are told: few rules, none that meets another in the same field."""

from dataclasses import replace
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from itertools import combinations

from doubles.shop import PUBLICATION
from pressrun.model.feedplan import FeedPlan
from pressrun.model.manifest import Line, Manifest, media_type
from pressrun.press.hosting import hosting_files

LINE = Line("0" * 64, datetime(2026, 1, 1, tzinfo=UTC))
PLAN = FeedPlan(hubs=("https://hub.example.org/",))
FEEDS = [f"feeds/{n}.{s}" for n in ("main", "issues", "tags/x") for s in ("rss", "atom", "json")]
PATHS = ["index.html", "articles/a/index.html", "media/a.png", "feeds.opml", "feeds/x.html", *FEEDS]
MANIFEST = Manifest(dict.fromkeys(PATHS, LINE))


def rules(manifest: Manifest) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    text = hosting_files(manifest, PUBLICATION, PLAN)["_headers"].decode()
    for line in text.splitlines():
        if line.startswith("/"):
            fields = found[line] = {}
        elif line.startswith("  "):
            name, value = line.strip().split(": ", 1)
            fields[name] = value
    return found


def applied(path: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for pattern, said in rules(MANIFEST).items():
        if fnmatchcase(f"/{path}", pattern):
            assert not fields.keys() & said.keys(), (path, pattern)
            fields |= said
    return fields


def test_every_file_is_told_apart_as_our_own_server_does() -> None:
    for path in PATHS:
        fields = applied(path)
        asks_again = "public, max-age=0, must-revalidate"
        lasts = "public, max-age=31536000, immutable"
        assert fields["Cache-Control"] == (lasts if path.startswith("media/") else asks_again)
        assert fields["X-Content-Type-Options"] == "nosniff"
        if path in FEEDS or path == "feeds.opml":
            assert fields["Content-Type"] == media_type(path)
            assert fields["Access-Control-Allow-Origin"] == "*"
    assert applied("feeds/main.atom")["Link"] == (
        '<https://notes.example.org/feeds/main.atom>; rel="self",'
        ' <https://hub.example.org/>; rel="hub"'
    )


def test_ten_thousand_articles_and_tags_make_no_rule_more() -> None:
    many = {f"articles/{n}/index.html": LINE for n in range(10_000)}
    many |= {f"feeds/tags/{n}.atom": LINE for n in range(10_000)}

    assert rules(Manifest({**MANIFEST.files, **many})) == rules(MANIFEST)
    assert len(rules(MANIFEST)) <= 100


def test_rules_for_one_path_do_not_set_a_field_twice() -> None:
    for (one, first), (other, second) in combinations(rules(MANIFEST).items(), 2):
        if fnmatchcase(other, one) or fnmatchcase(one, other):
            assert not first.keys() & second.keys()


def test_what_moved_is_a_line_and_what_is_gone_is_none() -> None:
    manifest = replace(
        MANIFEST,
        gone=frozenset({"articles/gone/"}),
        moved={"articles/a b/": "articles/é/", "articles/c/": "https://example.org/c/"},
    )

    lines = hosting_files(manifest, PUBLICATION, PLAN)["_redirects"].decode().splitlines()

    assert lines[1:] == [
        "/articles/a%20b/ /articles/%C3%A9/ 301",
        "/articles/c/ https://example.org/c/ 301",
    ]
