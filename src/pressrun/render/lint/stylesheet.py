"""Style sheets as far as colours go: rules, whom they are for, and where each value stands.

Not a whole reader of CSS, as ``clients/css.py`` is, which takes four times as long: this one runs
over the sheets of every issue. What it does not know, it says that it does not know
(``Selector.unsure``), and whoever asks then says nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

_COMMENT: Final = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_STRING: Final = re.compile(r""""[^"\n]*+"|'[^'\n]*+'""")
_DECLARATION: Final = re.compile(r"\s*+([-\w]++)\s*+:\s*+([^;]*+)")
_IMPORTANT: Final = re.compile(r"!\s*+important\s*+\Z", re.IGNORECASE)
_SIMPLE: Final = re.compile(
    r"([.#]?)(-?[A-Za-z_][\w-]*+|\*)|(\[[^\]]*+\])|(::?[\w-]++(?:\([^)]*+\))?)"
)
_COMBINATOR: Final = re.compile(r"\s*+([>+~])\s*+|\s++")
# What a selector needs that is not there when a message is opened.
_STATES: Final = frozenset({"hover", "focus", "active", "visited", "checked", "focus-within"})
_OUTLOOK: Final = ("[data-ogsc", "[data-ogsb", "[data-ogac", "[data-ogab")
_CONDITIONS: Final = re.compile(r"\(\s*+([\w-]++)\s*+(?::\s*+([\w-]++))?[^()]*+\)")


class When(StrEnum):
    """In which rooms a rule counts. What counts on some screens alone counts nowhere here."""

    ALWAYS = "always"
    LIGHT = "light"
    DARK = "dark"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Declaration:
    """``at`` and ``value_at`` are offsets of the property and of its value."""

    name: str
    value: str
    at: int
    value_at: int
    important: bool


@dataclass(frozen=True, slots=True)
class Compound:
    """What one element must be: its name, id and classes, each only where it is said."""

    name: str = ""
    id: str = ""
    classes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Selector:
    """``steps`` go from the element outwards, each with whether it is the very parent.

    ``unsure`` tells that something about it is not known here: it may match or not.
    """

    steps: tuple[tuple[Compound, bool], ...]
    specificity: tuple[int, int, int]
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class StyleRule:
    """``inlined`` tells that it is written into tags before it goes out: no @media is around it."""

    selectors: tuple[Selector, ...]
    declarations: tuple[Declaration, ...]
    when: When
    inlined: bool


def read_rules(css: str, start: int) -> Iterator[StyleRule]:
    """Yield the rules of a style sheet that stands at offset ``start`` of a document."""
    css = _COMMENT.sub(lambda found: " " * len(found[0]), css)
    bare = _STRING.sub(lambda found: " " * len(found[0]), css)  # braces in strings are words
    yield from _rules(css, bare, range(len(css)), start, None)


def read_declarations(css: str, start: int) -> Iterator[Declaration]:
    """Yield the declarations of a block or of an attribute ``style`` at offset ``start``."""
    at = 0
    while at < len(css):
        found = _DECLARATION.match(css, at)
        if found:
            value = found[2].rstrip()
            important = _IMPORTANT.search(value)
            yield Declaration(
                name=found[1].lower(),
                value=value[: important.start()].rstrip() if important else value,
                at=start + found.start(1),
                value_at=start + found.start(2),
                important=bool(important),
            )
        end = css.find(";", found.end() if found else at)
        at = end + 1 if end >= 0 else len(css)


def _rules(css: str, bare: str, part: range, start: int, media: When | None) -> Iterator[StyleRule]:
    """Yield the rules in a part of a sheet, ``media`` None for what stands in no @media.

    Media in media are left out: CSS of mail has none.
    """
    at, end = part.start, part.stop
    while (brace := bare.find("{", at, end)) >= 0:
        begin = max(at, bare.rfind(";", at, brace) + 1)  # behind @import and @charset
        head = css[begin:brace].strip()
        close = _close(bare, brace, end)
        if not head.startswith("@"):
            selectors = tuple(filter(None, map(_selector, head.split(","))))
            if selectors:
                said = tuple(read_declarations(css[brace + 1 : close], start + brace + 1))
                yield StyleRule(selectors, said, media or When.ALWAYS, inlined=media is None)
        elif head[:6].lower() == "@media" and media is None:
            inner = _when(head[6:])
            if inner is not When.NEVER:
                yield from _rules(css, bare, range(brace + 1, close), start, inner)
        at = close + 1


def _close(bare: str, brace: int, end: int) -> int:
    """Return the offset of the brace that closes the one at ``brace``."""
    depth, at = 1, brace + 1
    while depth:
        close = bare.find("}", at, end)
        if close < 0:
            return end
        depth += bare.count("{", at, close) - 1
        at = close + 1
    return at - 1


def _when(query: str) -> When:
    """Return when a media query holds; of several, the first that can."""
    for part in query.lower().split(","):
        found = _CONDITIONS.findall(part)
        kind = _CONDITIONS.sub("", part).replace("only", "").replace("and", "").split()
        if not set(kind) <= {"screen", "all"}:
            continue
        if not found:
            return When.ALWAYS
        if len(found) == 1 and found[0][0] == "prefers-color-scheme":
            return When.DARK if found[0][1] == "dark" else When.LIGHT
    return When.NEVER


@lru_cache(maxsize=2048)  # every issue brings the same sheets
def _selector(text: str) -> Selector | None:
    """Return one selector; None for what matches nothing in a message that is only looked at."""
    text = text.strip()
    if not text or text.lower().startswith(_OUTLOOK):
        return None
    steps: list[tuple[Compound, bool]] = []
    at, unsure, parent = 0, False, False
    ids = classes = names = 0
    while at < len(text):
        name, identity, held = "", "", set[str]()
        begin = at
        while found := _SIMPLE.match(text, at):
            at = found.end()
            mark, word, attribute, pseudo = found.groups()
            if pseudo:
                if pseudo.startswith("::") or pseudo[1:].lower() in _STATES:
                    return None
                if pseudo.lower() != ":root":
                    unsure = True
                else:
                    name = "html"
                classes += 1
            elif attribute:
                unsure, classes = True, classes + 1
            elif mark == ".":
                held.add(word)
                classes += 1
            elif mark == "#":
                identity, ids = word, ids + 1
            elif word != "*":
                name, names = word.lower(), names + 1
        if at == begin:
            return None  # no selector at all
        steps.append((Compound(name, identity, frozenset(held)), parent))
        gap = _COMBINATOR.match(text, at)
        if gap is None:
            if at < len(text):
                return None
            break
        at = gap.end()
        unsure |= gap[1] in ("+", "~")
        parent = gap[1] == ">"
    # From the element outwards: whether a step is the parent is said by the one inside it.
    joined = [nearer for _, nearer in steps[1:]] + [False]
    outwards = tuple(
        (compound, joined[index]) for index, (compound, _) in reversed(list(enumerate(steps)))
    )
    return Selector(outwards, (ids, classes, names), unsure)
