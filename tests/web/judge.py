"""What may be wrong with an answer of the site, whatever was asked."""

import json
import re

from doubles.booth import Booth
from doubles.gate import Reply, Request
from pressrun.model.served import PAGES_ONLY, quiet
from render.reading import tree

# Elements that the pages have themselves; whatever is more came in.
OURS = frozenset(
    re.findall(
        r"\w+",
        """html head meta title link style script body a header p main h1 h2 div form label input
        fieldset legend button details summary footer strong br nav ul ol li span code section time
        article table caption thead tr th tbody td tfoot q select option bdi bdo small em
        dl dt dd address img h3 hr""",
    )
)
# Bars over the table of results.
BARS = {f"{{http://www.w3.org/2000/svg}}{name}" for name in ("svg", "rect")}
LEADS = {"href", "src", "action", "formaction"}
# The one address that gives a cookie.
_PATH = re.compile(r"(?:http://[^/]+)?/subscribe(?:\?|$)")


def alive(html: str) -> list[str]:
    """Return what of a page acts and is not ours, as a browser reads it."""
    found = []
    for node in tree(html).iter():
        if not isinstance(node.tag, str):
            continue
        if node.tag not in OURS | BARS:
            found.append(node.tag)
        for name, value in node.attrib.items():
            said = value.strip()
            if str(name).lower().startswith(("on", "style", "srcdoc")):
                found.append(f"{node.tag} {name}={said[:40]}")
            if name in LEADS and not re.match(
                r"/(?![/\\])|https?://127\.0\.0\.1[:/]|#|[\w-]*$", said
            ):
                found.append(f"{node.tag} {name}={said[:40]}")
        if node.tag == "script" and (node.get("src") != "/press.js" or (node.text or "").strip()):
            found.append("script")
        if node.tag == "meta" and node.get("http-equiv"):
            found.append("meta http-equiv")
    return found


def faults(booth: Booth, request: Request, reply: Reply) -> list[str]:
    """Return what is wrong with an answer, whatever was asked."""
    publication = booth.site.app.site.publication
    found = []
    if reply.status >= 500:
        found.append(f"{reply.status}")
    present = {name.decode() for name, _ in reply.fields}
    html = reply.one("content-type").startswith("text/html")
    wanted = {name.lower() for name in quiet(publication)}
    wanted |= {name.lower() for name in PAGES_ONLY} if html else set()
    found += [f"no {name}" for name in sorted(wanted - present)]
    if "unsafe" in reply.one("content-security-policy"):
        found.append("something inline is allowed")
    found += [f"a field {name!r}" for name, value in reply.fields if re.search(rb"[\r\n\0]", value)]
    location = reply.one("location")
    if location and not re.match(r"/(?![/\\])|http://127\.0\.0\.1[:/]", location):
        found.append(f"leads to {location}")
    # A route answers to its path with a line feed as well, as `$` of expressions does.
    asks = request.method == "POST" and _PATH.match(
        request.target.removesuffix("%0a").removesuffix("%0A")
    )
    if "set-cookie" in present and not asks:
        found.append("a cookie")
    if reply.octets and html and reply.octets not in _published(booth):
        found += alive(reply.text)
    if reply.octets and reply.one("content-type").startswith("application/json"):
        json.loads(reply.octets)
    return found


def _published(booth: Booth) -> set[bytes]:
    """Return what lies in the folder of pages: files, which repeat nothing of a request."""
    public = booth.site.folder / "public"
    return {file.read_bytes() for file in public.rglob("*.html")}
