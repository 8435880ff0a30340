import sys
from copy import deepcopy

import pytest
from lxml import etree

from pressrun.model.publication import Content
from pressrun.render.entry import enframe
from pressrun.render.formats import FORMATS, document
from render.feed_samples import ARCHIVE, ENTRIES, FULL, NASTY_TITLES, PRIVATE, entry, feed

in_xml = pytest.mark.parametrize("suffix", [".rss", ".atom"])


def tree(suffix: str, octets: bytes) -> bytes:
    """Return a document as a parser takes it, without what only looks different."""
    parser = etree.XMLParser(remove_blank_text=True, resolve_entities=True)
    return bytes(etree.tostring(etree.fromstring(octets, parser), method="c14n"))


@in_xml
def test_an_entry_declares_nothing_and_stands_on_lines_of_its_own(suffix: str) -> None:
    for content in Content:
        octets = FORMATS[suffix].entry(ENTRIES[0], content)

        first, *_, last = octets.decode().splitlines()
        assert b"xmlns" not in octets
        assert octets.endswith(b">\n")
        assert first.strip().startswith(("<item>", "<entry "))
        assert first.index("<") == last.index("<") == {".rss": 4, ".atom": 2}[suffix]


@in_xml
def test_an_entry_fits_into_every_frame(suffix: str) -> None:
    for about in (FULL, ARCHIVE, PRIVATE, feed(title="<entries/>\n & <entries/>")):
        for number in range(4):
            octets = document(suffix, about, ENTRIES[:number])

            root = etree.fromstring(octets)
            found = [
                e for e in root.iter() if e.tag in {"item", "{http://www.w3.org/2005/Atom}entry"}
            ]
            assert len(found) == number
            assert all(e.getparent() is (root[0] if suffix == ".rss" else root) for e in found)
            # Nothing is lost, moved or unequally indented when it is laid out anew.
            parser = etree.XMLParser(remove_blank_text=True, strip_cdata=False)
            again = etree.fromstring(octets, parser)
            laid_out = etree.tostring(
                again, pretty_print=True, encoding="UTF-8", xml_declaration=True
            )
            assert tree(suffix, laid_out) == tree(suffix, octets)
            assert laid_out.count(b"\n") == octets.count(b"\n")


@in_xml
def test_the_same_entry_is_the_same_octets_in_every_feed(suffix: str) -> None:
    fragment = FORMATS[suffix].entry(ENTRIES[1], Content.FULL)

    for about in (FULL, ARCHIVE, PRIVATE):
        assert document(suffix, about, ENTRIES).count(fragment) == 1


def test_a_text_that_looks_like_the_place_of_entries_is_not_taken_for_it() -> None:
    root = etree.Element("feed")
    etree.SubElement(root, "title", {"of": "<entries/>\n"}).text = "<entries/>\n"

    frame = enframe(root, root)

    assert etree.fromstring(frame.around([b"<entry/>"])).findtext("title") == "<entries/>\n"
    assert frame.tail == b"</feed>\n"


@in_xml
def test_rendering_never_touches_the_locale(suffix: str) -> None:
    called: set[str] = set()

    sys.setprofile(lambda frame, event, _: called.add(frame.f_code.co_name))
    try:
        document(suffix, FULL, ENTRIES)
    finally:
        sys.setprofile(None)

    assert document.__name__ in called
    assert "setlocale" not in called


@in_xml
def test_rendering_leaves_feed_and_entries_alone(suffix: str) -> None:
    before = deepcopy((FULL, ENTRIES))

    document(suffix, FULL, ENTRIES)

    assert before == (FULL, ENTRIES)


@in_xml
def test_a_nasty_title_costs_no_entry_its_place(suffix: str) -> None:
    for title in NASTY_TITLES:
        octets = document(suffix, feed(title=title), [entry(1, title=title), entry(2)])

        assert len(etree.fromstring(octets).findall(".//{*}title")) == 3
