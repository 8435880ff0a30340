"""Links that lead nowhere, or where no reader can follow."""

from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from typing import Final
from urllib.parse import unquote

from pressrun.errors import Fix, Problem, Severity, quoted
from pressrun.model.code import Code
from pressrun.render.lint.anchors import anchors, leads_to_no_heading
from pressrun.render.lint.badlinks import Fault, insecure, misspelt, placeholder, private
from pressrun.render.lint.mailed_addresses import faults_in_template
from pressrun.render.lint.merge_names import holds_merge_name
from pressrun.render.lint.ownpages import is_made, site_path, split
from pressrun.render.lint.reading import Reach, reaches, shown
from pressrun.render.lint.relative import relative_fault, unreleased
from pressrun.render.lint.rule import Rule
from pressrun.render.lint.spelling import bare
from pressrun.render.lint.subjects import ArticleCopy, IssueCopy, Page, TemplateCopy

LNK002: Final = Code(
    code="LNK002",
    title="a relative link leads to no page",
    why="What is no whole address is looked for on the publication's own site, below the page of"
    " the article. The press makes pages of articles and issues and nothing else, so readers find"
    " nothing there. In a template it stays as it is, and a mail stands below no page.",
    mend="Name another article by its file, `[the winch](the-new-winch.md)`, and anything else by"
    " its whole address, `https://…`.",
    excusable=True,
)
LNK003: Final = Code(
    code="LNK003",
    title="a link leads to a machine that only you can reach",
    why="localhost, private addresses and names such as nas.local mean another machine, or none, to"
    " every reader.",
    mend="Write the public address, or the file of the article if it is one of your own:"
    " `[the winch](the-new-winch.md)`.",
)
LNK005: Final = Code(
    code="LNK005",
    title="a link is not https",
    why="What is asked for over http can be read and changed on its way, browsers warn of it, and"
    " filters hold it against a message.",
    mend="Write https://… and open it once. Where a site offers nothing else, excuse the link.",
    severity=Severity.WARNING,
    excusable=True,
)
LNK006: Final = Code(
    code="LNK006",
    title="a link has only a placeholder for its address",
    why="`#`, TODO or https://example.com stood there until the address was known. Readers press"
    " the link and get nowhere.",
    mend="Write the address, or take the link off its words.",
)
LNK008: Final = Code(
    code="LNK008",
    title="a link leads to a heading that is not there",
    why="A link to #heading is to open the page at it. Without such a heading the page opens at its"
    " top, and readers look for what they were promised.",
    mend="Write the words of the heading in small letters with hyphens between them: `## Low water`"
    " is `#low-water`.",
    severity=Severity.WARNING,
    excusable=True,
)
LNK009: Final = Code(
    code="LNK009",
    title="an address is misspelt",
    why="It begins twice, lacks its colon, names a host that cannot be, or has taken a sign of the"
    " sentence along. Browsers and mail programs look for what is written.",
    mend="Open the page and copy its address from there.",
    excusable=True,
)
_CODES: Final = {code.code: code for code in (LNK002, LNK003, LNK005, LNK006, LNK008, LNK009)}


def _look(copy: ArticleCopy | IssueCopy | TemplateCopy) -> Iterator[Problem]:
    if isinstance(copy, TemplateCopy):
        for fault, target, place in faults_in_template(copy):
            yield _problem(fault, Reach("", target, place))
    else:
        yield from _look_at_text(copy)


def _look_at_text(copy: ArticleCopy | IssueCopy) -> Iterator[Problem]:
    seen: set[tuple[str, int | None, int | None]] = set()
    own = anchors(copy.document)
    for reach in (*reaches(copy.document, copy.script), *_far_pictures(copy)):
        # An address with a merge name in it is told as that alone.
        merged = holds_merge_name(reach.place.marked)
        fault = None if merged else _fault(reach.target, copy, own)
        at = (reach.target, reach.place.line, reach.place.column)
        # Of what is explained once and linked from several places, one is told.
        if fault is not None and at not in seen:
            seen.add(at)
            yield _problem(fault, reach)


