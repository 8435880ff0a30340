"""HTML as a browser reads it, and whether anything in it is alive."""

import json
import re
from functools import lru_cache
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib

ACTIVE = {"script", "iframe", "object", "embed", "svg", "math", "base", "form", "input", "template"}
FACTS = re.compile(r'<script type="application/ld\+json">([^<]*)</script>')
STYLE = re.compile(r'<link rel="stylesheet" href="[^"]*/style-[0-9a-f]+\.css">')
FORM = re.compile(r"</?(?:form|input)\b[^<>]*>")
ADDRESSES = {"href", "src", "action", "formaction", "cite", "background", "poster"}


# Several judges look at one face after the other.
@lru_cache(maxsize=2)
def tree(html: str) -> Element:
    """Return the tree that a browser builds; whoever asks again gets the same one."""
    root: Element = html5lib.parse(html, namespaceHTMLElements=False)
    return root


def payloads(corpora: Path) -> list[str]:
    """Return the lines of the corpus of cross-site scripting."""
    text = (corpora / "xss" / "payloads.txt").read_text(encoding="utf-8", errors="replace")
    return text.splitlines()


def without_its_own(page: str) -> str:
    """Return a page without what acts and is its own: data for machines, style sheet and forms.

    The data (JSON-LD) must be whole, and hold nothing that could end it.
    """
    for data in FACTS.findall(page):
        json.loads(data)
    return FORM.sub("", STYLE.sub("", FACTS.sub("", page)))


def assert_harmless(html: str) -> None:
    """Fail on any element or attribute that acts, and on any address of another scheme."""
    for node in tree(html).iter():
        if not isinstance(node.tag, str):
            continue
        assert node.tag not in ACTIVE
        for name, value in node.attrib.items():
            assert not str(name).lower().startswith("on")
            if name in ADDRESSES:
                assert re.match(r"https?://|mailto:|#", value), value
