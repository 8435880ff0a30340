"""Whatever changes an octet of what goes out asks for a new approval, and nothing else does."""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doubles.shop import PrintShop
from pressrun.model.approval import Approving, Verdict
from pressrun.model.feedplan import FeedPlan
from pressrun.model.issue import IssueState
from pressrun.press.approve import approve, review
from pressrun.press.difference import compare
from pressrun.press.imprimatur import standing
from pressrun.press.plates import make_plates
from pressrun.press.tick import tick
from pressrun.render.digest import words_digest

ISSUE: Final = "issues/001-storm/issue.md"
FACTS: Final = "templates/email/parts/facts.mjml"
GULL: Final = "---\nid: gullaaaaaa\ntitle: {}\n---\n"


def rewrite(path: str, before: str, after: str) -> Callable[[PrintShop, str], None]:
    """Return an edit that puts ``after``, in which ``{}`` are words, in place of ``before``."""

    def edit(shop: PrintShop, words: str) -> None:
        text = shop.read(path)
        shop.write(path, text.replace(before, after.replace("{}", words), 1))

    return edit


def add(path: str, text: str) -> Callable[[PrintShop, str], None]:
    """Return an edit that writes a file, or a line at its end."""

    def edit(shop: PrintShop, words: str) -> None:
        file = shop.root / path
        before = file.read_text() if file.exists() else builtin(shop, path)
        shop.write(path, before + text.replace("{}", words))

    return edit


def builtin(shop: PrintShop, path: str) -> str:
    """Return a template as it is shipped; words are shadowed one by one, and begin empty."""
    if not path.startswith("templates/") or path.startswith("templates/words/"):
        return ""
    name = path.removeprefix("templates/")
    return dict(shop.desk.theme().files)[name]


def setting(**changed: Any) -> Callable[[PrintShop, str], None]:
    def edit(shop: PrintShop, words: str) -> None:
        values = {
            name: value.replace("{}", words) if isinstance(value, str) else value
            for name, value in changed.items()
        }
        shop.desk = replace(shop.desk, publication=replace(shop.desk.publication, **values))

    return edit


def look(shop: PrintShop, words: str) -> None:
    publication = shop.desk.publication
    changed = replace(publication.look, accent="#7a1f00")
    shop.desk = replace(shop.desk, publication=replace(publication, look=changed))


def mailing_list(name: str) -> Callable[[PrintShop, str], None]:
    """Return an edit of a setting of the list."""

    def edit(shop: PrintShop, words: str) -> None:
        [first] = shop.desk.publication.lists
        lists = (replace(first, **{name: words}),)
        shop.desk = replace(shop.desk, publication=replace(shop.desk.publication, lists=lists))

    return edit


def feeds(shop: PrintShop, words: str) -> None:
    shop.desk = replace(shop.desk, feeds=FeedPlan(hubs=("https://hub.example.org/",)))


def time(shop: PrintShop, words: str) -> None:
    shop.clock.at += timedelta(minutes=7)


