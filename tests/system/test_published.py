"""The published site in memory: what it forgets, what it reads again, what it never mixes."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pressrun.model.manifest import PATH, Line, Manifest
from pressrun.system.outlet import FolderOutlet
from pressrun.system.published import PublishedSite

AT = datetime(2026, 11, 24, 8, tzinfo=UTC)


def digest(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()


def lay(root: Path, files: dict[str, bytes], *, packed: dict[str, bytes] | None = None) -> None:
    """Write files, ``x.br`` for some of them, and the manifest."""
    forms = packed or {}
    lines = {
        path: Line(digest(o), AT, {"br": digest(forms[path])} if path in forms else {})
        for path, o in files.items()
    }
    below = {f"public/{path}": octets for path, octets in files.items()}
    below |= {f"public/{path}.br": octets for path, octets in forms.items()}
    FolderOutlet(root).write([below, {PATH: Manifest(lines).dump()}])


@pytest.fixture
def site(tmp_path: Path) -> PublishedSite:
    lay(tmp_path, {"a.html": b"A", "b.html": b"B" * 10}, packed={"a.html": b"a"})
    site = PublishedSite(tmp_path, memory_octets=10)
    site.catch_up()
    return site


def test_what_was_read_is_recalled_until_something_of_it_changes(
    site: PublishedSite, tmp_path: Path
) -> None:
    file = site.read("a.html")

    assert site.recall("a.html") is file
    FolderOutlet(tmp_path).write([{"public/a.html": b"C"}])
    assert site.recall("a.html") is None


def test_a_manifest_that_says_the_same_of_a_file_leaves_it_in_memory(
    site: PublishedSite, tmp_path: Path
) -> None:
    file = site.read("a.html")
    lay(tmp_path, {"a.html": b"A", "c.html": b"C"}, packed={"a.html": b"a"})

    assert site.has_moved_on()
    assert site.recall("a.html") is file
    assert "c.html" in site.catch_up().files
    assert not site.has_moved_on()
    assert site.recall("a.html") is file
    assert site.read("b.html") is None


def test_each_coding_has_its_own_tag_and_the_same_instant(site: PublishedSite) -> None:
    plain, coded = site.read("a.html"), site.read("a.html", "br")

    assert plain is not None
    assert coded is not None
    assert (plain.octets, plain.coding, coded.octets, coded.coding) == (b"A", "", b"a", "br")
    assert plain.etag != coded.etag
    assert plain.modified_at == coded.modified_at == AT
    assert site.recall("a.html", "br") is coded


@pytest.mark.parametrize("touched", ["public/a.html", "public/a.html.br"])
def test_a_form_is_forgotten_when_it_or_its_file_changes(
    site: PublishedSite, tmp_path: Path, touched: str
) -> None:
    assert site.read("a.html", "br") is not None

    FolderOutlet(tmp_path).write([{touched: b"other"}])
    file = site.read("a.html", "br")

    assert file is not None
    assert file.coding == ""
    assert file.octets == (tmp_path / "public/a.html").read_bytes()
    assert (file.modified_at is None) is (touched == "public/a.html")
    assert site.recall("a.html", "br") is file


def test_a_form_that_is_not_there_leaves_the_file(site: PublishedSite, tmp_path: Path) -> None:
    (tmp_path / "public/a.html.br").unlink()

    file = site.read("a.html", "br")

    assert file is not None
    assert (file.coding, file.octets) == ("", b"A")


def test_memory_is_bounded_and_keeps_what_was_used_last(
    site: PublishedSite, tmp_path: Path
) -> None:
    lay(tmp_path, dict.fromkeys(("1", "2", "3"), b"1234") | {"large": b"x" * 11})
    site.catch_up()
    for name in ("1", "2"):
        site.read(name)
    assert site.recall("1")

    site.read("3")

    assert [site.recall(name) is not None for name in ("1", "2", "3")] == [True, False, True]
    assert site.read("large") is not None
    assert site.recall("large") is None


def test_a_file_that_is_gone_is_nothing(site: PublishedSite, tmp_path: Path) -> None:
    (tmp_path / "public/a.html").unlink()

    assert site.read("a.html") is None
    assert site.recall("a.html") is None
    (tmp_path / PATH).unlink()
    assert site.catch_up().files == {}


def test_another_instant_in_the_manifest_is_told(site: PublishedSite, tmp_path: Path) -> None:
    site.read("a.html")
    later = AT + timedelta(hours=1)
    lines = {"a.html": Line(digest(b"A"), later)}
    FolderOutlet(tmp_path).write([{PATH: Manifest(lines).dump()}])
    site.catch_up()

    assert site.recall("a.html") is None
    file = site.read("a.html")
    assert file is not None
    assert file.modified_at == later
