"""A database is kept on a disk of this machine and nowhere else (C10)."""

from pathlib import Path

import pytest

from pressrun.errors import StoreError
from pressrun.system.disk import NETWORKED, check_disk


def mounted(folder: Path, *mounts: tuple[str, str]) -> Path:
    """Return a file that says what is mounted where, as the kernel writes it."""
    rows = [
        f"{number} 1 0:{number} / {point} rw,relatime shared:{number} - {kind} source rw\n"
        for number, (point, kind) in enumerate((("/", "ext4"), *mounts), 20)
    ]
    file = folder / "mountinfo"
    file.write_text("".join(rows))
    return file


@pytest.mark.parametrize("kind", sorted(NETWORKED))
def test_a_database_on_a_networks_disk_is_refused_and_told_why(tmp_path: Path, kind: str) -> None:
    mounts = mounted(tmp_path, ("/srv/share", kind))

    with pytest.raises(StoreError) as caught:
        check_disk(Path("/srv/share/notes/.pressrun/state.db"), mounts=mounts)

    assert caught.value.problem.code == "DB012"
    assert kind in caught.value.problem.what
    assert "disk of this machine" in caught.value.problem.help


@pytest.mark.parametrize("kind", ["ext4", "tmpfs", "overlay", "9p", "zfs"])
def test_a_disk_of_this_machine_is_let_through(tmp_path: Path, kind: str) -> None:
    check_disk(Path("/srv/share/state.db"), mounts=mounted(tmp_path, ("/srv/share", kind)))


def test_the_innermost_mount_counts_and_of_two_at_one_place_the_last(tmp_path: Path) -> None:
    inner = mounted(tmp_path, ("/srv", "nfs4"), ("/srv/disk", "ext4"))
    check_disk(Path("/srv/disk/state.db"), mounts=inner)

    with pytest.raises(StoreError):
        check_disk(Path("/srv/diskette/state.db"), mounts=inner)

    twice = mounted(tmp_path, ("/srv", "nfs4"), ("/srv", "ext4"))
    check_disk(Path("/srv/state.db"), mounts=twice)


def test_a_place_with_a_space_in_its_name_is_found(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        check_disk(Path("/my share/state.db"), mounts=mounted(tmp_path, (r"/my\040share", "cifs")))


def test_where_the_kernel_says_nothing_every_disk_is_let_through(tmp_path: Path) -> None:
    check_disk(tmp_path / "state.db", mounts=tmp_path / "nothing")
    (tmp_path / "odd").write_text("something else\n\n")
    check_disk(tmp_path / "state.db", mounts=tmp_path / "odd")


def test_this_machine_is_looked_at_as_well(tmp_path: Path) -> None:
    check_disk(tmp_path / "state.db")