# What each edit is of, and whether an issue that carries its articles whole is another one by it.
EDITS: Final[Mapping[str, tuple[Callable[[PrintShop, str], None], bool]]] = {
    "the body of an article": (add("articles/lamp.md", "\n{}\n"), True),
    "its title": (rewrite("articles/lamp.md", "title: The", "title: {} the"), True),
    "its author": (rewrite("articles/lamp.md", "title:", "authors: [{} Sample]\ntitle:"), True),
    "its summary": (rewrite("articles/lamp.md", "title:", "summary: {}\ntitle:"), True),
    "the subject": (rewrite(ISSUE, "subject: ", "subject: {} "), True),
    "the preheader": (rewrite(ISSUE, "subject:", "preheader: {}\nsubject:"), True),
    "the editor's words": (add(ISSUE, "\n{}\n"), True),
    "the order of articles": (rewrite(ISSUE, "  - tide\n  - lamp", "  - lamp\n  - tide"), True),
    "an article less": (rewrite(ISSUE, "  - tide\n", ""), True),
    "a template of text": (add("templates/email/parts/opening.txt", "{}\n"), True),
    "a template of MJML": (rewrite(FACTS, "<span>", "<span>{} "), True),
    "a word that shows": (add("templates/words/en.toml", 'unsubscribe = "Leave {}"\n'), True),
    "the title of the publication": (setting(title="Harbour {}"), True),
    "its colours": (look, True),
    "its address": (setting(url="https://news.example.org"), True),
    "the sender of a list": (mailing_list("sender_name"), True),
    "its postal address": (mailing_list("postal_address"), True),
    "an article of no issue": (add("articles/gull.md", GULL), False),
    "a tag": (rewrite("articles/tide.md", "title:", "tags: [{}]\ntitle:"), False),
    "a comment in front matter": (rewrite(ISSUE, "subject:", "# {}\nsubject:"), False),
    "an issue's wish": (rewrite(ISSUE, "subject:", "when: tue 9:00\nsubject:"), False),
    "a comment in a template": (add("templates/email/parts/foot.txt", "{#- {} -#}"), False),
    "a template of the site": (add("templates/web/article.html", "<!-- {} -->"), False),
    "a word of the site": (add("templates/words/en.toml", 'archive_empty = "{}"\n'), False),
    "the rights of feeds": (setting(rights="{}"), False),
    "the hubs of feeds": (feeds, False),
    "nothing but time": (time, False),
}
WORDS: Final = st.text("abcdefghijklmnopqrstuvwxyzäßéœñ", min_size=1, max_size=12).map(
    lambda word: f"Word {word}"
)


def open_shop(root: Path) -> PrintShop:
    """Return a shop in which approval is required, its issue approved and due in an hour."""
    shop = PrintShop(root)
    shop.write(FACTS, builtin(shop, FACTS))
    shop.desk = replace(shop.desk, approving=Approving.REQUIRED)
    shop.subscribe("ada")
    shop.schedule("in 1 hour")
    reviewed = review(shop.desk, shop.store, shop.issue, shop.contents)
    approve(shop.desk, shop.store, reviewed, by="lena")
    return shop


def seen(shop: PrintShop) -> tuple[object, ...]:
    """Return what goes out if it is made now, by the way that knows nothing of approvals."""
    at = shop.clock.at.replace(hour=9, minute=0, second=0, microsecond=0)
    plates = make_plates(shop.desk, shop.store, shop.issue, shop.contents, at=at)
    pages = tuple(words_digest(piece) for piece in plates.bound.pieces)
    return (*(face.octets for face in plates.faces), pages)


def verdict(shop: PrintShop) -> Verdict:
    return standing(shop.desk, shop.store, shop.issue, shop.contents).verdict


@pytest.fixture
def approved(tmp_path: Path) -> PrintShop:
    return open_shop(tmp_path)


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_asks_for_a_new_approval_if_and_only_if_it_shows(
    approved: PrintShop, name: str
) -> None:
    edit, shows = EDITS[name]
    before = seen(approved)

    edit(approved, "Word once")

    assert (seen(approved) != before) is shows
    assert verdict(approved) is (Verdict.CHANGED if shows else Verdict.SAME)
    found = compare(approved.desk, approved.store, approved.issue, approved.contents)
    assert bool(found.differences) is shows


@given(edits=st.dictionaries(st.sampled_from(sorted(EDITS)), WORDS, min_size=1, max_size=4))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_edited_what_goes_out_is_what_was_approved_or_nothing(
    edits: dict[str, str],
) -> None:
    with tempfile.TemporaryDirectory() as root:
        shop = open_shop(Path(root))
        before = seen(shop)

        for name, words in edits.items():
            EDITS[name][0](shop, words)

        same = seen(shop) == before
        assert verdict(shop) is (Verdict.SAME if same else Verdict.CHANGED)
        shop.clock.at += timedelta(hours=1)
        ticked = tick(shop.desk, shop.store)
        if same:
            assert ticked.started == (shop.issue.key,)
            assert shop.state is IssueState.SENDING
        else:
            assert [problem.code for problem in ticked.problems] == ["APR002"]
            assert shop.state is IssueState.HELD
