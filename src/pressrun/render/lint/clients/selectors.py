"""By which at-rules, pseudo-classes and signs of a selector a feature of Can I email is known."""

from collections.abc import Mapping
from typing import Final

_PREFIX: Final = "css-pseudo-class-"

AT_RULES: Final[Mapping[str, str]] = {
    "font-face": "css-at-font-face",
    "import": "css-at-import",
    "keyframes": "css-at-keyframes",
    "media": "css-at-media",
    "supports": "css-at-supports",
}
# Words of a media query that are features of their own.
MEDIA: Final[Mapping[str, str]] = {
    "-webkit-device-pixel-ratio": "css-at-media-device-pixel-ratio",
    "-webkit-min-device-pixel-ratio": "css-at-media-device-pixel-ratio",
    "-webkit-max-device-pixel-ratio": "css-at-media-device-pixel-ratio",
    "hover": "css-at-media-hover",
    "any-hover": "css-at-media-hover",
    "orientation": "css-at-media-orientation",
    "prefers-color-scheme": "css-at-media-prefers-color-scheme",
    "prefers-reduced-motion": "css-at-media-prefers-reduced-motion",
}
# They ask for something that changes, so that no inliner can answer.
_CHANGING: Final = "active checked default focus focus-visible focus-within hover target visited"
CHANGING: Final[Mapping[str, str]] = {name: f"{_PREFIX}{name}" for name in _CHANGING.split()}
# The inliner answers these, once and for all.
_LASTING: Final = (
    "first-child first-of-type has lang last-child last-of-type link not nth-child nth-last-child"
    " nth-last-of-type nth-of-type only-child only-of-type"
)
LASTING: Final[Mapping[str, str]] = {name: f"{_PREFIX}{name}" for name in _LASTING.split()}
_ELEMENTS: Final = "after before first-letter first-line marker placeholder"
PSEUDO_ELEMENTS: Final[Mapping[str, str]] = {
    name: f"css-pseudo-element-{name}" for name in _ELEMENTS.split()
}
# What they show is words or a picture, told by ``content``.
GENERATED: Final = frozenset({"after", "before"})
SIGNS: Final[Mapping[str, str]] = {
    "+": "css-selector-adjacent-sibling",
    "~": "css-selector-general-sibling",
    ">": "css-selector-child",
    " ": "css-selector-descendant",
    ",": "css-selector-grouping",
    "*": "css-selector-universal",
    ".": "css-selector-class",
    "#": "css-selector-id",
    "[": "css-selector-attribute",
    "..": "css-selector-chaining",
    "type": "css-selector-type",
}
NESTING: Final = "css-nesting"
SLUGS: Final = frozenset(
    {
        *AT_RULES.values(),
        *MEDIA.values(),
        *CHANGING.values(),
        *LASTING.values(),
        *PSEUDO_ELEMENTS.values(),
        *SIGNS.values(),
        NESTING,
    }
)
