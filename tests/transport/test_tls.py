"""Mail is handed over under TLS to the right relay, or not at all."""

import asyncio
import ssl
from collections.abc import Iterable
from dataclasses import replace
from itertools import repeat
from pathlib import Path

import pytest

from doubles import (
    BRISK,
    HANG_UP,
    SILENCE,
    Conduct,
    Mailbag,
    Scripted,
    ScriptedRelay,
    sample_message,
)
from doubles.certificates import authority_file, server_context
from pressrun.errors import LoginRefused, PressrunError, RelayMisfit, RelayUnavailable
from pressrun.model.relay import Mechanism, Relay, RelayKind, Security
from pressrun.transport.smtp import SmtpTransport
from pressrun.transport.tls import tls_context

OFFER = "250-relay\r\n250-STARTTLS\r\n250-PIPELINING\r\n250 AUTH PLAIN"
STARTTLS, TLS = Security.STARTTLS, Security.TLS


async def _played(
    relay: ScriptedRelay, bag: Mailbag, settings: dict[str, object]
) -> PressrunError | None:
    async with asyncio.timeout(30), relay:
        try:
            await SmtpTransport(relay.relay(**settings)).run(bag.take, bag.note)
        except PressrunError as error:
            return error
    return None


def submitted(
    bag: Mailbag,
    context: ssl.SSLContext | None,
    script: dict[str, Iterable[Scripted]] | None = None,
    **settings: object,
) -> tuple[ScriptedRelay, PressrunError | None]:
    """Submit to a relay with this TLS; return it and the error that came of it."""
    from_the_first = settings.get("security") is TLS
    relay = ScriptedRelay(
        {"EHLO": repeat(OFFER), **(script or {})}, tls=context, from_the_first=from_the_first
    )
    return relay, asyncio.run(_played(relay, bag, settings))


def messages(count: int) -> Mailbag:
    return Mailbag(sample_message(ticket) for ticket in range(1, count + 1))


@pytest.mark.parametrize("security", [STARTTLS, TLS])
def test_mail_goes_under_tls(tmp_path: Path, security: Security) -> None:
    bag = messages(20)
    context, ca_file = server_context(tmp_path), authority_file(tmp_path)

    relay, error = submitted(bag, context, security=security, ca_file=ca_file, connections=3)

    assert error is None
    assert bag.answers == dict.fromkeys(range(1, 21), 250)
    assert sorted(octets for _, octets in relay.accepted) == sorted(
        sample_message(ticket).octets for ticket in range(1, 21)
    )


@pytest.mark.parametrize("security", [STARTTLS, TLS])
@pytest.mark.parametrize("fault", ["stranger", "name", "expired"])
def test_a_relay_that_cannot_be_known_for_the_right_one_gets_nothing(
    tmp_path: Path, security: Security, fault: str
) -> None:
    """S7: an unknown authority, another's name, a certificate of yesterday."""
    bag = messages(1)
    names = ("192.0.2.1",) if fault == "name" else ("127.0.0.1",)
    context = server_context(tmp_path, names=names, expired=fault == "expired")
    ca_file = "" if fault == "stranger" else authority_file(tmp_path)

    relay, error = submitted(
        bag,
        context,
        security=security,
        ca_file=ca_file,
        username="ada",
        password="sample password",
    )

    assert isinstance(error, RelayMisfit)
    assert bag.taken == []
    assert not {"AUTH", "MAIL"} & set(relay.count)


