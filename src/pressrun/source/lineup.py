"""What stands below ``articles:`` in an issue's front matter, read from nodes and written anew."""

from collections.abc import Iterator
from dataclasses import dataclass

from pressrun.source.fields import Node, Scalar, Table
from pressrun.source.fields import Sequence as Items
from pressrun.source.quoting import double_quoted, yaml_scalar


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """References under one title; those above the first section have none.

    ``table`` is what was read, with whatever else stands in it.
    """

    title: str
    references: tuple[str, ...]
    table: Table | None = None


Groups = tuple[Group, ...]


def read_groups(node: Node | None) -> Iterator[Group]:
    """Yield the articles above the first section, if there are any, then every section."""
    items = items_of(node)
    loose = tuple(item.text.strip() for item in items if isinstance(item, Scalar))
    if loose:
        yield Group(title="", references=loose)
    for item in items:
        if isinstance(item, Table):
            title = item.find("section")
            yield Group(
                title=title.text.strip() if isinstance(title, Scalar) else "",
                references=tuple(scalar.text.strip() for scalar in scalars_of(item)),
                table=item,
            )


def items_of(node: Node | None) -> tuple[Node, ...]:
    """Return the items of a list, one item for a value alone, none for nothing."""
    if node is None or (isinstance(node, Scalar) and not node.text.strip()):
        return ()
    return node.items if isinstance(node, Items) else (node,)


def scalars_of(node: Node | None) -> Iterator[Scalar]:
    """Yield every reference below ``articles``, in order."""
    if isinstance(node, Table):
        node = node.find("articles")
        if isinstance(node, Scalar):
            yield node
            return
    for item in items_of(node):
        if isinstance(item, Scalar):
            yield item
        elif isinstance(item, Table):
            yield from scalars_of(item)


def written(groups: Groups) -> Iterator[str]:
    """Yield the lines of ``groups``, one reference to a line, without their ends."""
    yield "articles:" if groups else "articles: []"
    for group in groups:
        if group.table is None and not group.title:
            yield from (f"  - {yaml_scalar(ref)}" for ref in group.references)
            continue
        entries = {key.text: flow(node) for key, node in group.table or ()}
        entries.pop("articles", None)
        entries = {"section": yaml_scalar(group.title), **entries}
        for index, (key, value) in enumerate(entries.items()):
            yield f"{'    ' if index else '  - '}{yaml_scalar(key)}: {value}"
        yield "    articles:" if group.references else "    articles: []"
        yield from (f"      - {yaml_scalar(ref)}" for ref in group.references)


def flow(node: Node) -> str:
    """Return a node written on one line."""
    match node:
        case Scalar(text=text):
            return yaml_scalar(text)
        case Items(items=items):
            return f"[{', '.join(flow(item) for item in items)}]"
        case Table(entries=entries):
            return f"{{{', '.join(f'{double_quoted(k.text)}: {flow(v)}' for k, v in entries)}}}"
