"""A specimen: one letter as somebody would get it, made of samples."""

from dataclasses import replace
from html import escape

from pressrun.errors import Problem, UsageError
from pressrun.mail.address import parse_address
from pressrun.mail.letter import fill_letter, spaced
from pressrun.mail.person import Person
from pressrun.model.letter import SLOTS, Letter, LetterKind
from pressrun.model.publication import Publication
from pressrun.model.slot import MARK, Slot
from pressrun.ports import Store
from pressrun.press.desk import Desk
from pressrun.press.letterpress import (
    Around,
    bound_issue,
    coming_issue,
    look_around,
    prepare,
    render_letter,
)
from pressrun.press.letters import find_list
from pressrun.press.preview import Preview
from pressrun.render.letter import letter_language

SAMPLE_ADDRESS = "ada.sample@example.org"
_CODE = "123456"


def specimen(
    desk: Desk,
    kind: LetterKind,
    *,
    list: str = "",
    language: str = "",
    store: Store | None = None,
    address: str = "",
    prefix: str = "",
) -> Preview:
    """Return a letter as ``address`` would get it, a sample person without one; no link acts.

    Raises:
        ContentError: The theme makes no letter.
        UsageError: There is no such list, or ``address`` is none.
    """
    parsed = parse_address(address or SAMPLE_ADDRESS)
    if isinstance(parsed, Problem):
        raise UsageError(parsed.what, code=parsed.code, help=parsed.help)
    mailing_list, theme = find_list(desk.publication, list), desk.theme()
    spoken = letter_language(desk.publication, theme, language)
    around = look_around(store, desk, mailing_list) if store else Around()
    latest = bound_issue(desk, around.latest) if kind is LetterKind.WELCOME else None
    coming = coming_issue(desk, around.coming)
    rendered = render_letter(desk, kind, mailing_list, theme, spoken, coming, latest)
    if prefix:
        rendered = replace(rendered, subject=f"{prefix} {rendered.subject}")
    prepared = prepare(rendered, kind, mailing_list, spoken)
    domain = desk.publication.authority.rpartition("@")[2]
    letter = Letter(
        kind=kind,
        list=mailing_list.name,
        address=parsed.address,
        face=prepared.digest,
        slots=_samples(desk.publication, kind),
        dedupe="sample",
        message_id=f"{desk.entropy.octets(16).hex()}@{domain}",
        created_at=desk.clock.now().replace(microsecond=0),
    )
    shown = {**letter.slots, Slot.CODE: spaced(_CODE)}
    return Preview(
        rendered=replace(
            rendered,
            html=MARK.sub(lambda found: escape(shown[found[1]]), rendered.html),
            text=MARK.sub(lambda found: shown[found[1]], rendered.text),
        ),
        message=fill_letter(prepared.octets, letter),
        person=Person(
            address=letter.address,
            name="",
            unsubscribe_url=shown.get(Slot.UNSUBSCRIBE_URL, ""),
            message_id=letter.message_id,
        ),
        pictures=tuple(picture for _, picture in theme.logos),
    )


def _samples(publication: Publication, kind: LetterKind) -> dict[str, str]:
    """Return what stands in a specimen; none of these addresses does anything."""
    paths = {
        Slot.ACTION_URL: "confirm/sample",
        Slot.PREFERENCES_URL: "preferences/sample",
        Slot.UNSUBSCRIBE_URL: "unsubscribe/sample",
    }
    urls = {str(slot): publication.service_address(path) for slot, path in paths.items()}
    every = {**urls, str(Slot.CODE): _CODE}
    return {slot: every[slot] for slot in sorted(SLOTS[kind])}
