"""What a publication's look comes to: the tokens that style sheets of mail and web share."""

from functools import cache
from typing import Any, Final

from pressrun.model.article import Picture
from pressrun.model.colour import READABLE, contrast, mix, readable
from pressrun.model.publication import Look, Publication, Theme

STACKS: Final = {
    # Fonts that Windows has stand first: Word, which sets mail there, looks no further than
    # the first name it knows.
    "serif": "Georgia, Charter, 'Bitstream Charter', Cambria, serif",
    "sans": "'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
    "mono": "Consolas, Menlo, 'DejaVu Sans Mono', monospace",
}
# The size at which each kind of letter looks as large as the others, in pixels.
_BODY_PX: Final = {"serif": 17, "sans": 16, "mono": 15}
_GENERIC: Final = {"serif": "serif", "sans-serif": "sans", "monospace": "mono"}
# Each step of the scale is a quarter larger than the one below: body, lead, title, display.
_RATIO: Final = 1.25
# From this width on, letters are a pixel larger.
_WIDE_PX: Final = 640
# (from this width on, that margin on both sides)
_MARGINS_PX: Final = ((700, 60), (660, 48), (540, 32), (0, 24))
LOGO_LIMIT_PX: Final = 240


def look_data(publication: Publication, theme: Theme) -> dict[str, Any]:
    """Return what templates know as ``look``: colours, fonts and sizes, the built-in ones but
    for what ``pressrun.toml`` says.

    Every colour comes twice, the second time with ``_dark``. Sizes are whole CSS pixels.

    Raises:
        KeyError: ``theme`` was not given the pictures that the look names.
    """
    look = publication.look
    day = _palette(look.paper, look.ink, look.accent)
    night = _palette(look.paper_dark, look.ink_dark, look.accent_dark)
    return {
        **day,
        **{f"{name}_dark": colour for name, colour in night.items()},
        "font": _stack(look.font),
        "heading_font": _stack(look.heading_font or look.font),
        "sans": STACKS["sans"],
        "mono": STACKS["mono"],
        **_sizes(look),
        "logo": _logo(publication, dict(theme.logos)),
    }


def measure_px(look: Look) -> int:
    """Return how wide words and pictures stand in a message."""
    return look.width_px - 2 * _margin_px(look)


@cache
def _palette(paper: str, ink: str, accent: str) -> dict[str, str]:
    """Return the colours of one scheme; whatever bears words can be read."""
    shade = _shade(paper, ink, accent)
    return {
        "paper": paper,
        "ink": ink,
        "accent": accent,
        "shade": shade,  # behind boxes
        "soft": readable(mix(ink, paper, 0.3), paper, shade),
        "label": readable(accent, paper, shade),  # the accent where it stands in a box
        "tint": mix(paper, accent, 0.35),  # a bar beside a quotation
        "rule": mix(paper, ink, 0.14),
        # What must be seen to be pressed (WCAG 2.2, success criterion 1.4.11).
        "edge": readable(mix(paper, ink, 0.45), paper, shade, ratio=3),
    }


def _shade(paper: str, ink: str, accent: str) -> str:
    """Return what lies behind boxes: a little ink and accent on paper, if words stay readable."""
    far = max("#000000", "#ffffff", key=lambda end: contrast(end, ink))
    # A paper of middling light has no room on the side of the ink, perhaps on neither.
    for shade in (mix(mix(paper, ink, 0.04), accent, 0.025), mix(paper, far, 0.06)):
        words = (ink, readable(ink, paper, shade), readable(accent, paper, shade))
        if (
            min(contrast(colour, ground) for colour in words for ground in (paper, shade))
            >= READABLE
        ):
            return shade
    return paper


def _sizes(look: Look) -> dict[str, int]:
    """Return a scale of type whose lines hold 45 to 75 characters at full width."""
    body = _BODY_PX[_kind(look.font)] + (look.width_px >= _WIDE_PX)
    lead, title, display = (round(body * _RATIO**step) for step in (1, 2, 3))
    return {
        "width_px": look.width_px,
        "margin_px": _margin_px(look),
        "measure_px": measure_px(look),
        "small_px": 14,
        "body_px": body,
        "lead_px": lead,
        "title_px": title,
        "display_px": display,
        "small_line_px": 21,
        "body_line_px": round(body * 1.62),
        "lead_line_px": round(lead * 1.4),
        "title_line_px": round(title * 1.25),
        "display_line_px": round(display * 1.18),
    }


def _margin_px(look: Look) -> int:
    return next(margin for above, margin in _MARGINS_PX if look.width_px >= above)


def _stack(font: str) -> str:
    return STACKS.get(font, font)


def _kind(font: str) -> str:
    """Return which of ``STACKS`` a font is like."""
    return font if font in STACKS else _GENERIC[font.rpartition(",")[2].strip()]


def _logo(publication: Publication, logos: dict[str, Picture]) -> dict[str, Any]:
    """Return the logo as pages show it; empty where there is none."""
    look = publication.look
    if not look.logo:
        return {}
    picture = logos[look.logo]
    width = look.logo_width_px or min(picture.width, LOGO_LIMIT_PX)
    return {
        "url": publication.address(picture.site_path),
        "dark_url": publication.address(logos[look.logo_dark].site_path) if look.logo_dark else "",
        "alt": look.logo_alt or publication.title,
        "width": width,
        "height": max(1, round(picture.height * width / picture.width)),
    }