def _far_pictures(copy: ArticleCopy | IssueCopy) -> Iterator[Reach]:
    """Yield pictures on other hosts, of which no face has more than a link to them."""
    for picture in shown(copy.document, copy.script):
        if "://" in picture.source:
            yield Reach(picture.alt, picture.source, picture.place)


def _fault(target: str, copy: ArticleCopy | IssueCopy, own: tuple[str, ...]) -> Fault | None:
    """Return the first thing that is wrong with where a link leads; at most one is told."""
    publication = copy.publication
    found = placeholder(target, publication) or misspelt(target)
    if found is not None:
        return found
    if (found := private(target, publication)) is not None:
        return _by_its_file(found, target, copy)
    page = copy.pages.get(target)
    path = site_path(publication, _url(copy), target)
    if page is not None and path is not None and _waits_for(page, path, copy):
        return unreleased(target, page)
    if ":" in target.partition("/")[0]:
        return insecure(target, publication)
    if target.startswith("#"):
        return _no_heading(target[1:], own, "this article")
    name, _, fragment = target.partition("#")
    if name.endswith(".md"):
        if fragment and target in copy.headings:
            fault = _no_heading(fragment, copy.headings[target], name)
            return replace(fault, meant=f"{name}{fault.meant}") if fault else None
        return None
    if path is None or target in copy.former:
        return None
    if is_made(path, article=page.slug if page else ""):
        return None
    return relative_fault(target, publication.address(path), page)


def _waits_for(page: Page, path: str, copy: ArticleCopy | IssueCopy) -> bool:
    """Tell whether ``path`` is that of a draft's page; drafts may lead to one another."""
    own = isinstance(copy, ArticleCopy) and copy.article.draft
    return page.draft and not own and is_made(path, article=page.slug)


def _by_its_file(fault: Fault, target: str, copy: ArticleCopy | IssueCopy) -> Fault:
    """Return a fault of an address with the file of the article that it seems to mean, if any."""
    page = copy.pages.get(target)
    if page is None:
        return fault
    parts = split(target)
    fragment = parts[3] if parts else ""
    heading = fragment.removeprefix(f"{page.slug}--")
    meant = f"{page.file}#{heading}" if heading else page.file
    certain = not fragment or heading != fragment
    advice = f"name the article by its file:  {meant}"
    return replace(fault, help=advice, meant=meant, certain=certain)


def _no_heading(fragment: str, known: tuple[str, ...], whose: str) -> Fault | None:
    written = unquote(fragment)
    if written in known or leads_to_no_heading(written):
        return None
    what = f"there is no heading {quoted('#' + written)} in {whose}"
    near = [name for name in known if name.casefold() == written.casefold()]
    near = near or get_close_matches(written.casefold(), known, n=1, cutoff=0.6)
    if near:
        certain = near[0].casefold() == written.casefold()
        return Fault("LNK008", what, f"write  #{near[0]}", f"#{near[0]}", certain, is_error=False)
    headings = ", ".join(f"#{name}" for name in known[:6])
    advice = f"its headings are {headings}" if known else "it has no headings: leave the # out"
    return Fault("LNK008", what, advice, is_error=False)


def _url(copy: ArticleCopy | IssueCopy) -> str:
    about = copy.article if isinstance(copy, ArticleCopy) else copy.issue
    return copy.publication.address(about.site_path)


def _problem(fault: Fault, reach: Reach) -> Problem:
    code, place, written = _CODES[fault.code], reach.place, reach.place.marked
    fix = None
    if fault.certain and bare(written) == bare(reach.target) and place.line and place.column:
        fix = Fix(line=place.line, column=place.column, old=written, new=fault.meant)
    return Problem(
        code=code.code,
        what=fault.what,
        place=place,
        help=fault.help,
        severity=code.severity if fault.is_error else Severity.WARNING,
        fix=fix,
    )


LINKS: Final = Rule(
    on=(ArticleCopy, IssueCopy, TemplateCopy), codes=tuple(_CODES.values()), look=_look
)
