"""MJML to HTML: the one door to the engine."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import mjml

from pressrun.errors import Problem
from pressrun.render.mjml.ground import Ground, Origin
from pressrun.render.mjml.guard import Guard

# In what the engine writes no attribute holds '<' or '>'.
_FRACTION: Final = re.compile(
    r'((?:<img [^>]*?\bwidth="|<td(?: class="[^"]*")? style="width:)\d+)\.\d+((?:px;">)?)'
)
# Columns of a group that share its width get whole percents each; written ones have fewer digits.
_GROUPED: Final = re.compile(
    r'(class="[^"]*\bmj-outlook-group-fix\b[^"]*" style="(?:[^"]*;)?width:\d+)\.\d{6,}(?=%)'
)
# What hides a carousel's arrows from one mail client must not be read by any other.
_YAHOO: Final = re.compile(r"(?<=@media screen), (?=yahoo \{\n)")
# The height of a hero as a share of its width, for which the engine writes no unit.
_FLUID: Final = re.compile(r"(?<=;padding-bottom:)[\d.]+(?=;width:0\.01%)")
_WITHOUT_ALT: Final = re.compile(r"<img(?![^>]*? alt=)")


@dataclass(frozen=True, slots=True)
class Compiled:
    """The HTML of a document, and the warnings about it, each with its place."""

    html: str
    findings: tuple[Problem, ...] = ()


def compile_mjml(source: str, origin: Origin) -> Compiled:
    """Return the HTML of an MJML document, without its comments but for those Outlook reads.

    ``origin`` knows where each character of ``source`` was written.

    Raises:
        RenderError: ``source`` is not what MJML allows, or the engine refuses it.
    """
    ground = Ground(source, origin)
    guard = Guard(ground)
    guarded = guard.read()
    try:
        html: str = mjml.mjml2html(guarded, fonts={})
    except ValueError as cause:
        raise guard.engine_refused(str(cause)) from cause
    # A panic of the engine is no Exception; there is no class of it that could be imported.
    except BaseException as cause:
        if type(cause).__name__ != "PanicException":
            raise
        raise guard.engine_refused("it broke off") from cause
    html = guard.restored(_cured(html, ground.shares))
    return Compiled(html, tuple(ground.findings))


def _cured(html: str, shares: Mapping[str, str]) -> str:
    """Return the engine's HTML with widths and pictures as MJML writes them.

    Pictures have whole pixels, and an ``alt``: without it some programs read out the file's name.
    """
    html = _GROUPED.sub(r"\1", html)
    for short, whole in shares.items():
        html = html.replace(short, whole)
    html = _YAHOO.sub(" ", html).replace(' bgcolor="none"', "")
    html = _FLUID.sub(lambda share: f"{round(float(share[0]))}%", html)
    html = _FRACTION.sub(r"\1\2", html)
    return _WITHOUT_ALT.sub('<img alt=""', html)
