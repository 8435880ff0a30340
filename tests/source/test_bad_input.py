"""What people mistype and attackers try, through the whole reader: each has one outcome.

A file either loads as what was meant, or an error says where and what to do; no exception leaves
the folder, and no other file is concerned.
"""

import email
import email.policy
import hashlib
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from html import unescape
from pathlib import Path

import pytest

from doubles import InlineIsolate
from doubles.shop import PrintShop
from pressrun.errors import Problem
from pressrun.model.article import Article, Publish, PublishRule
from pressrun.model.document import Document
from pressrun.model.inline import Link, Text
from pressrun.model.parts import blocks_in, inlines_in
from pressrun.press.check import check
from pressrun.press.faces import bind, make_face, render
from pressrun.press.publish import publish
from pressrun.press.record import Release
from pressrun.source.folder import SourceFolder

SOUND = "id: aaaaaaaaaa\ntitle: A heron\n"


@dataclass(frozen=True)
class Outcome:
    """What a file came to: an article or None, its body, and all that is said of both."""

    article: Article | None
    document: Document
    problems: tuple[Problem, ...]

    @property
    def codes(self) -> list[str]:
        return [problem.code for problem in self.problems]

    @property
    def links(self) -> list[str]:
        parts = [part for block in blocks_in(self.document) for part in inlines_in(block)]
        return [part.target for part in parts if isinstance(part, Link)]

    @property
    def words(self) -> str:
        parts = [part for block in blocks_in(self.document) for part in inlines_in(block)]
        return "".join(part.text for part in parts if isinstance(part, Text))


