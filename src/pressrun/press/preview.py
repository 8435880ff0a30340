"""Preview: one copy of an issue as it would go out now, on the same render path as sending."""

from dataclasses import dataclass, replace
from html import escape

from pressrun.errors import Problem, Refused, UsageError
from pressrun.mail.address import parse_address, wire
from pressrun.mail.compose import Person, compose
from pressrun.mail.headers import message_id
from pressrun.mail.slots import parse_template
from pressrun.model.delivery import Answered, Intent, Lost, Note, Outgoing, Receipt
from pressrun.model.issue import Issue, RenderedIssue
from pressrun.model.slot import Slot, mark
from pressrun.ports import Contents, Store, Transport
from pressrun.press.desk import Desk
from pressrun.press.freeze import (
    bind,
    mailing_list_of,
    make_face,
    render,
    sample_person,
    unsubscribe_url,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A message as one person would get it."""

    rendered: RenderedIssue
    message: bytes
    person: Person


def preview(
    desk: Desk,
    issue: Issue,
    contents: Contents,
    *,
    store: Store | None = None,
    address: str = "",
    prefix: str = "",
) -> Preview:
    """Return ``issue`` as the reader with ``address`` would get it, a sample person without one.

    Raises:
        ContentError: The issue does not load or render.
        UsageError: ``address`` is none.
    """
    now = desk.clock.now().replace(microsecond=0)
    bound = bind(desk, issue, contents, at=now)
    rendered = render(desk, bound)
    if prefix:
        rendered = replace(rendered, subject=f"{prefix} {rendered.subject}")
    face = make_face(desk, bound, rendered, date_at=now)
    person = _person(desk, issue, store, address) if address else sample_person(desk.publication)
    return Preview(
        rendered=_filled(rendered, person),
        message=compose(parse_template(face.octets), person),
        person=person,
    )


async def send_test(desk: Desk, issue: Issue, shown: Preview, transport: Transport) -> Receipt:
    """Hand one copy to the transport and return its answer; no book counts it.

    Raises:
        RelayUnavailable, LoginRefused: No session could be had.
        Refused: The session was lost with the message under way.
    """
    mailing_list = mailing_list_of(issue, desk.publication)
    left = [
        Outgoing(
            ticket=0,
            sender=wire(mailing_list.sender_address),
            recipient=wire(shown.person.address),
            message_id=shown.person.message_id,
            octets=shown.message,
        )
    ]
    notes: list[Note] = []

    async def take() -> Outgoing | None:
        return left.pop() if left else None

    async def note(note: Note) -> None:
        notes.append(note)

    await transport.run(take, note)
    match notes[-1]:
        case Answered(receipt=receipt):
            return receipt
        case Lost(why=why):
            raise Refused(
                f"the session with {transport.name} was lost: {why}",
                code="SMTP003",
                help="try again; the copy may or may not have arrived",
            )
        case Intent():
            raise AssertionError("a transport returned without an answer")


def _person(desk: Desk, issue: Issue, store: Store | None, text: str) -> Person:
    address = parse_address(text)
    if isinstance(address, Problem):
        raise UsageError(address.what, code=address.code, help=address.help)
    mailing_list = mailing_list_of(issue, desk.publication)
    reader = None
    if store is not None:
        with store.unit(write=False) as unit:
            reader = unit.people.find(address.key, list=mailing_list.name)
    handle = reader.subscription.handle if reader else "sample"
    # A test copy has an identity of its own, or a reader's program would drop the real one.
    salt = desk.entropy.octets(16)
    return Person(
        address=address.address,
        name=reader.subscriber.name if reader else "",
        unsubscribe_url=unsubscribe_url(desk.publication, handle),
        message_id=message_id(salt, issue.key, 0, desk.publication.authority),
    )


def _filled(rendered: RenderedIssue, person: Person) -> RenderedIssue:
    values = {
        Slot.NAME: person.name,
        Slot.ADDRESS: person.address,
        Slot.UNSUBSCRIBE_URL: person.unsubscribe_url,
    }
    html, text = rendered.html, rendered.text
    for slot, value in values.items():
        html = html.replace(mark(slot), escape(value))
        text = text.replace(mark(slot), value)
    return replace(rendered, html=html, text=text)
