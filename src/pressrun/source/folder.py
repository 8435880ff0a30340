"""A publication's folder into the model (port Folder)."""

import hashlib
import os
import re
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Final

from pressrun.errors import ContentError, Place, Problem, Severity
from pressrun.model.article import Article, Picture
from pressrun.model.feed import Memory
from pressrun.model.issue import Issue
from pressrun.model.language import language_of_file
from pressrun.model.memory import PATH as RECORDS_PATH
from pressrun.model.memory import parse_memory
from pressrun.model.publication import Theme
from pressrun.ports import Contents, Isolate, Keep, Reading
from pressrun.source.bodies import Bodies
from pressrun.source.files import find_files, read_file, stamped
from pressrun.source.front import TEXT_LIMIT_OCTETS, ArticleFronts, Front, IssueFronts
from pressrun.source.gallery import (
    find_pictures,
    load_picture,
    shows_only_pictures,
)
from pressrun.source.issuetext import IssueTextFronts, with_texts
from pressrun.source.scaffold import issue_text
from pressrun.source.theme import builtin_templates, load_theme
from pressrun.source.translation import join
from pressrun.source.twins import find_twins
from pressrun.source.watch import FolderWatch

# Of fewer, all are parsed before a second child process has started.
_MANY_BODIES: Final = 32
PICTURE_LIMIT_OCTETS: Final = 10 * 2**20
FILE_LIMIT_OCTETS: Final = 64 * 2**20

_ISSUE: Final = re.compile(r"issues/[^/]+/issue\.md")
_ISSUE_TEXT: Final = re.compile(r"issues/[^/]+/issue\.[^/]+\.md")


