"""Features that a style sheet asks for."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from pressrun.render.lint.clients.css import AtRule, Rule, Token, read_sheet
from pressrun.render.lint.clients.declared import Hit, find_hits, is_ground
from pressrun.render.lint.clients.markup import LATE_SHEET
from pressrun.render.lint.clients.selectors import (
    AT_RULES,
    CHANGING,
    GENERATED,
    LASTING,
    MEDIA,
    NESTING,
    PSEUDO_ELEMENTS,
    SIGNS,
)

_PAPER: Final = frozenset({"print", "speech"})


# The issues of a publication have their few sheets in common.
@lru_cache(maxsize=16)
def find_in_sheet(text: str, *, inlined: bool, late_at: int | None = None) -> tuple[Hit, ...]:
    """Return what a style sheet asks for; offsets are those of ``text``.

    What stands in an at-rule is asked of those alone who understand it. ``inlined`` tells that
    its rules are written into the tags, so that nobody needs to understand their selectors. For
    one that is not, ``late_at`` is where it begins.
    """
    return tuple(_find(text, inlined=inlined, late_at=late_at))


def _find(text: str, *, inlined: bool, late_at: int | None) -> Iterator[Hit]:
    told = inlined or late_at is None
    rules = [rule for rule in read_sheet(text) if not rule.within]
    coloured = _coloured(rules)
    for rule in rules:
        if isinstance(rule, AtRule):
            yield from _of_at_rule(rule)
            continue
        if not told and late_at is not None:
            told = True
            shown = "a style sheet that is not written into the tags"
            yield Hit(LATE_SHEET, shown, late_at, len("<style"))
        if rule.nested:
            yield Hit(NESTING, "a rule in a rule", rule.at, 1)
            continue
        hits = list(_of_selector(rule, inlined=inlined))
        yield from hits
        if not any(hit.shown.startswith(":") for hit in hits):
            classes = _classes(rule)
            for hit in find_hits(rule.declarations, grounded=bool(classes & coloured)):
                yield replace(hit, classes=classes)


def _coloured(rules: Sequence[Rule | AtRule]) -> frozenset[str]:
    """Return the classes that a rule of the sheet gives a colour to stand on."""
    return frozenset(
        name
        for rule in rules
        if isinstance(rule, Rule) and any(map(is_ground, rule.declarations))
        for name in _classes(rule)
    )


def _classes(rule: Rule) -> frozenset[str]:
    pairs = zip(rule.selector, rule.selector[1:], strict=False)
    return frozenset(name.text for dot, name in pairs if dot.text == "." and name.kind == "ident")


def _of_at_rule(rule: AtRule) -> Iterator[Hit]:
    width = len(rule.name) + 1
    words = {token.text: token for token in rule.prelude}
    if rule.name == "media":
        if _PAPER & words.keys():
            return
        asked = [(text, token) for text, token in words.items() if text in MEDIA]
        for text, token in asked:
            yield Hit(MEDIA[text], f"@media ({text})", token.at, len(text))
        if asked:
            return
    slug = AT_RULES.get(rule.name)
    if slug:
        fonts = any("font" in word for word in words)
        yield Hit(slug, f"@{rule.name}", rule.at, width, mild=fonts)


def _of_selector(rule: Rule, *, inlined: bool) -> Iterator[Hit]:
    tokens = rule.selector
    for at, token in enumerate(tokens):
        if token.text == ":" and token.kind == "literal" and len(tokens) > at + 1:
            yield from _of_pseudo(rule, tokens, at, inlined=inlined)
    if not inlined:
        yield from _of_signs(tokens)


def _of_pseudo(rule: Rule, tokens: Sequence[Token], at: int, *, inlined: bool) -> Iterator[Hit]:
    colon, token = tokens[at], tokens[at + 1]
    doubled = at > 0 and tokens[at - 1].text == ":"
    width = len(token.text) + 1
    if token.text in PSEUDO_ELEMENTS and token.kind == "ident":
        start = colon.at - 1 if doubled else colon.at
        if token.text in GENERATED and not _is_generated(rule):
            return
        slug = PSEUDO_ELEMENTS[token.text]
        yield Hit(slug, f"::{token.text}", start, width + doubled)
    elif not doubled and token.text in CHANGING:
        yield Hit(CHANGING[token.text], f":{token.text}", colon.at, width)
    elif not doubled and not inlined and token.text in LASTING:
        # Not with a colon before: what the rule says is shown where it is understood.
        yield Hit(LASTING[token.text], f"the selector :{token.text}", colon.at, width)


def _is_generated(rule: Rule) -> bool:
    """Tell whether a rule makes words or a picture appear, and not only space."""
    return any(
        token.kind in {"url", "function"} or (token.kind == "string" and token.text.strip())
        for declaration in rule.declarations
        if declaration.name == "content"
        for token in declaration.tokens
    )


def _of_signs(tokens: Sequence[Token]) -> Iterator[Hit]:
    """Yield each kind of sign that a selector has, once."""
    seen: set[str] = set()
    for before, token, after in zip((None, *tokens), tokens, (*tokens[1:], None), strict=False):
        sign = _sign(before, token, after)
        if sign and sign not in seen:
            seen.add(sign)
            shown = {" ": "a selector of what stands in something", "type": "a selector by tag"}
            yield Hit(SIGNS[sign], shown.get(sign, f"the selector {sign}"), token.at, 1)


def _sign(before: Token | None, token: Token, after: Token | None) -> str:
    if token.depth:
        return ""
    if token.kind == "hash":
        return "#"
    if token.kind == "[] block":
        return "["
    if token.kind == "whitespace":
        plain = before is not None and after is not None
        signs = {">", "+", "~", ","}
        return " " if plain and not signs & {before.text, after.text} else ""  # type: ignore[union-attr]
    if token.kind == "literal" and token.text in {">", "+", "~", ",", "*"}:
        return token.text
    if token.kind == "literal" and token.text == ".":
        return ".." if before is not None and before.kind in {"ident", "hash"} else "."
    if token.kind == "ident":
        return "" if before is not None and before.text in {".", ":"} else "type"
    return ""
