"""The engine's HTML made ready for mail programs: the one door to the inliner of style sheets."""

import re
from typing import Final

import css_inline

from pressrun.errors import Place, RenderError
from pressrun.render.fallbacks import put_aside, put_back

# What cannot be written into a tag, such as ``:hover``, stays in the style sheet.
_INLINER: Final = css_inline.CSSInliner(
    load_remote_stylesheets=False, keep_style_tags=True, remove_inlined_selectors=True
)
# A carousel hides what the state of a button shows: written into its tags, the hiding would win.
_STATES: Final = re.compile(r"<style(?=[^>]*+>[^<]*?:checked)")
_IGNORE: Final = ' data-css-inline="ignore"'
_EMPTY_STYLE: Final = re.compile(r"<style[^>]*+>\s*+</style>")
_CHARSET: Final = '<meta charset="utf-8">'
_LATE_CHARSET: Final = '<meta http-equiv="Content-Type" content="text/html; charset=UTF-8">'
# What the engine's style sheet says of every cell and paragraph is inherited or the default
# anyway; inlined, it is a tenth of a mail, and Gmail shows no more than 102 kB.
_TERSER: Final = (
    ("table, td { border-collapse: collapse;", "table { border-collapse: collapse;"),
    ("p { display: block; margin: 13px 0; }", "p { margin: 13px 0; }"),
)
# The inliner's own instructions, once they have done their work; as words they may stand anywhere.
_INSTRUCTION: Final = re.compile(r'(<style[^>]*?) data-css-inline="(?:keep|ignore)"')
_TAG: Final = re.compile(r"""<[A-Za-z](?:[^<>"']++|"[^"]*+"|'[^']*+')*>""")
_COLOUR: Final = re.compile(
    r"""(?<=[\s:,("'])#([0-9a-fA-F])([0-9a-fA-F])([0-9a-fA-F])(?=[\s;,)!"'])"""
)
_SHORT_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{3}(?![0-9a-fA-F])")
_ATTRIBUTE: Final = re.compile(r"""([^\s"'<>/=]++)=(?:"[^"]*+"|'[^']*+')""")
_COLOURED: Final = frozenset({"style", "bgcolor", "color"})


def finished(html: str) -> str:
    """Return the engine's HTML as it goes out: style sheets inlined, colours of six digits.

    Raises:
        RenderError: A style sheet cannot be inlined.
    """
    for said, meant in _TERSER:
        html = html.replace(said, meant, 1)
    html = _STATES.sub(f"<style{_IGNORE}", html)
    try:
        inlined = put_back(_INLINER.inline(put_aside(html)))
    except css_inline.InlineError as cause:
        raise RenderError(
            f"the style sheet cannot be written into the mail: {cause}",
            code="CSS001",
            place=Place(path="templates/email/style.css"),
            help="mend the CSS in mj-style",
        ) from cause
    html = _declare_charset(_INSTRUCTION.sub(r"\1", _EMPTY_STYLE.sub("", inlined)))
    return _TAG.sub(_long_colours, html) if _SHORT_COLOUR.search(html) else html


def _declare_charset(html: str) -> str:
    """Return ``html`` with its encoding said first: browsers look no further than 1,024 octets.

    A message's header says it too; a face that is kept as a file has no header.
    """
    return html.replace(_LATE_CHARSET, "", 1).replace("<head>", f"<head>{_CHARSET}", 1)


def _long_colours(tag: re.Match[str]) -> str:
    """Return a tag with colours of six digits: Outlook's engine misreads three."""
    if "#" not in tag[0] or not _SHORT_COLOUR.search(tag[0]):
        return tag[0]
    return _ATTRIBUTE.sub(_long_colour, tag[0])


def _long_colour(attribute: re.Match[str]) -> str:
    if attribute[1].lower() not in _COLOURED:
        return attribute[0]
    return _COLOUR.sub(r"#\1\1\2\2\3\3", attribute[0])
