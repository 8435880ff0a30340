"""Features that the elements and attributes of a template ask for."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Final

from pressrun.render.lint.clients import markup
from pressrun.render.lint.clients.css import Declaration, read_declarations
from pressrun.render.lint.clients.declared import Hit, find_hits, format_of, picture_name
from pressrun.render.lint.clients.effects import TOLD
from pressrun.render.lint.clients.properties import OVER_COLOUR
from pressrun.render.lint.clients.sheets import find_in_sheet
from pressrun.render.lint.clients.support import OUTLOOK
from pressrun.render.lint.clients.use import Use, place_of
from pressrun.render.lint.tree import Attribute, Element, Words

_PICTURES: Final = frozenset({"src", "thumbnails-src", "background-url", "background"})
# Who cannot show these shows what stands in them.
_HOLDERS: Final = frozenset({"audio", "object", "picture", "svg", "video"})
_FALLBACKS: Final = frozenset({"a", "img"})
# What these name is a film or a sound, which is told of them, or one that a client may choose.
_NO_PICTURES: Final = frozenset({"audio", "source", "video"})
# They go with the form that they stand in.
_OF_FORMS: Final = frozenset({"button", "input", "select", "textarea"})
_GROUND: Final = "background-color"
_GROUNDS: Final = (_GROUND, "container-background-color", "bgcolor")
_CLASSES: Final = ("class", "css-class")
_SHEETS: Final = frozenset({"mj-style", "style"})


def find_uses(root: Element, slugs: Collection[str] = TOLD) -> Iterator[Use]:
    """Yield every use of one of these features that the publication's own templates wrote."""
    coloured = frozenset(_coloured(root))
    for element in root.walk():
        spared = OUTLOOK if element.answered or _is_answered(element.parent) else frozenset()
        for hit in _of_element(element, coloured):
            place = place_of(element, hit.at, hit.width) if hit.slug in slugs else None
            if place is not None:
                served = spared
                if hit.slug == markup.MJML_GROUND and element.name.startswith("mj-"):
                    served = OUTLOOK  # the engine writes VML for them
                yield Use(hit.slug, hit.shown, place, served, hit.mild)


def _is_answered(parent: Element | None) -> bool:
    return parent is not None and parent.answered


def _coloured(root: Element) -> Iterator[str]:
    """Yield the tags that ``mj-attributes`` give a colour, ``mj.name`` of each such class, and
    ``.name`` of the classes of whatever has one itself."""
    for element in root.walk():
        if not any(map(element.get, _GROUNDS)):
            continue
        if any(above.name == "mj-attributes" for above in element.ancestors()):
            yield f"mj.{element.get('name')}" if element.name == "mj-class" else element.name
        yield from (f".{name}" for kind in _CLASSES for name in element.get(kind).lower().split())


def _of_element(element: Element, coloured: frozenset[str]) -> Iterator[Hit]:
    if element.name in _SHEETS:
        yield from _of_sheet(element, coloured)
    elif element.name.startswith("mj"):
        yield from _of_mjml(element)
        yield from _of_ground(element, coloured)
    elif element.name:
        yield from _of_html(element)
    for attribute in element.attributes.values():
        yield from _of_link(attribute)
        if attribute.name in _PICTURES and element.name not in _NO_PICTURES:
            yield from _of_picture(attribute)


def _of_sheet(element: Element, coloured: frozenset[str]) -> Iterator[Hit]:
    """Yield what a sheet asks for: all of it stands in one run of words."""
    if "media" in element.attributes:
        return
    for words in element.children:
        if isinstance(words, Words):
            # As ``render/email.py`` has it: what the state of a button shows is not inlined.
            ignored = element.get("data-css-inline") == "ignore" or ":checked" in words.text
            late_at = element.at - words.at if ignored else None
            for hit in find_in_sheet(words.text, inlined=not ignored, late_at=late_at):
                if hit.slug in OVER_COLOUR and coloured & {f".{name}" for name in hit.classes}:
                    continue
                at = hit.at + words.at
                if hit.behind and element.place(at) is None:
                    # An expression wrote the value.
                    yield replace(hit, at=at - hit.behind, width=1)
                else:
                    yield replace(hit, at=at)


def _of_mjml(element: Element) -> Iterator[Hit]:
    if element.name == "mj-font":
        yield Hit(markup.MJML_FONT, "a font from the web", element.at, len("<mj-font"), mild=True)
    for name, attribute in element.attributes.items():
        said = markup.MJML.get(name)
        if said is None:
            continue
        before = f"{said}:"
        for hit in find_hits(read_declarations(before + attribute.value)):
            at = hit.at - len(before)
            yield _hit_in(element, attribute, replace(hit, at=at))


