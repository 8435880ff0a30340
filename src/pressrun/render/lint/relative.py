"""What somebody may have meant who wrote a path where a whole address belongs."""

import re
from typing import Final

from pressrun.errors import quoted
from pressrun.render.lint.badlinks import Fault
from pressrun.render.lint.subjects import Page

_MAILBOX: Final = re.compile(r"[^\s@/:?#]+@[^\s@/:?#]+\.[A-Za-z]{2,}")
_TELEPHONE: Final = re.compile(r"\+?[\d\s().-]{6,}")
_HOST: Final = re.compile(
    r"(?:www\.[a-z0-9-]+(?:\.[a-z0-9-]+)+|[a-z0-9-]+(?:\.[a-z0-9-]+)*"
    r"\.(?:com|org|net|edu|gov|eu|info|dev|app|blog|de|fr|es|pt|uk|nl|it|at|ch|io))(?:[/?#].*)?",
    re.IGNORECASE | re.DOTALL,
)


def relative_fault(target: str, url: str, page: Page | None) -> Fault:
    """Return that ``target`` leads to ``url``, where the press makes nothing.

    ``page`` is the article that it seems to mean.
    """
    if _MAILBOX.fullmatch(target):
        what = f"{quoted(target)} is a mailbox, and this link leads to a page of that name"
        meant = f"mailto:{target}"
        return Fault("LNK002", what, f"write  {meant}", meant, certain=True)
    if _HOST.fullmatch(target):
        what = f"without https:// this link leads to {url}, where there is nothing"
        return Fault("LNK002", what, f"write  https://{target}", f"https://{target}")
    what = f"{quoted(target)} leads to {url}, which is no page of the press"
    if page is not None:
        return Fault("LNK002", what, f"name the article by its file:  {page.file}", page.file, True)
    advice = "write its whole address, https://…, or name an article by its file:  name.md"
    return Fault("LNK002", what, advice)


def unreleased(target: str, page: Page) -> Fault:
    """Return that ``target`` is the address of a draft's page, which there is not yet."""
    what = f"{quoted(target)} leads to a draft, {page.file}: readers find nothing there"
    # By its file it is led to from the day on which it is public; until then only words stand.
    certain = not target.partition("#")[2]
    return Fault("LNK002", what, f"name the article by its file:  {page.file}", page.file, certain)


def not_whole(target: str) -> Fault:
    """Return that ``target``, which no scheme begins, leads from a mail to nowhere."""
    if _MAILBOX.fullmatch(target):
        what = f"{quoted(target)} is a mailbox, and no address of a page"
        return Fault("LNK002", what, f"write  mailto:{target}", f"mailto:{target}")
    what = f"{quoted(target)} is no whole address: from a mail it leads nowhere"
    if _TELEPHONE.fullmatch(target):
        return Fault("LNK002", what, "write  tel:  before the number")
    if target.startswith("//") or _HOST.fullmatch(target):
        whole = f"https://{target.lstrip('/')}"
        return Fault("LNK002", what, f"write  {whole}", whole)
    return Fault("LNK002", what, "write its whole address, https://…")
