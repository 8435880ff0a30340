"""Packing: forms of what is published, listed only when they lie there and are of these octets."""

import gzip
import hashlib
import zlib
from dataclasses import replace
from datetime import UTC, datetime

import brotli
import pytest

from doubles.shop import PrintShop
from pressrun.errors import OutletError
from pressrun.model.manifest import CODINGS, PATH, Line, Manifest
from pressrun.press.pack import pack
from pressrun.render.encodings import pack as forms_of

AT = datetime(2026, 11, 24, 8, tzinfo=UTC)
LONG = ("The ferry was late again. " * 100).encode()
UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress}


def lay(shop: PrintShop, files: dict[str, bytes]) -> None:
    """Put files into public/ with a manifest that lists them."""
    lines = {p: Line(hashlib.sha256(octets).hexdigest(), AT) for p, octets in files.items()}
    below = {f"public/{path}": octets for path, octets in files.items()}
    shop.desk.outlet.write([below, {PATH: Manifest(lines).dump()}])


def manifest(shop: PrintShop) -> Manifest:
    return Manifest.parse((shop.root / PATH).read_bytes())


def test_every_long_text_gets_each_form_and_the_manifest_lists_them(shop: PrintShop) -> None:
    lay(shop, {"index.html": LONG, "feeds/main.atom": LONG * 2, "feeds.opml": LONG * 3})

    assert pack(shop.desk) == 3

    for path, line in manifest(shop).files.items():
        octets = (shop.root / "public" / path).read_bytes()
        assert line.packed.keys() == CODINGS.keys()
        assert (line.digest, line.modified_at) == (hashlib.sha256(octets).hexdigest(), AT)
        for coding, digest in line.packed.items():
            form = (shop.root / f"public/{path}{CODINGS[coding]}").read_bytes()
            assert hashlib.sha256(form).hexdigest() == digest
            assert UNPACK[coding](form) == octets
            assert len(form) < len(octets)


def test_short_texts_and_pictures_stay_as_they_are(shop: PrintShop) -> None:
    lay(shop, {"short.html": b"Short.", "media/a.png": LONG, "long.html": LONG})

    assert pack(shop.desk) == 1

    assert {p for p, line in manifest(shop).files.items() if line.packed} == {"long.html"}
    assert not list((shop.root / "public/media").glob("*.gz"))


def test_packing_again_writes_nothing(shop: PrintShop) -> None:
    lay(shop, {"index.html": LONG})
    pack(shop.desk)
    before = {f: f.stat().st_mtime_ns for f in (shop.root / "public").iterdir()}

    assert pack(shop.desk) == 0

    assert {f: f.stat().st_mtime_ns for f in (shop.root / "public").iterdir()} == before


def test_a_file_that_is_not_the_one_listed_gets_no_form(shop: PrintShop) -> None:
    lay(shop, {"index.html": LONG, "other.html": LONG})
    (shop.root / "public/index.html").write_bytes(LONG + b"newer")

    assert pack(shop.desk) == 1
    assert not manifest(shop).files["index.html"].packed


def test_a_missing_file_and_a_missing_manifest_are_no_error(shop: PrintShop) -> None:
    assert pack(shop.desk) == 0
    lay(shop, {"index.html": LONG, "other.html": LONG})
    (shop.root / "public/index.html").unlink()

    assert pack(shop.desk) == 1


def test_what_is_published_while_it_packs_is_not_lost(shop: PrintShop) -> None:
    lay(shop, {"index.html": LONG, "other.html": LONG})
    outlet = Interrupting(shop, {"index.html": LONG * 2, "other.html": LONG, "new.html": LONG})

    assert pack(replace(shop.desk, outlet=outlet)) == 1

    lines = manifest(shop).files
    assert lines.keys() == {"index.html", "other.html", "new.html"}
    assert lines["index.html"].digest == hashlib.sha256(LONG * 2).hexdigest()
    assert {path for path, line in lines.items() if line.packed} == {"other.html"}


def test_a_disk_that_fills_up_leaves_the_manifest_as_it_was(shop: PrintShop) -> None:
    lay(shop, {"index.html": LONG, "other.html": LONG})
    before = (shop.root / PATH).read_bytes()

    with pytest.raises(OutletError):
        pack(replace(shop.desk, outlet=FullDisk(shop)))

    assert (shop.root / PATH).read_bytes() == before
    assert (shop.root / "public/index.html.br").exists()
    assert pack(shop.desk) == 2


def test_equal_octets_have_equal_forms_and_no_clock_in_them() -> None:
    assert forms_of(LONG) == forms_of(LONG)
    assert forms_of(LONG)["gzip"][4:8] == b"\0\0\0\0"


def test_a_form_that_saves_nothing_is_not_made() -> None:
    noise = b"".join(hashlib.sha256(bytes([i])).digest() for i in range(100))

    assert forms_of(noise) == {}
    assert zlib.decompress(forms_of(LONG)["gzip"], 31) == LONG


class Interrupting:
    """An outlet during whose work somebody else publishes."""

    def __init__(self, shop: PrintShop, files: dict[str, bytes]) -> None:
        self._shop, self._files = shop, files

    def write(self, stages, *, remove=()):
        def interrupted():
            for stage in stages:
                yield stage
                if not isinstance(stage, dict):
                    lay(self._shop, self._files)

        return self._shop.desk.outlet.write(interrupted(), remove=remove)


class FullDisk:
    """An outlet with room for one file."""

    def __init__(self, shop: PrintShop) -> None:
        self._outlet = shop.desk.outlet

    def write(self, stages, *, remove=()):
        def short(stage):
            for number, pair in enumerate(stage):
                if number:
                    raise OutletError("no space left on the disk", code="OUT001")
                yield pair

        return self._outlet.write((short(stage) for stage in stages), remove=remove)
