"""Preview: one copy of an issue as it would go out now, on the same render path as sending."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from html import escape

from pressrun.errors import Problem, Refused, UsageError
from pressrun.mail.address import Address, parse_address, wire
from pressrun.mail.compose import compose
from pressrun.mail.person import Mailing, Person
from pressrun.mail.signer import Signer, SigningKey
from pressrun.mail.slots import parse_template
from pressrun.model.article import Picture
from pressrun.model.audience import Reader
from pressrun.model.delivery import Answered, Intent, Lost, Note, Outgoing, Receipt, Unfit
from pressrun.model.issue import BoundIssue, Issue, RenderedIssue
from pressrun.model.publication import MailingList
from pressrun.model.slot import MARK
from pressrun.ports import Contents, Store, Transport
from pressrun.press.desk import Desk
from pressrun.press.digesting import whole_of
from pressrun.press.faces import (
    bind,
    language_for,
    mailing_list_of,
    make_face,
    render,
    sample_person,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A message as one person would get it; ``pictures`` are those it may show."""

    rendered: RenderedIssue
    message: bytes
    person: Person
    pictures: tuple[Picture, ...] = ()


def preview(
    desk: Desk,
    issue: Issue,
    contents: Contents,
    *,
    store: Store | None = None,
    address: str = "",
    language: str = "",
    prefix: str = "",
) -> Preview:
    """Return ``issue`` as the reader with ``address`` would get it, a sample person without one.

    ``language`` is what they read, empty for what is known of them.

    Raises:
        ContentError: The issue does not load or render.
        UsageError: ``address`` is none.
    """
    now = desk.clock.now().replace(microsecond=0)
    mailing_list = mailing_list_of(issue, desk.publication)
    reader = _reader(store, address, mailing_list) if address else None
    whole, own = whole_of(desk, store, issue), desk.publication.language
    wanted = language or (reader.subscriber.language if reader else "")
    spoken = language_for(wanted, whole, contents, own)
    bound = bind(desk, whole, contents, at=now, language=spoken)
    rendered = render(desk, bound)
    if prefix:
        rendered = replace(rendered, subject=f"{prefix} {rendered.subject}")
    template = parse_template(make_face(desk, bound, rendered, date_at=now).octets)
    if address:
        person = _person(desk, issue, reader, address, web_url=template.web_url)
    else:
        person = sample_person(desk.publication, web_url=template.web_url)
    return Preview(
        rendered=_filled(rendered, person),
        message=compose(template, person),
        person=person,
        pictures=_pictures(desk, bound),
    )


def kept_html(desk: Desk, shown: Preview) -> tuple[str, dict[str, bytes]]:
    """Return the HTML of a preview for a file, and the pictures to lay beside it by path.

    A picture has an address when an article with it is public. Until then whoever opens the
    preview would see none: in the file, and nowhere else, pictures are named as they lie beside it.
    """
    html, beside = shown.rendered.html, {}
    for picture in shown.pictures:
        address = f'="{escape(desk.publication.address(picture.site_path))}"'
        if address in html:
            html = html.replace(address, f'="{picture.site_path}"')
            beside[picture.site_path] = desk.folder.octets(picture.path)
    return html, beside


async def send_test(
    desk: Desk,
    mailing_list: MailingList,
    shown: Preview,
    transport: Transport,
    *,
    keys: Iterable[SigningKey] = (),
) -> Receipt:
    """Hand one copy, signed, to the transport and return its answer; no book counts it.

    It comes from the sender of ``mailing_list``.

    Raises:
        RelayUnavailable, LoginRefused: No session could be had.
        Refused: The session was lost with the message under way.
    """
    left = [
        Outgoing(
            ticket=0,
            sender=wire(mailing_list.sender_address),
            recipient=wire(shown.person.address),
            message_id=shown.person.message_id,
            octets=Signer(keys, desk.clock.now()).sign(shown.message),
        )
    ]
    notes: list[Note] = []

    async def take(*, wait: bool = True) -> Outgoing | None:
        return left.pop() if left else None

    async def note(note: Note) -> bool:
        notes.append(note)
        return True

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
        case Unfit(unfitness=unfitness, why=why):
            raise Refused(
                f"{transport.name} cannot be handed this copy, {unfitness}: {why}",
                code="SMTP005",
                help="send it to another address, or by another relay",
            )
        case Intent():
            raise AssertionError("a transport returned without an answer")


def _pictures(desk: Desk, bound: BoundIssue) -> tuple[Picture, ...]:
    found = [picture for _, picture in desk.theme().logos]
    for pictures in (bound.pictures, *(piece.pictures for piece in bound.pieces)):
        found += pictures.values()
    return tuple(found)


def _reader(store: Store | None, text: str, mailing_list: MailingList) -> Reader | None:
    if store is None:
        return None
    with store.unit(write=False) as unit:
        return unit.people.find(_address(text).key, list=mailing_list.name)


def _address(text: str) -> Address:
    address = parse_address(text)
    if isinstance(address, Problem):
        raise UsageError(address.what, code=address.code, help=address.help)
    return address


def _person(desk: Desk, issue: Issue, reader: Reader | None, text: str, *, web_url: str) -> Person:
    address = _address(text)
    # A test copy has an identity of its own, or a reader's program would drop the real one.
    salt = desk.entropy.octets(16)
    return Mailing(desk.publication, salt=salt, issue=issue.key, web_url=web_url).person(
        0,
        address=address.address,
        name=reader.subscriber.name if reader else "",
        handle=reader.subscription.handle if reader else "sample",
    )


def _filled(rendered: RenderedIssue, person: Person) -> RenderedIssue:
    values = person.slots()
    return replace(
        rendered,
        html=MARK.sub(lambda found: escape(values[found[1]]), rendered.html),
        text=MARK.sub(lambda found: values[found[1]], rendered.text),
    )
