"""``_headers`` and ``_redirects``: what a static host is told that serves the folder ``public/``.

Netlify and Cloudflare Pages read both files and show neither. A rule stands for many files, since
Cloudflare takes a hundred rules, and no two that set the same field meet, since it joins what all
of them say. What neither can say is left out: 410 for what was withdrawn (its page lies there and
is sent with 200), and how long it is until the next publication.
"""

from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import quote

from pressrun.model.feed import MEDIA_TYPES as FEED_TYPES
from pressrun.model.feed import FeedKind, documents
from pressrun.model.feedplan import FeedPlan
from pressrun.model.manifest import Manifest, media_type
from pressrun.model.publication import Publication
from pressrun.model.served import FEEDS, MEDIA, PAGES_ONLY, STYLE, link_field, quiet

Rule = tuple[str, Mapping[str, str]]

# A host that only has files cannot know when something is published next; it can answer 304.
_ASK_AGAIN: Final = {"Cache-Control": "public, max-age=0, must-revalidate"}
_FOR_EVER: Final = {"Cache-Control": "public, max-age=31536000, immutable"}
_SHARED: Final = {"Access-Control-Allow-Origin": "*"}
_PAGES: Final = (
    "/",
    "/index.html",
    *(f"/{folder}/*" for folder in ("articles", "issues", "archive", "topics", "authors")),
    "/privacy/*",
)
_HEAD: Final = "# Written with the site: changes made here are lost.\n"


def hosting_files(
    manifest: Manifest, publication: Publication, plan: FeedPlan
) -> Mapping[str, bytes]:
    """Return both files by their names in ``public/``; they are not part of the manifest."""
    headers = "\n".join(_written(rule) for rule in _rules(manifest, publication, plan))
    redirects = "".join(_redirects(manifest))
    return {
        "_headers": f"{_HEAD}\n{headers}".encode(),
        "_redirects": f"{_HEAD}{redirects}".encode(),
    }


def _rules(manifest: Manifest, publication: Publication, plan: FeedPlan) -> Iterator[Rule]:
    yield "/*", quiet(publication)
    for page in _PAGES:
        yield page, {**_ASK_AGAIN, **PAGES_ONLY}
    yield f"/{MEDIA}*", _FOR_EVER
    yield f"/{STYLE}*", _FOR_EVER
    yield f"/{FEEDS}*", {**_ASK_AGAIN, **_SHARED}
    for suffix in FEED_TYPES:
        yield f"/{FEEDS}*{suffix}", {"Content-Type": media_type(f"feed{suffix}")}
    for path in sorted(path for path in manifest.files if path.endswith(".opml")):
        cached = {} if path.startswith(FEEDS) else {**_ASK_AGAIN, **_SHARED}
        yield f"/{path}", {**cached, "Content-Type": media_type(path)}
    # Every feed says in its document what these two say in a field, too; a rule for each of many
    # feeds would be too many.
    for path in (path for kind in (FeedKind.MAIN, FeedKind.ISSUES) for path in documents(kind)):
        if path in manifest.files:
            yield f"/{path}", {"Link": link_field(publication, plan.hubs, path)}


def _written(rule: Rule) -> str:
    path, fields = rule
    return f"{path}\n" + "".join(f"  {name}: {value}\n" for name, value in fields.items())


def _redirects(manifest: Manifest) -> Iterator[str]:
    for old, new in sorted(manifest.moved.items()):
        yield f"{_address(old)} {_address(new)} 301\n"


def _address(path: str) -> str:
    return path if "://" in path else "/" + quote(path, safe="/~!$&'()+,;=@-._")
