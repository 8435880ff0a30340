"""The notes of a document, at its end."""

from pressrun.model.document import Footnote, Footnotes
from pressrun.render.lines import TextSetter, superscript
from pressrun.render.markup import HtmlSetter, clean
from pressrun.render.measure import indent


def html(block: Footnotes, setter: HtmlSetter) -> str:
    items = "\n".join(_item(item, setter) for item in block.items)
    label = setter.label(setter.words["notes"])
    return setter.element("section", f"\n{label}\n<ol>\n{items}\n</ol>\n", role="footnotes")


def _item(item: Footnote, setter: HtmlSetter) -> str:
    inner = setter.blocks(item.blocks)
    back = " ".join(_back(item.number, n, setter) for n in range(1, item.references + 1))
    if back.strip():
        # After the last words of the last paragraph, where the eye is.
        paragraph = inner.endswith("</p>")
        inner = f"{inner.removesuffix('</p>')} {back}" + ("</p>" if paragraph else "")
    return setter.element("li", inner, id=setter.note(item.number))


def _back(number: int, occurrence: int, setter: HtmlSetter) -> str:
    call = setter.note_call(number, occurrence)
    if not call:
        return ""
    named = {"aria-label": f"{setter.words['back_to_text']} {number}"}
    return setter.element("a", "↩", role="note-back", href=f"#{call}", **named)


def text(block: Footnotes, setter: TextSetter, width: int) -> str:
    rows = [clean(setter.words["notes"])]
    for item in block.items:
        mark = f"{superscript(item.number)} "
        margin = " " * len(mark)
        rows.append(indent(setter.blocks(item.blocks, width - len(mark)), mark, margin))
    return "\n".join(rows)
