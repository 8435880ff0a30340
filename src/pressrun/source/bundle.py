"""Edits of an issue's list of articles, as text: comments, quotes and the rest stay as they are.

An edit is worked out on the groups that were read; ``sheet.py`` finds lines that say the same.
"""

from collections.abc import Sequence
from dataclasses import replace

from pressrun.errors import UsageError, quoted
from pressrun.source.lineup import Group, Groups
from pressrun.source.quoting import yaml_scalar
from pressrun.source.sheet import Sheet


def add_articles(text: str, refs: Sequence[str], section: str = "") -> str:
    """Return ``text`` with ``refs`` behind all articles, or behind those of ``section``.

    A section that is not there yet is added; a reference that is there already is not.

    Raises:
        ContentError: The front matter of ``text`` does not load, or cannot be edited.
    """
    sheet = Sheet(text)
    fresh = tuple(ref for ref in dict.fromkeys(refs) if ref not in sheet.references)
    titles = [group.title for group in sheet.groups]
    if not fresh:
        return text
    if not titles or (section and section not in titles):
        groups = (*sheet.groups, Group(title=section, references=fresh))
        return sheet.edited(groups, sheet.with_section(section, fresh))
    index = titles.index(section) if section else len(titles) - 1
    group = sheet.groups[index]
    grown = replace(group, references=(*group.references, *fresh))
    groups = (*sheet.groups[:index], grown, *sheet.groups[index + 1 :])
    return sheet.edited(groups, sheet.with_items(group, fresh))


def remove_articles(text: str, refs: Sequence[str]) -> str:
    """Return ``text`` without ``refs``; a section stays, even if nothing is left in it.

    Raises:
        ContentError: The front matter of ``text`` does not load, or cannot be edited.
    """
    sheet = Sheet(text)
    gone = [ref for ref in sheet.references if ref in refs]
    return sheet.edited(_without(sheet.groups, gone), sheet.without(gone)) if gone else text


def move_article(text: str, ref: str, to: int) -> str:
    """Return ``text`` with ``ref`` at position ``to`` among all articles, counted from 1.

    It joins the section of the article that it is put before, at the end that of the last one.

    Raises:
        ContentError: The front matter of ``text`` does not load, or cannot be edited.
        UsageError: ``ref`` is not there, or there is no such position.
    """
    sheet = Sheet(text)
    if ref not in sheet.references or not 1 <= to <= len(sheet.references):
        raise UsageError(
            f"{quoted(ref)} cannot be moved to place {to} of {len(sheet.references)}",
            code="ISS013",
            help=f"the issue names: {', '.join(sheet.references)}",
        )
    if sheet.references[to - 1] == ref:
        return text
    rest = [other for other in sheet.references if other != ref]
    below = to > len(rest)
    anchor = rest[-1] if below else rest[to - 1]
    groups = tuple(
        _inserted(group, ref, anchor, below=below) for group in _without(sheet.groups, [ref])
    )
    return sheet.edited(groups, sheet.moved(ref, anchor, below=below))


def feature_article(text: str, ref: str) -> str:
    """Return ``text`` with ``ref`` as the article that stands first; with none for an empty one.

    Raises:
        ContentError: The front matter of ``text`` does not load.
    """
    sheet = Sheet(text)
    lines, row = list(sheet.lines), sheet.row_of_key("featured")
    line = [f"featured: {yaml_scalar(ref)}{sheet.line_end}"] if ref else []
    at = row if row is not None else (sheet.row_of_key("id") or 0) + 1
    lines[at : at + (row is not None)] = line
    return "".join(lines)


def with_id(text: str, id: str) -> str:
    """Return ``text``, an article or an issue, with ``id`` as the first line of front matter.

    An ``id:`` without a value is filled in where it stands.

    Raises:
        ContentError: The front matter of ``text`` does not load.
    """
    sheet = Sheet(text)
    lines, row = list(sheet.lines), sheet.row_of_key("id")
    lines[row or 1 : row + 1 if row else 1] = [f"id: {id}{sheet.line_end}"]
    return "".join(lines)


def _without(groups: Groups, gone: Sequence[str]) -> Groups:
    kept = (
        replace(group, references=tuple(ref for ref in group.references if ref not in gone))
        for group in groups
    )
    return tuple(group for group in kept if group.references or group.title)


def _inserted(group: Group, ref: str, anchor: str, *, below: bool) -> Group:
    if anchor not in group.references:
        return group
    index = group.references.index(anchor) + below
    references = (*group.references[:index], ref, *group.references[index:])
    return replace(group, references=references)
