"""HTTP/1.1 as uvicorn speaks it, with our manners where no application is asked."""

from uvicorn.protocols.http.h11_impl import H11Protocol

from pressrun.web.manners import Field

_SAID = b"This is no request of HTTP/1.1.\n"


def protocol(fields: list[Field]) -> type[H11Protocol]:
    """Return a protocol whose own answers carry ``fields``, as those of the application do."""
    own = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(_SAID)).encode()),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    head = b"".join(b"%b: %b\r\n" % field for field in (*own, *fields))
    answer = b"HTTP/1.1 400 Bad Request\r\n%b\r\n%b" % (head, _SAID)

    class Mannered(H11Protocol):
        """Answers what is no request, unless an answer to the one before is under way."""

        def send_400_response(self, msg: str) -> None:
            cycle = self.cycle
            if cycle is None or cycle.response_complete or not cycle.response_started:
                self.transport.write(answer)
            self.transport.close()

    return Mannered
