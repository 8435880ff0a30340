"""Journals as files: who lives, what survives SIGKILL and a full disk, what is no journal."""

import mmap
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from doubles import CountingEntropy
from pressrun.errors import OutletError, StoreError
from pressrun.model.mark import Mark
from pressrun.system.journals import FileJournals
from pressrun.system.markfile import size_octets
from system.marker import ROOM, claim, marks_after, receipt

MARKER = Path(__file__).with_name("marker.py")


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    return tmp_path / ".pressrun" / "journal"


@pytest.fixture(name="journals")
def _journals(folder: Path) -> FileJournals:
    return FileJournals(folder, entropy=CountingEntropy())


def start(folder: Path) -> "subprocess.Popen[str]":
    (folder.parent / "steps").write_bytes(bytes(16))
    command = [sys.executable, str(MARKER), str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def without_text(mark: Mark) -> Mark:
    return replace(mark, receipt=replace(mark.receipt, text="")) if mark.receipt else mark


def kill_while_it_marks(folder: Path, chance: random.Random) -> tuple[str, int, int, list[Mark]]:
    """Return sender, steps begun and done, and the marks of a child killed somewhere."""
    journals = FileJournals(folder, entropy=CountingEntropy())
    with start(folder) as child:
        sender = child.stdout.readline().strip()  # type: ignore[union-attr]
        with (folder.parent / "steps").open("r+b") as file:
            memory = mmap.mmap(file.fileno(), 16)
        enough = chance.randrange(1, 20_000)
        while int.from_bytes(memory[8:], sys.byteorder) < enough:
            assert child.poll() is None
        assert list(journals.alive()) == [sender]
        child.kill()
        assert child.wait() == -signal.SIGKILL
    begun, done = (int.from_bytes(memory[at : at + 8], sys.byteorder) for at in (0, 8))
    assert list(journals.dead()) == [sender]
    marks = sorted(journals.marks(sender), key=lambda mark: mark.subscriber)
    for mark in marks:
        if mark.receipt:
            assert mark.receipt.text
            assert receipt(mark.subscriber).text.startswith(mark.receipt.text)
    journals.bury(sender)
    return sender, begun, done, [without_text(mark) for mark in marks]


def kill_often(folder: Path, rounds: int) -> int:
    """Kill so many senders; return how many were killed within a step."""
    chance, within = random.Random(rounds), 0
    for _ in range(rounds):
        _, begun, done, marks = kill_while_it_marks(folder, chance)
        assert marks in (marks_after(done), marks_after(begun)), f"{done} of {begun} steps done"
        within += begun != done
    return within


def test_no_mark_is_lost_or_invented_when_a_sender_is_killed(folder: Path) -> None:
    folder.parent.mkdir()

    assert kill_often(folder, rounds=12) > 0


@pytest.mark.slow
def test_no_mark_is_lost_or_invented_when_hundreds_of_senders_are_killed(folder: Path) -> None:
    folder.parent.mkdir()

    assert kill_often(folder, rounds=400) > 100


def test_the_steps_leave_every_number_of_marks_up_to_the_room() -> None:
    assert {len(marks_after(steps)) for steps in range(40)} == set(range(ROOM + 1))
    assert {m.receipt is None for steps in range(40) for m in marks_after(steps)} == {True, False}


def test_only_its_owner_may_read_it_or_look_into_the_folder(
    folder: Path, journals: FileJournals
) -> None:
    journal = journals.open(room=ROOM)

    assert (folder / journal.sender).stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


def test_the_disk_has_given_all_its_room_before_the_first_mark(
    folder: Path, journals: FileJournals
) -> None:
    journal = journals.open(room=64)
    file = (folder / journal.sender).stat()

    assert file.st_size == size_octets(64)
    assert file.st_blocks * 512 >= file.st_size


FULL_DISK = """
import os, sys
from pathlib import Path
from pressrun.errors import OutletError
from pressrun.system.clock import SystemEntropy
from pressrun.system.journals import FileJournals
from system.marker import ROOM, claim, receipt
disk = Path(sys.argv[1])
journals = FileJournals(disk / "journal", entropy=SystemEntropy())
journal = journals.open(room=ROOM)
with (disk / "filler").open("wb", buffering=0) as filler:
    try:
        while filler.write(bytes(4096)):
            pass
    except OSError as error:
        print(error.errno)
for number in range(ROOM):
    journal.intend(claim(number))
    journal.answer(claim(number), receipt(number), relay="primary")
    journal.sync()
try:
    journals.open(room=1024)
except OutletError as error:
    print(error.problem.code)
os.kill(os.getpid(), 9) if sys.argv[2:] else None
print(len(journals.marks(journal.sender)), len(list((disk / "journal").iterdir())))
"""


def test_a_disk_that_is_full_stops_no_mark_and_no_sync(tmp_path: Path) -> None:
    mounted = 'mount -t tmpfs -o size=512k none "$1" && echo mounted && exec "$2" -c "$3" "$1"'
    own_disk = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "-Ur", "--mount"]
    ran = subprocess.run(
        [*own_disk, "sh", "-c", mounted, "sh", str(tmp_path), sys.executable, FULL_DISK],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    if not ran.stdout.startswith("mounted"):
        pytest.skip(f"no small disk can be mounted here: {ran.stderr.strip()}")

    assert ran.stdout.split() == ["mounted", "28", "JRN002", "4", "1"], ran.stderr


def test_a_journal_that_cannot_be_made_is_an_error_with_help(tmp_path: Path) -> None:
    (tmp_path / "in-the-way").write_text("")

    with pytest.raises(OutletError) as caught:
        FileJournals(tmp_path / "in-the-way" / "journal", entropy=CountingEntropy()).open(room=1)

    assert caught.value.problem.code == "JRN002"
    assert caught.value.problem.help


def older_form(octets: bytes) -> bytes:
    return octets[:16] + b"\0" + octets[17:]


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda octets: octets[:1500], "1500 octets"),
        (lambda octets: octets + b"\0", "should have 5120"),
        (older_form, "form 0"),
        (lambda _: b"not ours", "none of Pressrun's"),
        (lambda octets: octets.replace(b"k7m2", b"K7m2"), "damaged in slot 1"),
    ],
)
def test_a_journal_that_cannot_be_read_is_set_aside_once_and_told(
    spoil: Callable[[bytes], bytes], why: str, folder: Path, journals: FileJournals
) -> None:
    journal = journals.open(room=ROOM)
    journal.intend(claim(1))
    journal.close()
    path = folder / journal.sender
    path.write_bytes(spoil(path.read_bytes()))

    assert list(journals.dead()) == list(journals.alive()) == []
    with pytest.raises(StoreError, match=why):
        journals.marks(journal.sender)

    (problem,) = journals.set_aside()

    assert why in problem.what
    assert problem.place is not None
    assert problem.place.path.endswith(f"{journal.sender}.unreadable")
    assert problem.help
    assert [file.name for file in folder.iterdir()] == [f"{journal.sender}.unreadable"]
    assert list(journals.set_aside()) == []


