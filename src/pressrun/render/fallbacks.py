"""What a rule says first for clients that do not know what it says next:

    .lead { width: 90%; width: calc(100% - 40px) }

Clients take the last declaration that they understand (CSS Syntax §8), but the inliner keeps the
last of all. So the ones before it go through the inliner under names of their own.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

_SHEET: Final = re.compile(r"(<style\b[^>]*+>)([^<]*+)(?=</style)")
_ATTRIBUTE: Final = re.compile(r'(\sstyle=")([^"]*+)(?=")')
_COMMENT: Final = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_STRING: Final = re.compile(r""""[^"\n]*+"|'[^'\n]*+'""")
_BRACE: Final = re.compile(r"[{}]")
_SIGN: Final = re.compile(r"[;()]")
_NAME: Final = re.compile(r"\s*+([a-zA-Z-]++)\s*+:")
_WEIGHTY: Final = re.compile(r"!\s*+important\b", re.IGNORECASE)
_MARK: Final = "x-said-before-"
_MARKED: Final = re.compile(rf"{_MARK}\d++-")


def put_aside(html: str) -> str:
    """Return ``html`` with every declaration renamed that a later one of its rule repeats."""
    return _SHEET.sub(lambda sheet: sheet[1] + _aside_in(sheet[2]), html)


def put_back(html: str) -> str:
    """Return what the inliner made of such ``html``, each before the one that repeats it."""
    if _MARK not in html:
        return html
    html = _SHEET.sub(lambda sheet: sheet[1] + _MARKED.sub("", sheet[2]), html)
    return _ATTRIBUTE.sub(lambda style: style[1] + _back_in(style[2]), html)


def _aside_in(css: str) -> str:
    """Return a style sheet with what is repeated renamed, in rules that stand in no other."""
    bare = _STRING.sub(_blank, _COMMENT.sub(_blank, css))
    pieces: list[str] = []
    at = 0
    for start, end in _rules(bare):
        seen: dict[str, list[tuple[int, bool]]] = {}
        for name, where, weighty in _declared(bare, start, end):
            seen.setdefault(name, []).append((where, weighty))
        repeated = sorted(
            (where, number)
            for (*before, (_, outweighs)) in seen.values()
            # One that is important is no answer to those behind it: it wins.
            if outweighs or not any(weighty for _, weighty in before)
            for number, (where, _) in enumerate(before)
        )
        for where, number in repeated:
            pieces += (css[at:where], f"{_MARK}{number}-")
            at = where
    return "".join((*pieces, css[at:]))


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _rules(bare: str) -> Iterator[tuple[int, int]]:
    """Yield where the declarations of each rule begin and end: of no at-rule and of none in one."""
    depth = opened = prelude = 0
    plain = False
    for brace in _BRACE.finditer(bare):
        if brace[0] == "{":
            plain = depth == 0 and "@" not in bare[prelude : brace.start()].rpartition(";")[2]
            depth, opened = depth + 1, brace.end()
        else:
            if depth == 1 and plain:
                yield opened, brace.start()
            depth, prelude, plain = max(0, depth - 1), brace.end(), False


def _declared(bare: str, start: int, end: int) -> Iterator[tuple[str, int, bool]]:
    """Yield each property between two offsets, where its name stands, and if it is important."""
    for first, last in _split(bare, start, end):
        if name := _NAME.match(bare, first, last):
            weighty = _WEIGHTY.search(bare, name.end(), last) is not None
            yield name[1].lower(), name.start(1), weighty


def _split(bare: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the spans between semicolons, those in brackets left alone."""
    depth = 0
    for sign in _SIGN.finditer(bare, start, end):
        if sign[0] != ";":
            depth = max(0, depth + (1 if sign[0] == "(" else -1))
        elif depth == 0:
            yield start, sign.start()
            start = sign.end()
    yield start, end


def _back_in(value: str) -> str:
    """Return a ``style`` attribute with what was renamed before what repeats it, as it was."""
    if _MARK not in value:
        return value
    css = unescape(value)
    bare = _STRING.sub(_blank, css)
    rest: list[str] = []
    aside: dict[str, list[str]] = {}
    for start, end in _split(bare, 0, len(bare)):
        said = css[start:end].strip()
        named = _MARKED.match(said)
        if named is None:
            rest.append(said)
            continue
        declaration = said[named.end() :]
        aside.setdefault(declaration.partition(":")[0].lower(), []).append(declaration)
    ordered = [
        declaration
        for said in rest
        if said
        # Once: a tag's own style may hold a property twice, and its first answers its second.
        for declaration in (*aside.pop(said.partition(":")[0].strip().lower(), ()), said)
    ]
    return "; ".join(ordered).replace("&", "&amp;").replace('"', "&quot;")
