"""Every feed of a hostile publication is right by the letter, and holds all that is sound.

W3C's feedvalidator (github.com/w3c/feedvalidator, run by hand over all of these documents) finds no
error in them. Its warnings, and why each is left:

ContainsHTML, ContainsUndeclaredHTML
    Titles here are plain words that happen to look like markup; they are escaped as plain text is.
DuplicateUpdated
    Articles that come out with one build have one moment, to the second.
ImplausibleDate
    One article says that it is of 1970.
BadCharacters
    One article writes ``&#1;``, which CommonMark turns into U+FFFD.
ArchiveIncomplete
    The first archive has none before it that it could lead to.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, FormatChecker
from jsonschema.validators import validator_for
from lxml import etree

from doubles.command import CommandLine
from faces.test_hostile_publication import refusal
from feeds.hostile_feeds import POISONED, HostileFolder, write_folder
from readers.libraries import find_package


@dataclass(frozen=True, slots=True)
class Built:
    """A built publication: every feed document by its path below ``feeds/``, and what was told."""

    expected: HostileFolder
    told: str
    documents: dict[str, bytes]

    def ending(self, suffix: str) -> dict[str, bytes]:
        return {path: octets for path, octets in self.documents.items() if path.endswith(suffix)}


@pytest.fixture(scope="module")
def built(corpora: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("hostile") / "notes"
    naughty = json.loads((corpora / "naughty-strings/blns.json").read_text(encoding="utf-8"))
    titles = [text for text in dict.fromkeys(naughty) if text.strip() and not refusal(text)]
    assert len(titles) > 300
    expected = write_folder(folder, titles)
    told = CommandLine(folder).run("build", "--publish", status=1)
    feeds = folder / "public" / "feeds"
    documents = {
        file.relative_to(feeds).as_posix(): file.read_bytes()
        for file in feeds.rglob("*")
        if file.suffix in {".rss", ".atom", ".json"}
    }
    return Built(expected, told, documents)


def ids_of(atom: bytes) -> list[str]:
    namespace = "{http://www.w3.org/2005/Atom}"
    return [
        str(entry.findtext(f"{namespace}id"))
        for entry in etree.fromstring(atom).iterfind(f"{namespace}entry")
    ]


def test_one_poisoned_article_never_removes_the_others(built: Built) -> None:
    shown = {
        entry
        for path, octets in built.ending(".atom").items()
        if path == "main.atom" or path.startswith("archive/main/")
        for entry in ids_of(octets)
    }

    assert shown == built.expected.shown
    assert not shown & built.expected.refused
    for slug in POISONED.keys() - {"of-the-future"}:
        assert f"articles/{slug}.md" in built.told


def test_the_same_entries_are_in_every_format(built: Built) -> None:
    for path, octets in built.ending(".atom").items():
        name = path.removesuffix(".atom")
        rss = etree.fromstring(built.documents[f"{name}.rss"])
        items = json.loads(built.documents[f"{name}.json"])["items"]
        guids = [guid.text for guid in rss.iterfind("channel/item/guid")]
        assert guids == ids_of(octets) == [item["id"] for item in items]


def test_there_is_a_feed_for_everything_and_archives_behind_them(built: Built) -> None:
    kinds = {re.split(r"/|\.", path)[0] for path in built.documents}

    assert kinds == {"main", "issues", "tags", "authors", "languages", "archive"}
    assert len(built.ending(".atom")) > 150
    assert any(path.startswith("archive/main/") for path in built.documents)
    assert any(path.startswith("archive/languages/en/") for path in built.documents)


def test_every_atom_feed_is_valid_by_the_schema_of_rfc_4287(built: Built, corpora: Path) -> None:
    schema = etree.RelaxNG(file=str(corpora / "atom-schema" / "atom.rng"))

    faults = {}
    for path, octets in built.ending(".atom").items():
        if not schema.validate(etree.fromstring(octets)):
            faults[path] = str(schema.error_log.last_error)

    assert faults == {}
    assert not schema.validate(etree.fromstring(b'<feed xmlns="http://www.w3.org/2005/Atom"/>'))


@pytest.fixture(scope="module")
def json_schema() -> Draft7Validator:
    file = find_package("jsonfeed-schema") / "node_modules/jsonfeed-schema/schema-v1.1.json"
    schema: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    validator: Draft7Validator = validator_for(schema)(schema, format_checker=FormatChecker())
    return validator


def test_every_json_feed_is_valid_by_its_schema(built: Built, json_schema: Draft7Validator) -> None:
    faults = {
        path: [error.message for error in json_schema.iter_errors(json.loads(octets))]
        for path, octets in built.ending(".json").items()
    }

    assert {path: found for path, found in faults.items() if found} == {}


def test_the_schema_of_json_feed_would_tell_a_fault(
    built: Built, json_schema: Draft7Validator
) -> None:
    document = json.loads(built.documents["main.json"])
    document["items"][0]["date_published"] = "yesterday"
    del document["items"][1]["id"]

    assert len(list(json_schema.iter_errors(document))) == 2


def test_every_rss_feed_has_one_of_each_that_rss_asks_for(built: Built) -> None:
    for octets in built.ending(".rss").values():
        rss = etree.fromstring(octets)
        for name in ("title", "link", "description"):
            assert len(rss.findall(f"channel/{name}")) == 1
        for item in rss.iterfind("channel/item"):
            for name in ("title", "link", "description", "guid", "pubDate"):
                assert len(item.findall(name)) == 1
            assert len(item.findall("enclosure")) <= 1
            assert item.find("guid").get("isPermaLink") == "false"


def test_no_feed_has_a_character_that_xml_has_no_place_for(built: Built) -> None:
    for octets in built.documents.values():
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", octets.decode("utf-8"))
