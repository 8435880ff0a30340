"""The templates a publication renders with: the built-in ones and its own over them."""

import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from pressrun.errors import ContentError, Place
from pressrun.model.publication import Theme
from pressrun.source.files import read_file

SUFFIXES: Final = (".mjml", ".html", ".txt", ".css", ".toml", ".js")
TEMPLATE_LIMIT_OCTETS: Final = 256 * 1024

_PACKAGED: Final = Path(__file__).resolve().parents[1] / "templates"
_CHECKOUT: Final = Path(__file__).resolve().parents[3] / "templates"


def builtin_templates() -> Path:
    """Return the folder of built-in templates: the package's, in a checkout the repository's."""
    return _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT


def load_theme(builtin: Path, own: Path) -> Theme:
    """Return the templates of ``builtin``, shadowed file by file by those of ``own``.

    Raises:
        ContentError: There are no built-in ones, or a file is not UTF-8 text of a sane size.
    """
    if not builtin.is_dir():
        raise ContentError(
            "the built-in templates are missing",
            code="TPL002",
            place=Place(path=str(builtin)),
            help="install Pressrun again:  pip install --force-reinstall pressrun",
        )
    return _load(builtin, own, (*_seen(builtin), *_seen(own)))


@lru_cache(maxsize=4)
def _load(builtin: Path, own: Path, seen: tuple[object, ...]) -> Theme:
    """Read the templates; ``seen`` says that they are the ones that were read before."""
    ours, theirs = _templates(builtin), _templates(own)
    words = sorted(name for name in ours.keys() & theirs.keys() if name.startswith("words/"))
    return Theme(
        files=tuple(sorted({**ours, **theirs}.items())),
        words=tuple((name, ours[name]) for name in words),
        own=tuple(sorted(name for name, text in theirs.items() if ours.get(name) != text)),
    )


def _seen(folder: Path | str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield what would change if any template below a folder did: editors save often, and reading
    forty templates each time takes longer than a whole mail's engine."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        yield entry.path, _version(entry)
        # As ``_templates`` does: a link to a folder may lead back to where one is.
        if entry.is_dir(follow_symlinks=False):
            yield from _seen(entry.path)


def _version(entry: os.DirEntry[str]) -> tuple[int, ...]:
    """Return what tells a file from itself after a change; nothing for a link to nowhere."""
    try:
        status = entry.stat()
    except OSError:
        return ()
    # Copies may keep the time of their original, and never the moment at which they were made.
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _templates(folder: Path) -> dict[str, str]:
    names = (
        path.relative_to(folder)
        for path in sorted(folder.rglob("*"))
        if path.suffix in SUFFIXES and not path.is_dir()
    )
    return {
        name.as_posix(): _text(folder, name.as_posix())
        for name in names
        if not any(part.startswith(".") for part in name.parts)
    }


def _text(folder: Path, name: str) -> str:
    path = f"{folder.name}/{name}"
    octets = read_file(folder.parent, path, limit_octets=TEMPLATE_LIMIT_OCTETS)
    try:
        return octets.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as cause:
        raise ContentError(
            "this template is not UTF-8",
            code="TPL003",
            place=Place(path=path),
            help="save it as UTF-8",
        ) from cause
