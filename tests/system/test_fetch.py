"""The way out to the web: public addresses alone, every redirect looked at, within its bounds."""

import socket
import ssl
import subprocess
import threading
from collections.abc import Mapping, Sequence
from ipaddress import ip_address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doubles.hub import Reply, ScriptedServer
from pressrun.errors import FetchError
from pressrun.model.network import Address, is_public, may_be_public
from pressrun.ports import Fetched
from pressrun.system.fetch import MOST_REDIRECTS, USER_AGENT, GuardedFetch

PLENTY_S = 20.0
SHORT_S = 0.3  # only for answers that never come whole
LOOPBACK = ip_address("127.0.0.1")
PAGE: Reply = (200, {"Content-Type": "text/plain"}, b"words")

PRIVATE = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:10.0.0.1",
    "::ffff:127.0.0.1",
    "::127.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::8.8.8.8",
    "2002:7f00:1::",
    "2002:808:808::",
    "2001::1",
    "2001:db8::1",
    "3fff::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%1",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
    "5f00::1",
]
PUBLIC = ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_on_the_public_internet_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_that_is_on_it_is(address: str) -> None:
    assert is_public(ip_address(address))


@given(st.ip_addresses(v=4))
def test_an_address_in_the_clothes_of_another_is_what_it_is_inside(inner: Address) -> None:
    for clothes in ("::ffff:", "64:ff9b::"):
        assert is_public(ip_address(f"{clothes}{inner}")) == is_public(inner)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8080",
        "http://[::1]",
        "http://localhost:8080",
        "http://LOCALHOST./",
        "http://press.local",
        "https://nas",
        "http://10.1.2.3/notes",
        "http://127.1/notes",
        "https://notes.test",
    ],
)
def test_a_site_at_home_is_known_by_its_address(url: str) -> None:
    assert not may_be_public(url)
    assert may_be_public("https://notes.example.org")
    assert may_be_public("https://localhost.example.org:8443/notes")


def fetch_from(*allowed: str, names: dict[str, Sequence[str]] | None = None) -> GuardedFetch:
    """Return a way out that may also connect to these addresses, with names of its own."""
    known = {ip_address(text) for text in allowed}

    def resolver(host: str, port: int) -> Sequence[str]:
        return (names or {}).get(host, [host])

    return GuardedFetch(allowed=lambda a: a in known or is_public(a), resolver=resolver)


@pytest.fixture
def fetch() -> GuardedFetch:
    return fetch_from("127.0.0.1")


def get(fetch: GuardedFetch, url: str, *, limit_octets: int = 1000) -> Fetched:
    return fetch.get(url, limit_octets=limit_octets, timeout_s=PLENTY_S)


def code_of(fetch: GuardedFetch, url: str) -> str:
    with pytest.raises(FetchError) as caught:
        get(fetch, url)
    assert caught.value.problem.help or caught.value.problem.code != "NET001"
    return caught.value.problem.code


def test_what_is_at_an_address_is_returned_with_its_headers(fetch: GuardedFetch) -> None:
    with ScriptedServer({"/a?b=c": PAGE}) as server:
        fetched = get(fetch, f"{server.url}/a?b=c#part")

        [(method, _, headers, _)] = server.requests
    assert (fetched.status, fetched.octets) == (200, b"words")
    assert fetched.headers["content-type"] == "text/plain"
    assert fetched.url == f"{server.url}/a?b=c"
    assert method == "GET"
    assert headers["host"] == f"127.0.0.1:{server.port}"
    assert headers["user-agent"] == USER_AGENT
    assert headers["accept-encoding"] == "identity"
    assert not {"cookie", "authorization", "referer"} & headers.keys()


def test_a_status_that_is_no_success_is_an_answer_too(fetch: GuardedFetch) -> None:
    with ScriptedServer({}) as server:
        assert get(fetch, f"{server.url}/nowhere").status == 404


def test_a_form_is_posted(fetch: GuardedFetch) -> None:
    with ScriptedServer({"/": (202, {}, b"x" * 50)}) as server:
        fields = {"hub.mode": "publish", "hub.url": "https://a.example.org/?x=1&y=ü"}
        fetched = fetch.post(server.url, fields, limit_octets=10, timeout_s=PLENTY_S)

        [(method, path, headers, body)] = server.requests
    assert (fetched.status, fetched.octets) == (202, b"x" * 10)
    assert (method, path) == ("POST", "/")
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert body == (b"hub.mode=publish&hub.url=https%3A%2F%2Fa.example.org%2F%3Fx%3D1%26y%3D%C3%BC")


INSIDE = [
    "http://127.0.0.1:{port}/",
    "http://127.1:{port}/",
    "http://2130706433:{port}/",
    "http://localhost:{port}/",
    "http://[::1]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:10.0.0.1]/",
    "http://[64:ff9b::a00:1]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/",
]


@pytest.mark.parametrize("inside", INSIDE)
def test_in_production_nothing_inside_is_reached(inside: str) -> None:
    with ScriptedServer({"/": PAGE}) as server:
        url = inside.format(port=server.port)

        assert code_of(GuardedFetch(), url) == "NET002"
        assert server.requests == []
        assert get(fetch_from("127.0.0.1"), f"http://127.0.0.1:{server.port}/").octets == b"words"