class SourceFolder:
    """Reads articles, issues, pictures and templates below ``root``; never writes.

    Args:
        root: The publication's folder.
        isolate: Runs the Markdown parser, which has met hostile text before and will again.
        language: The publication's own, for articles that name none.
        zone: The publication's IANA time zone, for moments written without one.
        keep: Where front matter is kept from one run to the next.
        builtin_theme: Where the built-in templates lie; found beside the code by default.
    """

    def __init__(
        self,
        root: Path,
        *,
        isolate: Isolate,
        language: str,
        zone: str,
        keep: Keep | None = None,
        builtin_theme: Path | None = None,
    ) -> None:
        self._root = root
        self._articles = ArticleFronts(
            root, isolate=isolate, language=language, zone=zone, keep=keep
        )
        self._issues, self._issue_texts = IssueFronts(root, keep=keep), IssueTextFronts(root)
        self._builtin_theme = builtin_theme or builtin_templates()
        self._bodies = Bodies(isolate)

    def contents(self) -> Contents:
        """Return all articles and issues; faults are problems in it, never exceptions."""
        problems: list[Problem] = []
        article_paths, issue_paths = self._article_paths(problems), self._issue_paths(problems)
        text_paths = [path for path in issue_paths if _ISSUE_TEXT.fullmatch(path)]
        issue_paths = [path for path in issue_paths if _ISSUE.fullmatch(path)]
        translations = [path for path in article_paths if language_of_file(path)]
        article_fronts = self._articles.read(article_paths)
        if translations:
            by_path = dict(zip(article_paths, article_fronts, strict=True))
            article_fronts, faults = join(by_path, translations)
            problems += faults
        issue_fronts = self._issues.read(issue_paths)
        fronts: list[Front[Article] | Front[Issue]] = [*article_fronts, *issue_fronts]
        problems += [problem for front in fronts for problem in front.problems]
        articles = [front.found for front in article_fronts if front.found]
        issues = [front.found for front in issue_fronts if front.found]
        if text_paths:
            texts = dict(zip(text_paths, self._issue_texts.read(text_paths), strict=True))
            issues, faults = with_texts(issues, texts, issue_paths)
            problems += faults
        twins, doubled = _twins(fronts, articles, issues)
        if twins:  # a translation stays with its original
            set_aside = {a.id for a in articles if a.path in twins}
            twins |= {a.path for a in articles if a.original in set_aside}
        return Contents(
            articles=tuple(a for a in articles if a.path not in twins),
            issues=tuple(
                sorted((i for i in issues if i.path not in twins), key=lambda i: i.number)
            ),
            problems=(*problems, *doubled),
        )

    def read(self, article: Article) -> Reading:
        """Parse the body of ``article`` and find its pictures."""
        reading = self._reading(article.path, article.digest, lead=article.image)
        if not reading.sound:
            return reading
        if not reading.document:
            what, advice = "the article has no text", "write something below the front matter"
        elif shows_only_pictures(reading.document):
            what = "the article is only pictures: mail without HTML shows nothing but descriptions"
            advice = "say in a sentence what there is to see"
        else:
            return reading
        place = Place(path=article.path)
        wordless = Problem(
            code="MD005", what=what, place=place, help=advice, severity=Severity.WARNING
        )
        return replace(reading, problems=(*reading.problems, wordless))

    def read_many(self, articles: Sequence[Article]) -> list[Reading]:
        """Parse bodies as ``read`` does, those that are new side by side."""
        new = [a for a in articles if (a.path, a.digest) not in self._bodies]
        read: dict[str, Reading] = {}
        if len(new) >= _MANY_BODIES:
            with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
                read = dict(zip((a.path for a in new), pool.map(self.read, new), strict=True))
        return [read.get(article.path) or self.read(article) for article in articles]

    def words(self, issue: Issue) -> Reading:
        """Parse the editor's words of ``issue``."""
        return self._reading(issue.path, issue.digest)

    def memory(self) -> Memory:
        """Return the memory of what is published; empty where nothing ever was.

        Raises:
            ContentError: The memory exists and does not load.
        """
        try:
            octets = self.octets(RECORDS_PATH)
        except ContentError as error:
            if isinstance(error.__cause__, FileNotFoundError):
                return Memory()
            raise
        return parse_memory(octets)

    def octets(self, path: str) -> bytes:
        """Return a regular file of the folder; links out of the folder are refused.

        Raises:
            ContentError: There is no such file, or it leads outside.
        """
        return read_file(self._root, path, limit_octets=FILE_LIMIT_OCTETS)

    def picture(self, path: str) -> Picture:
        """Return the picture at a path below the folder, under the rules of articles' pictures.

        Raises:
            ContentError: There is no such file, or it is no picture that may be published.
        """
        return load_picture(path, self._picture_octets)

    def stamps(self, paths: Iterable[str]) -> dict[str, str]:
        """Return what tells a file from itself after any change, by its path."""
        return dict(stamped(self._root, paths))

    def theme(self) -> Theme:
        """Return the built-in templates, shadowed file by file by the publication's own.

        Raises:
            ContentError: A template cannot be read.
        """
        return load_theme(self._builtin_theme, self._root / "templates")

    def watch(self) -> FolderWatch:
        """Return a watch over the articles."""
        return FolderWatch(self._root)

    def text_of(self, issue: Issue) -> bytes:
        """Return an ``issue.md`` that says what ``issue`` says, without words of an editor."""
        return issue_text(issue).encode()

    def _article_paths(self, problems: list[Problem]) -> list[str]:
        paths, faults = find_files(self._root, "articles", depth=1)
        problems += faults
        return [path for path in paths if path.endswith(".md")]

    def _issue_paths(self, problems: list[Problem]) -> list[str]:
        """Return the paths of issues, and of what they say in other languages."""
        paths, faults = find_files(self._root, "issues", depth=1)
        problems += faults
        return [
            path
            for path in paths
            if _ISSUE.fullmatch(path) or (_ISSUE_TEXT.fullmatch(path) and language_of_file(path))
        ]

    def _reading(self, path: str, digest: str, *, lead: str = "") -> Reading:
        """Parse the body of a file whose octets must still have ``digest``."""
        try:
            octets = read_file(self._root, path, limit_octets=TEXT_LIMIT_OCTETS)
        except ContentError as error:
            return Reading(document=(), problems=error.problems)
        if hashlib.sha256(octets).hexdigest() != digest:
            changed = Problem(
                code="SRC022",
                what="this file changed while it was being read",
                place=Place(path=path),
                help="run the command again",
            )
            return Reading(document=(), problems=(changed,))
        body = self._bodies.find(octets, path, digest, lead=lead)
        pictures, told = find_pictures(body.pictures, path, self._picture_octets)
        return Reading(document=body.document, pictures=pictures, problems=(*body.problems, *told))

    def _picture_octets(self, path: str) -> bytes:
        return read_file(self._root, path, limit_octets=PICTURE_LIMIT_OCTETS)


def read_issues(root: Path) -> list[Issue]:
    """Return every issue that loads, and look at nothing else of the folder."""
    paths, _ = find_files(root, "issues", depth=1)
    fronts = IssueFronts(root).read([path for path in paths if _ISSUE.fullmatch(path)])
    return [front.found for front in fronts if front.found]


def _twins(
    fronts: Sequence[Front[Article] | Front[Issue]], articles: list[Article], issues: list[Issue]
) -> tuple[frozenset[str], list[Problem]]:
    """Return what claims the same as another; claims are made only where some are."""
    ids = {str(a.id) for a in articles} | {str(i.key) for i in issues}
    slugs, numbers = {a.slug for a in articles}, {i.number for i in issues}
    counts = (len(articles) + len(issues), len(articles), len(issues))
    if (len(ids), len(slugs), len(numbers)) == counts:
        return frozenset(), []
    return find_twins(claim for front in fronts for claim in front.claims)
