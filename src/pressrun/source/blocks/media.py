"""``::: video`` and ``::: audio``: a link to where it plays, with its still."""

from typing import Final

from pressrun.model.document import Media, MediaKind, Paragraph
from pressrun.model.inline import Image, Link, plain
from pressrun.model.parts import flat
from pressrun.source.blocks.directive import Directive, Refusal, captioned
from pressrun.source.links import is_outside

_HELP: Final = (
    "write one link, around a still or around words, then perhaps a caption and a credit:\n"
    "[![What it shows](still.png)](https://video.example.org/watch)\n\nCaption\n\nCredit: Camera"
)


def read_video(directive: Directive) -> Media | Refusal:
    """Read a link around a still or words, then perhaps a caption, then perhaps a credit."""
    return _read(directive, MediaKind.VIDEO)


def read_audio(directive: Directive) -> Media | Refusal:
    """Read a link around a still or words, then perhaps a caption, then perhaps a credit."""
    return _read(directive, MediaKind.AUDIO)


def _read(directive: Directive, kind: MediaKind) -> Media | Refusal:
    match directive.blocks:
        case (Paragraph(parts=(Link() as link,)), *rest) if _plays(directive, link):
            pass
        case _:
            what = f"`::: {kind}` begins with a link to where it plays, alone in its paragraph"
            return Refusal(what=what, help=_HELP, line=directive.line)
    below = captioned(rest)
    if not isinstance(below, tuple):
        what = "below the link stand one caption and one credit, each a paragraph"
        return Refusal(what=what, help=_HELP, line=below.line)
    caption, credit = below
    still = next((part for part in link.parts if isinstance(part, Image)), None)
    words = plain(tuple(part for part in link.parts if not isinstance(part, Image))).strip()
    return Media(
        kind=kind,
        target=link.target,
        title=words,
        source=still.source if still else "",
        alt=still.alt if still else "",
        caption=caption,
        credit=credit,
        line=directive.line,
    )


def _plays(directive: Directive, link: Link) -> bool:
    stills = sum(isinstance(part, Image) for part in flat(link.parts))
    return not directive.argument and is_outside(link.target) and stills <= 1
