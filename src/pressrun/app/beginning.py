"""A new publication: its folder, its identity, its database."""

from pathlib import Path

from pressrun.app.editor import mint
from pressrun.app.wiring import STATE, Wiring
from pressrun.errors import Refused
from pressrun.source.scaffold import new_publication
from pressrun.store.sql import SqlStore
from pressrun.system.outlet import FolderOutlet


def begin(folder: Path, *, title: str, zone: str, authority: str, dry_run: bool) -> list[str]:
    """Make a publication in ``folder``, or only its database where the files are there.

    Returns:
        The paths made, relative to ``folder``. Nothing that exists is touched.

    Raises:
        Refused: The folder holds other files, or is a publication with its database already.
    """
    wiring = Wiring(folder, {})
    known = (folder / "pressrun.toml").exists()
    if known and wiring.database.exists():
        raise Refused(
            f"{folder} is a publication with its database already",
            code="INI001",
            help="pressrun queue",
        )
    if folder.exists() and not known and any(folder.iterdir()):
        raise Refused(f"{folder} is not empty", code="INI002", help="pressrun init NEW-FOLDER")
    files = {} if known else _files(wiring, title, zone, authority)
    if not dry_run:
        folder.mkdir(parents=True, exist_ok=True)
        FolderOutlet(folder).write([{path: text.encode() for path, text in files.items()}])
        SqlStore.open(wiring.database, clock=wiring.clock, entropy=wiring.entropy).close()
    return [*sorted(files), f"{STATE}/state.db"]


def _files(wiring: Wiring, title: str, zone: str, authority: str) -> dict[str, str]:
    return new_publication(
        title=title,
        authority=authority,
        year=wiring.clock.now().year,
        zone=zone,
        article_id=mint(wiring.entropy),
        issue_id=mint(wiring.entropy),
    )
