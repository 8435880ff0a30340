"""A whole session as octets in and octets out: no socket, no time."""

from base64 import b64encode
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doubles import sample_message
from pressrun.model.delivery import Phase, Receipt
from pressrun.transport.event import Ended, Event, LoginFailed, NeedIntent, Ready, Verdict
from pressrun.transport.session import Session, State

MESSAGE = sample_message(1, body=b".\r\n..two\r\nend\r\n")
HELLO = b"220 relay.example.org\r\n250-relay.example.org\r\n250-SIZE 1000000\r\n250 HELP\r\n"
COMMANDS = ("MAIL", "RCPT", "DATA")
PIECES = [b"250 ok\r\n", b"354 go\r\n", b"220 a\r\n", b"550 no\r\n", b"421 bye\r\n", b"250-", b"2"]
GOOD = {"MAIL": b"250 ok\r\n", "RCPT": b"251 ok\r\n", "DATA": b"354 go on\r\n"}


def opened(hello: bytes = HELLO) -> Session:
    session = Session(client="[127.0.0.1]")
    assert session.receive(hello) == [Ready()]
    session.to_send()
    return session


def begun(until: str) -> Session:
    """Return a session that waits for the reply to ``until``."""
    session = opened()
    session.begin(MESSAGE)
    for command in COMMANDS:
        if command == until:
            return session
        session.receive(GOOD[command])
    session.submit_data()
    return session


def test_one_message_is_five_commands_and_a_body() -> None:
    session = opened()

    assert session.begin(MESSAGE) == []
    assert session.to_send() == (
        b"MAIL FROM:<editors@example.org> SIZE=%d\r\n" % len(MESSAGE.octets)
    )
    assert session.receive(b"250 ok\r\n") == []
    assert session.to_send() == b"RCPT TO:<reader-1@example.org>\r\n"
    assert session.receive(b"250 ok\r\n") == []
    assert session.to_send() == b"DATA\r\n"
    assert session.receive(b"354 go on\r\n") == [NeedIntent()]
    assert session.to_send() == b""
    session.submit_data()
    assert session.to_send().endswith(b"\r\n\r\n..\r\n...two\r\nend\r\n.\r\n")
    assert session.receive(b"250 2.0.0 queued\r\n") == [
        Verdict(Receipt(250, "2.0.0 queued")),
        Ready(),
    ]
    session.quit()
    assert session.to_send() == b"QUIT\r\n"
    assert isinstance(session.receive(b"221 bye\r\n")[0], Ended)


def test_the_phase_turns_when_body_and_dot_are_given_out() -> None:
    session = opened()
    phases = [session.phase]

    session.begin(MESSAGE)
    phases.append(session.phase)
    session.receive(b"250\r\n250\r\n354\r\n")
    phases.append(session.phase)
    session.submit_data()
    phases.append(session.phase)
    session.receive(b"250\r\n")
    phases.append(session.phase)

    before, envelope, dot = Phase.CONNECT, Phase.ENVELOPE, Phase.DOT
    assert phases == [before, envelope, envelope, dot, before]


def test_nothing_of_the_body_leaves_before_the_intent() -> None:
    session = opened()
    session.begin(MESSAGE)

    session.receive(b"250\r\n250\r\n354\r\n")

    assert b"Subject" not in session.to_send()
    with pytest.raises(ValueError, match="intent"):
        opened().submit_data()


def test_without_size_announced_none_is_given() -> None:
    session = opened(b"220 hi\r\n250 relay.example.org\r\n")

    session.begin(MESSAGE)

    assert session.to_send() == b"MAIL FROM:<editors@example.org>\r\n"


def test_a_relay_that_knows_no_ehlo_is_greeted_with_helo() -> None:
    session = Session(client="[127.0.0.1]")

    session.receive(b"220 hi\r\n502 what\r\n")

    assert session.to_send() == b"EHLO [127.0.0.1]\r\nHELO [127.0.0.1]\r\n"
    assert session.receive(b"250 hello\r\n") == [Ready()]


@settings(deadline=None, max_examples=200)
@given(st.sets(st.integers(0, 200)))
def test_replies_mean_the_same_wherever_the_stream_is_cut(cuts: set[int]) -> None:
    envelope = b"250-ok\r\n250 ok\r\n250 ok\r\n354 go\r\n"

    events = _in_pieces(HELLO, envelope, b"250-taken\r\n250 as 123\r\n", cuts=cuts)

    assert events == [Ready(), NeedIntent(), Verdict(Receipt(250, "taken\nas 123")), Ready()]


