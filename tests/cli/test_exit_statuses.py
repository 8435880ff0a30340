"""Each way to end has its number (design §6); scripts live by them."""

import signal
import socket
from collections.abc import Callable

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from doubles.command import CommandLine
from doubles.server import MailServer
from doubles.typist import Typist


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


def sending_ends_with(typist: Typist, status: int) -> str:
    typist.people("ada", "bob")
    said = typist.type("send 1 --yes")
    assert said.status == status, said.both
    return said.both


def test_0_is_done(typist: Typist) -> None:
    sending_ends_with(typist, 0)


def test_1_is_problems_found_or_refused(typist: Typist) -> None:
    sending_ends_with(typist, 0)
    typist.write("articles/bad.md", "---\ntitle: [\n---\n")

    assert typist.type("check").status == 1
    assert typist.type("send 1 --yes").status == 1


def test_2_is_wrong_usage(typist: Typist) -> None:
    assert {typist.type(line).status for line in ("send", "sned 1", "send 9", "send 1 -x")} == {2}


def test_3_is_settings_content_or_a_database_that_do_not_load(typist: Typist) -> None:
    broken: list[Callable[[], object]] = [
        lambda: (typist.folder / "articles/hello.md").unlink(),
        lambda: (typist.folder / ".pressrun/state.db").unlink(),
        lambda: typist.write("pressrun.toml", "title"),
    ]

    for break_something in broken:
        break_something()
        assert typist.type("send 1 --yes").status == 3


def test_4_is_a_login_that_the_relay_refuses(typist: Typist) -> None:
    def refuse(*_: object) -> AuthResult:
        return AuthResult(success=False, handled=False)

    port = free_port()
    server = Controller(
        object(),
        hostname="127.0.0.1",
        port=port,
        authenticator=refuse,
        auth_require_tls=False,
    )
    typist.relay(port)
    typist.write("password.txt", "a sample\n")
    with (typist.folder / "pressrun.toml").open("a") as settings:
        settings.write('username = "ada"\npassword_file = "password.txt"\n')
    (typist.folder / "password.txt").chmod(0o600)

    server.start()
    try:
        said = sending_ends_with(typist, 4)
    finally:
        server.stop()

    assert "error[SMTP535]" in said
    assert "a sample" not in said
    assert said.endswith("2 deliveries left.\nNext:  mend that, then  pressrun resume 1\n")
    status = typist.done("status 1").out
    assert status.startswith("1  Hello from Harbour: paused\nerror[SMTP535]: ")
    assert "\n2 queued; total 2, books balanced\n" in status


def test_5_is_mail_that_was_refused_in_part(typist: Typist) -> None:
    with MailServer() as server:
        server.replies["bob@example.org"] = "550 5.1.1 no such sample"
        typist.relay(server.port)

        sending_ends_with(typist, 5)


def test_6_is_another_one_that_sends(typist: Typist, desk: CommandLine) -> None:
    running = desk.start("run")
    running.wait_for("Site", timeout_s=60)

    sending_ends_with(typist, 6)

    assert running.end(signal.SIGTERM) == 0


def test_75_is_later(typist: Typist) -> None:
    typist.relay(free_port())

    sending_ends_with(typist, 75)