REDIRECTS = ["http://127.0.0.1:{port}/", *INSIDE[3:]]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("inside", REDIRECTS)
def test_a_redirect_to_the_inside_is_refused_and_one_to_the_outside_followed(
    inside: str, status: int
) -> None:
    # The one address that stands for the internet is the server's second one on loopback.
    outside = fetch_from("127.0.0.2", names={"outside.example.org": ["127.0.0.2"]})
    with ScriptedServer({"/": PAGE}) as server, Alias({}) as alias:
        to = inside.format(port=server.port)
        alias.replies = {
            "/in": (status, {"Location": to}, b""),
            "/out": (status, {"Location": f"http://outside.example.org:{alias.port}/"}, b""),
            "/": PAGE,
        }
        start = f"http://127.0.0.2:{alias.port}"
        if "localhost" in inside:
            outside = fetch_from(
                "127.0.0.2",
                names={"localhost": ["127.0.0.1"], "outside.example.org": ["127.0.0.2"]},
            )

        assert code_of(outside, f"{start}/in") == "NET002"
        assert server.requests == []
        assert get(outside, f"{start}/out").octets == b"words"


class Alias(ScriptedServer):
    """A server on 127.0.0.2, another address of this machine."""

    def __init__(self, replies: Mapping[str, Reply]) -> None:
        super().__init__(replies, address="127.0.0.2")


def test_a_name_that_resolves_to_the_inside_is_refused_and_a_mixed_one_takes_the_rest() -> None:
    names = {
        "inside.example.org": ["127.0.0.1", "::1", "10.0.0.1"],
        "mixed.example.org": ["127.0.0.1", "127.0.0.2"],
    }
    fetch = fetch_from("127.0.0.2", names=names)
    with ScriptedServer({"/": PAGE}) as inside, Alias({"/": PAGE}) as outside:
        assert code_of(fetch, f"http://inside.example.org:{inside.port}/") == "NET002"
        assert get(fetch, f"http://mixed.example.org:{outside.port}/").octets == b"words"
        assert inside.requests == []


def test_a_name_is_looked_up_once_so_that_its_second_answer_cannot_matter() -> None:
    answers = iter([["127.0.0.2"], ["127.0.0.1"]])
    looked: list[str] = []

    def resolver(host: str, port: int) -> Sequence[str]:
        looked.append(host)
        return next(answers)

    with Alias({"/": PAGE}) as outside:
        fetch = GuardedFetch(allowed=lambda a: a == ip_address("127.0.0.2"), resolver=resolver)
        fetched = get(fetch, f"http://turning.example.org:{outside.port}/")

    assert fetched.octets == b"words"
    assert looked == ["turning.example.org"]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://notes.example.org/",
        "file:///etc/passwd",
        "gopher://notes.example.org:70/",
        "//notes.example.org/",
        "notes",
        "",
        "http://",
        "http://name:word@notes.example.org/",
        "http://notes.example.org:22/",
        "http://notes.example.org:25/",
        "http://notes.example.org:99999/",
        "http://nötes.example.org/",
        "http://notes.example.org\r\nX: y/",
        "http://notes example.org/",
        "http://[::1/",
    ],
)
def test_an_address_of_another_kind_is_not_asked(url: str) -> None:
    assert code_of(GuardedFetch(resolver=lambda host, port: ["8.8.8.8"]), url) == "NET002"


def test_no_more_than_five_redirects_are_followed(fetch: GuardedFetch) -> None:
    def ring(number: int) -> dict[str, Reply]:
        return {f"/{n}": (302, {"Location": f"{n + 1}"}, b"") for n in range(number)}

    with ScriptedServer({**ring(MOST_REDIRECTS), f"/{MOST_REDIRECTS}": PAGE}) as server:
        assert get(fetch, f"{server.url}/0").octets == b"words"
    with ScriptedServer(ring(MOST_REDIRECTS + 2)) as server:
        assert code_of(fetch, f"{server.url}/0") == "NET002"
        assert len(server.requests) == MOST_REDIRECTS + 1


def test_a_form_follows_only_what_keeps_its_method(fetch: GuardedFetch) -> None:
    replies: dict[str, Reply] = {
        f"/{n}": (n, {"Location": "/end"}, b"") for n in (301, 302, 303, 307, 308)
    }
    statuses = {}
    with ScriptedServer({**replies, "/end": (202, {}, b"")}) as server:
        for path in replies:
            url = f"{server.url}{path}"
            statuses[path] = fetch.post(url, {"a": "b"}, limit_octets=9, timeout_s=PLENTY_S).status

        ends = [(method, body) for method, path, _, body in server.requests if path == "/end"]
    assert statuses == {"/301": 301, "/302": 302, "/303": 303, "/307": 202, "/308": 202}
    assert ends == [("POST", b"a=b")] * 2


