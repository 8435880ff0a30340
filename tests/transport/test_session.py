"""A whole session as octets in and octets out: no socket, no time."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doubles import sample_message
from pressrun.model.delivery import (
    Answered,
    Command,
    Intent,
    Lost,
    Note,
    Phase,
    Receipt,
    Unfit,
    Unfitness,
)
from pressrun.model.relay import Relay, RelayKind
from pressrun.transport.event import Cause, Ended, Event, Ready
from pressrun.transport.session import Session

RELAY = Relay(name="sample", kind=RelayKind.SMTP, host="127.0.0.1")
MESSAGE = sample_message(1, body=b".\r\n..two\r\nend\r\n")
SECOND = sample_message(2)
HELLO = b"220 relay.example.org\r\n250-relay.example.org\r\n250-SIZE 1000000\r\n250 HELP\r\n"
FAST_HELLO = b"220 relay.example.org\r\n250-relay.example.org\r\n250 PIPELINING\r\n"
COMMANDS = ("MAIL", "RCPT", "DATA")
GOOD = {"MAIL": b"250 ok\r\n", "RCPT": b"251 ok\r\n", "DATA": b"354 go on\r\n"}
ENVELOPE = b"MAIL FROM:<editors@example.org>\r\nRCPT TO:<reader-%d@example.org>\r\nDATA\r\n".__mod__


def opened(hello: bytes = HELLO, *, pipelining: bool = True) -> Session:
    session = Session(RELAY, client="[127.0.0.1]", private=True, pipelining=pipelining)
    assert session.receive(hello) == [Ready()]
    session.to_send()
    return session


def begun(until: str, hello: bytes = HELLO) -> Session:
    """Return a session that waits for the reply to ``until``."""
    session = opened(hello)
    session.begin(MESSAGE)
    for command in COMMANDS:
        if command == until:
            return session
        session.receive(GOOD[command])
    session.submit()
    return session


def crossed() -> Session:
    """Return a session with one message at its dot and the envelope of the next behind it."""
    session = begun("DATA", FAST_HELLO)
    assert session.receive(b"354 go on\r\n") == [Intent(1)]
    session.to_send()
    assert session.submit(SECOND) == []
    return session


def test_one_message_is_four_commands_and_a_body() -> None:
    session = opened()

    assert session.begin(MESSAGE) == []
    assert session.to_send() == (
        b"MAIL FROM:<editors@example.org> SIZE=%d\r\n" % len(MESSAGE.octets)
    )
    assert session.receive(b"250 ok\r\n") == []
    assert session.to_send() == b"RCPT TO:<reader-1@example.org>\r\n"
    assert session.receive(b"250 ok\r\n") == []
    assert session.to_send() == b"DATA\r\n"
    assert session.receive(b"354 go on\r\n") == [Intent(1)]
    assert session.to_send() == b""
    session.submit()
    assert session.to_send().endswith(b"\r\n\r\n..\r\n...two\r\nend\r\n.\r\n")
    assert session.receive(b"250 2.0.0 queued\r\n") == [
        Answered(1, Receipt(250, "2.0.0 queued")),
        Ready(),
    ]
    session.quit()
    assert session.to_send() == b"QUIT\r\n"
    (end,) = session.receive(b"221 bye\r\n")
    assert isinstance(end, Ended)
    assert end.cause is Cause.DONE


def test_a_relay_that_announces_it_is_given_the_envelope_in_one_write() -> None:
    session = opened(FAST_HELLO)

    session.begin(MESSAGE)

    assert session.to_send() == ENVELOPE(1)


def test_a_relay_that_announces_it_is_not_hurried_where_that_is_not_wanted() -> None:
    session = opened(FAST_HELLO, pipelining=False)

    session.begin(MESSAGE)

    assert session.to_send() == b"MAIL FROM:<editors@example.org>\r\n"
    assert not session.crosses


def test_the_next_envelope_travels_with_the_dot() -> None:
    session = crossed()

    assert session.to_send().endswith(b"end\r\n.\r\n" + ENVELOPE(2))
    assert session.receive(b"250 one\r\n250 m\r\n250 r\r\n354 d\r\n") == [
        Answered(1, Receipt(250, "one")),
        Intent(2),
    ]


def test_an_acceptance_counts_though_421_answers_what_travelled_with_the_dot() -> None:
    """S36, in one packet: 250 for the one message and 421 to the next MAIL."""
    session = crossed()

    said = Receipt(421, "too many", Command.MAIL)
    why = "421 at MAIL: too many"
    assert session.receive(b"250 taken\r\n421 too many\r\n") == [
        Answered(1, Receipt(250, "taken")),
        Lost(2, Phase.ENVELOPE, why, said),
        Ended(Cause.BUSY, why, said),
    ]


def test_a_crossed_session_that_breaks_leaves_open_only_whose_dot_is_out() -> None:
    assert crossed().lose("gone") == [
        Lost(1, Phase.DOT, "gone"),
        Lost(2, Phase.ENVELOPE, "gone"),
        Ended(Cause.GONE, "gone"),
    ]


def test_421_to_the_dot_is_its_answer_and_loses_what_travelled_with_it() -> None:
    answered, lost, end = crossed().receive(b"421 closing\r\n")

    assert answered == Answered(1, Receipt(421, "closing"))
    assert isinstance(lost, Lost)
    assert (lost.ticket, lost.phase) == (2, Phase.ENVELOPE)
    assert isinstance(end, Ended)
    assert end.cause is Cause.BUSY


def test_an_unfit_message_does_not_travel_and_the_dot_does() -> None:
    session = begun("DATA", FAST_HELLO)
    session.receive(b"354 go on\r\n")
    session.to_send()

    events = session.submit(replace(SECOND, recipient="zoë@example.org"))

    assert [type(event) for event in events] == [Unfit]
    assert session.to_send().endswith(b"\r\n.\r\n")
    assert session.receive(b"250 ok\r\n")[-1] == Ready()


@pytest.mark.parametrize(
    ("said", "written"),
    [
        (b"554 no valid recipients\r\n", b""),
        (b"503 RCPT first\r\n", b""),
        (b"354 go on\r\n", b".\r\n"),
    ],
)
def test_data_behind_a_refused_recipient_is_noise(said: bytes, written: bytes) -> None:
    """RFC 2920 §3.1: a relay may even ask for the data of a message to nobody."""
    session = begun("RCPT", FAST_HELLO)
    session.to_send()

    assert session.receive(b"550 5.1.1 nobody\r\n") == [
        Answered(1, Receipt(550, "5.1.1 nobody", Command.RCPT))
    ]
    events = session.receive(said)
    assert session.to_send() == written
    if written:
        assert events == []
        events = session.receive(b"554 nothing to do\r\n")
    assert events == [Ready()]
    session.begin(SECOND)
    assert session.to_send() == b"RSET\r\n" + ENVELOPE(2)
    assert session.receive(b"250 reset\r\n250 m\r\n250 r\r\n354 d\r\n") == [Intent(2)]


def test_a_refused_sender_makes_noise_of_the_whole_group() -> None:
    """S12, S13: what is said to MAIL is a verdict, and whose fault it is others judge."""
    session = begun("MAIL", FAST_HELLO)

    events = session.receive(b"550 5.7.1 who are you\r\n503 need MAIL\r\n503 need RCPT\r\n")

    assert events == [Answered(1, Receipt(550, "5.7.1 who are you", Command.MAIL)), Ready()]


def test_421_among_the_noise_ends_the_session() -> None:
    session = begun("RCPT", FAST_HELLO)

    events = session.receive(b"550 no\r\n421 closing\r\n")

    assert isinstance(events[-1], Ended)
    assert events[-1].cause is Cause.BUSY
    assert not any(isinstance(event, Lost) for event in events)


def test_nothing_of_the_body_leaves_before_the_intent() -> None:
    session = opened()
    session.begin(MESSAGE)

    session.receive(b"250\r\n250\r\n354\r\n")

    assert b"Subject" not in session.to_send()
    with pytest.raises(ValueError, match="intent"):
        opened().submit()


def test_no_message_follows_where_commands_may_not_leave_together() -> None:
    session = begun("DATA")
    session.receive(b"354\r\n")

    with pytest.raises(ValueError, match="intent"):
        session.submit(SECOND)


def test_a_message_is_not_begun_while_another_is_under_way() -> None:
    with pytest.raises(ValueError, match="at MAIL"):
        begun("MAIL").begin(SECOND)


@given(st.sets(st.integers(0, 200)))
def test_replies_mean_the_same_wherever_the_stream_is_cut(cuts: set[int]) -> None:
    envelope = b"250-ok\r\n250 ok\r\n250 ok\r\n354 go\r\n"

    events = _in_pieces(HELLO, envelope, b"250-taken\r\n250 as 123\r\n", cuts=cuts)

    assert events == [Ready(), Intent(1), Answered(1, Receipt(250, "taken\nas 123")), Ready()]


def _in_pieces(hello: bytes, envelope: bytes, last: bytes, *, cuts: set[int]) -> list[Event]:
    session = Session(RELAY, client="[127.0.0.1]", private=True, pipelining=True)
    events: list[Event] = []
    for octets in (hello, envelope, last):
        edges = [0, *sorted(cut for cut in cuts if 0 < cut < len(octets)), len(octets)]
        for start, end in pairwise(edges):
            events += session.receive(octets[start:end])
        if octets is hello:
            session.begin(MESSAGE)
        elif octets is envelope:
            session.submit()
    return events


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("code", [450, 451, 452, 454, 550, 552, 553, 554])
def test_a_refused_envelope_is_an_answer_and_the_session_goes_on(command: str, code: int) -> None:
    """S12 to S18, S23: the verdict says which command it answered."""
    session = begun(command)
    session.to_send()

    events = session.receive(b"%d-no\r\n%d not\xff so\r\n" % (code, code))

    text = r"no" + "\n" + r"not\xff so"
    assert events == [Answered(1, Receipt(code, text, Command(command))), Ready()]
    assert session.to_send() == b""
    session.begin(SECOND)
    assert session.to_send() == b"RSET\r\n"
    session.receive(b"250 reset\r\n")
    assert session.to_send().startswith(b"MAIL FROM:")


@pytest.mark.parametrize("code", [251, 252, 253])
def test_a_recipient_is_taken_by_any_code_of_success(code: int) -> None:
    """S20: 251, 252 and 253 to RCPT are as good as 250."""
    session = begun("RCPT")
    session.to_send()

    assert session.receive(b"%d will do\r\n" % code) == []
    assert session.to_send() == b"DATA\r\n"


@pytest.mark.parametrize("code", [451, 452, 454, 503, 550, 554])
def test_a_refused_body_is_an_answer_and_needs_no_reset(code: int) -> None:
    session = begun("DOT")
    session.to_send()

    events = session.receive(b"%d no\r\n" % code)

    assert events == [Answered(1, Receipt(code, "no", Command.DOT)), Ready()]
    session.begin(SECOND)
    assert session.to_send().startswith(b"MAIL")


@pytest.mark.parametrize("command", COMMANDS)
def test_421_before_the_dot_loses_the_message_with_the_session(command: str) -> None:
    """S12, S19: it looks like a refusal of the recipient and is none."""
    session = begun(command)

    said = Receipt(421, "4.3.2 closing", Command(command))
    why = f"421 at {command}: 4.3.2 closing"
    assert session.receive(b"421 4.3.2 closing\r\n") == [
        Lost(1, Phase.ENVELOPE, why, said),
        Ended(Cause.BUSY, why, said),
    ]
    assert session.to_send() == b""


def test_421_to_the_dot_is_the_answer_and_the_end() -> None:
    answered, *_, end = begun("DOT").receive(b"421 closing\r\n")

    assert answered == Answered(1, Receipt(421, "closing"))
    assert isinstance(end, Ended)
    assert end.why == "421 at the final dot: closing"


def test_421_behind_an_acceptance_takes_nothing_back() -> None:
    """S36: so many messages a connection, told at once."""
    answered, ready, end = begun("DOT").receive(b"250 taken\r\n421 too many\r\n")

    assert answered == Answered(1, Receipt(250, "taken"))
    assert ready == Ready()
    assert isinstance(end, Ended)
    assert (end.cause, end.why) == (Cause.BUSY, "421 unasked: too many")


@pytest.mark.parametrize("code", [503, 250, 220])
def test_a_reply_that_does_not_fit_data_loses_the_session_and_blames_no_recipient(
    code: int,
) -> None:
    """S23, S35: out of step."""
    lost, end = begun("DATA").receive(b"%d what\r\n" % code)

    assert isinstance(lost, Lost)
    assert (lost.phase, lost.why) == (Phase.ENVELOPE, f"{code} at DATA: what")
    assert isinstance(end, Ended)
    assert end.cause is Cause.OUT_OF_STEP


def test_a_reply_nobody_asked_for_ends_the_session() -> None:
    """S35: a late reply is not paired with the next command."""
    (end,) = opened().receive(b"250 late\r\n")

    assert isinstance(end, Ended)
    assert (end.cause, end.why) == (Cause.OUT_OF_STEP, "250 unasked: late")


def test_an_answer_before_the_dot_is_no_answer_to_it() -> None:
    session = begun("DATA")

    asked, lost, end = session.receive(b"354 go\r\n250 taken\r\n")
    session.submit()

    assert asked == Intent(1)
    assert isinstance(lost, Lost)
    assert lost.phase is Phase.ENVELOPE
    assert isinstance(end, Ended)
    assert b"Subject" not in session.to_send()


@pytest.mark.parametrize("where", [*COMMANDS, "DOT"])
@pytest.mark.parametrize(
    "octets",
    [b"nonsense\r\n", b"\x16\x03\x01\r\n", b"x" * 2001, b"250 " + b"x" * 2000 + b"\r\n"],
    ids=["words", "tls", "endless", "long"],
)
def test_garbage_ends_the_session_in_its_phase(where: str, octets: bytes) -> None:
    session = begun(where)

    lost, end = session.receive(octets)

    assert isinstance(lost, Lost)
    assert lost.phase is (Phase.DOT if where == "DOT" else Phase.ENVELOPE)
    assert isinstance(end, Ended)
    assert session.receive(b"250 more\r\n") == []


def test_an_acceptance_before_garbage_counts() -> None:
    events = begun("DOT").receive(b"250 taken\r\nnonsense\r\n")

    assert events[0] == Answered(1, Receipt(250, "taken"))
    assert isinstance(events[-1], Ended)


def test_the_end_is_told_once_and_what_is_offered_after_it_is_lost() -> None:
    session = begun("DOT")

    assert session.lose("gone") == [Lost(1, Phase.DOT, "gone"), Ended(Cause.GONE, "gone")]
    assert session.lose("gone again") == []
    assert session.begin(SECOND) == [Lost(2, Phase.CONNECT, "gone")]
    assert session.submit(SECOND) == [Lost(2, Phase.CONNECT, "gone")]
    session.quit()
    session.check()
    assert session.to_send() == b""


@pytest.mark.parametrize("said", [b"421 no more to ", b"no reply line, but "])
def test_what_is_told_of_a_lost_session_has_no_address(said: bytes) -> None:
    lost, end = begun("RCPT").receive(said + b"<reader-1@example.org> today\r\n")

    assert isinstance(lost, Lost)
    assert isinstance(end, Ended)
    assert lost.why == end.why
    assert end.why.endswith("… today")
    assert "reader" not in end.why


def test_an_unfit_message_costs_the_relay_no_octet() -> None:
    """S39, S40, S47: told before anything is written."""
    session = opened()

    for recipient, octets, why in (
        ("a@b>\r\nRCPT TO:<c@example.org", b"x\r\n", Unfitness.NOT_WRITABLE),
        ("zoë@example.org", b"x\r\n", Unfitness.NEEDS_SMTPUTF8),
        ("a@example.org", b"x" * 70 + b"\r\n" + b"y\r\n" * 400_000, Unfitness.TOO_LARGE),
    ):
        unfit, ready = session.begin(replace(MESSAGE, recipient=recipient, octets=octets))

        assert isinstance(unfit, Unfit)
        assert unfit.unfitness is why
        assert ready == Ready()
    assert session.to_send() == b""


def test_an_idle_relay_is_asked_whether_it_is_still_there() -> None:
    session = opened(FAST_HELLO)

    session.check()

    assert session.to_send() == b"RSET\r\n"
    assert session.receive(b"250 here\r\n") == [Ready()]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_relay_that_wants_a_login_blames_no_recipient(command: str) -> None:
    lost, end = begun(command).receive(b"530 5.7.0 authentication required\r\n")

    assert isinstance(lost, Lost)
    assert isinstance(end, Ended)
    assert end.cause is Cause.LOGIN


SAID = [
    b"250 ok\r\n",
    b"354 go\r\n",
    b"220 a\r\n",
    b"550 no\r\n",
    b"451 later\r\n",
    b"503 what\r\n",
    b"421 bye\r\n",
    b"250-",
    b"2",
]


@given(st.lists(st.sampled_from(SAID)), st.sampled_from([HELLO, FAST_HELLO]))
def test_whatever_a_relay_says_every_message_has_one_fate(said: list[bytes], hello: bytes) -> None:
    session, ticket = opened(hello), 1
    events = session.begin(sample_message(ticket))
    notes: list[Note] = []

    for octets in [*said, None]:
        events += session.lose("over") if octets is None else session.receive(octets)
        while events:
            event = events.pop(0)
            if isinstance(event, Intent):
                ticket += session.crosses
                events += session.submit(sample_message(ticket) if session.crosses else None)
            elif isinstance(event, Ready) and session.ended is None:
                ticket += 1
                events += session.begin(sample_message(ticket))
            if not isinstance(event, Ready | Ended):
                notes.append(event)

    fates = [note.ticket for note in notes if not isinstance(note, Intent)]
    assert fates == sorted(range(1, ticket + 1))
    for note in notes:
        intended = Intent(note.ticket) in notes
        if isinstance(note, Lost):
            assert intended or note.phase is not Phase.DOT
        if isinstance(note, Answered):
            assert intended == (note.receipt.command is Command.DOT)


class ModelServer:
    """A relay by the book, to play against: it reads commands and keeps what it accepts."""

    def __init__(self, verdicts: list[int]) -> None:
        self.verdicts, self.inbox, self.accepted = iter(verdicts), b"", list[bytes]()
        self.sender = self.recipient = self.in_data = False

    def hear(self, octets: bytes) -> bytes:
        self.inbox += octets
        said = b""
        while True:
            mark = b"\r\n.\r\n" if self.in_data else b"\r\n"
            head, found, rest = self.inbox.partition(mark)
            if not found:
                return said
            self.inbox = rest
            said += self._data(head) if self.in_data else self._command(head)

    def _verdict(self) -> int:
        return next(self.verdicts, 250)

    def _data(self, body: bytes) -> bytes:
        code = self._verdict()
        if code == 250:
            self.accepted.append(body)
        self.in_data = self.sender = self.recipient = False
        return b"%d dot\r\n" % code

    def _command(self, line: bytes) -> bytes:
        verb = line[:4]
        if verb == b"RSET":
            self.sender = self.recipient = False
            return b"250 reset\r\n"
        if verb == b"MAIL":
            assert not self.sender, "MAIL within a transaction"
            self.sender = (code := self._verdict()) == 250
            return b"%d mail\r\n" % code
        if verb == b"RCPT":
            self.recipient = self.sender and (code := self._verdict()) == 250
            return b"%d rcpt\r\n" % (code if self.sender else 503)
        assert verb == b"DATA", line
        self.in_data = self.recipient
        return b"354 go\r\n" if self.recipient else b"503 nobody\r\n"


@settings(max_examples=200)
@given(
    verdicts=st.lists(st.sampled_from([250, 250, 250, 251, 451, 550]), max_size=60),
    sizes=st.lists(st.integers(1, 40), min_size=1),
    hello=st.sampled_from([HELLO, FAST_HELLO]),
    count=st.integers(1, 12),
)
def test_session_and_a_relay_by_the_book_agree_on_what_was_accepted(
    verdicts: list[int], sizes: list[int], hello: bytes, count: int
) -> None:
    session, server = opened(hello), ModelServer([v if v != 251 else 250 for v in verdicts])
    waiting = [sample_message(ticket, body=b".%d\r\n" % ticket) for ticket in range(1, count + 1)]
    answered: dict[int, int] = {}
    events = session.begin(waiting.pop(0))
    pending, turn = b"", 0
    while len(answered) < count:
        pending += server.hear(session.to_send())
        size = sizes[turn % len(sizes)]
        turn += 1
        events += session.receive(pending[:size])
        pending = pending[size:]
        while events:
            event = events.pop(0)
            assert isinstance(event, Answered | Intent | Ready), event
            if isinstance(event, Answered):
                answered[event.ticket] = event.receipt.code
            elif isinstance(event, Intent):
                following = waiting.pop(0) if waiting and session.crosses else None
                events += session.submit(following)
            elif waiting:
                events += session.begin(waiting.pop(0))

    accepted = [ticket for ticket, code in answered.items() if code == 250]
    assert [body.rpartition(b"..")[2] for body in server.accepted] == [b"%d" % t for t in accepted]
