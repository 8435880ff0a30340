"""The publication's folder: read by one port, written by another."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from pressrun.errors import Problem
from pressrun.model.article import Article, Picture
from pressrun.model.document import Document
from pressrun.model.feed import Memory
from pressrun.model.issue import Issue
from pressrun.model.publication import Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a folder holds: everything sound, and a problem for everything that is not.

    Articles are sorted by path, issues by number. An issue whose references do not resolve is
    still here; whoever binds it finds out. A translation stands among the articles under an id
    of its own, and never without its original.
    """

    articles: tuple[Article, ...]
    issues: tuple[Issue, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def originals(self) -> tuple[Article, ...]:
        """Return the articles that translate no other."""
        return tuple(article for article in self.articles if not article.original)

    def translations(self, article: Article) -> tuple[Article, ...]:
        """Return the translations of an article, drafts included."""
        return tuple(other for other in self.articles if other.original == article.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A parsed body. ``pictures`` are those found, by source; ``problems`` tell the rest."""

    document: Document
    pictures: tuple[Picture, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def sound(self) -> bool:
        """Tell whether no problem is an error."""
        return not any(problem.severity == "error" for problem in self.problems)


class Watch(Protocol):
    """Knows whether articles may have changed, for far less than reading them costs."""

    def stirred(self) -> bool:
        """Tell whether an article may have changed since the last look; the first one says yes.

        What is written over in place may show some looks later, everything else at once.
        """
        ...


class Folder(Protocol):
    """Reads a publication's folder. Never writes."""

    def contents(self) -> Contents:
        """Return all articles and issues; faults are problems in it, never exceptions."""
        ...

    def read(self, article: Article) -> Reading:
        """Parse the body of ``article`` and find its pictures."""
        ...

    def read_many(self, articles: Sequence[Article]) -> list[Reading]:
        """Parse bodies as ``read`` does, side by side; readings in the order of the articles."""
        ...

    def words(self, issue: Issue) -> Reading:
        """Parse the editor's words of ``issue``."""
        ...

    def memory(self) -> Memory:
        """Return the memory of what is published; empty where nothing ever was.

        Raises:
            ContentError: The memory exists and does not load.
        """
        ...

    def octets(self, path: str) -> bytes:
        """Return a regular file of the folder; links out of the folder are refused.

        Raises:
            ContentError: There is no such file, or it leads outside.
        """
        ...

    def picture(self, path: str) -> Picture:
        """Return the picture at a path below the folder, under the rules of articles' pictures.

        Its ``source`` is ``path``.

        Raises:
            ContentError: There is no such file, or it is no picture that may be published.
        """
        ...

    def stamps(self, paths: Iterable[str]) -> dict[str, str]:
        """Return what tells a file from itself after any change, by its path.

        A path at which there is no regular file is left out.
        """
        ...

    def theme(self) -> Theme:
        """Return the built-in templates, shadowed file by file by the publication's own."""
        ...

    def watch(self) -> Watch:
        """Return a watch over the articles."""
        ...

    def text_of(self, issue: Issue) -> bytes:
        """Return an ``issue.md`` that says what ``issue`` says, without words of an editor."""
        ...


@dataclass(frozen=True, slots=True)
class Written:
    """What an outlet did."""

    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


Stage = Mapping[str, bytes] | Iterable[tuple[str, bytes]]


class Outlet(Protocol):
    """Writes octets by their paths into the publication's folder."""

    def write(self, stages: Iterable[Stage], *, remove: Iterable[str] = ()) -> Written:
        """Write every stage in turn, then remove; only what differs is touched.

        Each file is whole, old or new, at every instant, a crash included; a stage is on the
        disk before the next is asked for, and so may be made while it is written. Paths are
        relative, with forward slashes, and may not leave the folder. Removing what is absent is
        no error.

        Raises:
            OutletError: A file could not be written; what was written before stays written.
        """
        ...