def test_the_environment_names_no_proxy_and_no_cookie_is_kept(
    fetch: GuardedFetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    with ScriptedServer({"/": (200, {"Set-Cookie": "a=b"}, b"words")}) as server:
        for _ in range(2):
            assert get(fetch, f"{server.url}/").octets == b"words"

        assert all("cookie" not in headers for _, _, headers, _ in server.requests)


def test_a_body_that_is_too_long_is_refused_and_one_that_just_fits_taken(
    fetch: GuardedFetch,
) -> None:
    with ScriptedServer({"/fits": (200, {}, b"x" * 1000), "/long": (200, {}, b"x" * 1001)}) as s:
        assert len(get(fetch, f"{s.url}/fits").octets) == 1000
        assert code_of(fetch, f"{s.url}/long") == "NET003"


class Raw:
    """A server that sends these octets to whoever connects, and then keeps silent or hangs up."""

    def __init__(self, octets: bytes, *, hang_up: bool = True, drip: bool = False) -> None:
        self._octets, self._hang_up, self._drip = octets, hang_up, drip
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/"
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self) -> "Raw":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        line, _ = self._listener.accept()
        with line:
            try:
                line.recv(10_000)
                for octet in self._octets if self._drip else ():
                    line.sendall(bytes([octet]))
                    if self._over.wait(0.01):
                        return
                if not self._drip:
                    line.sendall(self._octets)
            except OSError:
                return
            if not self._hang_up:
                self._over.wait()


HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("octets", "code"),
    [
        (b"", "NET001"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "NET001"),
        (HEAD + b"Content-Length: 10\r\n\r\nshort", "NET001"),
        (CHUNKED + b"5\r\nwords\r\n", "NET001"),
        (CHUNKED + b"zz\r\nwords\r\n", "NET001"),
        (CHUNKED + b"1\r\nx\r\n" * 4000 + b"0\r\n\r\n", "NET003"),
        (HEAD + b"X: y\r\n" * 5000, "NET001"),
        (HEAD + b"X: " + b"y" * 100_000, "NET003"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" * 10_000, "NET003"),
        (HEAD + b"\r\n" + b"x" * 1001, "NET003"),
    ],
)
def test_an_answer_that_is_broken_or_has_no_end_is_refused(
    fetch: GuardedFetch, octets: bytes, code: str
) -> None:
    with Raw(octets) as server:
        assert code_of(fetch, server.url) == code


def test_chunks_are_put_together(fetch: GuardedFetch) -> None:
    with Raw(CHUNKED + b"2\r\nwo\r\n3\r\nrds\r\n0\r\n\r\n") as server:
        assert get(fetch, server.url).octets == b"words"


@pytest.mark.parametrize(
    ("octets", "drip"),
    [(b"", False), (HEAD, False), (HEAD + b"X: " + b"y" * 2000, True)],
    ids=["nothing", "half a head", "an octet now and then"],
)
def test_who_does_not_answer_in_time_is_left(
    fetch: GuardedFetch, octets: bytes, drip: bool
) -> None:
    with Raw(octets, hang_up=False, drip=drip) as server, pytest.raises(FetchError) as caught:
        fetch.get(server.url, limit_octets=1000, timeout_s=SHORT_S)

    assert caught.value.problem.code == "NET001"


def test_a_name_server_that_never_answers_is_left_in_time() -> None:
    over = threading.Event()

    def resolver(host: str, port: int) -> Sequence[str]:
        over.wait()
        return []

    try:
        with pytest.raises(FetchError, match="not found in time"):
            GuardedFetch(resolver=resolver).get(
                "http://slow.example.org/", limit_octets=9, timeout_s=SHORT_S
            )
    finally:
        over.set()


def test_an_address_where_nobody_listens_is_told(fetch: GuardedFetch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]

    assert code_of(fetch, f"http://127.0.0.1:{port}/") == "NET001"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for hub.example.org that vouches for itself, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    paths = folder / "cert.pem", folder / "key.pem"
    wanted = ["-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=hub.example.org"]
    named = ["-addext", "subjectAltName=DNS:hub.example.org"]
    out = ["-out", str(paths[0]), "-keyout", str(paths[1])]
    command = ["openssl", "req", "-x509", *wanted, *named, *out]
    subprocess.run(command, check=True, capture_output=True)
    return paths


def test_a_certificate_is_verified_for_its_name(certificate: tuple[Path, Path]) -> None:
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(*certificate)
    trusting = ssl.create_default_context(cafile=str(certificate[0]))

    def fetch(trust: ssl.SSLContext | None) -> GuardedFetch:
        return GuardedFetch(
            allowed=lambda a: a == LOOPBACK, resolver=lambda host, port: ["127.0.0.1"], trust=trust
        )

    replies: dict[str, Reply] = {
        "/": PAGE,
        "/down": (301, {"Location": "http://hub.example.org/"}, b""),
    }
    with ScriptedServer(replies, "hub.example.org", tls=served) as server:
        assert get(fetch(trusting), f"{server.url}/").octets == b"words"
        assert code_of(fetch(None), f"{server.url}/") == "NET001"
        assert code_of(fetch(trusting), server.url.replace("hub.", "other.")) == "NET001"
        assert code_of(fetch(trusting), f"{server.url}/down") == "NET002"
