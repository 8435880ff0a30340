"""Bind an issue: find its articles, parse them, and put them in order."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from pressrun.errors import ContentError, Place, Problem
from pressrun.model.article import Article, Piece
from pressrun.model.issue import BoundIssue, Chapter, Issue, IssueKind, Section
from pressrun.model.language import best, path_of_original
from pressrun.ports import Folder
from pressrun.press.shelf import Shelf, names


def assemble(
    issue: Issue,
    shelf: Shelf,
    *,
    folder: Folder,
    without: Collection[str] = (),
    language: str = "",
) -> BoundIssue:
    """Return ``issue`` with everything its faces need, ``without`` articles of these ids.

    Readers of ``language``, empty for the publication's own, get what is public of each article
    and of the editor's words in it, and else the original.

    Raises:
        ContentError: An article is missing, is a draft or does not load, the editor's words do
            not load, or the issue names nothing at all. Every such problem is told.
    """
    problems: list[Problem] = []
    spoken = language or shelf.publication.language
    said = text_in(issue, spoken, shelf.publication.language)
    words = folder.words(said)
    problems += [problem for problem in words.problems if problem.severity == "error"]
    found = (shelf.find(reference) for reference in issue.references)
    shelf.open(shelf.translated(a, spoken) for a in found if a is not None and not a.draft)
    rows = folder.octets(issue.path).decode("utf-8", "replace").splitlines()
    chapters = tuple(
        _chapter(section, issue, shelf, rows, problems, without, spoken)
        for section in said.sections
    )
    needs_something = issue.kind is not IssueKind.DIGEST
    if needs_something and not issue.references and not words.document:
        problems.append(
            Problem(
                code="ISS003",
                what=f"issue {issue.number} has no articles and no words",
                place=Place(path=issue.path),
                help=f"pressrun queue add ARTICLE --issue {issue.number}",
            )
        )
    feature = shelf.find(issue.featured) if issue.featured else None
    if issue.featured and issue.kind is not IssueKind.DIGEST:
        problems += _unfeatured(issue, feature, shelf, rows)
    if problems:
        raise ContentError.of(problems)
    record = shelf.records.get(issue.key)
    return BoundIssue(
        issue=said,
        words=words.document,
        chapters=_featuring(feature, chapters),
        url=_page_of(issue, shelf, language),
        published_at=record.published_at if record else None,
        pictures={picture.source: picture for picture in words.pictures},
        language=language,
    )


def _unfeatured(
    issue: Issue, feature: Article | None, shelf: Shelf, rows: Sequence[str]
) -> list[Problem]:
    """Return why the article that an issue features cannot stand first in it; mostly nothing."""
    if feature is not None and any(shelf.find(ref) is feature for ref in issue.references):
        return []
    key = next((at for at, row in enumerate(rows, 1) if row.startswith("featured:")), 0)
    return [
        Problem(
            code="ISS019",
            what=f"issue {issue.number} features {issue.featured!r} and does not carry it",
            place=_place(issue.path, key, rows, issue.featured),
            help=f"pressrun queue add {issue.featured} --issue {issue.number}\n"
            "or take the line out",
        )
    ]


def _featuring(feature: Article | None, chapters: Sequence[Chapter]) -> tuple[Chapter, ...]:
    """Return chapters that hold something, behind one of the article that is featured."""
    if feature is not None:
        work = feature.work
        found = [p for chapter in chapters for p in chapter.pieces if p.article.work == work]
        first = Chapter(pieces=tuple(replace(piece, featured=True) for piece in found))
        rest = (
            replace(chapter, pieces=tuple(p for p in chapter.pieces if p.article.work != work))
            for chapter in chapters
        )
        chapters = (first, *rest)
    return tuple(chapter for chapter in chapters if chapter.pieces)


def text_in(issue: Issue, language: str, own: str) -> Issue:
    """Return an issue as it reads to those who read ``language``; ``own`` is the publication's."""
    texts = {text.language: text for text in issue.texts}
    found = texts.get(best(language, [own, *texts]))
    return issue.translated(found) if found is not None and found.language != own else issue


def _page_of(issue: Issue, shelf: Shelf, language: str) -> str:
    """Return where what an issue says stands on the site: one that has no page has another's."""
    if issue.kind is IssueKind.ISSUE:
        return shelf.publication.address(issue.page_in(language))
    corrected = shelf.find(issue.erratum_of) if issue.erratum_of else None
    corrected = shelf.translated(corrected, language) if corrected else None
    return shelf.publication.address(corrected.site_path if corrected else "")


def _chapter(
    section: Section,
    issue: Issue,
    shelf: Shelf,
    rows: Sequence[str],
    problems: list[Problem],
    without: Collection[str],
    language: str,
) -> Chapter:
    pieces: list[Piece] = []
    lines = section.lines or (0,) * len(section.articles)
    for reference, line in zip(section.articles, lines, strict=True):
        place = _place(issue.path, line, rows, reference)
        article = shelf.find(reference)
        if article is None:
            problems.append(shelf.missing(reference, place))
        elif article.original:
            problems.append(_translation(article, place))
        elif article.id in without:
            continue
        elif article.draft:
            problems.append(
                Problem(
                    code="ISS004",
                    what=f"article {reference!r} is still a draft",
                    place=place,
                    help=f"take `draft: true` out of {article.path}, or the article out of the"
                    f" issue: pressrun queue remove {article.slug} --issue {issue.number}",
                )
            )
        else:
            try:
                pieces.append(_piece(article, shelf, language))
            except ContentError as error:
                problems += error.problems
    return Chapter(pieces=tuple(pieces), title=section.title, intro=section.intro)


def _piece(article: Article, shelf: Shelf, language: str) -> Piece:
    """Return what readers of a language get of an article, under its original's names as well."""
    translated = shelf.translated(article, language)
    piece = shelf.piece(translated)
    if translated is article:
        return piece
    called = sorted(names(article))
    return replace(piece, aliases=(*called, f"../../{article.path}"))


def _translation(article: Article, place: Place) -> Problem:
    original = path_of_original(article.path)
    return Problem(
        code="ISS024",
        what=f"{article.path} is a translation: an issue names the original, and each reader gets"
        " it in their language",
        place=place,
        help=f"name {original.rpartition('/')[2]} instead",
    )


def _place(path: str, line: int, rows: Sequence[str], reference: str) -> Place:
    """Return where an issue names an article, underlined where it still stands there."""
    text = rows[line - 1] if 0 < line <= len(rows) else ""
    if reference not in text:
        return Place(path=path, line=line or None)
    column = text.index(reference) + 1
    return Place(path=path, line=line, column=column, text=text, width=len(reference))
