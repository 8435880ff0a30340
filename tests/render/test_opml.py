from datetime import UTC, datetime, timedelta, timezone
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressrun.render.opml import Outline, render_opml

AT = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


def outline(name: str, group: str = "", text: str = "") -> Outline:
    base = f"https://example.org/feeds/{name}"
    return Outline(text=text or name, xml_url=f"{base}.rss", html_url=f"{base}.html", group=group)


OUTLINES = (
    outline("main", text="The Lamp & the Log"),
    outline("issues"),
    outline("tags/lamps", "tags"),
    outline("tags/r-d", "tags", "R&D"),
    outline("languages/fr", "languages"),
)


def opml(outlines: tuple[Outline, ...] = OUTLINES, title: str = "The Lamp & the Log") -> ET.Element:
    return ET.fromstring(render_opml(title, outlines, AT))


def test_it_is_opml_2_dated_by_its_content_in_english() -> None:
    root = opml()

    assert (root.tag, root.get("version")) == ("opml", "2.0")
    assert root.findtext("head/title") == "The Lamp & the Log"
    assert root.findtext("head/dateModified") == "Sun, 01 Mar 2026 08:30:00 GMT"


def test_feeds_stand_in_their_order_and_those_of_a_group_under_its_name() -> None:
    tops = list(opml().iterfind("body/outline"))

    assert [top.get("text") for top in tops] == [
        "The Lamp & the Log", "issues", "Tags", "Languages",
    ]  # fmt: skip
    assert [each.get("text") for each in tops[2]] == ["tags/lamps", "R&D"]
    assert [top.get("xmlUrl") for top in tops[2:]] == [None, None]


def test_a_feed_is_named_once_with_its_document_and_its_page() -> None:
    found = [each.attrib for each in opml().iter("outline") if each.get("xmlUrl")]

    assert len(found) == len(OUTLINES)
    assert found[3] == {
        "text": "R&D",
        "type": "rss",
        "title": "R&D",
        "xmlUrl": "https://example.org/feeds/tags/r-d.rss",
        "htmlUrl": "https://example.org/feeds/tags/r-d.html",
    }


def test_the_same_list_is_the_same_octets_wherever_it_is_written() -> None:
    tokyo = AT.astimezone(timezone(timedelta(hours=9)))

    assert render_opml("x", OUTLINES, AT) == render_opml("x", OUTLINES, tokyo)
    assert render_opml("x", OUTLINES, AT).startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n")


def test_a_publication_without_feeds_has_an_empty_list() -> None:
    assert list(opml(()).iter("outline")) == []


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="2026-03-01"):
        render_opml("x", (), datetime(2026, 3, 1))  # noqa: DTZ001


@given(st.text(st.characters(exclude_categories=())))
def test_whatever_a_feed_is_called_the_list_is_read(name: str) -> None:
    hostile = Outline(text=name, xml_url="https://example.org/a.rss", html_url="", group=name)

    root = opml((hostile, outline("sound")), title=name)

    assert root.findall(".//outline[@xmlUrl]")[-1].get("text") == "sound"
    assert all(each.get("text") for each in root.iter("outline"))
