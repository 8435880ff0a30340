"""What is lost where a feature is missing, and what to write instead."""

from collections.abc import Mapping
from typing import Final

from pressrun.render.lint.clients import markup, properties, selectors

_ROWS: Final = "set parts side by side with <mj-column>, or with cells of a table"
_PLACED: Final = "let it stand where it comes, with margins and paddings"
_PLAIN_SIZE: Final = "write a plain size before it in the same rule:  width: 100%; width: …"
_PIXELS: Final = "write px, or write px before it in the same rule"
_COLOUR: Final = "write a colour as #rrggbb, or write one before it in the same rule"
_GROUND: Final = "write  background-color  beside it, so that words can be read without it"
_PICTURE: Final = "give the picture as PNG, JPEG or GIF"
_ON_A_PAGE: Final = "put it on a page and link to that"
_LEFT_RIGHT: Final = "write left, right, top and bottom as such:  padding-left, margin-top …"

# Without these, content or layout is lost: words that cannot be read, parts that stand elsewhere.
LOSSES: Final[Mapping[str, str]] = {
    "css-display-flex": _ROWS,
    "css-display-grid": _ROWS,
    "css-float": "write the attribute align beside it, or use cells of a table",
    "css-position": _PLACED,
    "css-column-count": _ROWS,
    "css-writing-mode": "set the words as they are read, or make a picture of them",
    "css-object-fit": "cut the picture itself to the size it is shown in",
    "css-object-position": "cut the picture itself to the size it is shown in",
    "css-visibility": "leave it out of the template; a mail may show what is hidden so",
    "css-background-image": _GROUND,
    "css-linear-gradient": _GROUND,
    "css-radial-gradient": _GROUND,
    "css-conic-gradient": _GROUND,
    "css-variables": "write the value itself; a template can keep it:  {% set brand = '#0b5' %}",
    "css-unit-calc": _PLAIN_SIZE,
    "css-function-clamp": _PLAIN_SIZE,
    "css-function-max": _PLAIN_SIZE,
    "css-function-min": _PLAIN_SIZE,
    "css-function-light-dark": _COLOUR,
    "css-modern-color": _COLOUR,
    "css-unit-rem": _PIXELS,
    "css-unit-ch": _PIXELS,
    "css-unit-vh": _PIXELS,
    "css-unit-vw": _PIXELS,
    "css-unit-vmax": _PIXELS,
    "css-unit-vmin": _PIXELS,
    "css-inline-size": "write width",
    "css-block-inline-size": "write height",
    "css-margin-inline-block": _LEFT_RIGHT,
    "css-margin-inline-start-end": _LEFT_RIGHT,
    "css-margin-block-start-end": _LEFT_RIGHT,
    "css-padding-inline-block": _LEFT_RIGHT,
    "css-padding-inline-start-end": _LEFT_RIGHT,
    "css-padding-block-start-end": _LEFT_RIGHT,
    "css-at-import": "write the rules into the sheet itself",
    "css-nesting": "write each rule by itself, with its whole selector",
    "css-pseudo-class-checked": "show everything at once, and link to a page for the rest",
    "css-pseudo-element-after": "write the words or the picture into the template",
    "css-pseudo-element-before": "write the words or the picture into the template",
    "html-anchor-links": "leave it out, or link to a page",
    "html-audio": _ON_A_PAGE,
    "html-background": "write  bgcolor  beside it, so that words can be read without it",
    "html-button-reset": _ON_A_PAGE,
    "html-button-submit": _ON_A_PAGE,
    "html-dialog": _ON_A_PAGE,
    "html-form": _ON_A_PAGE,
    "html-hidden": 'write  style="display: none"  beside it, or leave the part out',
    "html-image-maps": "cut the picture into parts, each in a link of its own",
    "html-input-checkbox": _ON_A_PAGE,
    "html-input-radio": _ON_A_PAGE,
    "html-input-reset": _ON_A_PAGE,
    "html-input-submit": _ON_A_PAGE,
    "html-input-text": _ON_A_PAGE,
    "html-link": "write the rules into <mj-style>",
    "html-meter": "say it in words, or draw it with cells of a table",
    "html-object": "link to it, with a picture",
    "html-picture": "write an <img> into it",
    "html-popover": _ON_A_PAGE,
    "html-progress": "say it in words, or draw it with cells of a table",
    "html-select": _ON_A_PAGE,
    "html-style": 'let the sheet be written into the tags: take  data-css-inline="ignore"  away',
    "html-svg": _PICTURE,
    "html-textarea": _ON_A_PAGE,
    "html-video": "write an <img> that links to the film into it",
    "image-avif": _PICTURE,
    "image-base64": "write the picture's address",
    "image-bmp": _PICTURE,
    "image-hdr": _PICTURE,
    "image-heif": _PICTURE,
    "image-ico": _PICTURE,
    "image-mp4": "give the picture as GIF, or link to the film",
    "image-svg": _PICTURE,
    "image-tiff": _PICTURE,
    "image-webp": _PICTURE,
}
# What readers do not miss is told as a note; where there is more to say of it than that:
ADVICE: Final[Mapping[str, str]] = {
    "css-at-font-face": "name fonts behind it that every machine has",
    "css-at-media": "see that the mail reads well without it",
    "css-at-media-prefers-color-scheme": "see that the mail reads well when a client darkens it",
    "css-border-radius": "see that square corners will do",
    "css-box-shadow": "draw a border as well if an edge is needed",
    "css-display-none": "see that the mail reads well with it shown",
    "css-rgba": _COLOUR,
    "css-sytem-ui": "name fonts behind it that every machine has",
    "html-loading-attribute": "take it away: clients load pictures as they see fit",
}
NOTHING: Final = "leave it if the mail reads well without it"

