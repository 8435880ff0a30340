"""What words look like in the end: their colour, what lies behind them, and how large they are.

It is the cascade of CSS (CSS Cascading and Inheritance Level 4 §6) for these few properties. What
cannot be known, such as words on a picture, is unknown, and nothing is told of it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Final

from pressrun.render.lint.boxes import Box
from pressrun.render.lint.colours import CLEAR, Colour, read_background, read_colour
from pressrun.render.lint.stylesheet import (
    Compound,
    Declaration,
    Selector,
    StyleRule,
    When,
    read_rules,
)
from pressrun.render.lint.tree import Element, Words

_LENGTH: Final = re.compile(r"(\d{1,6}(?:\.\d*+)?|\.\d++)(px|pt|r?em|%)?")
# In the shorthand a size has a unit or is 0, unlike a weight before it and a height behind it.
_IN_FONT: Final = re.compile(
    r"(?<![\w.])(?:(?:\d{1,6}(?:\.\d*+)?|\.\d++)(?:px|pt|r?em|%)|0)(?![\w.])"
)
_TO_PX: Final = {"px": 1.0, "pt": 4 / 3, "rem": 16.0}
# What programs do by themselves (HTML living standard §15.3).
_SIZES: Final = {"h1": 2.0, "h2": 1.5, "h3": 1.17, "h5": 0.83, "h6": 0.67, "small": 0.83}
_BOLD: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "b", "strong", "th"})
_HELD: Final = frozenset({"0", "0px", "0em", "0%"})
_SMALLEST_PX: Final = 3.0  # words to be seen are larger
# Large text (WCAG 2.2, success criterion 1.4.3).
LARGE_PX: Final = 24.0
LARGE_BOLD_PX: Final = 18.66

# What a declaration outweighs: important, who says it, specificity, order.
_Rank = tuple[bool, int, tuple[int, int, int], int]
# A rule that was written into a tag stands there beside what the tag says itself, and outweighs
# every rule that was not: one for dark rooms needs !important.
_HINT, _RULE, _INLINED, _INLINE = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Shade:
    """A colour, None where it cannot be known, and what says it, None where nobody does."""

    colour: Colour | None
    said: Declaration | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """How the words of a box look. ``size_px`` 0 stands for a size that is not known."""

    colour: Shade
    ground: Shade
    size_px: float
    bold: bool
    shown: bool = True

    @property
    def large(self) -> bool:
        """Tell whether words are so large that less contrast will do, or perhaps are."""
        least = LARGE_BOLD_PX if self.bold else LARGE_PX
        return not self.size_px or self.size_px >= least


@dataclass(frozen=True, slots=True)
class _Said:
    """What one declaration says of one box."""

    rank: _Rank
    declaration: Declaration
    when: When
    unsure: bool


class Sheet:
    """All style sheets of a document."""

    def __init__(self, root: Element) -> None:
        self._rules: dict[str, list[tuple[int, StyleRule, Selector]]] = defaultdict(list)
        self.dark = False
        order = 0
        for element in root.walk():
            if element.name not in ("style", "mj-style"):
                continue
            for words in element.children:
                if not isinstance(words, Words):
                    continue
                for rule in read_rules(words.text, words.at):
                    order += 1
                    self.dark |= rule.when is When.DARK
                    for selector in rule.selectors:
                        self._rules[_key(selector.steps[0][0])].append((order, rule, selector))

    def said(self, box: Box) -> list[_Said]:
        """Return all that is said of a box, in any room, the weightiest last."""
        found = [
            _Said((d.important, _HINT, (0, 0, 0), 0), d, When.ALWAYS, False) for d in box.hints
        ]
        for key in (*(f".{name}" for name in box.classes), f"#{box.id}", box.name, ""):
            for order, rule, selector in self._rules.get(key, ()):
                if _matches(selector, box):
                    rank = _INLINED if rule.inlined else _RULE
                    found += (
                        _Said(
                            (d.important, rank, selector.specificity, order),
                            d,
                            rule.when,
                            selector.unsure,
                        )
                        for d in rule.declarations
                    )
        found += (
            _Said((d.important, _INLINE, (0, 0, 0), place), d, When.ALWAYS, False)
            for place, d in enumerate(box.inline)
        )
        return sorted(found, key=lambda said: said.rank)


def looks_of(boxes: Iterable[Box], sheet: Sheet) -> Iterator[tuple[Box, Look, Look | None]]:
    """Yield every box that words stand in, with its look by day and, if rules say one, by night.

    ``boxes`` come the outer before the inner.
    """
    day_known: dict[Box | None, Look] = {None: Look(Shade(Colour("#000000")), _WHITE, 16.0, False)}
    # What a program paints behind a message by night is its own affair.
    night_known: dict[Box | None, Look] = {None: Look(Shade(None), Shade(None), 16.0, False)}
    for box in boxes:
        said = sheet.said(box)
        day_known[box] = day = _look(box, said, day_known[box.parent], dark=False)
        night = None
        if sheet.dark:
            night_known[box] = night = _look(box, said, night_known[box.parent], dark=True)
        if any(_is_said(words) for words in box.words):
            yield box, day, night


_WHITE: Final = Shade(Colour("#ffffff"))


def _is_said(words: Words) -> bool:
    return any(character.isalnum() for character in unescape(words.text))


def _key(compound: Compound) -> str:
    if compound.classes:
        return f".{min(compound.classes)}"
    return f"#{compound.id}" if compound.id else compound.name


def _matches(selector: Selector, box: Box) -> bool:
    """Tell whether a selector matches a box; an unsure one does as soon as its last step does."""
    if not _is_of(selector.steps[0][0], box):
        return False
    if selector.unsure:
        return True
    above = box.parent
    for compound, direct in selector.steps[1:]:
        while above is not None and not _is_of(compound, above):
            if direct:
                return False
            above = above.parent
        if above is None:
            return False
        above = above.parent
    return True


def _is_of(compound: Compound, box: Box) -> bool:
    return (
        compound.classes <= box.classes
        and compound.name in ("", box.name)
        and compound.id in ("", box.id)
    )


def _look(box: Box, all_said: list[_Said], outer: Look, *, dark: bool) -> Look:
    """Return the look of a box that stands in one of look ``outer``."""
    colour = outer.colour if box.name != "a" else Shade(None)  # a link has a colour of its own
    size_px = outer.size_px * _SIZES.get(box.name, 1.0)
    bold, shown = outer.bold or box.name in _BOLD, outer.shown
    paint, picture = Shade(CLEAR), False
    here = When.DARK if dark else When.LIGHT
    for said in all_said:
        if said.when not in (When.ALWAYS, here):
            continue
        declaration, value = said.declaration, said.declaration.value.strip().lower()
        match declaration.name:
            case "color" if value in ("inherit", "currentcolor"):
                colour = outer.colour
            case "color":
                colour = Shade(None if said.unsure else read_colour(value), declaration)
            case "background-color":
                paint = Shade(None if said.unsure else read_colour(value), declaration)
            case "background":
                read = read_background(value)
                picture = read is None or said.unsure
                paint = Shade(read, declaration)
            case "background-image":
                picture = value != "none" or said.unsure
            case "font-size" | "font":
                if declaration.name == "font":
                    found = _IN_FONT.search(value)
                    bold = any(map(_is_bold, value[: found.start() if found else 0].split()))
                    value = found[0] if found else ""
                size_px = 0.0 if said.unsure else _size_px(value, outer.size_px)
                shown = shown and not (size_px < _SMALLEST_PX and _LENGTH.search(value))
            case "font-weight":
                bold = _is_bold(value)
            case "display" | "visibility":
                shown = outer.shown and value not in ("none", "hidden") and not said.unsure
            case "opacity" | "mix-blend-mode" | "filter" | "background-clip":
                shown = shown and value in ("1", "100%", "normal", "none")
            case "max-height" | "height":
                shown = shown and value not in _HELD
            case _:
                pass
    ground = Shade(None) if picture else _ground(paint, outer.ground)
    return Look(colour, ground, size_px, bold, shown)


def _ground(paint: Shade, behind: Shade) -> Shade:
    if paint.colour is None or paint.colour.alpha >= 1:
        return paint
    if paint.colour.alpha <= 0:
        return behind
    if behind.colour is None:
        return Shade(None)
    return Shade(Colour(paint.colour.over(behind.colour.value)), paint.said)


def _is_bold(value: str) -> bool:
    return value in ("bold", "bolder") or (value.isdecimal() and int(value[:4]) >= 700)


def _size_px(value: str, outer_px: float) -> float:
    """Return the size that a value of ``font-size`` or ``font`` stands for, 0 if it is unknown."""
    found = _LENGTH.search(value)
    if found is None:
        return 0.0
    number, unit = float(found[1]), found[2] or "px"
    if unit in _TO_PX:
        return number * _TO_PX[unit]
    return number * outer_px / (100 if unit == "%" else 1)
