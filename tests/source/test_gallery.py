"""Pictures of a folder: what may be published, and what is said of the rest."""

import struct
from pathlib import Path

import pytest

from doubles import InlineIsolate
from pressrun.errors import ContentError
from pressrun.source.folder import SourceFolder


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height)


def folder_at(root: Path) -> SourceFolder:
    return SourceFolder(root, isolate=InlineIsolate(), language="en", zone="UTC")


def test_a_picture_is_found_by_its_path_below_the_folder(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/logo.png").write_bytes(png(120, 40))

    logo = folder_at(tmp_path).picture("templates/logo.png")

    assert (logo.source, logo.path) == ("templates/logo.png", "templates/logo.png")
    assert (logo.media_type, logo.width, logo.height) == ("image/png", 120, 40)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("templates/gone.png", "IMG001"),
        ("../outside.png", "IMG001"),
        ("/etc/passwd", "IMG001"),
        ("templates", "IMG001"),
        ("templates/drawing.svg", "IMG002"),
    ],
)
def test_what_is_no_picture_of_the_folder_is_refused_with_what_to_do(
    tmp_path: Path, path: str, code: str
) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/drawing.svg").write_bytes(b"<svg/>")

    with pytest.raises(ContentError) as refusal:
        folder_at(tmp_path).picture(path)

    problem = refusal.value.problem
    assert (problem.code, problem.place and problem.place.path) == (code, path)
    assert problem.help
