"""By which properties, values, functions and units of CSS a feature of Can I email is known."""

from collections.abc import Mapping
from typing import Final


def _by_name(slugs: Mapping[str, str]) -> dict[str, str]:
    """Return the slug of each name, of a table of the names of each slug."""
    return {name: slug for slug, names in slugs.items() for name in names.split()}


# Features that are one property, of the same name.
_PLAIN: Final = (
    "accent-color align-items animation aspect-ratio backdrop-filter background-blend-mode"
    " background-clip background-color background-image background-origin background-position"
    " background-repeat background-size background border-collapse border-image border-spacing"
    " box-shadow box-sizing caption-side clear clip-path color-scheme column-count cursor direction"
    " display empty-cells filter flex-direction flex-wrap float font-kerning font-size-adjust"
    " font-size font-stretch font-weight font height hyphenate-character hyphenate-limit-chars"
    " hyphens inset justify-content letter-spacing line-height list-style-image"
    " list-style-position list-style-type list-style margin mask-image max-block-size max-height"
    " max-inline-size max-width min-block-size min-height min-inline-size min-width mix-blend-mode"
    " object-fit object-position opacity orphans outline-offset outline overflow-wrap overflow"
    " padding position resize shape-margin shape-outside tab-size table-layout text-align-last"
    " text-align text-decoration-color text-decoration-line text-decoration-skip-ink"
    " text-decoration-style text-decoration-thickness text-decoration text-emphasis-position"
    " text-emphasis text-indent text-justify text-orientation text-overflow text-shadow"
    " text-transform text-underline-offset text-underline-position text-wrap transform transition"
    " user-select vertical-align visibility white-space-collapse white-space widows width"
    " word-break word-spacing word-wrap writing-mode z-index"
)
PROPERTIES: Final[Mapping[str, str]] = {
    **{name: f"css-{name}" for name in _PLAIN.split()},
    **_by_name(
        {
            "css-animation": "animation-name animation-duration animation-delay animation-fill-mode"
            " animation-iteration-count animation-timing-function animation-direction",
            "css-block-inline-size": "block-size",
            "css-inline-size": "inline-size",
            "css-border": "border-top border-right border-bottom border-left border-color"
            " border-style border-width",
            "css-border-image": "border-image-source border-image-slice border-image-width",
            "css-border-inline-block": "border-inline border-block",
            "css-border-inline-block-longhand": "border-inline-color border-inline-style"
            " border-inline-width border-block-color border-block-style border-block-width",
            "css-border-inline-block-individual": "border-inline-start border-inline-end"
            " border-block-start border-block-end border-inline-start-color"
            " border-inline-start-style border-inline-start-width border-inline-end-color"
            " border-inline-end-style border-inline-end-width border-block-start-color"
            " border-block-start-style border-block-start-width border-block-end-color"
            " border-block-end-style border-block-end-width",
            "css-border-radius": "border-radius border-top-left-radius border-top-right-radius"
            " border-bottom-left-radius border-bottom-right-radius",
            "css-border-radius-logical": "border-start-start-radius border-start-end-radius"
            " border-end-start-radius border-end-end-radius",
            "css-column-count": "columns column-width",
            "css-column-layout-properties": "column-rule column-rule-color column-rule-style"
            " column-rule-width column-span column-fill",
            "css-gap": "gap column-gap row-gap grid-gap",
            "css-grid-template": "grid-template grid-template-columns grid-template-rows"
            " grid-template-areas",
            "css-inset": "inset-inline inset-block inset-inline-start inset-inline-end"
            " inset-block-start inset-block-end",
            "css-left-right-top-bottom": "left right top bottom",
            "css-margin": "margin-top margin-right margin-bottom margin-left",
            "css-margin-block-start-end": "margin-block-start margin-block-end",
            "css-margin-inline-block": "margin-inline margin-block",
            "css-margin-inline-start-end": "margin-inline-start margin-inline-end",
            "css-mask-image": "mask",
            "css-overflow": "overflow-x overflow-y",
            "css-padding": "padding-top padding-right padding-bottom padding-left",
            "css-padding-block-start-end": "padding-block-start padding-block-end",
            "css-padding-inline-block": "padding-inline padding-block",
            "css-padding-inline-start-end": "padding-inline-start padding-inline-end",
            "css-scroll-snap": "scroll-snap-type scroll-snap-align scroll-snap-stop"
            " scroll-margin scroll-padding",
            "css-text-emphasis": "text-emphasis-color text-emphasis-style",
            "css-text-wrap": "text-wrap-mode text-wrap-style",
            "css-transform": "rotate scale translate",
            "css-transition": "transition-property transition-duration transition-delay"
            " transition-timing-function",
        }
    ),
}
# Some values of a property are a feature, and not the property.
VALUES: Final[Mapping[tuple[str, str], str]] = {
    ("display", "flex"): "css-display-flex",
    ("display", "inline-flex"): "css-display-flex",
    ("display", "grid"): "css-display-grid",
    ("display", "inline-grid"): "css-display-grid",
    ("display", "none"): "css-display-none",
}
# Of these properties only these values do what the others do not.
ONLY: Final[Mapping[str, frozenset[str]]] = {
    "position": frozenset({"absolute", "fixed", "sticky"}),
    "visibility": frozenset({"hidden", "collapse"}),
}
# A property that is told to do nothing needs nobody's support.
_NEUTRAL: Final = "none normal auto initial inherit unset revert 0 0px static visible"
NEUTRAL: Final = frozenset(_NEUTRAL.split())
# What a value may be beside the words of its property.
KEYWORDS: Final[Mapping[str, str]] = {
    "initial": "css-unit-initial",
    **_by_name(
        {
            "css-intrinsic-size": "fit-content min-content max-content",
            "css-sytem-ui": "system-ui ui-serif ui-sans-serif ui-rounded ui-monospace",
        }
    ),
}
FUNCTIONS: Final = _by_name(
    {
        "css-conic-gradient": "conic-gradient repeating-conic-gradient",
        "css-function-clamp": "clamp",
        "css-function-light-dark": "light-dark",
        "css-function-max": "max",
        "css-function-min": "min",
        "css-intrinsic-size": "fit-content",
        "css-linear-gradient": "linear-gradient repeating-linear-gradient",
        "css-modern-color": "lch oklch lab oklab",
        "css-radial-gradient": "radial-gradient repeating-radial-gradient",
        "css-rgb": "rgb",
        "css-rgba": "rgba",
        "css-unit-calc": "calc",
        "css-variables": "var",
    }
)
_UNITS: Final = "ch cm em ex in mm pc pt px rem vh vmax vmin vw"
UNITS: Final[Mapping[str, str]] = {unit: f"css-unit-{unit}" for unit in _UNITS.split()}
PERCENT: Final = "css-unit-percent"
IMPORTANT: Final = "css-important"
GRADIENTS: Final = frozenset({"css-linear-gradient", "css-radial-gradient", "css-conic-gradient"})
# Drawn over a colour, these may be missing.
OVER_COLOUR: Final = GRADIENTS | {"css-background-image"}
# What is measured or coloured, where a longer form of a property says it as well.
SHORT: Final[Mapping[str, str]] = {
    "background-color": "background",
    "background-image": "background",
}
SLUGS: Final = frozenset(
    {
        *PROPERTIES.values(),
        *VALUES.values(),
        *KEYWORDS.values(),
        *FUNCTIONS.values(),
        *UNITS.values(),
        PERCENT,
        IMPORTANT,
    }
)
