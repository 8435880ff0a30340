"""Features that the declarations of one rule ask for, and those that they already do without."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pressrun.render.lint.clients.css import Declaration, Token
from pressrun.render.lint.clients.markup import FORMATS, INLINE_PICTURE
from pressrun.render.lint.clients.properties import (
    FUNCTIONS,
    IMPORTANT,
    KEYWORDS,
    NEUTRAL,
    ONLY,
    OVER_COLOUR,
    PERCENT,
    PROPERTIES,
    SHORT,
    UNITS,
    VALUES,
)

_ENDING: Final = re.compile(r"\.([a-z0-9]{2,5})(?:[?#]|$)")
_GROUNDS: Final = frozenset({"background", "background-image"})
# Words of ``background`` that are no colour.
_PLACING: Final = (
    "repeat repeat-x repeat-y no-repeat space round center top bottom left right fixed scroll local"
    " cover contain auto border-box padding-box content-box text none transparent inherit initial"
    " unset currentcolor"
)
_NO_COLOUR: Final = frozenset(_PLACING.split())
_COLOURS: Final = frozenset({"rgb", "rgba", "hsl", "hsla", "hwb"})
_FAMILIES: Final = frozenset({"font", "font-family"})
_NAME_KINDS: Final = frozenset({"ident", "string"})


@dataclass(frozen=True, slots=True)
class Hit:
    """A feature found at an offset; ``mild`` where nobody loses much, whatever the feature.

    ``classes`` are those of whom a rule of a sheet asks it. ``behind`` is how far it stands behind
    the beginning of its declaration.
    """

    slug: str
    shown: str
    at: int
    width: int
    mild: bool = False
    classes: frozenset[str] = frozenset()
    behind: int = 0


def format_of(address: str) -> tuple[str, int, int] | None:
    """Return the feature that a picture's address asks for, and where in it that stands."""
    low = address.lower()
    if low.lstrip().startswith("data:"):
        return INLINE_PICTURE, low.index("data:"), 5
    found = _ENDING.search(low.partition("?")[0].partition("#")[0])
    if found is None or found[1] not in FORMATS:
        return None
    return FORMATS[found[1]], found.start(1), len(found[1])


def find_hits(declarations: Sequence[Declaration], *, grounded: bool = False) -> Iterator[Hit]:
    """Yield what a rule asks for and has no answer to itself.

    An answer is a declaration of the same property before, which clients keep that do not know
    the one behind it; a colour below a picture or a gradient, which ``grounded`` tells of as well;
    and nothing else matters of what is not shown at all.
    """
    grounded = grounded or any(map(is_ground, declarations))
    hidden = any(one.name == "display" and "none" in one.words for one in declarations)
    before: dict[str, list[frozenset[str]]] = {}
    for declaration in declarations:
        hits = list(_hits(declaration))
        group = SHORT.get(declaration.name, declaration.name)
        answers = before.setdefault(group, [])
        for hit in hits:
            if hidden and declaration.name != "display":
                continue
            if grounded and hit.slug in OVER_COLOUR:
                continue
            if not any(hit.slug not in known for known in answers):
                yield replace(hit, behind=hit.at - declaration.at)
        answers.append(frozenset(hit.slug for hit in hits))


def is_ground(declaration: Declaration) -> bool:
    """Tell whether a declaration gives a colour to what it stands for."""
    if declaration.name == "background-color":
        return not NEUTRAL.issuperset(declaration.words)
    return declaration.name == "background" and any(
        token.kind == "hash"
        or (token.kind == "ident" and token.text not in _NO_COLOUR)
        or (token.kind == "function" and token.text in _COLOURS)
        for token in declaration.tokens
        if token.depth == 0
    )


def _hits(declaration: Declaration) -> Iterator[Hit]:
    name = declaration.name
    if name.startswith(("-", "mso-")):
        return  # said to one kind of client, by whoever knows it
    words = [word for word in declaration.words if not word.isspace()]
    slug = next((VALUES[name, word] for word in words if (name, word) in VALUES), "")
    shown = f"{name}: {' '.join(words)}" if slug or name in ONLY else name
    if not slug and not NEUTRAL.issuperset(words) and ONLY.get(name, set(words)) & set(words):
        slug = PROPERTIES.get(name, "")
    drawn = {FUNCTIONS[token.text] for token in declaration.tokens if token.text in FUNCTIONS}
    if slug and not (slug == "css-background-image" and drawn & OVER_COLOUR):
        yield Hit(slug, shown, declaration.at, len(name))
    for at, token in enumerate(declaration.tokens):
        yield from _of_token(name, declaration.tokens, at, token, words)
    if declaration.important:
        yield Hit(IMPORTANT, "!important", declaration.at, len(name))


def _of_token(
    name: str, tokens: Sequence[Token], at: int, token: Token, words: Sequence[str]
) -> Iterator[Hit]:
    text = token.text
    match token.kind:
        case "function" if text in FUNCTIONS:
            yield Hit(FUNCTIONS[text], f"{text}()", token.at, len(text))
        case "function" if text == "url" and len(tokens) > at + 1:
            yield from _of_address(name, tokens[at + 1].text, token.at, len(text))
        case "url":
            yield from _of_address(name, text, token.at, 3)
        case "dimension" if token.unit in UNITS:
            shown = f"the unit {token.unit}"
            yield Hit(UNITS[token.unit], shown, token.at, len(text))
        case "percentage":
            yield Hit(PERCENT, "%", token.at, len(text) + 1)
        case "ident" if text in KEYWORDS and token.depth == 0:
            if text == "initial" and len(words) > 1:
                return
            behind = tokens[at + 1 :]
            if name in _FAMILIES and any(one.kind in _NAME_KINDS for one in behind):
                return  # there are other fonts behind it
            yield Hit(KEYWORDS[text], text, token.at, len(text))


def _of_address(name: str, address: str, at: int, width: int) -> Iterator[Hit]:
    if name == "background":
        yield Hit("css-background-image", "a background with a picture", at, width)
    if name in _GROUNDS or name.startswith("list-style"):
        found = format_of(address)
        if found:
            yield Hit(found[0], picture_name(found[0]), at, width)


def picture_name(slug: str) -> str:
    """Return what a kind of picture is called."""
    kind = slug.removeprefix("image-")
    if slug == INLINE_PICTURE:
        return "a picture written as data:"
    return "a film in place of a picture" if kind == "mp4" else f"a picture as .{kind}"
