"""A picture with its caption and credit."""

from pressrun.model.document import Figure, Media
from pressrun.render.lines import TextSetter
from pressrun.render.markup import HtmlSetter, clean
from pressrun.render.measure import wrap


def html(block: Figure, setter: HtmlSetter) -> str:
    picture = setter.picture(block.source, block.alt)
    return setter.element(
        "figure", f"{picture}\n{caption_html(block, setter)}".strip(), role="figure"
    )


def text(block: Figure, setter: TextSetter, width: int) -> str:
    picture = setter.picture(block.source, block.alt)
    rows = [wrap(picture, width)] if picture else []
    return "\n".join([*rows, *caption_text(block, setter, width)])


def caption_html(block: Figure | Media, setter: HtmlSetter) -> str:
    """Return what stands below a picture, nothing where nothing was written."""
    credit = f"{setter.words['credit']}: {block.credit}" if block.credit else ""
    said = [setter.inlines(block.caption)] if block.caption else []
    said += [setter.element("small", setter.escape(credit), role="credit")] if credit else []
    return setter.element("figcaption", " ".join(said), role="caption") if said else ""


def caption_text(block: Figure | Media, setter: TextSetter, width: int) -> list[str]:
    """Return what stands below a picture, as paragraphs of plain text."""
    rows = [setter.lines(block.caption, width)] if block.caption else []
    if block.credit:
        rows.append(wrap(f"{setter.words['credit']}: {clean(block.credit)}", width))
    return rows
