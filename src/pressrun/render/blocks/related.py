""" "Also interesting": articles of ours and pages elsewhere."""

from pressrun.model.document import Related, RelatedItem
from pressrun.render.lines import TextSetter
from pressrun.render.links import Links
from pressrun.render.markup import HtmlSetter, clean
from pressrun.render.measure import wrap


def html(block: Related, setter: HtmlSetter) -> str:
    items = "\n".join(f"<li>{_item(i, setter)}</li>" for i in _shown(block, setter.links))
    if not items:
        return ""
    label = setter.label(block.title or setter.words["also_interesting"])
    return setter.element("section", f"\n{label}\n<ul>\n{items}\n</ul>\n", role="related")


def _item(item: RelatedItem, setter: HtmlSetter) -> str:
    title = setter.link(setter.escape(_title(item, setter.links)), item.ref)
    if not item.teaser:
        return title
    return f"{title} {setter.element('span', setter.escape(f'— {item.teaser}'), role='teaser')}"


def text(block: Related, setter: TextSetter, width: int) -> str:
    rows = [clean(block.title or setter.words["also_interesting"])]
    for item in _shown(block, setter.links):
        title = setter.mention(clean(_title(item, setter.links)), item.ref)
        teaser = f" — {clean(item.teaser)}" if item.teaser else ""
        rows.append(wrap(title + teaser, width, "- ", "  "))
    return "\n".join(rows) if len(rows) > 1 else ""


def _shown(block: Related, links: Links) -> list[RelatedItem]:
    """Return what there is to be named: not an article of ours that was withdrawn."""
    return [item for item in block.items if _title(item, links)]


def _title(item: RelatedItem, links: Links) -> str:
    target = links.targets.get(item.ref)
    return item.label or (target.title if target else item.ref)
