"""What MJML is made of: its tags, what may stand in each, and the attributes of each.

Source: MJML's documentation, and what its releases 4.18 and 5.4 accept.
"""

from collections.abc import Mapping
from typing import Final


def _set(*names: str) -> frozenset[str]:
    return frozenset(" ".join(names).split())


_PADDING: Final = "padding padding-top padding-right padding-bottom padding-left"
_BORDER: Final = "border border-top border-right border-bottom border-left border-radius"
_FONT: Final = "color font-family font-size font-weight"
_TYPE: Final = f"{_FONT} font-style line-height text-decoration"
_LINK: Final = "href target rel name"
_ICON: Final = (
    "icon-align icon-width icon-height icon-wrapped-url icon-wrapped-alt icon-unwrapped-url"
    " icon-unwrapped-alt icon-position"
)
_SECTION: Final = (
    "background-color background-url background-repeat background-size background-position"
    " background-position-x background-position-y direction full-width gutter text-align"
    " text-padding"
)
_HAMBURGER: Final = (
    "ico-align ico-close ico-color ico-font-family ico-font-size ico-line-height ico-open"
    " ico-padding ico-padding-top ico-padding-right ico-padding-bottom ico-padding-left"
    " ico-text-decoration ico-text-transform"
)

# What every element of the body may have.
EVERYWHERE: Final = _set("css-class mj-class")

ATTRIBUTES: Final[Mapping[str, frozenset[str]]] = {
    "mjml": _set("lang dir owa version"),
    "mj-head": _set(),
    "mj-attributes": _set(),
    "mj-breakpoint": _set("width"),
    "mj-font": _set("name href"),
    "mj-preview": _set(),
    "mj-style": _set("inline"),
    "mj-title": _set(),
    "mj-raw": _set("position"),
    "mj-body": EVERYWHERE | _set("background-color id width"),
    "mj-wrapper": EVERYWHERE | _set(_PADDING, _BORDER, _SECTION, "gap"),
    "mj-section": EVERYWHERE | _set(_PADDING, _BORDER, _SECTION),
    "mj-group": EVERYWHERE | _set("background-color direction vertical-align width"),
    "mj-column": EVERYWHERE
    | _set(
        _PADDING,
        _BORDER,
        "background-color direction vertical-align width inner-background-color inner-border",
        "inner-border-top inner-border-right inner-border-bottom inner-border-left",
        "inner-border-radius",
    ),
    "mj-hero": EVERYWHERE
    | _set(
        _PADDING,
        "background-color background-height background-position background-url background-width",
        "border-radius container-background-color height mode vertical-align",
        "inner-background-color inner-padding inner-padding-top inner-padding-right",
        "inner-padding-bottom inner-padding-left",
    ),
    "mj-text": EVERYWHERE
    | _set(
        _PADDING,
        _TYPE,
        "align background-color container-background-color height letter-spacing text-transform",
        "vertical-align",
    ),
    "mj-button": EVERYWHERE
    | _set(
        _PADDING,
        _BORDER,
        _TYPE,
        _LINK,
        "align background-color container-background-color height inner-padding letter-spacing",
        "text-align text-transform title vertical-align width",
    ),
    "mj-image": EVERYWHERE
    | _set(
        _PADDING,
        _BORDER,
        _LINK,
        "align alt container-background-color fluid-on-mobile font-size height max-height sizes",
        "src srcset title usemap width",
    ),
    "mj-divider": EVERYWHERE
    | _set(
        _PADDING, "align border-color border-style border-width container-background-color width"
    ),
    "mj-spacer": EVERYWHERE
    | _set(
        _PADDING,
        "border border-top border-right border-bottom border-left container-background-color",
        "height",
    ),
    "mj-table": EVERYWHERE
    | _set(
        _PADDING,
        _FONT,
        "align border cellpadding cellspacing container-background-color line-height role",
        "table-layout vertical-align width",
    ),
    "mj-social": EVERYWHERE
    | _set(
        _PADDING,
        _TYPE,
        "align border border-radius container-background-color icon-height icon-padding icon-size",
        "inner-padding mode table-layout text-padding vertical-align",
    ),
    "mj-social-element": EVERYWHERE
    | _set(
        _PADDING,
        _TYPE,
        _LINK,
        "align alt background-color border border-radius icon-height icon-padding icon-position",
        "icon-size sizes src srcset text-padding title vertical-align",
    ),
    "mj-navbar": EVERYWHERE | _set(_PADDING, _HAMBURGER, "align base-url hamburger"),
    "mj-navbar-link": EVERYWHERE | _set(_PADDING, _TYPE, _LINK, "letter-spacing text-transform"),
    "mj-accordion": EVERYWHERE
    | _set(_PADDING, _ICON, "border container-background-color font-family"),
    "mj-accordion-element": EVERYWHERE | _set(_ICON, "background-color border font-family"),
    "mj-accordion-title": EVERYWHERE | _set(_PADDING, _FONT, "background-color"),
    "mj-accordion-text": EVERYWHERE
    | _set(_PADDING, _FONT, "background-color letter-spacing line-height"),
    "mj-carousel": EVERYWHERE
    | _set(
        _PADDING,
        "align border-radius container-background-color icon-width left-icon right-icon",
        "tb-border tb-border-radius tb-hover-border-color tb-selected-border-color tb-width",
        "thumbnails",
    ),
    "mj-carousel-image": EVERYWHERE
    | _set("alt border-radius href rel src target tb-border tb-border-radius thumbnails-src title"),
}
_ANY: Final = frozenset(name for names in ATTRIBUTES.values() for name in names)

