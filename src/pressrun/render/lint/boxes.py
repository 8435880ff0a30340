"""What a mail program gets of MJML: nested elements of HTML, each with what is said of its looks.

The engine makes several elements of one of MJML's, and a style sheet may speak of each of them.
Only those are here that bear a class, a colour or words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from pressrun.render.lint.stylesheet import Declaration, read_declarations
from pressrun.render.lint.tree import Attribute, Element, Words


@dataclass(slots=True, eq=False)
class Box:
    """One element of HTML. ``element`` is what it was made of.

    ``hints`` are what attributes of HTML say, which any rule overrules; ``inline`` is what stands
    in its ``style``, which only an important rule overrules. What the engine says by itself has
    -1 for an offset.
    """

    name: str
    element: Element
    parent: "Box | None" = None
    id: str = ""
    classes: frozenset[str] = frozenset()
    hints: tuple[Declaration, ...] = ()
    inline: tuple[Declaration, ...] = ()
    words: list[Words] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Layer:
    """One element that the engine makes: ``said`` are (property, attribute, engine's value)."""

    name: str
    classed: bool = False
    said: tuple[tuple[str, str, str], ...] = ()


def _layers(row: str, said: Mapping[str, tuple[tuple[str, str, str], ...]]) -> tuple[_Layer, ...]:
    """Return layers written as names, each with a dot for the class and a mark for what it says."""
    return tuple(
        _Layer(part.split(":")[0].rstrip("."), "." in part, said[part.partition(":")[2]])
        for part in row.split()
    )


def _type(colour: str, size: str = "13px") -> tuple[tuple[str, str, str], ...]:
    weight = ("font-weight", "font-weight", "")
    return (("color", "color", colour), ("font-size", "font-size", size), weight)


_PAINT: Final = ("background-color", "background-color", "")
_PICTURE: Final = ("background-image", "background-url", "")
_SAID: Final[Mapping[str, tuple[tuple[str, str, str], ...]]] = {
    "": (),
    "paint": (_PAINT,),
    "ground": (_PAINT, _PICTURE),
    "around": (("background-color", "container-background-color", ""),),
    "within": (("background-color", "inner-background-color", ""),),
    "hero": (("background-color", "background-color", "#ffffff"), _PICTURE),
    "button": (("background-color", "background-color", "#414141"),),
    "press": (("background-color", "background-color", "#414141"), *_type("#ffffff")),
    "words": _type("#000000"),
    "painted": (_PAINT, *_type("#000000")),
    "title": (_PAINT, *_type("")),
}
# What the engine makes of each, the outermost first (mrml 5, and MJML 4.18 does the same).
_MADE: Final[Mapping[str, tuple[_Layer, ...]]] = {
    name: _layers(row, _SAID)
    for name, row in {
        "mj-body": "body:paint div.:paint",
        "mj-wrapper": "div.:ground table:ground td",
        "mj-section": "div.:ground table:ground td",
        "mj-group": "div.:paint",
        "mj-column": "div. table td:paint table:within",
        "mj-hero": "div. table td:hero div:within table td",
        "mj-text": "td.:around div:painted",
        "mj-button": "td.:around table td:button a:press",
        "mj-table": "td.:around table:words",
        "mj-social": "td.:around table",
        "mj-social-element": "tr. td a:words",
        "mj-navbar": "td. div",
        "mj-navbar-link": "a.:words",
        "mj-accordion": "td.:around table",
        "mj-accordion-element": "tr. td:paint label",
        "mj-accordion-title": "table td.:title",
        "mj-accordion-text": "table td.:title",
    }.items()
}
# What stands in these is HTML of its own, and they leave nothing around it.
_BARE: Final = frozenset({"", "mjml", "mj-raw"})
# Nothing of these is shown.
_UNSHOWN: Final = frozenset(
    {"mj-head", "mj-preview", "mj-title", "head", "style", "script", "title", "template", "option"}
)


class Defaults:
    """What ``mj-attributes`` says of attributes that are not written where they count."""

    def __init__(self, root: Element) -> None:
        self._by_tag: dict[str, Mapping[str, Attribute]] = {}
        self._by_class: dict[str, Mapping[str, Attribute]] = {}
        for block in root.walk():
            if block.name != "mj-attributes":
                continue
            for said in block.children:
                if isinstance(said, Element) and said.name == "mj-class":
                    self._by_class[said.get("name")] = said.attributes
                elif isinstance(said, Element):
                    known = self._by_tag.get(said.name, {})
                    self._by_tag[said.name] = {**known, **said.attributes}

    def find(self, element: Element, name: str) -> Attribute | None:
        """Return an attribute that counts for an element, wherever it is said."""
        if found := element.attributes.get(name):
            return found
        for chosen in reversed(element.get("mj-class").split()):
            if found := self._by_class.get(chosen, {}).get(name):
                return found
        for tag in (element.name, "mj-all"):
            if found := self._by_tag.get(tag, {}).get(name):
                return found
        parent = element.parent
        # A row of icons hands its type on to each of them.
        if element.name == "mj-social-element" and parent is not None and parent is not element:
            return (
                self.find(parent, name) if parent.name == "mj-social" and name in _HANDED else None
            )
        return None


_HANDED: Final = frozenset({"color", "font-size", "font-weight"})


def is_default(element: Element) -> bool:
    """Tell whether an element only says what counts for others, and nothing is shown of it."""
    return any(above.name == "mj-attributes" for above in element.ancestors())


def boxes_of(root: Element) -> list[Box]:
    """Return what is shown of an MJML document, the outer before the inner."""
    defaults = Defaults(root)
    page = Box("html", root)
    made = [page]
    stack: list[tuple[Element, Box]] = [(root, page)]
    while stack:
        element, outside = stack.pop()
        inside = outside
        for box in _made_of(element, outside, defaults):
            made.append(box)
            inside = box
        for child in reversed(element.children):
            if isinstance(child, Words):
                inside.words.append(child)
            elif child.name not in _UNSHOWN:
                stack.append((child, inside))
    return made


def _made_of(element: Element, parent: Box, defaults: Defaults) -> list[Box]:
    if element.name in _BARE:
        return []
    layers = _MADE.get(element.name)
    if layers is None:
        return [_plain(element, parent)]
    made = []
    for layer in layers:
        # A button that leads nowhere is no link.
        idle = layer.name == "a" and defaults.find(element, "href") is None
        parent = Box(
            "p" if idle and element.name == "mj-button" else layer.name,
            element,
            parent,
            classes=_classes(defaults.find(element, "css-class")) if layer.classed else frozenset(),
            inline=tuple(_said(element, layer, defaults)),
        )
        made.append(parent)
    return made


def _said(element: Element, layer: _Layer, defaults: Defaults) -> list[Declaration]:
    said = []
    for name, attribute, engine in layer.said:
        found = defaults.find(element, attribute) if attribute else None
        if found is not None and found.value.strip():
            value = f"url({found.value})" if name == "background-image" else found.value
            said.append(Declaration(name, value, found.at, found.value_at, False))
        elif engine:
            said.append(Declaration(name, engine, -1, -1, False))
    return said


def _plain(element: Element, parent: Box) -> Box:
    """Return what an element of HTML is, as it stands."""
    style = element.attributes.get("style")
    inline = tuple(read_declarations(style.value, style.value_at)) if style else ()
    if style and not style.exact:
        inline = tuple(replace(said, at=style.at, value_at=style.at) for said in inline)
    hints = []
    for attribute, name in (("bgcolor", "background-color"), ("background", "background-image")):
        if (found := element.attributes.get(attribute)) and found.value.strip():
            value = f"url({found.value})" if attribute == "background" else found.value
            hints.append(Declaration(name, value, found.at, found.value_at, False))
    colour = element.attributes.get("color")
    if element.name == "font" and colour:
        hints.append(Declaration("color", colour.value, colour.at, colour.value_at, False))
    if "hidden" in element.attributes:
        hints.append(Declaration("display", "none", -1, -1, False))
    return Box(
        element.name,
        element,
        parent,
        id=element.get("id"),
        classes=_classes(element.attributes.get("class")),
        hints=tuple(hints),
        inline=inline,
    )


def _classes(attribute: Attribute | None) -> frozenset[str]:
    return frozenset(attribute.value.split()) if attribute else frozenset()
