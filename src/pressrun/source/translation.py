"""Translations of articles: ``piece.fr.md`` beside ``piece.md`` is one article with it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pressrun.errors import Place, Problem, quoted
from pressrun.model.article import SLUG_LIMIT, Article, ArticleId
from pressrun.model.language import language_of_file, path_of_original
from pressrun.source.front import Front
from pressrun.source.frontrow import Spot, place_of


def join(
    fronts: Mapping[str, Front[Article]], paths: Sequence[str]
) -> tuple[list[Front[Article]], list[Problem]]:
    """Return every front by path with translations made whole by their originals.

    ``paths`` are those of translations. One whose original does not load is left out: what is
    wrong there is told there. One without an original, one into the language that the original is
    in, and one that claims another id, are problems and are left out.
    """
    whole = dict(fronts)
    problems: list[Problem] = []
    for path in paths:
        front, beside = fronts[path], path_of_original(path)
        if beside not in fronts or language_of_file(beside):
            problems.append(_alone(path, beside))
            whole[path] = replace(front, found=None)
            continue
        original = fronts[beside].found
        if front.found is None or original is None:
            whole[path] = replace(front, found=None)
            continue
        refusal = _refusal(front, front.found, original)
        if refusal is None:
            whole[path] = _whole(front, front.found, original)
        else:
            problems.append(refusal)
            whole[path] = replace(front, found=None)
    return [whole[path] for path in fronts], problems


def _alone(path: str, beside: str) -> Problem:
    stem, tag = beside.removesuffix(".md"), language_of_file(path).lower()
    return Problem(
        code="SRC021",
        what=f"this is a translation into {language_of_file(path)}, and no original {beside}"
        " stands beside it",
        place=Place(path=path),
        help=f"write {beside}, or rename this file {stem}-{tag}.md if it is an article of its own",
    )


def _refusal(front: Front[Article], found: Article, original: Article) -> Problem | None:
    """Return why a file cannot be a translation of its original."""
    if found.id and found.id != original.id:
        return Problem(
            code="SRC023",
            what=f"a translation has no id of its own: {original.path} has {quoted(original.id)}",
            place=_place(front, "id", found.path),
            help="take the `id:` line out",
        )
    if found.language.casefold() == original.language.casefold():
        return Problem(
            code="SRC024",
            what=f"this is a translation into {found.language}, and {original.path} is in"
            f" {original.language} already",
            place=Place(path=found.path),
            help=f"say in {original.path} which language it is in:  language: …",
        )
    return None


def _whole(front: Front[Article], found: Article, original: Article) -> Front[Article]:
    """Return a translation with all that it leaves to its original."""
    suffix = f"-{found.language.lower()}"
    article = replace(
        found,
        id=ArticleId(f"{original.id}:{found.language}"),
        original=original.id,
        slug=found.slug or original.slug[: SLUG_LIMIT - len(suffix)].rstrip("-") + suffix,
        authors=found.authors or original.authors,
        tags=found.tags or original.tags,
        image=found.image or original.image,
        draft=found.draft or original.draft,
        publish=original.publish,
        section=original.section,
        weight=original.weight,
        pinned=original.pinned,
    )
    claims = {"id": str(article.id), "slug": article.slug}
    spots: tuple[Spot, ...] = tuple((s[0], claims.get(s[0], s[1]), *s[2:]) for s in front.spots)
    return replace(front, found=article, spots=spots)


def _place(front: Front[Article], kind: str, path: str) -> Place:
    return next((place_of(spot, path) for spot in front.spots if spot[0] == kind), Place(path=path))
