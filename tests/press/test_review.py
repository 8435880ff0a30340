"""What has not changed is not looked at again, and what is kept is what a fresh look would find."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from doubles.isolate import InlineIsolate
from doubles.shop import PrintShop
from pressrun.model.feed import Memory, Record, RecordKind
from pressrun.model.memory import dump_memory
from pressrun.model.publication import Look
from pressrun.press.check import check, check_issue
from pressrun.press.review import Review
from pressrun.render.lint.subjects import ArticleCopy, IssueCopy
from pressrun.source.folder import SourceFolder
from pressrun.system.keep import MemoryKeep

_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da63fcff"
    "1f0003030200efa2a75b0000000049454e44ae426082"
)


class WatchedIsolate(InlineIsolate):
    """Tells which files were looked at, and which issues were inspected as mail."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def map(
        self,
        functions: Sequence[str],
        rows: Iterable[Sequence[tuple[Any, ...]]],
        *,
        limit_s: float = 30.0,
    ) -> Iterator[Any]:
        kept = list(rows)
        for row in kept:
            for copy in row[0][0] if functions == ["pressrun.render.lint.registry:look_at"] else ():
                if isinstance(copy, ArticleCopy | IssueCopy):
                    self.seen.append(copy.script.path)
        return super().map(functions, kept, limit_s=limit_s)

    def call(self, function: str, *arguments: Any, limit_s: float = 30.0) -> Any:
        if function.endswith(":inspect_mail"):
            self.seen.append(f"mail of {arguments[0].issue.number}")
        return super().call(function, *arguments, limit_s=limit_s)


class Reviewer:
    """A shop whose looks are counted."""

    def __init__(self, root: Path) -> None:
        self.shop = PrintShop(root)
        self.isolate = WatchedIsolate()
        folder = SourceFolder(root, isolate=self.isolate, language="en", zone="Europe/Berlin")
        self.desk = replace(self.shop.desk, isolate=self.isolate, folder=folder)

    def look(self) -> list[str]:
        """Check, and return what was looked at."""
        self.isolate.seen.clear()
        check(self.desk)
        return sorted(self.isolate.seen)

    def told(self, *, fresh: bool = False) -> list[str]:
        """Return what a check tells, one that knows nothing of earlier ones if asked."""
        desk = replace(self.desk, keep=MemoryKeep()) if fresh else self.desk
        return [str(problem) for problem in check(desk).problems]


def test_nothing_is_looked_at_twice(tmp_path: Path) -> None:
    reviewer = Reviewer(tmp_path)

    assert reviewer.look() == [
        "articles/lamp.md",
        "articles/tide.md",
        "issues/001-storm/issue.md",
        "mail of 1",
    ]
    assert reviewer.look() == []


def test_an_article_that_changed_is_looked_at_with_the_issue_that_carries_it(
    tmp_path: Path,
) -> None:
    reviewer = Reviewer(tmp_path)
    reviewer.shop.write_article("alone", id="aloneaaaaa", title="Carried by none")
    reviewer.look()

    reviewer.shop.write_article("alone", id="aloneaaaaa", title="Carried by none", body="More.")
    assert reviewer.look() == ["articles/alone.md"]

    reviewer.shop.write_article("tide", id="tideaaaaaa", title="The tide tables", body="More.")
    seen = ["articles/tide.md", "issues/001-storm/issue.md", "mail of 1"]
    assert reviewer.look() == seen


def test_a_title_that_changed_is_told_where_it_is_mentioned(tmp_path: Path) -> None:
    reviewer = Reviewer(tmp_path)
    reviewer.shop.write_article("far", id="faraaaaaaa", title="Far", body="See [x](tide.md).")
    reviewer.look()

    reviewer.shop.write_article("tide", id="tideaaaaaa", title="Another title")

    assert "articles/far.md" in reviewer.look()


def test_a_page_that_moved_is_told_where_its_address_is_written(tmp_path: Path) -> None:
    reviewer = Reviewer(tmp_path)
    reviewer.shop.write_article(
        "far", id="faraaaaaaa", title="Far", body="See [x](/articles/tide/)."
    )
    assert "LNK002" not in "".join(reviewer.told())

    reviewer.shop.write_article("tide", id="tideaaaaaa", title="Tide", extra="slug: ebb\n")

    assert "LNK002" in "".join(reviewer.told())


