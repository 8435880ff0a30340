"""Pictures without their dimensions, pictures that weigh too much, and formats that some lack."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from pressrun.errors import Place, Problem, Severity, quoted
from pressrun.model.article import Picture
from pressrun.model.code import Code
from pressrun.render.lint.clients.support import clients
from pressrun.render.lint.named_pictures import named_pictures
from pressrun.render.lint.rule import Rule
from pressrun.render.lint.script import Script
from pressrun.render.lint.stylesheet import read_declarations
from pressrun.render.lint.subjects import (
    ArticleCopy,
    IssueCopy,
    MailCopy,
    PublicationCopy,
    TemplateCopy,
)

PICTURE_LIMIT_OCTETS: Final = 10**6
ISSUE_LIMIT_OCTETS: Final = 5 * 10**6
_WIDE_PX: Final = 1200  # twice the width of a message, for sharp screens

DIM001: Final = Code(
    code="DIM001",
    title="a template shows a picture without its dimensions",
    why="Outlook for Windows reads width and height from attributes alone and shows a picture that"
    " has none as large as its file is. Elsewhere the words jump while pictures load. It is told of"
    " <img>; for <mj-image> the engine writes the width that its column has.",
    mend='Write both in CSS pixels: `width="320" height="180"`. A style may go on saying'
    " height: auto.",
    severity=Severity.WARNING,
    excusable=True,
)
HVY001: Final = Code(
    code="HVY001",
    title="a picture of more than 1 MB",
    why="Every reader loads it, most of them on a telephone, and many pay for it: at 1.6 Mbit/s, a"
    " slow day of a mobile network, 1 MB takes five seconds. A photograph of 1,200 pixels, twice"
    " the width of a message, is 100 to 300 kB as JPEG.",
    mend="Scale it to 1,200 pixels in width and save it as JPEG of quality 80, or as PNG where it"
    " has few colours.",
    severity=Severity.WARNING,
    excusable=True,
)
HVY002: Final = Code(
    code="HVY002",
    title="the pictures of an issue weigh more than 5 MB together",
    why="At 1.6 Mbit/s, a slow day of a mobile network, 5 MB take 25 seconds: pictures further down"
    " are still missing when their words are read. It counts what the mail shows, each picture"
    " once.",
    mend="Make the heaviest smaller, or give articles in short: `content: summary`.",
    severity=Severity.WARNING,
    excusable=True,
)
PIC001: Final = Code(
    code="PIC001",
    title="a picture in a format that not all mail programs show",
    why="WebP is shown by browsers and by nearly all mail programs, but not by Outlook 2007 to 2019"
    " for Windows: there an empty frame stands in its place, with the alternative text in it.",
    mend="Save it as JPEG, or as PNG where it has few colours, and name that file.",
    severity=Severity.WARNING,
    excusable=True,
)
# Media type -> what caniemail calls it, and how people do.
_PARTIAL: Final = {"image/webp": ("image-webp", "WebP")}
_SIZES: Final = ("width", "height")


def _look_at_templates(copy: TemplateCopy) -> Iterator[Problem]:
    for element in copy.root.walk():
        place = element.place() if element.name == "img" else None
        if place is None:
            continue
        styled = {said.name for said in read_declarations(element.get("style"), 0)}
        missing = [name for name in _SIZES if not element.get(name).strip()]
        # Attributes alone are read by Outlook; a height is its own affair once the width is there.
        if "width" in missing or (missing and not styled & {"height", "max-height"}):
            names = " and no ".join(missing)
            yield Problem(
                code=DIM001.code,
                what=f"<img> has no {names}",
                place=replace(place, width=len("<img")),
                help="write  " + " ".join(f'{name}="…"' for name in missing) + "  in CSS pixels",
                severity=DIM001.severity,
            )


def _look_at_named(named: Iterable[tuple[Picture, Place]]) -> Iterator[Problem]:
    for picture, place in named:
        size = picture.size_octets
        if size > PICTURE_LIMIT_OCTETS:
            yield Problem(
                code=HVY001.code,
                what=f"{quoted(picture.path)} has {_megabytes(size)}, at {picture.width:,} x"
                f" {picture.height:,} pixels; every reader loads it",
                place=place,
                help=_lighter(picture),
                severity=HVY001.severity,
            )
        if picture.media_type in _PARTIAL:
            slug, name = _PARTIAL[picture.media_type]
            known = clients()
            lacking = known.having(slug, "n")
            said = known.named(lacking, known.features[slug].years)
            yield Problem(
                code=PIC001.code,
                what=f"{name} pictures are not shown in {len(lacking)} of {len(known.platforms)}"
                f" client platforms: {said}; tested {known.features[slug].tested}",
                place=place,
                help="save it as JPEG or PNG, and name that file here",
                severity=PIC001.severity,
            )


def _logos(copy: PublicationCopy) -> Iterator[tuple[Picture, Place]]:
    """Yield the look's logos, and where the settings name them."""
    theme = copy.script.find("[theme]").line or 0
    for name in ("logo", "logo_dark"):
        if found := copy.logos.get(getattr(copy.publication.look, name)):
            yield found, copy.script.key(name, first=theme + 1)


def _look_at_mail(copy: MailCopy) -> Iterator[Problem]:
    bound = copy.bound
    if bound.language not in ("", copy.publication.language):
        return  # a translation shows what its original does
    held = [copy.bound.pictures, *(piece.pictures for piece in bound.pieces)]
    seen = {
        picture.site_path: picture
        for pictures in held
        for picture in pictures.values()
        if picture.site_path in copy.rendered.html
    }
    total = sum(picture.size_octets for picture in seen.values())
    if total > ISSUE_LIMIT_OCTETS:
        yield Problem(
            code=HVY002.code,
            what=f"the {len(seen)} pictures of this issue's mail have {_megabytes(total)} together,"
            f" and should have {_megabytes(ISSUE_LIMIT_OCTETS)} at most",
            place=_carried(copy.script),
            help="the heaviest: " + _heaviest(seen.values()),
            severity=HVY002.severity,
        )


def _carried(script: Script) -> Place:
    """Return where an issue says what it carries: what is named there, or the key above it."""
    place = script.key("articles", "sections")
    above = (place.text or "")[: (place.column or 1) - 1]
    return script.whole(place.line) if place.line and place.text == above else place


def _heaviest(pictures: Iterable[Picture]) -> str:
    ordered = sorted(pictures, key=lambda picture: (-picture.size_octets, picture.path))
    return ", ".join(f"{p.path} ({_megabytes(p.size_octets)})" for p in ordered[:3])


def _lighter(picture: Picture) -> str:
    if picture.width > _WIDE_PX:
        return f"scale it to {_WIDE_PX:,} pixels in width and save it as JPEG"
    if picture.media_type == "image/gif":
        return "leave out frames or colours, or show a still that links to a film"
    return "save it as JPEG of quality 80"


def _megabytes(octets: int) -> str:
    return f"{octets / 10**6:.1f} MB"


def _look(
    copy: TemplateCopy | ArticleCopy | IssueCopy | MailCopy | PublicationCopy,
) -> Iterator[Problem]:
    match copy:
        case TemplateCopy():
            yield from _look_at_templates(copy)
        case MailCopy():
            yield from _look_at_mail(copy)
        case PublicationCopy():
            yield from _look_at_named(_logos(copy))
        case _:
            yield from _look_at_named(named_pictures(copy))


PICTURE_SIZE: Final = Rule(
    on=(TemplateCopy, ArticleCopy, IssueCopy, MailCopy, PublicationCopy),
    codes=(DIM001, HVY001, HVY002, PIC001),
    look=_look,
)
