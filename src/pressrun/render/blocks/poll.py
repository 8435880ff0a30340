"""A question that asks for an opinion, with lettered choices."""

from pressrun.model.document import Poll
from pressrun.render.blocks.choices import choices_text, question_html, section
from pressrun.render.lines import TextSetter
from pressrun.render.markup import HtmlSetter, clean
from pressrun.render.measure import wrap
from pressrun.render.words import Words, fill


def html(block: Poll, setter: HtmlSetter) -> str:
    rows = [setter.label(setter.words["poll"]), question_html(block, setter)]
    if closes := _closes(block, setter.words):
        rows.append(setter.element("p", setter.escape(closes), role="answer"))
    return section(block, "\n".join(rows), setter)


def text(block: Poll, setter: TextSetter, width: int) -> str:
    rows = [clean(setter.words["poll"]), setter.lines(block.question, width)]
    rows += choices_text(block, setter, width)
    if closes := _closes(block, setter.words):
        rows.append(wrap(clean(closes), width))
    return "\n".join(rows)


def _closes(block: Poll, words: Words) -> str:
    if block.closes_on is None:
        return ""
    return fill(words["poll_closes"], {"date": words.day(block.closes_on)})