_IN_ROWS: Final = frozenset({"css-align-items", "css-gap", "css-justify-content"})
# Where the first of these is told, the others go without saying.
COMPANIONS: Final[Mapping[str, frozenset[str]]] = {
    "css-display-flex": _IN_ROWS | {"css-flex-direction", "css-flex-wrap"},
    "css-display-grid": _IN_ROWS | {"css-grid-template"},
    "css-position": frozenset({"css-inset", "css-left-right-top-bottom", "css-z-index"}),
    "css-animation": frozenset({"css-at-keyframes"}),
    "css-column-count": frozenset({"css-gap", "css-column-layout-properties"}),
    "css-object-fit": frozenset({"css-object-position"}),
    "css-text-overflow": frozenset({"css-overflow"}),
    # Whoever does not read the sheet reads none of its selectors.
    "html-style": frozenset(selectors.SIGNS.values()) | frozenset(selectors.LASTING.values()),
}

_ABOUT_THE_MESSAGE: Final = "it is no part of a template"
_ENGINE: Final = "the MJML engine writes it, for every mail"
_AID: Final = "an aid to those who have it, and nobody misses anything without it"

# Features that no rule looks for, and why.
UNTOLD: Final[Mapping[str, str]] = {
    "amp": _ABOUT_THE_MESSAGE,
    "bimi": _ABOUT_THE_MESSAGE,
    "css-comments": "comments are taken out when a style sheet is written into the tags",
    "html-aria-describedby": _AID,
    "html-aria-hidden": _AID,
    "html-aria-label": _AID,
    "html-aria-labelledby": _AID,
    "html-aria-live": _AID,
    "html-body": _ENGINE,
    "html-comments": "no client is known to show them",
    "html-doctype": _ENGINE,
    "html-height": "pictures should have it: most clients keep their place by it",
    "html-lang": _AID,
    "html-role": _AID,
    "html-target": "clients open links in a window of their own whatever it says",
    "html-width": "pictures should have it: most clients keep their place by it",
}
# Features that are looked for.
TOLD: Final = properties.SLUGS | selectors.SLUGS | markup.SLUGS


def instead(slug: str) -> str:
    """Return what to write or to look at where a feature is missing."""
    return LOSSES.get(slug) or ADVICE.get(slug) or NOTHING
