"""Send the messages of an open issue with a library that others would use, and no ledger.

    python bench/peers.py LIBRARY PUBLICATION PORT CONNECTIONS MESSAGES [SECONDS]

LIBRARY is smtplib, a thread a connection, or aiosmtplib, a task a connection. Messages are filled
from the issue's frozen face as Pressrun fills them, and handed over as octets; nothing is written
down. With SECONDS nothing is begun after them. It prints JSON as ``deliverer.py`` does.
"""

import asyncio
import json
import smtplib
import sys
import threading
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from deliverer import peak_mb, spent_s

from pressrun.app.mailroom import Mailroom
from pressrun.mail.compose import compose
from pressrun.mail.person import Mailing
from pressrun.mail.slots import parse_template

Message = tuple[str, str, bytes]


def messages(folder: Path) -> Iterator[Message]:
    """Yield sender, recipient and octets, for one sample reader after another."""
    mailroom = Mailroom(folder, {})
    with mailroom.store.unit(write=False) as unit:
        [run] = unit.runs.unfinished()
        [face] = unit.runs.faces(run.issue)
    publication, template = mailroom.settings.publication, parse_template(face.octets)
    mailing = Mailing(publication, salt=run.salt, issue=run.issue, web_url=template.web_url)
    mailroom.close()
    sender, number = publication.lists[0].sender_address, 0
    while True:
        number += 1
        address = f"reader.{number}@example.org"
        person = mailing.person(
            number, address=address, name=f"Reader {number} Sample", handle=f"{number:022x}"
        )
        yield sender, address, compose(template, person)


class Queue:
    """Messages for several connections; None when there are no more."""

    def __init__(self, source: Iterator[Message], until_s: float) -> None:
        self._source, self._until_s = source, until_s
        self._lock = threading.Lock()
        self.sent = 0

    def next(self) -> Message | None:
        with self._lock:
            if time.perf_counter() > self._until_s:
                return None
            message = next(self._source, None)
            self.sent += message is not None
            return message


def by_smtplib(queue: Queue, port: int, connections: int) -> None:
    def work() -> None:
        with smtplib.SMTP("127.0.0.1", port, local_hostname="peer.example.org") as client:
            while message := queue.next():
                sender, recipient, octets = message
                client.sendmail(sender, [recipient], octets)

    threads = [threading.Thread(target=work) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def by_aiosmtplib(queue: Queue, port: int, connections: int) -> None:
    import aiosmtplib

    async def work() -> None:
        client = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False)
        async with client:
            while message := queue.next():
                sender, recipient, octets = message
                await client.sendmail(sender, [recipient], octets)

    async def all_of_it() -> None:
        await asyncio.gather(*(work() for _ in range(connections)))

    asyncio.run(all_of_it())


LIBRARIES = {"smtplib": by_smtplib, "aiosmtplib": by_aiosmtplib}


def main() -> None:
    library, folder, port, connections, count, *more = sys.argv[1:]
    source = messages(Path(folder))
    next(source)
    until_s = time.perf_counter() + float(more[0]) if more else float("inf")
    queue = Queue(islice(source, int(count)), until_s)
    begun, before = time.perf_counter(), spent_s()
    LIBRARIES[library](queue, int(port), int(connections))
    took, spent = time.perf_counter() - begun, spent_s() - before
    print(json.dumps({"messages": queue.sent, "s": took, "cpu_s": spent, "peak_mb": peak_mb()}))


if __name__ == "__main__":
    main()
