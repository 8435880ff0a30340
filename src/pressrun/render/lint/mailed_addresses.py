"""Addresses that a publication's own templates write into mail, which stands below no page."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from pressrun.errors import Place, quoted
from pressrun.model.publication import Publication
from pressrun.render.lint.badlinks import Fault, insecure, misspelt, placeholder, private
from pressrun.render.lint.boxes import Defaults, is_default
from pressrun.render.lint.merge_names import holds_merge_name
from pressrun.render.lint.relative import not_whole
from pressrun.render.lint.subjects import TemplateCopy
from pressrun.render.lint.tree import Attribute, Element

# What has an address that whoever presses it is led to.
_LINKED: Final = frozenset(
    {"a", "area", "mj-button", "mj-image", "mj-carousel-image", "mj-navbar-link"}
    | {"mj-social-element"}
)
# What mail programs ask for by themselves.
_LOADED: Final[Mapping[str, str]] = {
    "img": "src",
    "mj-image": "src",
    "mj-carousel-image": "src",
    "mj-section": "background-url",
    "mj-wrapper": "background-url",
    "mj-hero": "background-url",
}


def faults_in_template(copy: TemplateCopy) -> Iterator[tuple[Fault, str, Place]]:
    """Yield what is wrong with an address, the address, and where it was written.

    Nothing is certain enough to be mended by the program: an address may stand in an expression.
    """
    defaults = Defaults(copy.root)
    seen: set[int] = set()
    for element in copy.root.walk():
        if is_default(element):
            continue
        leads = element.name in _LINKED and not _has_base(element, defaults)
        for key in ("href" if leads else "", _LOADED.get(element.name, "")):
            said = defaults.find(element, key) if key else None
            if said is None or said.at in seen:
                continue
            seen.add(said.at)
            target = said.value.strip()
            look = _fault_in_mail if key == "href" else _fault_of_picture
            fault = look(target, copy.publication)
            place = _written_at(element, said) if fault else None
            if fault and place:
                yield replace(fault, certain=False), target, place


def _has_base(element: Element, defaults: Defaults) -> bool:
    """Tell whether MJML puts something before the address."""
    above = element.parent if element.name == "mj-navbar-link" else None
    return above is not None and defaults.find(above, "base-url") is not None


def _written_at(element: Element, said: Attribute) -> Place | None:
    """Return where an address stands; None if its beginning was put in by an expression."""
    blank = len(said.value) - len(said.value.lstrip())
    place = element.place(said.value_at + (blank if said.exact else 0))
    if place is None:
        return None
    row = len(place.text or "") - (place.column or 1) + 1
    return replace(place, width=max(1, min(len(said.value.strip()), row)))


def _fault_in_mail(target: str, publication: Publication) -> Fault | None:
    if holds_merge_name(target):
        return None  # told as one
    found = placeholder(target, publication) or misspelt(target)
    if found is not None:
        return found
    if (found := private(target, publication)) is not None:
        return found
    if ":" in target.partition("/")[0]:
        return insecure(target, publication)
    # Some clients do find a place in the same mail.
    return not_whole(target) if target and not target.startswith("#") else None


def _fault_of_picture(target: str, publication: Publication) -> Fault | None:
    if holds_merge_name(target):
        return None
    if (found := private(target, publication, said="this picture lies on")) is not None:
        return found
    if not target or ":" in target.partition("/")[0]:
        return None
    what = f"{quoted(target)} is no whole address: no mail program finds the picture"
    return Fault("LNK002", what, "write its whole address, https://…")
