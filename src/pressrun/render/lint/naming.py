"""What a text says of other articles in such a way that their titles are shown."""

from collections.abc import Iterator

from pressrun.errors import Place
from pressrun.model.document import Related
from pressrun.model.parts import blocks_in
from pressrun.render.lint.subjects import ArticleCopy, IssueCopy, Mention


def named_by_title(copy: ArticleCopy | IssueCopy) -> Iterator[tuple[Mention, Place]]:
    """Yield every article that a text names without words of its own, and where it does.

    A link in running text has words of its own, and shows nothing of what is not public.
    """
    for block in blocks_in(copy.document):
        if not isinstance(block, Related):
            continue
        for item in block.items:
            mention = copy.mentions.get(item.ref)
            if mention is not None and not item.label:
                line = item.line or block.line
                yield mention, copy.script.find(item.ref, line, line)
