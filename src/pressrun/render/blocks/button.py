"""One link to press."""

from pressrun.model.document import Button
from pressrun.render.lines import TextSetter
from pressrun.render.markup import HtmlSetter
from pressrun.render.measure import wrap


def html(block: Button, setter: HtmlSetter) -> str:
    words, address = setter.inlines(block.parts, linked=True), setter.links.address(block.target)
    if not address:
        return f"<p>{words}</p>"
    press = setter.element("a", words, href=address, role="press")
    if setter.policy.button_table:
        return (
            '<table role="presentation" class="button" cellpadding="0" cellspacing="0" border="0">'
            f"<tr><td>{press}</td></tr></table>"
        )
    return setter.element("p", press, role="button")


def text(block: Button, setter: TextSetter, width: int) -> str:
    return wrap(setter.mention(setter.inlines(block.parts), block.target), width)
