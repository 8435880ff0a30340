"""Whatever address of their own a reader finds in a message, the site answers it."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from doubles.booth import OTHER, sent, words_of
from doubles.site import ServedSite
from pressrun.model.slot import ANSWERED, IN_ISSUES, Slot

ADDRESSES = {slot for slot in IN_ISSUES if slot.endswith("-url")}
QUIZ = "::: quiz lamp-height\nHow high?\n\n- [ ] 12 m\n- [x] 34 m\n\nThe cliff.\n:::\n"
# How the address of each slot begins, below the site's own.
BEGINNINGS = {
    Slot.UNSUBSCRIBE_URL: "/unsubscribe/",
    Slot.PREFERENCES_URL: "/preferences/",
    Slot.VOTE_URL: "/vote/",
    Slot.WEB_URL: "/issues/",
}


def written(folder: Path) -> ServedSite:
    """Return a site whose first issue asks something."""
    site = ServedSite(folder)
    site.write("articles/lamp.md", f"---\nid: lampaaaaaa\ntitle: The lamp\n---\n\n{QUIZ}")
    site.app.bundling.add(site.app.editor.issue("1"), ["lamp"], section="", dry_run=False)
    return site


def addresses(html: str) -> dict[Slot, list[str]]:
    """Return the paths of a message's links that are slots, by slot."""
    paths = [urlsplit(found).path for found in re.findall(r'href="([^"]+)"', html)]
    return {
        slot: [path for path in paths if path.startswith(beginning)]
        for slot, beginning in BEGINNINGS.items()
    }


def test_every_address_in_a_message_is_answered_and_looking_changes_no_row(tmp_path: Path) -> None:
    with written(tmp_path / "notes") as site:
        site.subscribe("ada")
        message = sent(site, "ada@example.org")
        found = addresses(words_of(message, "html"))
        before = site.rows()

        statuses = {
            slot: {site.ask("GET", path).status for path in paths} for slot, paths in found.items()
        }
        looked = site.rows()
        leave = urlsplit(str(message["List-Unsubscribe"]).strip("<>")).path
        posted = site.ask("POST", leave, b"List-Unsubscribe=One-Click")

        assert BEGINNINGS.keys() == ADDRESSES & ANSWERED
        assert statuses == {key: {200} for key in BEGINNINGS}
        assert len(found[Slot.VOTE_URL]) == 2
        assert looked == before
        assert leave in found[Slot.UNSUBSCRIBE_URL]
        assert posted.status == 200
        assert site.rows() != before


@pytest.mark.parametrize("address", ["", "ada@example.org"], ids=["sample", "a reader"])
def test_no_copy_to_look_at_can_vote_or_change_what_its_reader_decides(
    tmp_path: Path, address: str
) -> None:
    with written(tmp_path / "notes") as site:
        site.subscribe("ada")
        site.write("articles/other.md", OTHER)
        site.app.editor.build(record=True, dry_run=False)
        shown = site.app.editor.preview(site.app.editor.issue("1"), address=address)
        found = addresses(shown.rendered.html)
        before = site.rows()

        for slot in (Slot.VOTE_URL, Slot.PREFERENCES_URL):
            assert found[slot]
            for path in found[slot]:
                assert site.ask("GET", path).status == 404
                assert site.ask("POST", path).status == 404

        assert site.rows() == before