# In mj-attributes a tag stands for its defaults, mj-all for everybody's, mj-class for a choice.
DEFAULTS: Final[Mapping[str, frozenset[str]]] = {
    **{tag: names for tag, names in ATTRIBUTES.items() if "css-class" in names},
    "mj-all": _ANY,
    "mj-class": _ANY | {"name"},
}
TAGS: Final = ATTRIBUTES.keys() | DEFAULTS.keys()

# What the engine takes and does not write: these attributes change nothing in the mail.
NOT_CARRIED: Final[Mapping[str, frozenset[str]]] = {
    "mj-body": _set("id"),
    "mj-wrapper": _set("gap gutter"),
    "mj-section": _set("gutter"),
    "mj-column": _set("inner-border-radius"),
    "mj-hero": _set("border-radius"),
    "mj-button": _set("title"),
    "mj-image": _set("border-top border-right border-bottom border-left sizes"),
    "mj-table": _set("role"),
    "mj-social": _set("border"),
    "mj-social-element": _set("border icon-position sizes srcset"),
    "mj-accordion-title": _set("font-weight"),
}

_CONTENT_TAGS: Final = _set(
    "mj-accordion mj-button mj-carousel mj-divider mj-image mj-navbar mj-raw mj-social mj-spacer"
    " mj-table mj-text"
)
# What may stand in what. A tag that is not a key holds nothing, or text and HTML (``HOLDS_HTML``).
CHILDREN: Final[Mapping[str, frozenset[str]]] = {
    "": _set("mjml"),
    "mjml": _set("mj-head mj-body"),
    "mj-head": _set("mj-attributes mj-breakpoint mj-font mj-preview mj-raw mj-style mj-title"),
    "mj-attributes": frozenset(DEFAULTS),
    "mj-body": _set("mj-hero mj-raw mj-section mj-wrapper"),
    "mj-wrapper": _set("mj-hero mj-raw mj-section"),
    "mj-section": _set("mj-column mj-group mj-raw"),
    "mj-group": _set("mj-column mj-raw"),
    "mj-column": _CONTENT_TAGS,
    "mj-hero": _CONTENT_TAGS,
    "mj-accordion": _set("mj-accordion-element"),
    "mj-accordion-element": _set("mj-accordion-title mj-accordion-text"),
    "mj-carousel": _set("mj-carousel-image"),
    "mj-navbar": _set("mj-navbar-link"),
    "mj-social": _set("mj-social-element"),
}
# What is between these tags is text and HTML, no MJML.
HOLDS_HTML: Final = _set(
    "mj-accordion-text mj-accordion-title mj-button mj-navbar-link mj-preview mj-raw"
    " mj-social-element mj-style mj-table mj-text mj-title"
)
# MJML has these or had them in its version 3, the engine does not: (what to do instead).
UNREAD: Final[Mapping[str, str]] = {
    "mj-container": "it is of MJML 3: take it out, and write its attributes on <mj-body>",
    "mj-include": 'write {% include "…" %} instead',
    "mj-html-attributes": "write the attributes on the HTML in mj-text or mj-raw",
    "mj-selector": "write the attributes on the HTML in mj-text or mj-raw",
    "mj-html-attribute": "write the attributes on the HTML in mj-text or mj-raw",
}
