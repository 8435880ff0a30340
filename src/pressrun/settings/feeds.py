"""The table [feeds], and in it a table for each feed that is to be otherwise than the rest."""

from pressrun.model.feed import FeedKind
from pressrun.model.feedplan import FeedPlan, FeedRule
from pressrun.model.shelfmark import shelfmark
from pressrun.settings.feedvalues import is_feed
from pressrun.settings.form import Form
from pressrun.settings.tables import FEED, FEEDS


def read_feeds(form: Form) -> FeedPlan:
    """Return what [feeds] says; a name that no feed can have is a problem of ``form``."""
    table = form.table(("feeds",))
    names = [name for name, value in table.items() if isinstance(value, dict)]
    values = form.read(("feeds",), FEEDS, tables=names)
    rules = {}
    for name in names:
        if name in FEEDS:
            continue  # told already: a setting that is a table
        if not is_feed(name):
            what = "is the name of no feed: main, issues, tags/…, authors/… or languages/…"
            form.refuse("CFG012", ("feeds", name), what, f"write  [feeds.{_near(name)}]")
        rules[name] = FeedRule(**form.read(("feeds", name), FEED))
    return FeedPlan(**values, rules=rules)


def _near(name: str) -> str:
    group, _, item = name.partition("/")
    return f'"{group}/{shelfmark(item)}"' if item and group in set(FeedKind) else "main"
