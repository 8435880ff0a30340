"""What issues say is kept from one process to the next, and believed while their files stay."""

from pathlib import Path

from pressrun.model.issue import Issue
from pressrun.source.fields import SourceFile
from pressrun.source.front import Front, IssueFronts
from pressrun.system.keep import MemoryKeep

COUNT = 201  # so many files are worth keeping


class Unread(IssueFronts):
    """Fails when it has to read a file."""

    def parse(self, source: SourceFile) -> Front[Issue]:
        raise AssertionError(f"{source.path} was read again")


def write(root: Path, number: int, subject: str) -> str:
    folder = root / f"issues/{number:03}-past"
    folder.mkdir(parents=True, exist_ok=True)
    digits = "".join(chr(ord("a") + int(digit)) for digit in f"{number:09}")
    front = f"id: i{digits}\nsubject: {subject}\ndigest: weekly"
    (folder / "issue.md").write_text(f"---\n{front}\n---\n\nWords.\n")
    return f"issues/{folder.name}/issue.md"


def test_another_process_is_told_the_same_without_reading_a_file(tmp_path: Path) -> None:
    keep = MemoryKeep()
    paths = [write(tmp_path, number, f"Issue {number}") for number in range(COUNT)]

    first = IssueFronts(tmp_path, keep=keep).read(paths)
    second = Unread(tmp_path, keep=keep).read(paths)

    assert second == first
    assert all(front.found and front.found.digest_of == "weekly" for front in second)
    assert [claim.kind for claim in second[0].claims] == ["id", "number"]


def test_a_file_that_changed_is_read_again_and_one_that_went_is_forgotten(tmp_path: Path) -> None:
    keep = MemoryKeep()
    paths = [write(tmp_path, number, "Before") for number in range(COUNT)]
    IssueFronts(tmp_path, keep=keep).read(paths)
    write(tmp_path, 7, "Something else")

    fronts = IssueFronts(tmp_path, keep=keep).read(paths[:-1])

    subjects = {front.found.subject for front in fronts if front.found}
    assert subjects == {"Before", "Something else"}
    assert paths[-1] not in keep.all("issuefronts")
