"""Pictures of a folder: what may be published, and what is said of the rest."""

import gzip
import os
import socket
from pathlib import Path
from typing import Any

import pytest

from doubles import InlineIsolate
from pressrun.errors import ContentError, Severity
from pressrun.ports import Reading
from pressrun.source.folder import PICTURE_LIMIT_OCTETS, SourceFolder
from source.picture_samples import (
    bare_png,
    camera_notes,
    gif_with_xmp,
    media_type,
    photograph,
)

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


class Desk:
    """A folder with one article, ``articles/a.md``, and what a test puts beside it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "articles").mkdir()

    def put(self, name: str, octets: bytes) -> None:
        path = self.root / "articles" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(octets)

    @property
    def folder(self) -> SourceFolder:
        return SourceFolder(self.root, isolate=InlineIsolate(), language="en", zone="UTC")

    def read(self, body: str, front: str = "") -> Reading:
        text = f"---\nid: aaaaaaaaaa\ntitle: A\n{front}---\n{body}"
        self.put("a.md", text.encode())
        contents = self.folder.contents()
        assert contents.articles, [str(problem) for problem in contents.problems]
        return self.folder.read(contents.articles[0])

    def told(self, body: str, front: str = "") -> list[tuple[str, str]]:
        reading = self.read(body, front)
        return [(problem.code, str(problem.place)) for problem in reading.problems]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_picture_is_found_by_its_path_below_the_folder(desk: Desk) -> None:
    (desk.root / "templates").mkdir()
    (desk.root / "templates/logo.png").write_bytes(bare_png(120, 40))

    logo = desk.folder.picture("templates/logo.png")

    assert (logo.source, logo.path) == ("templates/logo.png", "templates/logo.png")
    assert (logo.media_type, logo.width, logo.height) == ("image/png", 120, 40)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("templates/gone.png", "IMG001"),
        ("../outside.png", "IMG001"),
        ("/etc/passwd", "IMG001"),
        ("templates", "IMG001"),
        ("templates/drawing.svg", "IMG008"),
    ],
)
def test_what_is_no_picture_of_the_folder_is_refused_with_what_to_do(
    desk: Desk, path: str, code: str
) -> None:
    (desk.root / "templates").mkdir()
    (desk.root / "templates/drawing.svg").write_bytes(SVG)

    with pytest.raises(ContentError) as refusal:
        desk.folder.picture(path)

    problem = refusal.value.problem
    assert (problem.code, problem.place and problem.place.path) == (code, path)
    assert problem.help


def test_a_picture_is_told_where_it_is_named_even_in_a_paragraph_of_many_rows(desk: Desk) -> None:
    assert desk.told("One\ntwo ![A](<two words.png>)\n\n::: figure\n![B](b.png)\n:::\n") == [
        ("IMG001", "articles/a.md:6:11"),
        ("IMG001", "articles/a.md:9:6"),
    ]


@pytest.mark.parametrize(
    ("name", "octets", "words"),
    [
        ("empty.png", b"", "'articles/empty.png' is an empty file"),
        ("text.png", b"Not a picture", "is not a PNG, JPEG, GIF or WebP picture"),
        ("page.png", b"<html><svg></svg></html>", "is not a PNG, JPEG, GIF or WebP picture"),
        ("cut.jpg", photograph("image/jpeg")[:60], "it is broken or cut off"),
        ("none.png", bare_png(0, 10), "it is broken or cut off"),
        ("wide.png", bare_png(10_001, 1), "10,001 x 1 pixels; the limit is 10,000 a side"),
        ("vast.png", bare_png(9_000, 9_000), "9,000 x 9,000 pixels"),
        ("heavy.png", bytes(PICTURE_LIMIT_OCTETS + 1), "larger than 10,485,760 octets"),
    ],
)
def test_what_cannot_be_shown_is_told_by_what_it_is(
    desk: Desk, name: str, octets: bytes, words: str
) -> None:
    desk.put(name, octets)

    reading = desk.read(f"![A]({name})\n\nWords.\n")

    [problem] = reading.problems
    assert reading.pictures == ()
    assert words in problem.what
    assert str(problem.place) == "articles/a.md:5:6"
    assert problem.help


@pytest.mark.parametrize(
    "octets",
    [
        SVG,
        b"\n  " + SVG,
        b"\xef\xbb\xbf" + SVG,
        b"<?xml version='1.0'?>\n<!-- drawn\nby hand -->" + SVG,
        b"<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' ''>" + SVG,
        b"<!doctype svg [<!ENTITY a 'b'>]>" + SVG,
        b"<s:svg xmlns:s='http://www.w3.org/2000/svg'/>",
        SVG.decode().encode("utf-16"),
        SVG.decode().encode("utf-16-be"),
        gzip.compress(SVG),
    ],
)
@pytest.mark.parametrize("name", ["drawing.svg", "drawing.png"])
def test_a_drawing_that_could_run_scripts_is_refused_whatever_its_name(
    desk: Desk, octets: bytes, name: str
) -> None:
    desk.put(name, octets)

    [problem] = desk.read(f"![A]({name})\n\nWords.\n").problems

    assert problem.code == "IMG008"
    assert "SVG" in problem.what
    assert "PNG" in problem.help


@pytest.mark.parametrize("octets", [gzip.compress(bytes(2**24)), b"\x1f\x8b\x08broken"])
def test_what_unpacks_to_anything_is_no_picture(desk: Desk, octets: bytes) -> None:
    desk.put("drawing.svgz", octets)

    assert desk.told("![A](drawing.svgz)\n\nWords.\n") == [("IMG002", "articles/a.md:5:6")]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("pipe.png", "not a regular file"),
        ("socket.png", "cannot be read"),
        ("folder.png", "is a directory"),
        ("zero.png", "leads out of the publication's folder"),
        ("link.png", "leads out of the publication's folder"),
        ("loop.png", "cannot be read"),
        ("../../../../../../etc/passwd", "leads out of the publication's folder"),
        ("%2e%2e/%2e%2e/%2e%2e/etc/passwd", "leads out of the publication's folder"),
        ("..%2f..%2foutside.png", "leads out of the publication's folder"),
        ("a%00b.png", "cannot be read"),
        ("gone.png", "no such file"),
    ],
)
def test_only_a_regular_file_of_the_folder_is_opened(
    desk: Desk, name: str, words: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret.png"
    outside.write_bytes(bare_png(1, 1))
    beside = desk.root / "articles"
    os.mkfifo(beside / "pipe.png")
    (beside / "folder.png").mkdir()
    for link, target in (
        ("zero.png", "/dev/zero"),
        ("link.png", str(outside)),
        ("loop.png", "loop.png"),
    ):
        (beside / link).symlink_to(target)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(beside / "socket.png"))
        [problem] = desk.read(f"![A]({name})\n\nWords.\n").problems

    assert problem.code == "IMG001"
    assert words in problem.what
    assert str(problem.place).startswith("articles/a.md:5:")
    assert problem.place is not None
    assert problem.place.text == f"![A]({name})"


def test_a_device_is_no_picture() -> None:
    devices = SourceFolder(Path("/dev"), isolate=InlineIsolate(), language="en", zone="UTC")

    with pytest.raises(ContentError) as refusal:
        devices.picture("zero")

    assert "not a regular file" in refusal.value.problem.what


@pytest.mark.parametrize("name", ["/etc/passwd", "//example.org/a.png", "file:///etc/passwd"])
def test_an_address_that_is_no_file_beside_the_text_is_never_opened(desk: Desk, name: str) -> None:
    assert desk.told(f"![A]({name})\n\nWords.\n") == [("IMG005", "articles/a.md:5:6")]


# ---- what is published with a picture


@pytest.mark.parametrize("kind", ["image/jpeg", "image/png", "image/webp"])
def test_a_picture_that_tells_where_it_was_taken_is_a_warning(desk: Desk, kind: str) -> None:
    desk.put("heron", photograph(kind, exif=camera_notes(position=True)))

    reading = desk.read("Words.\n\n![A](heron)\n")

    [problem] = reading.problems
    assert (problem.code, problem.severity) == ("IMG006", Severity.WARNING)
    assert str(problem.place) == "articles/a.md:7:6"
    assert "pressrun check --fix" in problem.help
    assert [picture.media_type for picture in reading.pictures] == [kind]


@pytest.mark.parametrize("kind", ["image/jpeg", "image/png", "image/webp", "image/gif"])
def test_a_picture_that_is_cut_off_is_a_warning(desk: Desk, kind: str) -> None:
    octets = gif_with_xmp(b"") if kind == "image/gif" else photograph(kind)
    desk.put("whole", octets)
    desk.put("cut", octets[:-4])

    reading = desk.read("![A](whole) ![B](cut)\n\nWords.\n")

    assert [picture.source for picture in reading.pictures] == ["whole", "cut"]
    [problem] = reading.problems
    assert (problem.code, problem.severity) == ("IMG007", Severity.WARNING)
    assert "'articles/cut'" in problem.what


@pytest.mark.parametrize("kind", ["image/jpeg", "image/png", "image/webp", "image/gif"])
def test_a_picture_that_is_a_page_too_is_published_as_a_picture_and_nothing_else(
    desk: Desk, kind: str
) -> None:
    page = b"<html><script>alert(1)</script></html>"
    octets = gif_with_xmp(b"") if kind == "image/gif" else photograph(kind)
    desk.put("page.html", octets + page)

    [picture] = desk.read("![A](page.html)\n\nWords.\n").pictures

    suffix = {"image/jpeg": ".jpg"}.get(kind, f".{kind.partition('/')[2]}")
    assert picture.media_type == media_type(kind)
    assert picture.site_path.startswith("media/")
    assert picture.site_path.endswith(suffix)


@pytest.mark.parametrize(
    "body",
    ["![A](a.png)", "*![A](a.png)* [![B](a.png)](b.md)\n\n---\n\n::: figure\n![A](a.png)\n:::"],
)
def test_an_article_of_nothing_but_pictures_has_no_words_for_mail_without_html(
    desk: Desk, body: str
) -> None:
    desk.put("a.png", bare_png(1, 1))

    reading = desk.read(body)

    [problem] = reading.problems
    assert (problem.code, problem.severity) == ("MD005", Severity.WARNING)
    assert "only pictures" in problem.what


@pytest.mark.parametrize(
    "body", ["![A](a.png) so", "::: figure\n![A](a.png)\n\nAt dusk.\n:::", "![A](a.png)\n\n`a`"]
)
def test_a_word_beside_a_picture_is_enough(desk: Desk, body: str) -> None:
    desk.put("a.png", bare_png(1, 1))

    assert desk.told(body) == []


# ---- the lead picture


def test_the_lead_picture_of_front_matter_stands_first(desk: Desk) -> None:
    desk.put("lead.png", bare_png(3, 2))
    desk.put("other.png", bare_png(1, 1))

    reading = desk.read("![A](other.png)\n\nWords.\n", "image: lead.png\nimage_alt: A lamp\n")

    assert [picture.source for picture in reading.pictures] == ["lead.png", "other.png"]
    assert reading.problems == ()


def test_a_lead_picture_that_the_text_shows_too_is_one_picture(desk: Desk) -> None:
    desk.put("lead.png", bare_png(3, 2))

    reading = desk.read("![A](lead.png)\n\nWords.\n", "image: lead.png\nimage_alt: A lamp\n")

    assert [picture.source for picture in reading.pictures] == ["lead.png"]


@pytest.mark.parametrize(
    ("name", "octets", "code"),
    [
        ("gone.png", None, "IMG001"),
        ("../../outside.png", None, "IMG001"),
        ("'%2e%2e/%2e%2e/outside.png'", None, "IMG001"),
        ("drawing.png", SVG, "IMG008"),
        ("text.png", b"text", "IMG002"),
    ],
)
def test_a_lead_picture_that_cannot_be_published_is_told_in_front_matter(
    desk: Desk, name: str, octets: bytes | None, code: str
) -> None:
    if octets is not None:
        desk.put(name, octets)

    reading = desk.read("Words.\n", f"image: {name}\nimage_alt: A lamp\n")

    assert not reading.sound
    assert [(p.code, str(p.place)) for p in reading.problems] == [(code, "articles/a.md:4:8")]


def problems_of(desk: Desk, front: str) -> list[Any]:
    desk.put("a.md", f"---\nid: aaaaaaaaaa\ntitle: A\n{front}---\nWords.\n".encode())
    return [(p.code, p.severity, str(p.place)) for p in desk.folder.contents().problems]


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "//example.org/a.png",
        "data:image/png;base64,AAAA",
        "https://example.org/a.png",
        "http://example.org/a.png",
        "mailto:ada@example.org",
        "/etc/passwd",
        "javascript:alert(1)",
    ],
)
def test_a_lead_picture_comes_from_nowhere_but_beside_the_article(desk: Desk, address: str) -> None:
    told = problems_of(desk, f'image: "{address}"\nimage_alt: A lamp\n')

    assert told == [("IMG005", Severity.ERROR, "articles/a.md:4:8")]


def test_a_lead_picture_that_nobody_described_is_a_warning(desk: Desk) -> None:
    assert problems_of(desk, "image: lead.png\n") == [
        ("IMG003", Severity.WARNING, "articles/a.md:4:8")
    ]


def test_a_description_without_its_picture_is_a_warning(desk: Desk) -> None:
    assert problems_of(desk, "image_alt: A lamp\n") == [
        ("IMG009", Severity.WARNING, "articles/a.md:4:12")
    ]
