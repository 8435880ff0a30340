"""Pass TCP on to a server on this machine, its answers later: a network's round trip on loopback.

    python bench/delay_proxy.py PORT-OF-THE-SERVER SECONDS

What the server says reaches the client that much later, in order, however much there is; what the
client says goes on at once. One exchange so takes the round trip, and the line is not narrower.
It prints its own port and serves until SIGTERM.
"""

import asyncio
import signal
import sys
from collections import deque


class Far(asyncio.Protocol):
    """The server's side of one connection."""

    transport: asyncio.Transport

    def __init__(self, near: "Near", delay_s: float) -> None:
        self._near, self._delay_s = near, delay_s
        self._late: deque[bytes] = deque()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._near.meet(self)

    def data_received(self, data: bytes) -> None:
        self._late.append(data)
        asyncio.get_running_loop().call_later(self._delay_s, self._pass_on)

    def _pass_on(self) -> None:
        self._near.transport.write(self._late.popleft())

    def connection_lost(self, exc: Exception | None) -> None:
        asyncio.get_running_loop().call_later(self._delay_s, self._near.transport.close)


class Near(asyncio.Protocol):
    """The client's side of one connection."""

    transport: asyncio.Transport

    def __init__(self, port: int, delay_s: float) -> None:
        self._port, self._delay_s = port, delay_s
        self._early: list[bytes] = []
        self._far: Far | None = None
        self._gone = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        loop = asyncio.get_running_loop()
        self._task = loop.create_task(
            loop.create_connection(lambda: Far(self, self._delay_s), "127.0.0.1", self._port)
        )

    def meet(self, far: Far) -> None:
        self._far = far
        far.transport.writelines(self._early)
        if self._gone:
            far.transport.close()

    def data_received(self, data: bytes) -> None:
        if self._far is None:
            self._early.append(data)
        else:
            self._far.transport.write(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self._gone = True
        if self._far is not None:
            self._far.transport.close()


async def main() -> None:
    port, delay_s = int(sys.argv[1]), float(sys.argv[2])
    loop, over = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, over.set)
    server = await loop.create_server(lambda: Near(port, delay_s), "127.0.0.1", 0, backlog=256)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await over.wait()


if __name__ == "__main__":
    asyncio.run(main())