def test_a_foreign_file_is_set_aside_and_sound_journals_stay(
    folder: Path, journals: FileJournals
) -> None:
    living, dead = journals.open(room=ROOM), journals.open(room=ROOM)
    dead.intend(claim(1))
    dead.close()
    (folder / "notes.txt").write_text("to whom it may concern")
    (folder / "subfolder").mkdir()

    assert [problem.code for problem in journals.set_aside()] == ["JRN001"]

    assert (folder / "notes.txt.unreadable").read_text() == "to whom it may concern"
    assert list(journals.alive()) == [living.sender]
    assert list(journals.dead()) == [dead.sender]


def test_a_living_journal_is_never_set_aside(folder: Path, journals: FileJournals) -> None:
    journal = journals.open(room=ROOM)
    with (folder / journal.sender).open("r+b") as file:
        file.write(b"scribbled over")

    assert list(journals.set_aside()) == []
    assert list(journals.alive()) == [journal.sender]


def test_one_that_was_being_made_when_its_sender_died_is_dead_and_has_no_marks(
    folder: Path, journals: FileJournals
) -> None:
    folder.mkdir(parents=True)
    (folder / "00112233445566ff").write_bytes(bytes(2048))

    assert list(journals.dead()) == ["00112233445566ff"]
    assert list(journals.marks("00112233445566ff")) == []


def test_a_sender_is_named_and_never_a_path(journals: FileJournals) -> None:
    with pytest.raises(ValueError, match="no sender's name"):
        journals.bury("../state.db")


def test_a_child_that_a_sender_starts_does_not_keep_it_alive(journals: FileJournals) -> None:
    journal = journals.open(room=ROOM)
    journal.intend(claim(1))
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, close_fds=False):
        journal.close()

        assert list(journals.dead()) == [journal.sender]
