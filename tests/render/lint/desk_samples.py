"""Copies for rules, made of real files in a shop's folder as `pressrun check` makes them."""

from datetime import datetime
from typing import Final

from doubles.shop import PUBLICATION, PrintShop
from pressrun.errors import Problem
from pressrun.press.copies import Copyist
from pressrun.press.shelf import Shelf
from pressrun.render.lint.rule import Rule
from pressrun.render.lint.subjects import ArticleCopy, IssueCopy

LAMP: Final = "articles/lamp.md"


def copyist(shop: PrintShop, public: tuple[str, ...] = ()) -> Copyist:
    folder = shop.desk.folder
    shelf = Shelf(shop.contents, folder=folder, publication=PUBLICATION, records={})
    return Copyist(folder, PUBLICATION, shelf, public)


def article_copy(shop: PrintShop, path: str = LAMP, public: tuple[str, ...] = ()) -> ArticleCopy:
    article = next(article for article in shop.contents.articles if article.path == path)
    return copyist(shop, public).article(article, shop.desk.folder.read(article))


def issue_copy(
    shop: PrintShop, due_at: datetime | None = None, public: tuple[str, ...] = ()
) -> IssueCopy:
    issue = shop.issue
    return copyist(shop, public).issue(issue, shop.desk.folder.words(issue), due_at)


def places(rule: Rule, copy: object) -> list[str]:
    """Return where a rule finds something, as ``line:column``, in order."""
    return [f"{p.place.line}:{p.place.column}" for p in found(rule, copy) if p.place]


def found(rule: Rule, copy: object) -> list[Problem]:
    return list(rule.look(copy))