def test_a_relay_that_knows_only_tls_of_old_gets_nothing() -> None:
    """S7: it answers our hello with the alert for that (RFC 8446 §6, protocol_version)."""
    bag = messages(1)

    async def alert(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(bytes.fromhex("15 0302 0002 02 46"))
        writer.close()

    async def scene(relay: Relay) -> None:
        async with await asyncio.start_server(alert, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            await SmtpTransport(replace(relay, port=port)).run(bag.take, bag.note)

    relay = Relay(name="sample", kind=RelayKind.SMTP, host="127.0.0.1", security=TLS)
    with pytest.raises(RelayMisfit, match="PROTOCOL_VERSION"):
        asyncio.run(scene(relay))
    context = tls_context(relay)
    assert context is not None
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED


def test_a_relay_without_starttls_gets_nothing() -> None:
    """S6: not offered, or taken out on the way."""
    bag = messages(1)

    relay, error = submitted(bag, None, {"EHLO": ["250 relay"]}, security=STARTTLS)

    assert isinstance(error, RelayMisfit)
    assert "does not offer STARTTLS" in error.problem.what
    assert relay.heard == [relay.heard[0]]
    assert bag.taken == []


def test_octets_before_the_handshake_are_believed_by_nobody(tmp_path: Path) -> None:
    """S8: replies that somebody on the way put behind the answer to STARTTLS."""
    bag, ca_file = messages(1), authority_file(tmp_path)
    script = {"STARTTLS": ["220 go on\r\n250-injected\r\n250 AUTH PLAIN"]}

    relay, error = submitted(
        bag,
        server_context(tmp_path),
        script,
        security=STARTTLS,
        ca_file=ca_file,
        username="ada",
        password="sample password",
    )

    assert isinstance(error, RelayMisfit)
    assert "went on in clear" in error.problem.what
    assert "AUTH" not in relay.count


def test_a_relay_that_speaks_in_clear_on_a_port_of_tls_gets_nothing(tmp_path: Path) -> None:
    bag = messages(1)

    async def greet() -> Conduct:
        relay.say(b"220 relay in clear\r\n")
        return SILENCE

    relay = ScriptedRelay({"GREETING": [greet]})
    error = asyncio.run(_played(relay, bag, {"security": TLS, "ca_file": authority_file(tmp_path)}))

    assert isinstance(error, RelayMisfit)
    assert bag.taken == []


def test_a_relay_that_goes_away_before_tls_is_there_may_come_back() -> None:
    error = submitted(messages(1), None, {"STARTTLS": [HANG_UP]}, security=STARTTLS)[1]

    assert isinstance(error, RelayUnavailable)


def test_a_handshake_that_does_not_end_is_given_up() -> None:
    timeouts = {slot: getattr(BRISK, slot) for slot in BRISK.__slots__} | {"connect_s": 0.3}

    relay, error = submitted(messages(1), None, security=STARTTLS, timeouts=type(BRISK)(**timeouts))

    assert isinstance(error, RelayUnavailable)
    assert relay.count["MAIL"] == 0


def test_authorities_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    ca_file = tmp_path / "none.pem"
    ca_file.write_text("no certificate")

    for path in (str(ca_file), str(tmp_path / "missing.pem")):
        error = submitted(messages(1), None, security=STARTTLS, ca_file=path)[1]

        assert isinstance(error, RelayMisfit)
        assert path in error.problem.what


def test_under_tls_a_login_is_tried_once_and_its_refusal_is_told(tmp_path: Path) -> None:
    """S9: no second try, which could lock the account."""
    bag = messages(1)

    relay, error = submitted(
        bag,
        server_context(tmp_path),
        {"AUTH": repeat("535 5.7.8 no")},
        security=STARTTLS,
        ca_file=authority_file(tmp_path),
        username="ada",
        password="sample password",
    )

    assert isinstance(error, LoginRefused)
    assert "535 at AUTH: 5.7.8 no" in error.problem.what
    assert "sample password" not in str(error)
    assert (relay.count["AUTH"], relay.connections) == (1, 1)
    assert bag.taken == []


def test_a_login_goes_on_where_the_relay_asks(tmp_path: Path) -> None:
    bag = messages(1)

    relay, error = submitted(
        bag,
        server_context(tmp_path),
        {"EHLO": repeat("250-relay\r\n250-STARTTLS\r\n250 AUTH LOGIN"), "AUTH": ["334 ", "334 "]},
        security=STARTTLS,
        ca_file=authority_file(tmp_path),
        username="ada",
        password="sample password",
        mechanism=Mechanism.LOGIN,
    )

    assert error is None
    assert relay.count["AUTH"] == 3
    assert bag.answers == {1: 250}