def test_replies_mean_the_same_octet_by_octet() -> None:
    envelope = b"250 a\r\n550-no\r\n550 way\r\n250 b\r\n"

    events = _in_pieces(HELLO, envelope, b"", cuts=set(range(200)))

    assert events == [Ready(), Verdict(Receipt(550, "no\nway")), Ready()]


def _in_pieces(hello: bytes, envelope: bytes, last: bytes, *, cuts: set[int]) -> list[Event]:
    session = Session(client="[127.0.0.1]")
    events: list[Event] = []
    for octets in (hello, envelope, last):
        edges = [0, *sorted(cut for cut in cuts if 0 < cut < len(octets)), len(octets)]
        for start, end in pairwise(edges):
            events += session.receive(octets[start:end])
        if octets is hello:
            session.begin(MESSAGE)
        elif session.state is State.INTENT:
            session.submit_data()
    return events


@pytest.mark.parametrize("code", [550, 552, 553, 554])
def test_a_refused_sender_is_no_recipients_refusal_and_ends_the_session(code: int) -> None:
    session = begun("MAIL")

    events = session.receive(b"%d 5.7.1 sender rejected\r\n" % code)

    assert events == [Ended(Phase.ENVELOPE, f"{code} at MAIL: 5.7.1 sender rejected")]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        *(("MAIL", code) for code in (450, 451, 452)),
        *((command, code) for command in ("RCPT", "DATA") for code in (450, 451, 550, 552, 554)),
    ],
)
def test_a_refused_envelope_is_an_answer_and_the_session_goes_on(command: str, code: int) -> None:
    session = begun(command)
    session.to_send()

    events = session.receive(b"%d-no\r\n%d not\xff so\r\n" % (code, code))

    assert events == [Verdict(Receipt(code, r"no" + "\n" + r"not\xff so"))]
    assert session.to_send() == b"RSET\r\n"
    assert session.phase is Phase.CONNECT
    assert session.receive(b"250 ok\r\n") == [Ready()]


@pytest.mark.parametrize("code", [451, 452, 550, 554])
def test_a_refused_body_is_an_answer_and_needs_no_reset(code: int) -> None:
    session = begun("DOT")
    session.to_send()

    events = session.receive(b"%d no\r\n" % code)

    assert events == [Verdict(Receipt(code, "no")), Ready()]
    assert session.to_send() == b""


@pytest.mark.parametrize("command", COMMANDS)
def test_421_before_the_dot_loses_the_message_with_the_session(command: str) -> None:
    session = begun(command)

    events = session.receive(b"421 4.3.2 closing\r\n")

    assert events == [Ended(Phase.ENVELOPE, f"421 at {command}: 4.3.2 closing")]
    assert session.to_send() == b""


def test_421_to_the_dot_is_the_answer_and_the_end() -> None:
    session = begun("DOT")

    verdict, end = session.receive(b"421 closing\r\n")

    assert verdict == Verdict(Receipt(421, "closing"))
    assert end == Ended(Phase.CONNECT, "421 at the final dot: closing")


def test_421_behind_an_acceptance_takes_nothing_back() -> None:
    session = begun("DOT")

    verdict, ready, end = session.receive(b"250 taken\r\n421 too many\r\n")

    assert verdict == Verdict(Receipt(250, "taken"))
    assert ready == Ready()
    assert end == Ended(Phase.CONNECT, "421 at ready: too many")


@pytest.mark.parametrize(
    "hello", [b"421 no\r\n", b"554 no\r\n", b"220 hi\r\n421 no\r\n", b"220 a\r\n500 b\r\n500 c\r\n"]
)
def test_a_relay_that_will_not_talk_ends_the_session(hello: bytes) -> None:
    (end,) = Session(client="[127.0.0.1]").receive(hello)

    assert isinstance(end, Ended)
    assert not isinstance(end, LoginFailed)
    assert end.phase is Phase.CONNECT


@pytest.mark.parametrize("code", [503, 250, 220])
def test_a_reply_that_does_not_fit_data_loses_the_session_and_blames_no_recipient(
    code: int,
) -> None:
    session = begun("DATA")

    (end,) = session.receive(b"%d what\r\n" % code)

    assert end == Ended(Phase.ENVELOPE, f"{code} at DATA: what")


def test_a_reply_nobody_asked_for_ends_the_session() -> None:
    session = opened()

    (end,) = session.receive(b"250 late\r\n")

    assert end == Ended(Phase.CONNECT, "250 at ready: late")


def test_an_answer_before_the_dot_is_no_answer_to_it() -> None:
    session = begun("DATA")

    asked, end = session.receive(b"354 go\r\n250 taken\r\n")
    session.submit_data()

    assert asked == NeedIntent()
    assert end == Ended(Phase.ENVELOPE, "250 at intent: taken")
    assert b"Subject" not in session.to_send()


