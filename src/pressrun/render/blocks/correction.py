"""What was wrong in an article and is mended, at its end."""

from pressrun.model.document import Correction
from pressrun.render.lines import TextSetter
from pressrun.render.markup import HtmlSetter, clean
from pressrun.render.measure import wrap
from pressrun.render.words import Words, fill


def html(block: Correction, setter: HtmlSetter) -> str:
    label = setter.label(_label(block, setter.words))
    words = f"<p>{setter.inlines(block.parts)}</p>"
    return setter.element("aside", f"\n{label}\n{words}\n", role="correction")


def text(block: Correction, setter: TextSetter, width: int) -> str:
    label = wrap(clean(_label(block, setter.words)), width)
    return f"{label}\n{setter.lines(block.parts, width)}"


def _label(block: Correction, words: Words) -> str:
    return fill(words["corrected"], {"date": words.day(block.on)})
