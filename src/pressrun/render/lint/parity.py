"""Whether the text part of a message says what its HTML part does."""

from collections.abc import Iterator, Mapping
from typing import Final

from pressrun.errors import Place, Problem, Severity
from pressrun.model.code import Code
from pressrun.render.lint.front import value_of
from pressrun.render.lint.rule import Rule
from pressrun.render.lint.subjects import MailCopy
from pressrun.render.lint.twoparts import THERE, Item, Part, html_part, items_of, text_part

PAR001: Final = Code(
    code="PAR001",
    title="the text part and the HTML part say different things",
    why="Watches, screen readers, some mail programs and whoever likes it so show the text part:"
    " what it leaves out these readers never get. Filters compare the two and count a difference"
    " as a mark of spam (SpamAssassin: MPART_ALT_DIFF).",
    mend="Put into `templates/email/<layout>.txt` what its twin `<layout>.mjml` shows:"
    ' `{% include "email/parts/opening.txt" %}` and'
    ' `{% include "email/parts/chapters.txt" %}`.',
    severity=Severity.WARNING,
    excusable=True,
)

_NAMED: Final = 4
# Something of an issue, and what a part lacks of it.
Lack = tuple[Item, tuple[str, ...]]
# Which built-in parts show what: a publication's own of this name is to blame first.
_PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "words": ("opening", "frame"),
    "article": ("chapters", "chapter", "article", "card"),
    "section": ("chapters", "chapter"),
}
# What shows it there, by the ending of the part.
_SHOWN: Final[Mapping[str, Mapping[str, str]]] = {
    "words": {".txt": "editorial.text", ".mjml": "editorial.html"},
    "article": {".txt": "piece.text", ".mjml": "piece.body"},
    "section": {".txt": "chapter.title_ruled", ".mjml": "chapter.title"},
}


def _look(copy: MailCopy) -> Iterator[Problem]:
    # The built-in templates say the same in both parts, whatever is written.
    if not copy.templates:
        return
    html, text = html_part(copy.rendered.html), text_part(copy.rendered.text)
    items = items_of(copy.bound)
    in_text = _lacks(items, text, html)
    in_html = _lacks(items, html, text)
    if in_text:
        yield _problem(copy, in_text, items, "text", ".txt")
    if in_html:
        yield _problem(copy, in_html, items, "HTML", ".mjml")
    if not in_text and not in_html:
        yield from _order(copy, items, html, text)


def _lacks(items: list[Item], part: Part, other: Part) -> list[Lack]:
    found = ((item, item.lacking(part, other)) for item in items)
    return [(item, lacking) for item, lacking in found if lacking]


def _order(copy: MailCopy, items: list[Item], html: Part, text: Part) -> Iterator[Problem]:
    ways = [dict(item.texts).get("words") for item in items if item.kind == "article"]
    said = [max(texts, key=html.share) for texts in ways if texts]
    both = [words for words in said if min(html.share(words), text.share(words)) >= THERE]
    if sorted(both, key=html.middle) != sorted(both, key=text.middle):
        yield Problem(
            code=PAR001.code,
            what="the articles stand in another order in the text part than in the HTML part",
            place=_place(copy, "article", ".txt") or _place(copy, "article", ".mjml"),
            help="walk through  chapters  in both of them",
            severity=PAR001.severity,
        )


def _problem(
    copy: MailCopy, lacks: list[Lack], items: list[Item], name: str, ending: str
) -> Problem:
    other = "HTML" if name == "text" else "text"
    kind = lacks[0][0].kind
    place = (
        _place(copy, kind, ending)
        or _place(copy, kind, ".txt" if ending == ".mjml" else ".mjml")
        or value_of(copy.script, "subject")
        or copy.script.whole(1)
    )
    return Problem(
        code=PAR001.code,
        what=f"the {name} part leaves out {_listed(lacks, items)}, which the {other} part has",
        place=place,
        help=f"show it in both parts, such as by  {_example(kind, ending, place)}",
        severity=PAR001.severity,
    )


def _listed(lacks: list[Lack], items: list[Item]) -> str:
    """Return what is missing in words, and where all of a kind is, without a name.

    A template leaves out the same of every issue, and one finding is enough to say so.
    """
    said: list[str] = []
    for kind in dict.fromkeys(item.kind for item, _ in lacks):
        count = sum(item.kind == kind for item in items)
        few = [(item, what) for item, what in lacks if item.kind == kind]
        whole = [item.name for item, what in few if len(what) == item.sides]
        if whole:
            said.append(_some(whole, kind, count))
        for what in dict.fromkeys(what for _, lacking in few for what in lacking):
            named = [i.name for i, lacking in few if what in lacking and i.name not in whole]
            if named:
                said.append(f"the {what} of {_some(named, kind, count)}")
    return " and ".join(filter(None, (", ".join(said[:-1]), said[-1])))


def _some(names: list[str], kind: str, count: int) -> str:
    if len(names) == count and kind != "words":
        return f"every {kind}"
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _example(kind: str, ending: str, place: Place) -> str:
    """Return what to write: the part that shows it, or, where that is to blame, the value."""
    parts = {f"templates/email/parts/{name}{ending}" for name in _PARTS[kind] if name != "frame"}
    if place.path in parts:
        return f"{{{{ {_SHOWN[kind][ending]} }}}}"
    return f'{{% include "email/parts/{_PARTS[kind][0]}{ending}" %}}'


def _place(copy: MailCopy, kind: str, ending: str) -> Place | None:
    """Return the publication's own template that shows, or should show, something of a kind."""
    issue, look = copy.bound.issue, copy.publication.look
    layout = f"email/{look.layout_of(issue.layout)}{ending}"
    parts = [f"email/parts/{name}{ending}" for name in _PARTS[kind]]
    others = sorted(name for name in copy.templates if name.endswith(ending))
    found = next((name for name in (layout, *parts, *others) if name in copy.templates), None)
    if found is None:
        return None
    row = copy.templates[found].split("\n", 1)[0].rstrip("\r")
    return Place(path=f"templates/{found}", line=1, column=1, text=row, width=max(len(row), 1))


PARITY: Final = Rule(on=(MailCopy,), codes=(PAR001,), look=_look)