def test_an_address_that_a_public_article_had_leads_to_where_it_is_now(tmp_path: Path) -> None:
    reviewer = Reviewer(tmp_path)
    body = "See [x](/articles/tide) and [y](/articles/tides/)."
    reviewer.shop.write_article("far", id="faraaaaaaa", title="Far", body=body)
    reviewer.shop.write_article("tide", id="tideaaaaaa", title="Tide", extra="slug: ebb\n")
    record = Record(
        id="tideaaaaaa",
        kind=RecordKind.ARTICLE,
        language="en",
        sequence=1,
        published_at=reviewer.shop.clock.now(),
        updated_at=reviewer.shop.clock.now(),
        digest="",
        paths=("articles/tide/", "articles/ebb/"),
    )
    reviewer.shop.write("feeds/entries.json", dump_memory(Memory(records=(record,))).decode())

    told = [line for line in reviewer.told() if "LNK002" in line]

    assert len(told) == 1
    assert "/articles/tides/" in told[0]


def test_a_translation_is_looked_at_when_its_original_is_a_draft_no_longer(tmp_path: Path) -> None:
    reviewer = Reviewer(tmp_path)
    plan = {"id": "planaaaaaa", "title": "Plan", "body": "For later."}
    reviewer.shop.write_article("plan", **plan, extra="draft: true\n")
    reviewer.shop.write_article("far", id="faraaaaaaa", title="Far", extra="draft: true\n")
    body = "Mots.\n\n::: related\n- plan.md\n:::\n"
    reviewer.shop.write("articles/far.fr.md", f"---\ntitle: Loin\n---\n\n{body}")
    reviewer.told()

    reviewer.shop.write_article("far", id="faraaaaaaa", title="Far")

    assert reviewer.told() == reviewer.told(fresh=True)
    assert any("far.fr.md" in told for told in reviewer.told())


def test_why_an_article_cannot_be_named_is_told_as_it_is_now(tmp_path: Path) -> None:
    reviewer = Reviewer(tmp_path)
    reviewer.shop.write_article("far", id="faraaaaaaa", title="Far", body="See [x](gone.md).")
    reviewer.shop.write("articles/gone.md", "---\ntitle: [\n---\n")
    assert "ISS002" in "".join(reviewer.told())

    (tmp_path / "articles/gone.md").unlink()

    assert reviewer.told() == reviewer.told(fresh=True)


def test_a_picture_that_was_replaced_is_looked_at(tmp_path: Path) -> None:
    reviewer = Reviewer(tmp_path)
    (tmp_path / "articles/a.png").write_bytes(_PNG)
    reviewer.shop.write_article(
        "tide", id="tideaaaaaa", title="Tide", body="![A field](a.png)\n\nX."
    )
    reviewer.look()
    assert reviewer.look() == []

    (tmp_path / "articles/a.png").write_bytes(_PNG + b"\0")

    assert "articles/tide.md" in reviewer.look()


def test_a_template_or_a_colour_that_changed_has_every_mail_looked_at(tmp_path: Path) -> None:
    reviewer = Reviewer(tmp_path)
    reviewer.look()

    reviewer.shop.write("templates/email/parts/foot.mjml", "<!-- nothing -->")
    assert "mail of 1" in reviewer.look()

    look = Look(accent="#123456")
    reviewer.desk = replace(
        reviewer.desk, publication=replace(reviewer.desk.publication, look=look)
    )
    assert "mail of 1" in reviewer.look()


def test_what_has_an_error_is_looked_at_each_time(tmp_path: Path) -> None:
    reviewer = Reviewer(tmp_path)
    reviewer.shop.write_issue(["tide", "gone"])

    reviewer.look()
    assert "issues/001-storm/issue.md" in reviewer.look()

    reviewer.shop.write_article("gone", id="goneaaaaaa", title="Found again")
    assert "ISS001" not in "".join(reviewer.told())


def test_what_left_the_folder_is_forgotten(tmp_path: Path) -> None:
    reviewer = Reviewer(tmp_path)
    reviewer.shop.write_article("alone", id="aloneaaaaa", title="Carried by none")
    reviewer.look()
    assert "articles/alone.md" in reviewer.desk.keep.marks("findings")

    (tmp_path / "articles/alone.md").unlink()
    reviewer.look()

    assert "articles/alone.md" not in reviewer.desk.keep.marks("findings")
    assert "articles/tide.md" in reviewer.desk.keep.marks("findings")


