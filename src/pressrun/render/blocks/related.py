""" "Also interesting": articles of ours and pages elsewhere."""

from pressrun.model.document import Related, RelatedItem
from pressrun.render.lines import TextSetter
from pressrun.render.links import Links
from pressrun.render.markup import HtmlSetter, clean
from pressrun.render.measure import wrap


def html(block: Related, setter: HtmlSetter) -> str:
    items = "\n".join(f"<li>{_item(item, setter)}</li>" for item in block.items)
    label = setter.label(block.title or setter.words["also_interesting"])
    return setter.element("section", f"\n{label}\n<ul>\n{items}\n</ul>\n", role="related")


def _item(item: RelatedItem, setter: HtmlSetter) -> str:
    title = setter.link(setter.escape(_title(item, setter.links)), item.ref)
    if not item.teaser:
        return title
    return f"{title} {setter.element('span', setter.escape(f'— {item.teaser}'), role='teaser')}"


def text(block: Related, setter: TextSetter, width: int) -> str:
    rows = [clean(block.title or setter.words["also_interesting"])]
    for item in block.items:
        title = setter.mention(clean(_title(item, setter.links)), item.ref)
        teaser = f" — {clean(item.teaser)}" if item.teaser else ""
        rows.append(wrap(title + teaser, width, "- ", "  "))
    return "\n".join(rows)


def _title(item: RelatedItem, links: Links) -> str:
    target = links.targets.get(item.ref)
    return item.label or (target.title if target else item.ref)
