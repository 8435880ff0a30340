"""How a session opens: what is required is had, or nothing is handed over."""

from base64 import b64encode

import pytest

from pressrun.model.delivery import Command, Receipt
from pressrun.model.relay import Mechanism, Relay, RelayKind, Security
from pressrun.transport.event import Cause, Ended, Event, Ready, Secure
from pressrun.transport.session import Session

HELLO = b"220 relay.example.org\r\n250-relay.example.org\r\n250 HELP\r\n"
TLS_HELLO = b"220 hi\r\n250-relay\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n"
AUTH_HELLO = b"220 hi\r\n250-relay\r\n250 AUTH LOGIN PLAIN XOAUTH2\r\n"


def session(
    *,
    security: Security = Security.NONE,
    username: str = "",
    mechanism: Mechanism | None = None,
    private: bool = True,
) -> Session:
    relay = Relay(
        name="sample",
        kind=RelayKind.SMTP,
        security=security,
        username=username,
        password="sample pässword" if username else "",
        mechanism=mechanism,
    )
    return Session(relay, client="press.example.org", private=private, pipelining=True)


def end_of(events: list[Event]) -> Ended:
    (end,) = events
    assert isinstance(end, Ended)
    return end


def coded(text: str) -> bytes:
    return b64encode(text.encode())


def test_a_relay_that_knows_no_ehlo_is_greeted_with_helo() -> None:
    """S5, where neither TLS nor a login is needed."""
    opening = session()

    opening.receive(b"220 hi\r\n502 what\r\n")

    assert opening.to_send() == b"EHLO press.example.org\r\nHELO press.example.org\r\n"
    assert opening.receive(b"250 hello\r\n") == [Ready()]


@pytest.mark.parametrize(
    ("security", "username"), [(Security.STARTTLS, ""), (Security.NONE, "ada")]
)
def test_helo_is_no_way_around_what_is_required(security: Security, username: str) -> None:
    """S5, where TLS or a login is needed."""
    opening = session(security=security, username=username)

    end = end_of(opening.receive(b"220 hi\r\n502 what\r\n"))

    assert end.cause is Cause.MISFIT
    assert b"HELO" not in opening.to_send()


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        (b"421 busy\r\n", Cause.BUSY),
        (b"454 later\r\n", Cause.BUSY),
        (b"554 go away\r\n", Cause.TURNED_AWAY),
        (b"354 go on\r\n", Cause.OUT_OF_STEP),
        (b"what?\r\n", Cause.OUT_OF_STEP),
        (b"220 hi\r\n421 busy\r\n", Cause.BUSY),
        (b"220 hi\r\n500 b\r\n500 c\r\n", Cause.TURNED_AWAY),
    ],
)
def test_a_relay_that_will_not_talk_ends_the_session(said: bytes, cause: Cause) -> None:
    """S3: 421, 554 and garbage for a greeting."""
    assert end_of(session().receive(said)).cause is cause


def test_what_ended_it_is_kept_verbatim() -> None:
    end = end_of(session().receive(b"554-no\r\n554 service\r\n"))

    assert end.receipt == Receipt(554, "no\nservice", Command.GREETING)
    assert end.why == "554 at greeting: no service"


def test_tls_begins_when_the_relay_agrees_and_everything_is_asked_again() -> None:
    opening = session(security=Security.STARTTLS)

    assert opening.receive(TLS_HELLO) == []
    assert opening.to_send().endswith(b"STARTTLS\r\n")
    assert opening.receive(b"220 go on\r\n") == [Secure()]
    assert opening.to_send() == b""
    opening.secured()
    assert opening.to_send() == b"EHLO press.example.org\r\n"
    assert opening.receive(b"250 relay\r\n") == [Ready()]


def test_what_was_announced_in_clear_is_forgotten() -> None:
    opening = session(security=Security.STARTTLS, username="ada")
    opening.receive(TLS_HELLO)
    opening.receive(b"220 go on\r\n")
    opening.secured()

    end = end_of(opening.receive(b"250 relay\r\n"))

    assert (end.cause, end.why) == (Cause.MISFIT, "it does not offer a login by PLAIN or LOGIN")


def test_without_starttls_nothing_goes_in_clear() -> None:
    """S6, in the core."""
    opening = session(security=Security.STARTTLS)

    end = end_of(opening.receive(HELLO))

    assert end.cause is Cause.MISFIT
    assert opening.to_send() == b""


@pytest.mark.parametrize("behind", [b"250 injected\r\n", b"2", b"250-half"])
def test_octets_behind_the_answer_to_starttls_end_the_session(behind: bytes) -> None:
    """S8: they would be taken for what was said under TLS."""
    opening = session(security=Security.STARTTLS)
    opening.receive(TLS_HELLO)

    end = end_of(opening.receive(b"220 go on\r\n" + behind))

    assert end.cause is Cause.MISFIT


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        (b"454 no TLS now\r\n", Cause.BUSY),
        (b"501 no\r\n", Cause.MISFIT),
        (b"250\r\n", "out of step"),
    ],
)
def test_a_refused_starttls_ends_the_session(said: bytes, cause: Cause) -> None:
    opening = session(security=Security.STARTTLS)
    opening.receive(TLS_HELLO)

    assert end_of(opening.receive(said)).cause == cause