def _of_ground(element: Element, coloured: frozenset[str]) -> Iterator[Hit]:
    """Yield a picture behind words where no colour is."""
    picture = element.attributes.get("background-url")
    classes = {f"mj.{name}" for name in element.get("mj-class").split()}
    names = {element.name, "mj-all", *classes}
    # The engine lays white below a hero; what stands in a wrapper has its colour.
    if picture is None or element.name == "mj-hero" or names & coloured:
        return
    layers = (element, *(above for above in element.ancestors() if above.name == "mj-wrapper"))
    if not any(layer.get(_GROUND) for layer in layers):
        shown = f"a background-url without {_GROUND}"
        yield Hit(markup.MJML_GROUND, shown, picture.at, len(picture.name))


def _of_html(element: Element) -> Iterator[Hit]:
    name, start = element.name, len(element.name) + 1
    slug = _element_slug(element)
    if slug:
        # As in ``@import``: what is missing then is a font.
        mild = name == "link" and "font" in element.get("href").lower()
        yield Hit(slug, _shown(element, slug), element.at, start, mild=mild)
    declarations = _style_of(element)
    for key, attribute in element.attributes.items():
        found = markup.ATTRIBUTES.get(key)
        if found and not _is_served(element, key, declarations):
            yield Hit(found, f"the attribute {key}", attribute.at, len(key))
    if name == "meta" and element.get("name").lower() == "color-scheme":
        yield Hit(markup.COLOUR_SCHEME, '<meta name="color-scheme">', element.at, start)
    style = element.attributes.get("style")
    if style is None:
        return
    for hit in find_hits(declarations, grounded="bgcolor" in element.attributes):
        if hit.slug == "css-float" and element.get("align"):
            continue
        yield _hit_in(element, style, hit)


def _hit_in(element: Element, attribute: Attribute, hit: Hit) -> Hit:
    """Return a hit in a value with its offset in the document: that of the attribute's name where
    the value does not say it so itself, or an expression of the template wrote it."""
    at = attribute.value_at + hit.at
    if hit.at < 0 or not attribute.exact or element.place(at) is None:
        return replace(hit, at=attribute.at, width=len(attribute.name))
    return replace(hit, at=at)


def _style_of(element: Element) -> tuple[Declaration, ...]:
    style = element.attributes.get("style")
    # Most of a mail is articles, whose tags nobody wrote.
    if style is None or not style.value or element.place(style.at) is None:
        return ()
    return read_declarations(style.value)


def _element_slug(element: Element) -> str:
    """Return the feature that an element is, empty for one that needs nobody's support here."""
    name = element.name
    if name in _OF_FORMS and any(above.name == "form" for above in element.ancestors()):
        return ""
    if any(above.name == "svg" for above in element.ancestors()):
        return ""  # what it draws with
    if name == "link" and "stylesheet" not in element.get("rel").lower():
        return ""
    if name == "input":
        return markup.INPUTS.get(element.get("type", "text").lower(), "html-input-text")
    if name == "button":
        return markup.BUTTONS.get(element.get("type", "submit").lower(), "")
    if name in _HOLDERS and name != "svg" and _holds_answer(element):
        return ""
    return markup.ELEMENTS.get(name, "")


def _holds_answer(element: Element) -> bool:
    return any(inside.name in _FALLBACKS for inside in element.walk() if inside is not element)


def _shown(element: Element, slug: str) -> str:
    if slug.startswith("html-input-"):
        return f'<input type="{slug.removeprefix("html-input-")}">'
    if slug.startswith("html-button-"):
        return f'<button type="{slug.removeprefix("html-button-")}">'
    return f"<{element.name}>"


def _is_served(element: Element, key: str, declarations: tuple[Declaration, ...]) -> bool:
    """Tell whether something beside an attribute does the same, or nobody needs it here."""
    if key == "srcset":
        return "src" in element.attributes or element.name == "source"
    if key == "hidden":
        return any(one.name == "display" and "none" in one.words for one in declarations)
    if key == "background":
        coloured = {"background", "background-color"}
        return "bgcolor" in element.attributes or any(one.name in coloured for one in declarations)
    return False


def _of_link(attribute: Attribute) -> Iterator[Hit]:
    if attribute.name != "href":
        return
    target = attribute.value.strip().lower()
    if target.startswith("#") and len(target) > 1:
        yield Hit(markup.LOCAL_LINK, "a link within the mail", attribute.value_at, len(target))
    elif target.startswith("mailto:"):
        yield Hit(markup.MAIL_LINK, "a mailto: link", attribute.value_at, len("mailto:"))


def _of_picture(attribute: Attribute) -> Iterator[Hit]:
    found = format_of(attribute.value)
    if found:
        slug, at, width = found
        where = attribute.value_at + at if attribute.exact else attribute.at
        yield Hit(slug, picture_name(slug), where, width)
