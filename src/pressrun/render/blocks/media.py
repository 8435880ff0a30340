"""A video or a recording elsewhere: its still, a link to play it, caption and credit."""

from pressrun.model.document import Media
from pressrun.render.blocks.figure import caption_html, caption_text
from pressrun.render.lines import TextSetter
from pressrun.render.markup import HtmlSetter, clean
from pressrun.render.measure import wrap
from pressrun.render.words import Words


def html(block: Media, setter: HtmlSetter) -> str:
    play = setter.link(setter.escape(_play(block, setter.words)), block.target)
    rows = [setter.element("p", play, role="play"), caption_html(block, setter)]
    if block.source and (still := setter.picture(block.source, block.alt, linked=True)):
        rows.insert(0, setter.link(still, block.target))
    return setter.element("figure", "\n".join(row for row in rows if row), role="media")


def text(block: Media, setter: TextSetter, width: int) -> str:
    rows = [wrap(setter.picture(block.source, block.alt), width)] if block.alt else []
    play = clean(_play(block, setter.words))
    rows += [wrap(setter.mention(play, block.target), width), *caption_text(block, setter, width)]
    return "\n".join(rows)


def _play(block: Media, words: Words) -> str:
    what = words[f"play_{block.kind}"]
    return f"{what}: {block.title}" if block.title else what
