"""What every transport promises. A new one joins by adding one line to RIGS."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from doubles import Mailbag, sample_message
from pressrun.model.delivery import Answered, Intent, Note, Outgoing
from pressrun.model.relay import Relay, RelayKind
from pressrun.ports import Transport
from pressrun.transport import open_transport


@dataclass(frozen=True, slots=True)
class Rig:
    """A transport, and ``arrived`` to see the octets at its other end."""

    transport: Transport
    arrived: Callable[[], list[bytes]]


@asynccontextmanager
async def outbox(folder: Path) -> AsyncIterator[Rig]:
    relay = Relay(name="files", kind=RelayKind.OUTBOX, folder=str(folder / "outbox"))

    yield Rig(
        open_transport(relay),
        lambda: [path.read_bytes() for path in sorted((folder / "outbox").glob("*"))],
    )


class _Kept:
    """An aiosmtpd handler that keeps what it is handed."""

    def __init__(self) -> None:
        self.octets: list[bytes] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.original_content, bytes)
        self.octets.append(envelope.original_content)
        return "250 kept"


@asynccontextmanager
async def smtp(folder: Path) -> AsyncIterator[Rig]:
    kept, loop = _Kept(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(kept, hostname="relay"), "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        relay = Relay(name="local", kind=RelayKind.SMTP, host="127.0.0.1", port=port)

        yield Rig(open_transport(relay), lambda: kept.octets)


RIGS: dict[str, Callable[[Path], AbstractAsyncContextManager[Rig]]] = {
    "outbox": outbox,
    "smtp": smtp,
}


@pytest.fixture(params=RIGS)
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> AbstractAsyncContextManager[Rig]:
    return RIGS[request.param](tmp_path)


def sent(rig: AbstractAsyncContextManager[Rig], bag: Mailbag) -> list[bytes]:
    """Empty the bag through the transport and return what arrived."""

    async def scene() -> list[bytes]:
        async with rig as place:
            await place.transport.run(bag.take, bag.note)
            return list(place.arrived())

    return asyncio.run(asyncio.wait_for(scene(), 60))


def messages(count: int) -> list[Outgoing]:
    return [sample_message(n, body=b"line %d\r\n" % n * n) for n in range(1, count + 1)]


def test_every_message_arrives_octet_by_octet_and_once(
    rig: AbstractAsyncContextManager[Rig],
) -> None:
    going = messages(50)

    arrived = sent(rig, Mailbag(going))

    assert sorted(arrived) == sorted(message.octets for message in going)


@pytest.mark.parametrize(
    "body",
    [
        b".\r\n",
        b"..\r\n.\r\n.x\r\n",
        b"x\r\n.\r\n\r\n",
        b"",
        b"x" * 990 + b"\r\n",
        b"=\r\n" * 20000,
    ],
)
def test_no_body_is_changed_by_the_way_it_travels(
    rig: AbstractAsyncContextManager[Rig], body: bytes
) -> None:
    message = sample_message(1, body=body)

    assert sent(rig, Mailbag([message])) == [message.octets]


def test_every_message_is_noted_twice_the_intent_first(
    rig: AbstractAsyncContextManager[Rig],
) -> None:
    bag = Mailbag(messages(50))

    sent(rig, bag)

    notes: dict[int, list[type[Note]]] = {}
    for note in bag.notes:
        notes.setdefault(note.ticket, []).append(type(note))
    assert notes == {ticket: [Intent, Answered] for ticket in range(1, 51)}
    assert set(bag.answers.values()) == {250}


def test_all_is_taken_and_nothing_twice(rig: AbstractAsyncContextManager[Rig]) -> None:
    bag = Mailbag(messages(50))

    sent(rig, bag)

    assert Counter(bag.taken) == Counter(range(1, 51))
    assert bag.nones >= 1


def test_without_mail_nothing_is_noted(rig: AbstractAsyncContextManager[Rig]) -> None:
    bag = Mailbag([])

    assert sent(rig, bag) == []
    assert bag.notes == []


def test_an_intent_that_cannot_be_noted_lets_nothing_arrive(
    rig: AbstractAsyncContextManager[Rig],
) -> None:
    class Full(Mailbag):
        async def note(self, note: Note) -> bool:
            raise OSError("no room for notes")

    async def scene() -> list[bytes]:
        bag = Full(messages(3))
        async with rig as place:
            with pytest.raises(OSError, match="no room for notes"):
                await place.transport.run(bag.take, bag.note)
            return list(place.arrived())

    assert asyncio.run(asyncio.wait_for(scene(), 60)) == []


def test_what_take_raises_ends_the_run(rig: AbstractAsyncContextManager[Rig]) -> None:
    async def take(*, wait: bool = True) -> Outgoing | None:
        raise LookupError("no such face")

    async def scene() -> None:
        async with rig as place:
            with pytest.raises(LookupError, match="no such face"):
                await place.transport.run(take, Mailbag([]).note)

    asyncio.run(asyncio.wait_for(scene(), 60))


def test_a_run_can_follow_a_run(rig: AbstractAsyncContextManager[Rig]) -> None:
    first, second = Mailbag(messages(3)), Mailbag([sample_message(9)])

    async def scene() -> int:
        async with rig as place:
            await place.transport.run(first.take, first.note)
            await place.transport.run(second.take, second.note)
            return len(place.arrived())

    assert asyncio.run(asyncio.wait_for(scene(), 60)) == 4