def test_plain_goes_out_in_one_command() -> None:
    opening = session(username="ada")

    opening.receive(AUTH_HELLO)

    secret = coded("\0ada\0sample pässword")
    assert opening.to_send().endswith(b"\r\nAUTH PLAIN " + secret + b"\r\n")
    assert opening.receive(b"235 welcome\r\n") == [Ready()]


@pytest.mark.parametrize("mechanism", [None, Mechanism.LOGIN])
def test_login_answers_two_questions(mechanism: Mechanism | None) -> None:
    opening = session(username="ada", mechanism=mechanism)
    opening.receive(b"220 hi\r\n250-relay\r\n250 AUTH LOGIN CRAM-MD5\r\n")
    assert opening.to_send().endswith(b"AUTH LOGIN\r\n")

    opening.receive(b"334 VXNlcm5hbWU6\r\n")
    assert opening.to_send() == coded("ada") + b"\r\n"
    opening.receive(b"334 UGFzc3dvcmQ6\r\n")
    assert opening.to_send() == coded("sample pässword") + b"\r\n"

    assert opening.receive(b"235 welcome\r\n") == [Ready()]


def test_a_token_goes_out_as_a_bearers() -> None:
    opening = session(username="ada", mechanism=Mechanism.XOAUTH2)

    opening.receive(AUTH_HELLO)

    secret = coded("user=ada\x01auth=Bearer sample pässword\x01\x01")
    assert opening.to_send().endswith(b"\r\nAUTH XOAUTH2 " + secret + b"\r\n")
    assert opening.receive(b"235 welcome\r\n") == [Ready()]


def test_the_account_of_a_bad_token_is_answered_with_an_empty_line() -> None:
    opening = session(username="ada", mechanism=Mechanism.XOAUTH2)
    opening.receive(AUTH_HELLO)
    opening.to_send()

    assert opening.receive(b"334 eyJzdGF0dXMiOiI0MDAifQ==\r\n") == []
    assert opening.to_send() == b"\r\n"
    assert end_of(opening.receive(b"535 5.7.8 no\r\n")).cause is Cause.LOGIN


@pytest.mark.parametrize("code", [530, 534, 535, 538, 550])
def test_a_refused_login_is_told_apart(code: int) -> None:
    """S9, in the core."""
    opening = session(username="ada")
    opening.receive(AUTH_HELLO)

    end = end_of(opening.receive(b"%d 5.7.8 no\r\n" % code))

    assert (end.cause, end.why) == (Cause.LOGIN, f"{code} at AUTH: 5.7.8 no")


@pytest.mark.parametrize("code", [421, 454])
def test_a_login_that_cannot_be_checked_now_is_no_refusal(code: int) -> None:
    """S10, in the core."""
    opening = session(username="ada")
    opening.receive(AUTH_HELLO)

    assert end_of(opening.receive(b"%d later\r\n" % code)).cause is Cause.BUSY


def test_questions_without_end_are_a_refusal() -> None:
    opening = session(username="ada")
    opening.receive(AUTH_HELLO)

    assert end_of(opening.receive(b"334 \r\n")).cause is Cause.LOGIN


@pytest.mark.parametrize("mechanism", [None, Mechanism.PLAIN, Mechanism.LOGIN])
def test_no_password_is_said_where_somebody_could_listen(mechanism: Mechanism | None) -> None:
    """S11: a login is offered without TLS."""
    opening = session(username="ada", mechanism=mechanism, private=False)

    end = end_of(opening.receive(AUTH_HELLO))

    assert (end.cause, end.why) == (Cause.MISFIT, "a password would go to it in clear")
    assert b"AUTH" not in opening.to_send()


def test_under_tls_the_password_is_said_to_any_machine() -> None:
    opening = session(security=Security.STARTTLS, username="ada", private=False)
    opening.receive(TLS_HELLO)
    opening.receive(b"220 go on\r\n")
    opening.secured()
    opening.receive(b"250-relay\r\n250 AUTH PLAIN\r\n")

    assert b"AUTH PLAIN" in opening.to_send()


@pytest.mark.parametrize(
    ("mechanism", "offered"),
    [(None, b"CRAM-MD5 XOAUTH2"), (Mechanism.PLAIN, b"LOGIN"), (Mechanism.XOAUTH2, b"PLAIN LOGIN")],
)
def test_a_password_is_not_said_where_it_is_not_asked_for(
    mechanism: Mechanism | None, offered: bytes
) -> None:
    opening = session(username="ada", mechanism=mechanism)

    end = end_of(opening.receive(b"220 hi\r\n250-relay\r\n250 AUTH " + offered + b"\r\n"))

    assert end.cause is Cause.MISFIT
    assert b"AUTH" not in opening.to_send()
