"""A publication whose issue goes out for real: its database, its journals, its relays."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final

from doubles.chance import sample_handle
from doubles.shop import PrintShop
from faults.sink import Sink
from pressrun.errors import RelayUnavailable
from pressrun.mail.address import address_hash
from pressrun.model.audience import Newcomer
from pressrun.model.delivery import DeliveryState
from pressrun.model.patience import Patience
from pressrun.model.relay import Limits, Relay, RelayKind
from pressrun.ports import Store
from pressrun.press.audit import Audit, audit
from pressrun.press.office import Delivered, Office
from pressrun.press.tick import tick
from pressrun.store.sql import SqlStore
from pressrun.system.clock import SystemEntropy
from pressrun.system.journals import FileJournals
from pressrun.transport import open_transport

CONNECTIONS: Final = 4
PASSES: Final = 300  # more than any storm here needs
_SETTINGS: Final = """
title = "Harbour Notes"
url = "https://notes.example.org"
authority = "example.org"
year = 2026
language = "en"
zone = "Europe/Berlin"

[lists.main]
title = "Harbour Notes"
id = "main.example.org"
sender = "Harbour Notes <notes@example.org>"

[relays.sink]
host = "127.0.0.1"
connections = 4
"""


class Harbour(PrintShop):
    """A print shop on the disk, with issue 1 open for so many readers.

    The command line works in its folder as well, with the sink's port in its environment
    (:attr:`environ`). The clock of what runs in the test stands still, and moves when it is slept.
    ``settings`` are further lines about the relay.
    """

    def __init__(
        self,
        folder: Path,
        sink: Sink,
        *,
        people: int = 0,
        opened: bool = True,
        settings: str = "",
    ) -> None:
        super().__init__(folder)
        self.sink = sink
        self.write("pressrun.toml", f"{_SETTINGS}{settings}\n")
        self.database = folder / ".pressrun" / "state.db"
        self.store: Store = self.open_store()  # type: ignore[assignment]
        self.journals = self.open_journals()  # type: ignore[assignment]
        self.people(people)
        if opened:
            self.schedule("now")
            tick(self.desk, self.store)

    @property
    def environ(self) -> dict[str, str]:
        return {"PRESSRUN_RELAY_SINK_PORT": str(self.sink.port)}

    def open_store(self, *, busy_timeout_s: float = 10.0) -> SqlStore:
        """Open the database as a new process would."""
        return SqlStore.open(
            self.database, clock=self.clock, entropy=self.entropy, busy_timeout_s=busy_timeout_s
        )

    def open_journals(self) -> FileJournals:
        return FileJournals(self.root / ".pressrun" / "journal", entropy=SystemEntropy())

    def people(self, count: int) -> None:
        """Have so many readers join, in one transaction."""
        with self.store.unit() as unit:
            for number in range(count):
                address = f"reader{number}@example.org"
                newcomer = Newcomer(
                    address=address,
                    address_key=address,
                    address_hash=address_hash(address, unit.people.hash_key()),
                    handle=f"person{number}",
                    subscription_handle=sample_handle(f"handle{number}"),
                    name=f"Reader {number}",
                )
                at = self.clock.now()
                unit.people.join(newcomer, list="main", evidence="a sample", at=at)

    def relay(self, *, connections: int = CONNECTIONS, pipelining: bool = True) -> Relay:
        """Return the sink as settings would describe it."""
        return Relay(
            name="sink",
            kind=RelayKind.SMTP,
            host="127.0.0.1",
            port=self.sink.port,
            pipelining=pipelining,
            limits=Limits(connections=connections),
        )

    def sender(self, *relays: Relay, persistent: bool = True) -> Office:
        """Return a new sender's office: it remembers nothing of any before."""
        ways = [(relay, open_transport(relay)) for relay in relays or (self.relay(),)]
        return self.open_office(*ways, patience=Patience(), persistent=persistent)

    def send(self, office: Office | None = None) -> Delivered:
        """Deliver what is due, once."""
        return asyncio.run(asyncio.wait_for(self.deliver(office or self.sender()), 120))

    def send_to_the_end(self, office: Office | None = None) -> None:
        """Deliver again and again, whenever something is due, until the issue is sent."""
        office = office or self.sender()
        for _ in range(PASSES):
            try:
                delivered = self.send(office)
            except RelayUnavailable:
                self.clock.advance(timedelta(minutes=10))
                continue
            assert delivered.tripped is None, delivered.tripped
            if delivered.complete:
                return
            if delivered.next_at is not None and delivered.next_at > self.clock.at:
                self.clock.at = delivered.next_at
        raise AssertionError(f"not sent after {PASSES} passes: {self.counts()}")

    def audit(self) -> Audit:
        return audit(self.store, self.journals, self.issue.key)

    def suppressed(self) -> int:
        """Return how many people are suppressed."""
        with self.store.unit(write=False) as unit:
            return unit.people.count("main").suppressed

    def check_books(self, *, people: int, listed: Sequence[str] = ()) -> None:
        """Everybody has a copy, nobody is blamed, and who has two was listed.

        Args:
            listed: Whom an earlier audit named already, where it was read after each crash.
        """
        assert self.counts() == {DeliveryState.ACCEPTED: people}
        assert len(self.sink.copies) == people
        assert self.suppressed() == 0
        known = {doubtful.address for doubtful in self.audit().maybe_twice}
        assert self.sink.doubled <= known | set(listed)
        assert len(self.sink.identities) == people, "a copy came under another Message-ID"
