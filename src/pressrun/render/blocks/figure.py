"""A picture with its caption and credit."""

from pressrun.model.document import Figure
from pressrun.render.lines import TextSetter
from pressrun.render.markup import HtmlSetter, clean
from pressrun.render.measure import wrap


def html(block: Figure, setter: HtmlSetter) -> str:
    credit = f"{setter.words['credit']}: {block.credit}" if block.credit else ""
    said = [setter.inlines(block.caption)] if block.caption else []
    said += [setter.element("small", setter.escape(credit), role="credit")] if credit else []
    caption = setter.element("figcaption", " ".join(said), role="caption") if said else ""
    picture = setter.picture(block.source, block.alt)
    return setter.element("figure", f"{picture}\n{caption}".strip(), role="figure")


def text(block: Figure, setter: TextSetter, width: int) -> str:
    picture = setter.picture(block.source, block.alt)
    rows = [wrap(picture, width)] if picture else []
    rows += [setter.lines(block.caption, width)] if block.caption else []
    if block.credit:
        rows.append(wrap(f"{setter.words['credit']}: {clean(block.credit)}", width))
    return "\n".join(rows)
