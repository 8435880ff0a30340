"""A new publication: its folder, its identity, its database."""

import os
from pathlib import Path
from shlex import quote

from pressrun.app.minting import mint
from pressrun.app.premises import STATE
from pressrun.app.wiring import Wiring
from pressrun.errors import OutletError, Refused, UsageError
from pressrun.settings.readers import Wrong, read_authority, read_words, read_zone
from pressrun.source.scaffold import new_publication
from pressrun.store.sql import SqlStore
from pressrun.system.disk import check_disk
from pressrun.system.outlet import FolderOutlet


def begin(folder: Path, *, title: str, zone: str, authority: str, dry_run: bool) -> list[str]:
    """Make a publication in ``folder``, or only its database where the files are there.

    Returns:
        The paths made, relative to ``folder``. Nothing that exists is touched.

    Raises:
        UsageError: A value would make settings that do not load.
        StoreError: The folder lies on a network's disk.
        Refused: The folder holds other files, or is a publication with its database already.
        OutletError: The folder cannot be made or looked into.
    """
    wiring = Wiring(folder, {})
    known = os.path.exists(folder / "pressrun.toml")
    if known and wiring.is_press:
        raise Refused(
            f"{folder} is a publication with its database already",
            code="INI001",
            help=f"pressrun --folder {quote(str(folder))} queue",
        )
    if not known:
        _refuse_wrong("title", read_words(title))
        _refuse_wrong("zone", read_zone(zone))
        _refuse_wrong("authority", read_authority(authority))
    try:
        if not known and folder.exists() and any(folder.iterdir()):
            raise Refused(f"{folder} is not empty", code="INI002", help="pressrun init NEW-FOLDER")
        if not dry_run:
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as cause:
        raise OutletError(
            f"cannot make {folder}: {cause.strerror}",
            code="OUT005",
            help="pressrun init in a folder that you may write in",
        ) from cause
    files = {} if known else _files(wiring, title, zone, authority)
    check_disk(wiring.database)
    if not dry_run:
        # What an earlier press has left says nothing of this one.
        wiring.mark.remove()
        FolderOutlet(folder).write([{path: text.encode() for path, text in files.items()}])
        SqlStore.open(wiring.database, clock=wiring.clock, entropy=wiring.entropy).close()
    return [*sorted(files), f"{STATE}/state.db"]


def _refuse_wrong(name: str, read: str | Wrong) -> None:
    if isinstance(read, Wrong):
        raise UsageError(
            f"the {name} must be {read.must_be}",
            code="INI003",
            help=read.help or f"pressrun init FOLDER --{name} {read.example}",
        )


def _files(wiring: Wiring, title: str, zone: str, authority: str) -> dict[str, str]:
    return new_publication(
        title=title,
        authority=authority,
        year=wiring.clock.now().year,
        zone=zone,
        article_id=mint(wiring.entropy),
        issue_id=mint(wiring.entropy),
    )
