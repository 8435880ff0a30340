"""A template that asks for each feature of Can I email that is looked for, made of its tables."""

from typing import Final

from pressrun.render.lint.clients import markup, properties, selectors

_VALUES: Final = {
    "background-image": "url('a.png')",
    "position": "absolute",
    "visibility": "hidden",
}


def _in_style(css: str) -> str:
    return f'<p style="{css}">Words</p>'


def _in_sheet(css: str, more: str = "") -> str:
    return f"<style{more}>{css}</style>"


def _ignored(css: str) -> str:
    return _in_sheet(css, ' data-css-inline="ignore"')


def _of_css() -> dict[str, str]:
    samples: dict[str, str] = {}
    for name, slug in properties.PROPERTIES.items():
        samples[slug] = _in_style(f"{name}: {_VALUES.get(name, 'some')}")
    for (name, value), slug in properties.VALUES.items():
        samples[slug] = _in_style(f"{name}: {value}")
    for word, slug in properties.KEYWORDS.items():
        samples[slug] = _in_style(f"{'font-family' if 'ui' in word else 'width'}: {word}")
    for name, slug in properties.FUNCTIONS.items():
        samples[slug] = _in_style(f"background-image: {name}(1)")
    for unit, slug in properties.UNITS.items():
        samples[slug] = _in_style(f"width: 2{unit}")
    samples[properties.PERCENT] = _in_style("width: 2%")
    samples[properties.IMPORTANT] = _in_style("color: red !important")
    for name, slug in selectors.AT_RULES.items():
        samples[slug] = _in_sheet(f"@{name} 'a' {{ }}" if name != "import" else "@import 'a';")
    for word, slug in selectors.MEDIA.items():
        samples[slug] = _in_sheet(f"@media ({word}: 1) {{ a {{ color: red }} }}")
    for name, slug in selectors.CHANGING.items():
        samples[slug] = _in_sheet(f"a:{name} {{ color: red }}")
    for name, slug in selectors.LASTING.items():
        samples[slug] = _ignored(f"a:{name}(b) {{ color: red }}")
    for name, slug in selectors.PSEUDO_ELEMENTS.items():
        samples[slug] = _in_sheet(f"a::{name} {{ content: 'new' }}")
    for sign, slug in selectors.SIGNS.items():
        samples[slug] = _ignored(f"{_SELECTORS[sign]} {{ color: red }}")
    samples[selectors.NESTING] = _in_sheet("a { b { color: red } }")
    return samples


_SELECTORS: Final = {
    **{sign: f"a {sign} b" for sign in "+~>,"},
    " ": "a b",
    "*": "*",
    ".": ".a",
    "#": "#a",
    "[": "[a]",
    "..": "a.b",
    "type": "a",
}


def _of_markup() -> dict[str, str]:
    samples: dict[str, str] = {}
    for name, slug in markup.ELEMENTS.items():
        samples[slug] = f'<{name} rel="stylesheet"></{name}>'
    for kind, slug in markup.INPUTS.items():
        samples[slug] = f'<input type="{kind}">'
    for kind, slug in markup.BUTTONS.items():
        samples[slug] = f'<button type="{kind}">Go</button>'
    for name, slug in markup.ATTRIBUTES.items():
        samples[slug] = f'<p {name}="some">Words</p>'
    for ending, slug in markup.FORMATS.items():
        samples[slug] = f'<img src="https://example.org/a.{ending}" alt="">'
    samples[markup.LOCAL_LINK] = '<a href="#below">Below</a>'
    samples[markup.MAIL_LINK] = '<a href="mailto:notes@example.org">Write</a>'
    samples[markup.COLOUR_SCHEME] = '<meta name="color-scheme" content="light dark">'
    samples[markup.LATE_SHEET] = _ignored("a { color: red }")
    samples[markup.INLINE_PICTURE] = '<img src="data:image/png;base64,AA==" alt="">'
    return samples


SAMPLES: Final = {**_of_css(), **_of_markup()}