class Reader:
    """A folder with a sound article, ``sound.md``, beside the one that a test writes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "articles").mkdir()
        self.write("sound.md", b"---\nid: zzzzzzzzzz\ntitle: Sound\n---\nWords.\n")
        self.folder = SourceFolder(
            root, isolate=InlineIsolate(), language="en", zone="Europe/Berlin"
        )

    def write(self, name: str, octets: bytes) -> None:
        (self.root / "articles" / name).write_bytes(octets)

    def octets(self, octets: bytes, name: str = "a.md") -> Outcome:
        self.write(name, octets)
        contents = self.folder.contents()
        assert "sound" in {article.slug for article in contents.articles}
        [article] = [a for a in contents.articles if a.path == f"articles/{name}"] or [None]
        document: Document = ()
        problems = contents.problems
        if article is not None:
            reading = self.folder.read(article)
            document, problems = reading.document, problems + reading.problems
        for problem in problems:
            assert problem.help
            assert problem.place is not None
            assert problem.place.path == f"articles/{name}"
        return Outcome(article, document, problems)

    def front(self, rows: str) -> Outcome:
        return self.octets(f"---\n{rows}\n---\nWords.\n".encode())

    def body(self, text: str) -> Outcome:
        return self.octets(f"---\n{SOUND}---\n{text}".encode())

    def value(self, key: str, written: str) -> object:
        """Return what a row of sound front matter is read into."""
        rows = SOUND.replace("title: A heron\n", "") if key == "title" else SOUND
        outcome = self.front(f"{rows}{key}: {written}")
        assert outcome.article is not None, [str(problem) for problem in outcome.problems]
        return getattr(outcome.article, key)

    def refusal(self, key: str, written: str) -> Problem:
        """Return the one error that a row of otherwise sound front matter comes to."""
        rows = SOUND.replace("title: A heron\n", "") if key == "title" else SOUND
        outcome = self.front(f"{rows}{key}: {written}")
        assert outcome.article is None
        [problem] = [p for p in outcome.problems if p.severity == "error"]
        assert problem.place is not None
        assert problem.place.line
        return problem


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    return Reader(tmp_path)


@pytest.fixture
def shop(tmp_path: Path) -> PrintShop:
    return PrintShop(tmp_path)


# ---- front matter


@pytest.mark.parametrize("written", ["12:30", "9:30", "750"])  # rows 1, 2
def test_a_time_of_day_is_never_a_number_and_no_moment(reader: Reader, written: str) -> None:
    assert reader.value("title", written) == written
    assert reader.refusal("publish", written).code == "FM007"


def test_an_hour_with_and_without_its_zero_is_one_moment(reader: Reader) -> None:  # row 2
    at = Publish(PublishRule.MOMENT, datetime(2026, 12, 1, 8, 30, tzinfo=UTC))

    assert reader.value("publish", "2026-12-01 9:30") == at
    assert reader.value("publish", "2026-12-01 09:30") == at


@pytest.mark.parametrize(  # rows 3, 4, 5
    "written", ["2026-02-30", "2026-13-01", "0000-00-00", "99999-01-01", "2026-12-01 25:00"]
)
def test_a_day_that_does_not_exist_is_refused(reader: Reader, written: str) -> None:
    problem = reader.refusal("publish", written)

    assert problem.code == "FM007"
    assert str(problem.place) == "articles/a.md:4:10"


def test_an_hour_that_clocks_skip_is_moved_with_a_warning(reader: Reader) -> None:  # row 6
    outcome = reader.front(f"{SOUND}publish: 2026-03-29 02:30")

    assert outcome.article is not None
    assert outcome.article.publish.at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert outcome.codes == ["FM019"]


def test_moments_with_and_without_a_zone_can_be_compared(reader: Reader) -> None:  # row 7
    local, abroad = (reader.value("publish", f"2026-12-01 09:00{zone}") for zone in ("", " +02:00"))

    assert isinstance(local, Publish)
    assert isinstance(abroad, Publish)
    assert local.at is not None
    assert abroad.at is not None
    assert local.at > abroad.at


@pytest.mark.parametrize(  # rows 8, 9
    "written", ["on", "no", "~", "=", "null", "1.10", "2026", "0123", "1e3", "0x1F", "1_000"]
)
def test_a_title_is_the_text_that_was_written(reader: Reader, written: str) -> None:
    assert reader.value("title", written) == written


def test_a_colon_in_a_title_asks_for_quotation_marks(reader: Reader) -> None:  # row 10
    assert reader.refusal("title", "Quiet water: a report").help == (
        'write  title: "Quiet water: a report"'
    )


@pytest.mark.parametrize(
    ("rows", "code", "place"),
    [
        (f"{SOUND}title: Again", "FM004", "articles/a.md:4:1"),  # row 11
        (f"{SOUND}tags:\n\t- one", "FM008", "articles/a.md:5:1"),  # row 12
        (f"{SOUND}...\n%TAG ! x", "FM002", "articles/a.md:5:9"),  # row 13
        (f"{SOUND}summary: !!python/object/apply:os.system [id]", "FM006", None),  # row 21
        (f"{SOUND}summary: &a [*a]", "FM005", None),  # row 22
        (f"{SOUND}a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]", "FM005", None),  # row 22
        (f"{SOUND}summary: {'[' * 3000}", "FM010", None),  # row 23
        (f"{SOUND}tags: [birds, , night]", "FM002", None),  # row 27
    ],
)
def test_what_yaml_would_take_or_break_at_is_refused_with_its_place(
    reader: Reader, rows: str, code: str, place: str | None
) -> None:
    outcome = reader.front(rows)

    assert outcome.article is None
    assert code in outcome.codes
    if place is not None:
        assert place in {str(problem.place) for problem in outcome.problems}


def test_a_fence_in_the_body_is_a_divider_and_no_second_document(reader: Reader) -> None:  # row 13
    outcome = reader.body("One.\n\n---\n\ntitle: Two\n\n---\n")

    assert outcome.article is not None
    assert outcome.article.title == "A heron"
    assert "title: Two" in outcome.words


@pytest.mark.parametrize(  # row 14
    "octets",
    [
        b"\xef\xbb\xbf---\r\nid: aaaaaaaaaa\r\ntitle: A heron\r\n---\r\nWords.\r\n",
        b"---\rid: aaaaaaaaaa\rtitle: A heron\r---\rWords.\r",
    ],
)
def test_marks_and_line_ends_of_other_systems_load(reader: Reader, octets: bytes) -> None:
    outcome = reader.octets(octets)

    assert (outcome.words, outcome.problems) == ("Words.", ())


@pytest.mark.parametrize(
    ("octets", "words"),
    [
        (f"---\n{SOUND}Words.\n".encode(), "never ends"),  # row 14
        (f"---\n{SOUND}---\nWords é\n".encode("utf-16"), "UTF-16"),
        (f"---\n{SOUND}---\nWords é\n".encode("utf-16-le"), "UTF-16LE"),
        (f"---\n{SOUND}---\nWords é\n".encode("latin-1"), "Latin-1"),
        (f"---\n{SOUND}summary: a\0b\n---\n".encode(), "U+0000"),  # row 15
        (f"---\n{SOUND}summary: a\x9bb\n---\n".encode(), "U+009B"),
        (f"---\n{SOUND}---\na\0b\n".encode(), "U+0000"),  # row 39
        (f"---\n{SOUND}---\n".encode() + b"a\xed\xa0\x80b\n", "not UTF-8"),
        (f"---\n{SOUND}---\n".encode() + b"a\x80b\n", "not UTF-8"),
        (f'---\n{SOUND}summary: "\\ud800"\n---\n'.encode(), "U+D800"),  # row 16
        (f'---\n{SOUND}summary: "\\0"\n---\n'.encode(), "U+0000"),
    ],
)
def test_what_is_no_text_is_refused_by_its_name(reader: Reader, octets: bytes, words: str) -> None:
    outcome = reader.octets(octets)

    assert outcome.article is None
    assert any(words in problem.what for problem in outcome.problems)


@pytest.mark.parametrize("character", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c"])  # row 17
def test_no_end_of_line_of_any_kind_comes_into_a_title(reader: Reader, character: str) -> None:
    for written in (f"A{character}B", f'"A\\u{ord(character):04x}B"'):
        outcome = reader.front(f"id: aaaaaaaaaa\ntitle: {written}")

        assert outcome.article is None
        assert {"FM013", "SRC004"} & set(outcome.codes)


@pytest.mark.parametrize("length", [256, 300, 2_000])  # row 19
def test_a_title_longer_than_a_line_of_mail_can_say_is_refused(reader: Reader, length: int) -> None:
    assert reader.refusal("title", "é" * length).code == "FM023"


@pytest.mark.parametrize(  # row 20
    "title",
    ["\u00a0", "\u200b", "\u200b \u200d", "\ufeff", "\u00ad", "\u3164", "\u2800", "\u2003\ufe0f"],
)
def test_a_title_of_nothing_to_see_is_refused(reader: Reader, title: str) -> None:
    assert reader.refusal("title", f'"{title}"').code in {"FM018", "FM022"}


@pytest.mark.parametrize("key", ["title", "summary", "author", "tags", "image_alt"])  # row 20
@pytest.mark.parametrize("turn", ["\u202a", "\u202d", "\u202e", "\u2067", "\u2068", "\u2069"])
def test_no_field_turns_the_text_around_it(reader: Reader, key: str, turn: str) -> None:
    problem = reader.refusal(key, f"heron{turn}dusk")

    assert problem.code == "FM024"
    assert f"U+{ord(turn):04X}" in problem.what


def test_a_mark_of_direction_between_letters_is_text(reader: Reader) -> None:
    assert reader.value("title", "heron\u200f!") == "heron\u200f!"


@pytest.mark.parametrize(  # row 23
    "written", ["1" * 5_000, ".inf", "-.nan", "9" * 40, "0b1", "2026-12-01T00:00:00Z"]
)
def test_a_number_of_any_kind_is_only_text(reader: Reader, written: str) -> None:
    assert reader.value("summary", written) == written


@pytest.mark.parametrize(  # row 24
    "slug",
    ["../../etc", "/x", "a/../..", '"a\\0"', "con", ".", "..", "a" * 300, "%2e%2e", "a\\b", "A b"],
)
def test_a_slug_names_no_place_but_its_own(reader: Reader, slug: str) -> None:
    assert reader.refusal("slug", slug).code in {"FM025", "FM013", "FM023", "FM002"}


@pytest.mark.parametrize("other", ["slug: heron", "slug: HERON", "slug: he\u0301ron"])  # row 25
def test_two_articles_at_one_address_are_both_set_aside_or_refused(
    reader: Reader, other: str
) -> None:
    reader.write("heron.md", b"---\nid: bbbbbbbbbb\ntitle: One\n---\nWords.\n")
    reader.write("b.md", f"---\nid: cccccccccc\ntitle: Two\n{other}\n---\nWords.\n".encode())

    contents = reader.folder.contents()

    assert len({article.slug for article in contents.articles}) == len(contents.articles)
    assert "articles/b.md" not in {article.path for article in contents.articles}
    assert {problem.code for problem in contents.problems} <= {"SRC020", "FM025"}


def test_a_key_with_a_slip_is_a_warning_that_knows_better(reader: Reader) -> None:  # row 26
    outcome = reader.front(f"{SOUND}titel: Other")

    assert outcome.article is not None
    assert [(p.code, p.help) for p in outcome.problems] == [("FM009", "did you mean 'title'?")]


def test_a_tag_is_a_list_of_one(reader: Reader) -> None:  # row 27
    assert reader.value("tags", "birds") == ("birds",)


@pytest.mark.parametrize("written", ['"false"', "False", "no", "0", "''x"])  # row 30
def test_a_draft_is_never_guessed(reader: Reader, written: str) -> None:
    outcome = reader.front(f"{SOUND}draft: {written}")

    assert outcome.article is None
    assert set(outcome.codes) <= {"FM027", "FM002"}


def test_a_picture_of_five_megabytes_in_front_matter_is_refused(reader: Reader) -> None:  # row 29
    outcome = reader.front(f"{SOUND}image: data:image/png;base64,{'A' * 5_000_000}")

    assert outcome.article is None
    assert len(outcome.problems) == 1


# ---- bodies


@pytest.mark.parametrize(  # rows 31, 40
    "html",
    [
        "<script>alert(1)</script>",
        "<iframe src=//example.org></iframe>",
        "<form action=x><input></form>",
        '<img src="x" onerror="alert(1)">',
        "<!-- never closed",
        "<![CDATA[ never closed",
        "<!DOCTYPE html [",
    ],
)
def test_raw_html_is_text_to_be_seen_and_a_warning(reader: Reader, html: str) -> None:
    outcome = reader.body(f"Before {html} after\n")

    assert html in outcome.words
    assert outcome.codes == ["MD004"]


@pytest.mark.parametrize("odd", ["<![>", "</", "<!", "<?", "<", "&#x", "&#1114112;", "<a<a<a"])
def test_signs_of_html_that_mean_nothing_stay_text(reader: Reader, odd: str) -> None:  # row 40
    outcome = reader.body(f"Before {odd} after\n")

    assert outcome.words.startswith("Before ")
    assert outcome.words.endswith(" after")
    assert set(outcome.codes) <= {"MD004"}


@pytest.mark.parametrize(  # rows 32, 33, 34
    "target",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "&#106;avascript:alert(1)",
        "&#x6A;avascript&colon;alert(1)",
        "java&Tab;script:alert(1)",
        "vbscript:x",
        "file:///etc/passwd",
        "data:text/html,x",
        "//evil.example.org",
        "/\\\\evil.example.org",
        "https:\\\\evil.example.org",
        "https://example.org/\u202egpj.exe",
        "https://example.org/a\u200bb",
        "<https://>",
    ],
)
def test_a_link_that_readers_should_not_follow_is_its_words_and_an_error(
    reader: Reader, target: str
) -> None:
    outcome = reader.body(f"See [the heron]({target}) here\n")

    assert outcome.links == []
    assert outcome.codes == ["LNK001"]
    assert "the heron" in outcome.words
    assert str(outcome.problems[0].place).startswith("articles/a.md:5:")


PATHOLOGICAL = {  # row 35
    "quotations": ">" * 20_000,
    "quotations apart": "> " * 20_000 + "a",
    "lists": "- " * 5_000 + "a",
    "lists in steps": "\n".join("  " * level + "- a" for level in range(300)),
    "emphasis": "*a **a " * 20_000,
    "emphasis closed": "*" * 20_000 + "a" + "*" * 20_000,
    "strokes": "a_" * 30_000,
    "brackets": "[" * 20_000,
    "brackets closed": "[" * 5_000 + "a" + "]" * 5_000,
    "links in links": "[a](" * 20_000,
    "pictures": "![" * 5_000,
    "backticks": "".join("e" + "`" * count for count in range(1, 400)),
    "entities": "&" * 50_000,
    "html": "<a " * 20_000,
    "comments": "<!--" * 20_000,
    "references": "[a]: b\n" * 10_000 + "[a]" * 10_000,
    "table": "|" * 10_000 + "\n" + "|-" * 10_000 + "\n" + "|" * 10_000,
    "escapes": "\\" * 50_000,
    "fences": "~~~" * 20_000,
    "directives": "::: quote\n" * 2_000,
}


@pytest.mark.parametrize("name", PATHOLOGICAL)
def test_a_text_made_to_be_slow_comes_to_an_end(reader: Reader, name: str) -> None:
    outcome = reader.body(PATHOLOGICAL[name])

    assert outcome.document or outcome.problems


@pytest.mark.parametrize(  # row 36
    ("size", "row", "code"),
    [(4_000_000, "Words and words.\n", "MD001"), (1_000_000, "a", "MD001")],
)
def test_a_text_longer_than_a_novel_is_refused(
    reader: Reader, size: int, row: str, code: str
) -> None:
    assert reader.body(row * (size // len(row))).codes == [code]


def test_a_file_larger_than_any_text_is_not_even_read(reader: Reader) -> None:  # row 36
    outcome = reader.body("a" * 5 * 2**20)

    assert outcome.article is None
    assert outcome.codes == ["SRC013"]


@pytest.mark.parametrize("name", ["include", "include a.md", "include /etc/passwd"])  # row 38
def test_nothing_is_included_in_a_text(reader: Reader, name: str) -> None:
    outcome = reader.body(f"::: {name}\n:::\n")

    assert outcome.codes == ["DIR002"]
    assert outcome.document == ()


def test_only_regular_files_are_articles(reader: Reader) -> None:  # row 38
    os.mkfifo(reader.root / "articles/pipe.md")
    (reader.root / "articles/zero.md").symlink_to("/dev/zero")
    (reader.root / "articles/passwd.md").symlink_to("/etc/passwd")
    (reader.root / "articles/self.md").symlink_to("self.md")

    contents = reader.folder.contents()

    assert [article.slug for article in contents.articles] == ["sound"]
    assert sorted(problem.code for problem in contents.problems) == [
        "SRC010",
        "SRC011",
        "SRC012",
        "SRC012",
    ]


@pytest.mark.parametrize("body", ["", "\n\n", "![A](a.png)\n", "---\n![A](a.png)\n---\n"])  # row 41
def test_an_article_that_mail_without_html_shows_nothing_of_is_a_warning(
    reader: Reader, body: str
) -> None:
    reader.write("a.png", PNG)

    assert reader.body(body).codes == ["MD005"]


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a4944415478da63f80f00010101001cb08c990000000049454e44ae426082"
)


# ---- what comes out on the faces


def message(shop: PrintShop) -> tuple[bytes, EmailMessage]:
    """Return the issue as it would go out: its octets, and what a mail program reads in them."""
    bound = bind(shop.desk, shop.issue, shop.contents, at=shop.clock.now())
    octets = make_face(shop.desk, bound, render(shop.desk, bound), date_at=shop.clock.now()).octets
    parsed = email.message_from_bytes(octets, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return octets, parsed


def text_of(parsed: EmailMessage) -> str:
    part = parsed.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def faces(shop: PrintShop) -> dict[str, str]:
    """Return every face of a release by name, as text."""
    _, parsed = message(shop)
    html = parsed.get_body(("html",))
    assert html is not None
    publish(shop.desk, release=Release(at=shop.clock.now(), issue=shop.issue.key))
    public = shop.root / "public"
    files = sorted(path for path in public.rglob("*") if path.suffix in SHOWN)
    told = {str(path.relative_to(public)): path.read_text() for path in files}
    return {"mail.html": str(html.get_content()), "mail.txt": text_of(parsed), **told}


SHOWN = {".html", ".rss", ".atom", ".json"}


def test_an_encoded_word_in_a_subject_makes_no_header(shop: PrintShop) -> None:  # row 18
    subject = "=?utf-8?q?x=0d=0aBcc:_eve@example.org?="
    shop.write_issue(["tide"], subject=f'"{subject}"')

    octets, parsed = message(shop)

    assert parsed["Bcc"] is None
    assert b"\r\nBcc" not in octets
    assert parsed["Subject"] == subject


def test_a_long_subject_is_folded_and_comes_back_whole(shop: PrintShop) -> None:  # row 19
    subject = "é" * 255
    shop.write_issue(["tide"], subject=subject)

    octets, parsed = message(shop)

    assert parsed["Subject"] == subject
    assert max(map(len, octets.split(b"\r\n"))) <= 998


@pytest.mark.parametrize("key", ["author", "title", "summary", "tags"])  # row 28
def test_what_a_field_says_is_text_on_every_face(shop: PrintShop, key: str) -> None:
    said = 'Ada <script>alert(1)</script> \\"Sample\\", Bo & Co'
    row = f'{key}: "{said}"\n'
    title = "Tide" if key != "title" else f'"{said}"'
    shop.write_article("tide", id="tideaaaaaa", title=title, extra="" if key == "title" else row)

    shown = faces(shop)

    found = {name for name, text in shown.items() if "<script>alert" in text}
    assert {name for name in found if not name.endswith(".json")} <= {"mail.txt"}
    assert any("&lt;script&gt;alert" in text for text in shown.values()) or key == "tags"


@pytest.mark.parametrize("code", ["{{ 7*7 }}", "{% include x %}", "{# remark #}"])  # row 37
def test_a_body_is_never_a_template(shop: PrintShop, code: str) -> None:
    shop.write_article("tide", id="tideaaaaaa", title="Tide", body=f"So `a` {code} it says.")

    shown = faces(shop)

    marked = {name for name, text in shown.items() if "it says" in text}
    assert {"mail.html", "mail.txt", "articles/tide/index.html", "feeds/main.rss"} <= marked
    for name in marked:
        assert code in shown[name], name
    # Nothing is filled in, and whoever meant it to be is told so.
    assert {problem.code for problem in check(shop.desk).problems} <= {"MRG001"}


@pytest.mark.parametrize(  # rows 42, 43
    "row",
    [
        ".",
        ".hidden",
        "..",
        "From the sea",
        "From nobody@example.org",
        "-- ",
        "é" * 1_200,
        "a" * 1_200,
        "a\u00a0b",
        "=3D=",
    ],
)
def test_no_row_of_a_text_is_changed_on_its_way_through_mail(shop: PrintShop, row: str) -> None:
    shop.write_article("tide", id="tideaaaaaa", title="Tide", body=f"    {row}\n")

    octets, parsed = message(shop)

    lines = octets.split(b"\r\n")
    assert max(map(len, lines)) <= 998
    assert not any(line.startswith((b".", b"From ")) for line in lines)
    assert b"\n" not in octets.replace(b"\r\n", b"")
    assert row.strip() in text_of(parsed)
    html = parsed.get_body(("html",))
    assert html is not None
    assert row.strip() in unescape(str(html.get_content()))


def test_hostile_files_beside_sound_ones_change_nothing_of_them(shop: PrintShop) -> None:
    def pages() -> dict[str, str]:
        publish(shop.desk, release=Release(at=shop.clock.now(), issue=shop.issue.key))
        public = shop.root / "public"
        return {
            str(path.relative_to(public)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in public.rglob("*")
            if path.is_file()
        }

    before = pages()
    (shop.root / "articles/bad.md").write_bytes(b"---\ntitle: [\xff\n---\n\0")
    os.mkfifo(shop.root / "articles/pipe.md")

    assert pages() == before
