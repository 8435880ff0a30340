"""By which elements, attributes and pictures a feature of Can I email is known."""

from collections.abc import Mapping
from typing import Final

_PLAIN: Final = (
    "abbr acronym address audio base bdi blockquote code del dfn dialog div form hr marquee meter"
    " object p picture pre progress rp rt ruby select small span strike strong svg table textarea"
    " video wbr"
)
_SEMANTICS: Final = (
    "article aside details figcaption figure footer header main mark nav section summary time"
)
_INPUTS: Final = "checkbox hidden radio reset submit text"
_ATTRIBUTES: Final = (
    "align background cellpadding cellspacing dir hidden popover required srcset valign"
)
_FORMATS: Final = "apng avif bmp gif hdr ico jpg mp4 png svg webp"
ELEMENTS: Final[Mapping[str, str]] = {
    **{name: f"html-{name}" for name in _PLAIN.split()},
    **{f"h{level}": "html-h1-h6" for level in range(1, 7)},
    **dict.fromkeys(("ul", "ol", "dl"), "html-lists"),
    **dict.fromkeys(_SEMANTICS.split(), "html-semantics"),
    "img": "html-img",
    "map": "html-image-maps",
    "link": "html-link",
}
# By the attribute ``type``; whatever is not here is written into, as text is.
INPUTS: Final[Mapping[str, str]] = {kind: f"html-input-{kind}" for kind in _INPUTS.split()}
BUTTONS: Final[Mapping[str, str]] = {
    "reset": "html-button-reset",
    "submit": "html-button-submit",
}
ATTRIBUTES: Final[Mapping[str, str]] = {
    **{name: f"html-{name}" for name in _ATTRIBUTES.split()},
    "loading": "html-loading-attribute",
    "inert": "css-inert-attribute",
    "usemap": "html-image-maps",
}
LOCAL_LINK: Final = "html-anchor-links"
MAIL_LINK: Final = "html-mailto-links"
COLOUR_SCHEME: Final = "html-meta-color-scheme"
LATE_SHEET: Final = "html-style"
INLINE_PICTURE: Final = "image-base64"
# By the ending of a picture's address.
FORMATS: Final[Mapping[str, str]] = {
    **{ending: f"image-{ending}" for ending in _FORMATS.split()},
    "jpeg": "image-jpg",
    "heic": "image-heif",
    "heif": "image-heif",
    "tif": "image-tiff",
    "tiff": "image-tiff",
    "webm": "image-mp4",
}
# What a tag or an attribute of MJML becomes in CSS. Of what the engine writes with an answer for
# Outlook of its own (widths, heights, paddings of tables) nothing stands here.
MJML: Final[Mapping[str, str]] = {
    "border-radius": "border-radius",
    "inner-border-radius": "border-radius",
    "tb-border-radius": "border-radius",
    "color": "color",
    "background-color": "background-color",
    "container-background-color": "background-color",
    "inner-background-color": "background-color",
    "border": "border",
    "border-color": "border-color",
    "inner-border": "border",
    "font-family": "font-family",
    "font-size": "font-size",
    "font-weight": "font-weight",
    "letter-spacing": "letter-spacing",
    "line-height": "line-height",
    "max-height": "max-height",
    "padding": "padding",
    "padding-top": "padding-top",
    "padding-right": "padding-right",
    "padding-bottom": "padding-bottom",
    "padding-left": "padding-left",
    "inner-padding": "padding",
    "text-decoration": "text-decoration",
    "text-transform": "text-transform",
    "vertical-align": "vertical-align",
}
MJML_GROUND: Final = "css-background-image"
MJML_FONT: Final = "css-at-font-face"
SLUGS: Final = frozenset(
    {
        *ELEMENTS.values(),
        *INPUTS.values(),
        *BUTTONS.values(),
        *ATTRIBUTES.values(),
        *FORMATS.values(),
        LOCAL_LINK,
        MAIL_LINK,
        COLOUR_SCHEME,
        LATE_SHEET,
        INLINE_PICTURE,
    }
)