@pytest.mark.parametrize("where", [*COMMANDS, "DOT"])
@pytest.mark.parametrize(
    "octets",
    [b"nonsense\r\n", b"\x16\x03\x01\r\n", b"x" * 2001, b"250 " + b"x" * 2000 + b"\r\n"],
    ids=["words", "tls", "endless", "long"],
)
def test_garbage_ends_the_session_in_its_phase(where: str, octets: bytes) -> None:
    session = begun(where)

    (end,) = session.receive(octets)

    assert isinstance(end, Ended)
    assert end.phase is (Phase.DOT if where == "DOT" else Phase.ENVELOPE)
    assert session.receive(b"250 more\r\n") == []


def test_an_acceptance_before_garbage_counts() -> None:
    session = begun("DOT")

    events = session.receive(b"250 taken\r\nnonsense\r\n")

    assert events[0] == Verdict(Receipt(250, "taken"))
    assert isinstance(events[-1], Ended)


def test_the_end_is_told_once() -> None:
    session = begun("DOT")

    assert session.lose("gone") == [Ended(Phase.DOT, "gone")]
    assert session.lose("gone again") == []
    assert session.begin(MESSAGE) == []


@pytest.mark.parametrize("said", [b"421 no more to ", b"no reply line, but "])
def test_what_is_told_of_a_lost_session_has_no_address(said: bytes) -> None:
    session = begun("RCPT")

    (end,) = session.receive(said + b"<reader-1@example.org> today\r\n")

    assert isinstance(end, Ended)
    assert end.why.endswith("… today")
    assert "reader" not in end.why


def test_a_message_refused_here_costs_the_relay_no_octet() -> None:
    session = opened()

    events = session.begin(replace(MESSAGE, recipient="a@b>\r\nRCPT TO:<c@example.org"))

    assert [type(event) for event in events] == [Verdict, Ready]
    assert session.to_send() == b""
    assert session.phase is Phase.CONNECT


AUTH_HELLO = b"220 hi\r\n250-relay\r\n250 AUTH LOGIN PLAIN\r\n"


def with_login() -> Session:
    return Session(client="[127.0.0.1]", username="ada", password="sample pässword")


def test_the_login_goes_out_in_one_command() -> None:
    session = with_login()

    session.receive(AUTH_HELLO)

    secret = b64encode("\0ada\0sample pässword".encode())
    assert session.to_send() == b"EHLO [127.0.0.1]\r\nAUTH PLAIN " + secret + b"\r\n"
    assert session.receive(b"235 welcome\r\n") == [Ready()]


def test_a_refused_login_is_told_apart() -> None:
    session = with_login()
    session.receive(AUTH_HELLO)

    assert session.receive(b"535 5.7.8 no\r\n") == [
        LoginFailed(Phase.CONNECT, "535 at AUTH: 5.7.8 no")
    ]


def test_a_login_that_cannot_be_checked_now_is_no_refusal() -> None:
    session = with_login()
    session.receive(AUTH_HELLO)

    assert session.receive(b"454 later\r\n") == [Ended(Phase.CONNECT, "454 at AUTH: later")]


@pytest.mark.parametrize(
    "hello", [HELLO, b"220 hi\r\n250-relay\r\n250 AUTH LOGIN\r\n", b"220 a\r\n502 b\r\n250 c\r\n"]
)
def test_a_password_is_not_sent_where_it_is_not_asked_for(hello: bytes) -> None:
    session = with_login()

    (end,) = session.receive(hello)

    assert isinstance(end, LoginFailed)
    assert b"AUTH" not in session.to_send()


@pytest.mark.parametrize("command", COMMANDS)
def test_a_relay_that_wants_a_login_blames_no_recipient(command: str) -> None:
    session = begun(command)

    (end,) = session.receive(b"530 5.7.0 authentication required\r\n")

    assert isinstance(end, LoginFailed)
    assert end.phase is Phase.ENVELOPE


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES)))
def test_whatever_a_relay_says_a_message_has_one_fate_at_most(said: list[bytes]) -> None:
    session = opened()
    session.begin(MESSAGE)
    fates: list[Event] = []

    for octets in said:
        events = session.receive(octets)
        fates += [event for event in events if isinstance(event, Verdict | Ended)]
        if session.state is State.INTENT:
            session.submit_data()

    assert sum(isinstance(fate, Verdict) for fate in fates) <= 1
    assert sum(isinstance(fate, Ended) for fate in fates) <= 1
    if fates and isinstance(fates[0], Verdict):
        assert all(fate.phase is Phase.CONNECT for fate in fates[1:] if isinstance(fate, Ended))
