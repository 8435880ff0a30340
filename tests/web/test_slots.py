"""Whatever address of their own a reader finds in a message, the site answers it."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from doubles.shop import PUBLICATION
from doubles.site import ServedSite
from pressrun.mail.compose import compose, compose_face
from pressrun.mail.person import Person
from pressrun.mail.slots import parse_template
from pressrun.model.issue import RenderedIssue
from pressrun.model.slot import ANSWERED, Slot, mark

ADDRESSES = {slot for slot in Slot if slot.endswith("-url")}
QUIZ = "::: quiz lamp-height\nHow high?\n\n- [ ] 12 m\n- [x] 34 m\n\nThe cliff.\n:::\n"


def parsed(octets: bytes) -> Any:
    return message_from_bytes(octets, policy=policy.default)


def words(octets: bytes) -> str:
    """Return everything a message says, in both parts."""
    return "".join(str(part.get_content()) for part in parsed(octets).iter_parts())


def with_all(slots: set[Slot], person: Person) -> bytes:
    """Return a message whose face shows these slots, one a line."""
    said = "".join(f"{slot} {mark(slot)}\n" for slot in sorted(slots))
    face = compose_face(
        RenderedIssue(subject="Dusk", preheader="", html=said, text=said),
        publication=PUBLICATION,
        mailing_list=PUBLICATION.lists[0],
        date_at=datetime(2026, 12, 1, tzinfo=UTC),
    )
    return compose(parse_template(face), person)


def sent(site: ServedSite) -> tuple[Person, bytes]:
    """Send the first issue, with a quiz in it, to a new reader; return who and what they got."""
    site.subscribe("ada")
    site.write("articles/lamp.md", f"---\nid: lampaaaaaa\ntitle: The lamp\n---\n\n{QUIZ}")
    site.app.bundling.add(site.app.editor.issue("1"), ["lamp"], section="", dry_run=False)
    issue = site.app.editor.issue("1")
    site.app.sending.arm(site.app.sending.plan(issue, "now"), by="a tester")
    site.app.sending.begin(issue)
    shown = site.app.editor.preview(issue, address="ada@example.org")
    return shown.person, shown.message


def test_every_address_in_a_message_is_answered_and_looking_changes_no_row(tmp_path: Path) -> None:
    with ServedSite(tmp_path / "notes") as site:
        person, message = sent(site)
        answered = ADDRESSES & ANSWERED
        octets = with_all(answered, person)
        text = str(parsed(octets).get_body(("plain",)).get_content())
        found = dict(line.split(" ") for line in text.splitlines())
        before = site.rows()

        statuses = {
            slot: site.ask("GET", urlsplit(address).path).status for slot, address in found.items()
        }
        looked = site.rows()
        leave = str(parsed(message)["List-Unsubscribe"]).strip("<>")
        posted = site.ask("POST", urlsplit(leave).path, b"List-Unsubscribe=One-Click")

        assert statuses == dict.fromkeys(answered, 200)
        assert looked == before
        assert leave == found[Slot.UNSUBSCRIBE_URL]
        assert posted.status == 200
        assert site.rows() != before


def test_no_face_of_the_built_in_theme_leads_where_nothing_answers(tmp_path: Path) -> None:
    with ServedSite(tmp_path / "notes") as site:
        person, message = sent(site)
        silent = ADDRESSES - ANSWERED
        paths = {slot: urlsplit(person.slots()[slot]).path for slot in silent}

        assert "How high?" in words(message)
        assert not [slot for slot, path in paths.items() if path in words(message)]
        assert {site.ask("GET", path).status for path in paths.values()} <= {404}
        # A face that did show them would be found out.
        assert all(path in words(with_all(silent, person)) for path in paths.values())
