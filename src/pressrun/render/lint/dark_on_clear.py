"""Pictures that are dark on a clear ground: where the paper turns dark, they are not there."""

from collections.abc import Iterator
from typing import Final

from pressrun.errors import Problem, Severity, quoted
from pressrun.model.code import Code
from pressrun.model.colour import contrast
from pressrun.render.lint.named_pictures import named_pictures
from pressrun.render.lint.rule import Rule
from pressrun.render.lint.subjects import ArticleCopy, IssueCopy, PublicationCopy

DRK001: Final = Code(
    code="DRK001",
    title="the logo is dark on a clear ground",
    why="Gmail on phones and Outlook darken messages by force: they turn the paper dark, leave"
    " pictures alone and ask for no rule. A logo of dark strokes without a ground of its own is not"
    " seen there. Where programs ask for the dark scheme, the built-in theme lays a patch of paper"
    " behind it, or shows logo_dark.",
    mend="Save it on a ground of its own or with a light outline, and name one for dark rooms:"
    ' `logo_dark = "logo-dark.png"`.',
    severity=Severity.WARNING,
    excusable=True,
)
DRK002: Final = Code(
    code="DRK002",
    title="a picture is dark on a clear ground",
    why="In dark rooms the paper of mail and web pages is dark, and pictures stay as they are: of a"
    " drawing in dark strokes whose ground is clear nothing is seen. It is told where nine tenths"
    " of what is drawn has less than 3:1 contrast to a dark paper.",
    mend="Fill the ground of the picture with white or with the colour of the paper, and save it"
    " without transparency.",
    severity=Severity.WARNING,
    excusable=True,
)

_NIGHT: Final = "#222222"
_SEEN: Final = 3.0


def _look_at_publication(copy: PublicationCopy) -> Iterator[Problem]:
    look = copy.publication.look
    tones = copy.tones.get(look.logo)
    if tones is None or not tones.lost_in_the_dark or not _is_light(look.paper):
        return
    theme = copy.script.find("[theme]").line or 1
    if look.logo_dark:
        what = "programs that darken mail by force do not ask for logo_dark"
        advice = "save it on a ground of its own, or with a light outline"
    else:
        what = "it is not seen where a program darkens mail by force"
        advice = (
            "save it on a ground of its own, or with a light outline, and name one for dark"
            ' rooms:  logo_dark = "…"'
        )
    yield Problem(
        code=DRK001.code,
        what=f"the logo {quoted(look.logo)} is dark on a clear ground: {what}",
        place=copy.script.key("logo", first=theme + 1),
        help=advice,
        severity=Severity.NOTE if look.logo_dark else DRK001.severity,
    )


def _look_at_texts(copy: ArticleCopy | IssueCopy) -> Iterator[Problem]:
    if not copy.tones or not _is_light(copy.publication.look.paper):
        return
    for picture, place in named_pictures(copy):
        tones = copy.tones.get(picture.source)
        if tones is not None and tones.lost_in_the_dark:
            yield Problem(
                code=DRK002.code,
                what=f"{quoted(picture.path)} is dark on a clear ground: in dark rooms, where the"
                " paper is dark, it is not seen",
                place=place,
                help="fill its ground with white, and save it without transparency",
                severity=DRK002.severity,
            )


def _is_light(paper: str) -> bool:
    """Tell whether a paper is light by day: on a dark one the editor sees for himself."""
    return contrast(paper, _NIGHT) >= _SEEN


def _look(copy: PublicationCopy | ArticleCopy | IssueCopy) -> Iterator[Problem]:
    if isinstance(copy, PublicationCopy):
        yield from _look_at_publication(copy)
    else:
        yield from _look_at_texts(copy)


DARK_ON_CLEAR: Final = Rule(
    on=(PublicationCopy, ArticleCopy, IssueCopy), codes=(DRK001, DRK002), look=_look
)
