"""A frozen face can be read back without being rendered again."""

from datetime import UTC, datetime

from doubles.shop import PUBLICATION
from pressrun.mail.compose import compose_face
from pressrun.mail.copies import read_face
from pressrun.model.issue import RenderedIssue
from pressrun.model.slot import IN_ISSUES, mark


def test_a_face_reads_back_as_it_was_rendered_with_every_slot_in_its_place() -> None:
    slots = " ".join(mark(slot) for slot in IN_ISSUES)
    rendered = RenderedIssue(
        subject="Nebel über der Mole & mehr",
        preheader="",
        html=f"<p>Grüße, {slots}\nzweite Zeile</p>\n",
        text=f"Grüße, {slots}\nzweite Zeile\n",
    )
    octets = compose_face(
        rendered,
        publication=PUBLICATION,
        mailing_list=PUBLICATION.lists[0],
        date_at=datetime(2026, 11, 24, tzinfo=UTC),
    )

    assert read_face(octets) == rendered