def test_one_issue_is_looked_at_with_its_articles_alone(tmp_path: Path) -> None:
    reviewer = Reviewer(tmp_path)
    reviewer.shop.write_article("alone", id="aloneaaaaa", title="Alone", body="See [here](x.html).")
    reviewer.shop.write_article("tide", id="tideaaaaaa", title="Tide", body="See [here](lamp.md).")
    contents = reviewer.desk.folder.contents()

    told = check_issue(reviewer.desk, contents.issues[0], contents)

    assert "articles/tide.md" in {problem.place.path for problem in told if problem.place}
    assert "articles/alone.md" not in reviewer.isolate.seen


def test_weights_come_with_every_issue_that_has_not_gone_out(tmp_path: Path) -> None:
    reviewer = Reviewer(tmp_path)

    for checked in (check(reviewer.desk), check(reviewer.desk)):
        assert checked.weights["issues/001-storm/issue.md"]["en"].html > 1_000


def test_a_review_knows_of_no_other_publication(tmp_path: Path) -> None:
    reviewer = Reviewer(tmp_path)
    contents = reviewer.desk.folder.contents()
    review = Review(reviewer.desk, contents, Memory())
    before = dict(review.articles(contents.articles))
    review.close()

    other = replace(reviewer.desk.publication, url="https://other.example.org")
    desk = replace(reviewer.desk, publication=other)
    reviewer.isolate.seen.clear()
    after = dict(Review(desk, contents, Memory()).articles(contents.articles))

    assert before.keys() == after.keys()
    assert sorted(reviewer.isolate.seen) == ["articles/lamp.md", "articles/tide.md"]


_BODIES = st.sampled_from(
    [
        "Some words.",
        "See [here](https://tide.example.net/a).",
        "See [the lamp](lamp.md).",
        "See [the tide](tide.md#none) and [more](gone.md).",
        "![A field](a.png)\n\nWords.",
        "## One\n\nWords.\n\n#### Three\n\nWords.",
        "<!-- allow LNK004: a band -->\nSee [here](https://tide.example.net/a).",
        "Dear {{ name }}, words.",
    ]
)
_EDITS = st.one_of(
    st.tuples(st.just("tide"), _BODIES, st.sampled_from(["", "draft: true\n", "publish: now\n"])),
    st.tuples(st.just("lamp"), _BODIES, st.sampled_from(["", "tags: [sea]\n"])),
    st.tuples(st.just("issue"), st.sampled_from(["After the storm", "AFTER THE STORM"]), _BODIES),
    st.tuples(st.just("picture"), st.booleans(), st.just("")),
    st.tuples(st.just("template"), st.sampled_from(["", "{{ gone }}", "<!-- x -->"]), st.just("")),
)


def _edit(shop: PrintShop, edit: tuple[str, Any, str]) -> None:
    what, one, two = edit
    match what:
        case "tide" | "lamp":
            shop.write_article(what, id=f"{what}aaaaaa", title=what.title(), body=one, extra=two)
        case "issue":
            front = f"id: issueaaaaa\nsubject: {one}\narticles:\n  - tide\n  - lamp\n"
            shop.write("issues/001-storm/issue.md", f"---\n{front}---\n\n{two}\n")
        case "picture":
            file = shop.root / "articles/a.png"
            file.unlink(missing_ok=True)
            if one:
                file.write_bytes(_PNG)
        case _:
            file = shop.root / "templates/email/parts/foot.mjml"
            file.unlink(missing_ok=True)
            if one:
                shop.write("templates/email/parts/foot.mjml", one)


@settings(max_examples=25, deadline=None)
@given(edits=st.lists(_EDITS, min_size=1, max_size=5))
def test_what_is_kept_is_what_a_fresh_look_would_find(edits: list[tuple[str, Any, str]]) -> None:
    with TemporaryDirectory() as place:
        reviewer = Reviewer(Path(place))
        for edit in edits:
            _edit(reviewer.shop, edit)

            assert reviewer.told() == reviewer.told(fresh=True)
