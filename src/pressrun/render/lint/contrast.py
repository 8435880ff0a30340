"""Words that can hardly be told from what lies behind them: by day, by night, darkened by force."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from pressrun.errors import Place, Problem, Severity
from pressrun.model.code import Code
from pressrun.model.colour import READABLE, contrast, readable
from pressrun.render.lint.boxes import Box, boxes_of
from pressrun.render.lint.forced_dark import forced_dark
from pressrun.render.lint.looks import Look, Sheet, looks_of
from pressrun.render.lint.rule import Rule
from pressrun.render.lint.subjects import PublicationCopy, TemplateCopy
from pressrun.render.lint.tree import Element

CON001: Final = Code(
    code="CON001",
    title="words are hard to tell from what lies behind them",
    why="Below a contrast of 4.5:1 words are lost to readers whose sight is not the best, and to"
    " everybody in the sun. Words of 24 pixels, or 18.66 in bold, need 3:1 (WCAG 2.2, success"
    " criterion 1.4.3). It is told of what a publication's own templates say; on a picture or a"
    " gradient nothing can be known, and nothing is told.",
    mend="Write a darker colour on a light ground, a lighter one on a dark ground. The help names"
    " the nearest that will do.",
    severity=Severity.WARNING,
    excusable=True,
)
CON002: Final = Code(
    code="CON002",
    title="words are hard to read in dark rooms",
    why="Apple Mail and others take the rules in @media (prefers-color-scheme: dark). The built-in"
    " theme turns the paper dark there; a colour that a template of your own sets, and no rule for"
    " dark rooms changes, stays what it is by day: dark words on dark paper. 4.5:1 holds there too"
    " (WCAG 2.2, success criterion 1.4.3).",
    mend="Give the words a css-class that has a rule for dark rooms, such as margin, or write one"
    " in @media (prefers-color-scheme: dark), with !important, in email/style.css.",
    severity=Severity.WARNING,
    excusable=True,
)
CON003: Final = Code(
    code="CON003",
    title="words are hard to read where a program darkens mail by force",
    why="Outlook and Gmail on phones darken messages themselves and ask for no rule: they turn the"
    " lightness of every colour round. Light and dark change places, and colours of middling light"
    " come nearer to each other. Pressrun computes it as Outlook's editor, roosterjs, has published"
    " it: L of CIELAB becomes 100 - L, pressed into what is above #333333; hues stay. Gmail has"
    " published nothing and does much the same. Since no program does exactly this, what misses"
    " 4.5:1 (3:1 for large words) by a tenth or less is a note.",
    mend="Write a pair of colours that are further apart by day: the help names the nearest that"
    " will do.",
    severity=Severity.WARNING,
    excusable=True,
)

_LARGE: Final = 3.0
# A model is not exact: what it finds this near the line is told as a note.
_CLOSE: Final = 0.9
# What the engine paints of an element that has a css-class.
_PAINTED: Final[Mapping[str, str]] = {
    "mj-section": ".name, .name > table",
    "mj-wrapper": ".name, .name > table",
    "mj-button": ".name td, .name a",
}
_TENTHS: Final = 160  # of contrast, up to the 21:1 of black on white


@dataclass(frozen=True, slots=True)
class _Pair:
    """Words and ground as they are seen, and the contrast that they need."""

    words: str
    ground: str
    needed: float


@dataclass(frozen=True, slots=True)
class _Blame:
    """Where the publication said what is to blame.

    ``of_words`` tells whether that is the words' colour, ``tag`` in which tag it is said, empty
    for a style sheet, ``of_dark_rooms`` whether it is said of dark rooms alone.
    """

    place: Place
    of_words: bool = True
    tag: str = ""
    of_dark_rooms: bool = False


def _look_at_templates(copy: TemplateCopy) -> Iterator[Problem]:
    """Yield what cannot be read in what the publication's own templates wrote.

    Of a colour that stands on several grounds it is the worst.
    """
    found: dict[tuple[str, Place], tuple[_Pair, _Blame]] = {}
    root = copy.root
    for box, day, night in looks_of(boxes_of(root), Sheet(root)):
        for fault, pair, look in _faults(day, night):
            blame = _blamed(root, box, look, day, dark=fault is CON002)
            if blame is None:
                continue
            known = found.get((fault.code, blame.place))
            if known is None or _share(fault.code, pair) < _share(fault.code, known[0]):
                found[fault.code, blame.place] = pair, blame
    for (code, _), (pair, blame) in found.items():
        yield _problem(code, pair, blame)


def _look_at_theme(copy: PublicationCopy) -> Iterator[Problem]:
    """Yield which colours of [theme] are hard to read where a program darkens mail by force.

    By day and by night the settings refuse such colours.
    """
    look = copy.publication.look
    first = next(
        (n for n, row in enumerate(copy.script.rows, 1) if row.strip().startswith("[theme]")), 0
    )
    for name in ("ink", "accent") if first else ():
        pair = _Pair(getattr(look, name), look.paper, READABLE)
        if _forced(pair) < pair.needed:
            place = copy.script.key(name, first=first + 1)
            if place.text is None or not place.text.lstrip().startswith(name):
                place = copy.script.key("paper", first=first + 1)
            yield _problem(CON003.code, pair, _Blame(place))


def _faults(day: Look, night: Look | None) -> Iterator[tuple[Code, _Pair, Look]]:
    if (pair := _pair(day)) is not None:
        if contrast(pair.words, pair.ground) < pair.needed:
            yield CON001, pair, day
        elif _forced(pair) < pair.needed:
            yield CON003, pair, day
    dark = _pair(night) if night is not None else None
    if night is None or dark is None or dark == pair:
        return
    if contrast(dark.words, dark.ground) < dark.needed:
        yield CON002, dark, night


def _pair(look: Look) -> _Pair | None:
    """Return what is seen; None where it is not known, or nothing is."""
    colour, ground = look.colour.colour, look.ground.colour
    if colour is None or ground is None or not look.shown or colour.alpha <= 0:
        return None
    return _Pair(colour.over(ground.value), ground.value, _LARGE if look.large else READABLE)


def _forced(pair: _Pair) -> float:
    return contrast(forced_dark(pair.words), forced_dark(pair.ground))


def _blamed(root: Element, box: Box, look: Look, day: Look, *, dark: bool) -> _Blame | None:
    """Return what is to blame for a look, None where it is nothing that the publication said."""
    for shade, of_words in ((look.colour, True), (look.ground, False)):
        if (said := shade.said) is None or said.at < 0:
            continue
        whole = _written(root, said.value_at, said.value)
        if place := whole or _written(root, said.at, said.name):
            tag = next((one.name for one in root.walk() if one.at <= said.at < one.end), "")
            of_night = said not in (day.colour.said, day.ground.said)
            return _Blame(place, of_words, tag, of_dark_rooms=of_night)
    # A class of its own in the place of one that has a rule for dark rooms.
    classed = box.element.attributes.get("css-class")
    if dark and classed is not None and (place := _written(root, classed.value_at, classed.value)):
        return _Blame(place, tag=box.element.name)
    return None


def _written(root: Element, at: int, text: str) -> Place | None:
    """Return where the publication wrote ``text``, underlined if it stands there in one piece."""
    place = root.place(at)
    if place is None or place.text is None or place.column is None:
        return place
    whole = place.text.startswith(text, place.column - 1)
    return replace(place, width=len(text)) if whole and text else place


def _measured(code: str, pair: _Pair) -> float:
    return _forced(pair) if code == CON003.code else contrast(pair.words, pair.ground)


def _share(code: str, pair: _Pair) -> float:
    """Return how much of the contrast that it needs a pair has."""
    return _measured(code, pair) / pair.needed


def _problem(code: str, pair: _Pair, blame: _Blame) -> Problem:
    said = f"{pair.words} on {pair.ground}"
    match code:
        case CON003.code:
            seen = f"{forced_dark(pair.words)} on {forced_dark(pair.ground)}"
            where = f"{said} become {seen} where a program darkens mail by force, and have"
        case CON002.code:
            where = f"{said} in dark rooms have"
        case _:
            where = f"{said} have"
    kind = "large words" if pair.needed == _LARGE else "words"
    # Rounded down: 4.498 is not 4.5.
    shown = int(_measured(code, pair) * 100) / 100
    close = code == CON003.code and _share(code, pair) >= _CLOSE
    return Problem(
        code=code,
        what=f"{kind} {where} a contrast of {shown:.2f}:1, and need {pair.needed:g}:1",
        place=blame.place,
        help=_help(code, pair, blame),
        severity=Severity.NOTE if close else Severity.WARNING,
    )


def _help(code: str, pair: _Pair, blame: _Blame) -> str:
    changed, kept = (pair.words, pair.ground) if blame.of_words else (pair.ground, pair.words)
    near = readable(changed, kept, ratio=pair.needed)
    if code == CON002.code and not blame.of_dark_rooms:
        name = "color" if blame.of_words else "background-color"
        wears = blame.of_words and blame.tag == "mj-text"
        known = ", such as margin, or write one" if wears else " in email/style.css"
        painted = "…" if blame.of_words else _PAINTED.get(blame.tag, "…")
        return (
            f"give it a {'css-class' if blame.tag.startswith('mj-') else 'class'} with a rule for"
            f" dark rooms{known}:\n"
            f"@media (prefers-color-scheme: dark) {{ {painted} {{ {name}: {near} !important; }} }}"
        )
    if code == CON003.code:
        near = _near_forced(changed, kept, pair.needed)
        if not near:
            return f"write colours that are further apart: no shade of {changed} will do on {kept}"
    return f"write {near}, or one further from {kept}"


def _near_forced(changed: str, kept: str, needed: float) -> str:
    """Return the nearest colour that will do where mail is darkened, empty where there is none."""
    for tenths in range(1, _TENTHS):
        near = readable(changed, kept, ratio=needed + tenths / 10)
        if _forced(_Pair(near, kept, needed)) >= needed:
            return near
    return ""


def _look(copy: TemplateCopy | PublicationCopy) -> Iterator[Problem]:
    if isinstance(copy, TemplateCopy):
        yield from _look_at_templates(copy)
    else:
        yield from _look_at_theme(copy)


CONTRAST: Final = Rule(
    on=(TemplateCopy, PublicationCopy), codes=(CON001, CON002, CON003), look=_look
)
