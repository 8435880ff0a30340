"""``::: related``: what else is interesting, here and elsewhere."""

import re
from typing import Final

from pressrun.model.document import ListItem, Related, RelatedItem
from pressrun.model.inline import Inlines, Link, Text, plain
from pressrun.source.blocks.directive import Directive, Refusal, bullets, sentence

_HELP: Final = (
    "write a list of articles and links, a teaser behind a dash:\n"
    "- slug-of-an-article\n- [Label](https://example.org/) -- a teaser"
)
_REFERENCE: Final = re.compile(r"[\w./-]+")
_DASH: Final = re.compile(r"\s*(?:—|--)\s+")


def read_related(directive: Directive) -> Related | Refusal:
    """Read a bullet list of references and links, each perhaps with a teaser."""
    match directive.blocks:
        case (block,) if items := bullets(block):
            pass
        case _:
            what = "related articles are one list of bullets"
            return Refusal(what=what, help=_HELP, line=directive.line)
    read = tuple(_read(item) for item in items)
    refused = next((item for item in read if isinstance(item, Refusal)), None)
    return refused or Related(
        items=tuple(item for item in read if isinstance(item, RelatedItem)),
        title=directive.argument,
        line=directive.line,
    )


def _read(item: ListItem) -> RelatedItem | Refusal:
    match sentence(item):
        case (Link(parts, target), *rest) if not target.lower().startswith(("mailto:", "#")):
            ref, label, teaser = target, plain(parts), _teaser(tuple(rest))
        case (Text(text), *rest):
            ref, dash, first = _split(text)
            label, teaser = "", _teaser((Text(dash + first), *rest))
        case _:
            ref, label, teaser = "", "", None
    if teaser is None or not (label or _REFERENCE.fullmatch(ref)):
        what = "this is neither an article nor a link, with or without a teaser"
        return Refusal(what=what, help=_HELP, line=item.line)
    return RelatedItem(ref=ref, label=label, teaser=teaser, line=item.line)


def _split(text: str) -> tuple[str, str, str]:
    """Return what stands before the first dash, the dash, and what stands behind it."""
    dash = _DASH.search(text)
    return (text[: dash.start()], dash[0], text[dash.end() :]) if dash else (text.strip(), "", "")


def _teaser(rest: Inlines) -> str | None:
    """Return the words behind a dash; None where there are words and no dash."""
    words = plain(rest)
    dash = _DASH.match(words)
    if dash:
        return words[dash.end() :].strip()
    return None if words.strip() else ""
