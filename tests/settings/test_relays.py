"""The tables [relays.NAME] become relays, with what is left out filled in."""

from pathlib import Path

import pytest

from pressrun.model.relay import (
    DomainCap,
    Limits,
    Mechanism,
    Relay,
    RelayKind,
    Security,
    Timeouts,
)
from pressrun.settings import sending_refusal
from pressrun.settings.profiles import PROFILES
from settings.written import RELAY, SOUND, heads, load, told

SECRET = {"PRESSRUN_RELAY_MAIN_PASSWORD": "open sesame"}
CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"


def relay(folder: Path, rows: str, **environ: str) -> Relay:
    [found] = load(folder, f"{SOUND}\n[relays.main]\n{rows}\n", environ).relays
    return found


def refusal(folder: Path, rows: str, **environ: str) -> str:
    return told(folder, f"{SOUND}\n[relays.main]\n{rows}\n", environ)


def test_every_setting_of_a_relay_is_read(tmp_path: Path) -> None:
    (tmp_path / "authority.pem").write_text(CERTIFICATE)

    found = relay(
        tmp_path,
        'kind = "smtp"\nhost = "relay.example.org"\nport = 2525\nsecurity = "starttls"\n'
        'ca_file = "authority.pem"\nclient_name = "press.example.org"\nusername = "ada"\n'
        'auth = "login"\npipelining = false\nweight = 3\nconnections = 2\n'
        "messages_per_connection = 50\nper_second = 14\nper_day = 50_000\n"
        "warm_up = [50, 100, 100, 500]\n"
        "[relays.main.timeouts]\nconnect_s = 5\ngreeting_s = 6\ncommand_s = 7.5\ndata_s = 8\n"
        "block_s = 9\ndot_s = 900\nquit_s = 0.5\n"
        '[relays.main.domains."Gmail.com"]\nconnections = 2\nper_second = 1.5\n'
        '[relays.main.domains."example.net"]\nper_second = 0.1',
        **SECRET,
    )

    assert found == Relay(
        name="main",
        kind=RelayKind.SMTP,
        host="relay.example.org",
        port=2525,
        security=Security.STARTTLS,
        ca_file=str(tmp_path / "authority.pem"),
        client_name="press.example.org",
        username="ada",
        password="open sesame",
        mechanism=Mechanism.LOGIN,
        pipelining=False,
        weight=3,
        limits=Limits(
            connections=2,
            messages_per_connection=50,
            per_second=14.0,
            per_day=50_000,
            warm_up=(50, 100, 100, 500),
            domains={
                "gmail.com": DomainCap(connections=2, per_second=1.5),
                "example.net": DomainCap(connections=0, per_second=0.1),
            },
        ),
        timeouts=Timeouts(
            connect_s=5.0,
            greeting_s=6.0,
            command_s=7.5,
            data_s=8.0,
            block_s=9.0,
            dot_s=900.0,
            quit_s=0.5,
        ),
    )
    assert "open sesame" not in repr(found)


def test_what_is_left_out_of_a_relay_is_what_the_model_says(tmp_path: Path) -> None:
    assert relay(tmp_path, 'host = "127.0.0.1"') == Relay(
        name="main", kind=RelayKind.SMTP, host="127.0.0.1"
    )


def test_relays_stand_in_the_order_of_the_file_each_with_its_own_password(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        RELAY.replace("main]\nhost", 'second-one]\nusername = "ada"\nhost')
        + '[relays.first]\nhost = "other.example.org"\nusername = "ada"\nweight = 2\n',
        {
            "PRESSRUN_RELAY_FIRST_PASSWORD": "one",
            "PRESSRUN_RELAY_SECOND_ONE_PASSWORD": "two",
            "PRESSRUN_RELAY_SECOND_ONE_PORT": "2525",
        },
    ).relays

    assert [(item.name, item.password, item.port, item.weight) for item in found] == [
        ("second-one", "two", 2525, 1),
        ("first", "one", 587, 2),
    ]


@pytest.mark.parametrize(
    ("rows", "port", "security"),
    [
        ('host = "relay.example.org"', 587, Security.STARTTLS),
        ('host = "relay.example.org"\nport = 2525', 2525, Security.STARTTLS),
        ('host = "relay.example.org"\nport = 25', 25, Security.STARTTLS),
        ('host = "relay.example.org"\nport = 465', 465, Security.TLS),
        ('host = "relay.example.org"\nsecurity = "tls"', 465, Security.TLS),
        ('host = "relay.example.org"\nsecurity = "tls"\nport = 2465', 2465, Security.TLS),
        ('host = "relay.example.org"\nsecurity = "none"', 25, Security.NONE),
        ('host = "10.0.0.1"', 587, Security.STARTTLS),
        ('host = "127.0.0.1"', 25, Security.NONE),
        ('host = "127.0.0.1"\nport = 2525', 2525, Security.NONE),
        ('host = "localhost"\nport = 465', 465, Security.TLS),
        ('host = "::1"\nsecurity = "starttls"', 587, Security.STARTTLS),
        ('profile = "m365"', 587, Security.STARTTLS),
        ('profile = "m365"\nsecurity = "tls"', 465, Security.TLS),
        ('profile = "m365"\nport = 465', 465, Security.TLS),
        ('profile = "postfix"', 25, Security.NONE),
        ('profile = "postfix"\nhost = "mail.example.org"', 25, Security.STARTTLS),
        ('profile = "m365"\nhost = "127.0.0.1"', 25, Security.NONE),
    ],
)
def test_port_and_security_follow_from_each_other_and_from_the_host(
    tmp_path: Path, rows: str, port: int, security: Security
) -> None:
    found = relay(tmp_path, rows)

    assert (found.port, found.security) == (port, security)


def test_a_host_from_the_environment_decides_as_one_in_the_file_does(tmp_path: Path) -> None:
    environ = {"PRESSRUN_RELAY_MAIN_HOST": "relay.example.org"}

    found = relay(tmp_path, 'host = "127.0.0.1"', **environ)

    assert (found.port, found.security) == (587, Security.STARTTLS)


def test_a_password_is_never_sent_to_another_machine_in_clear(tmp_path: Path) -> None:
    rows = 'host = "relay.example.org"\nusername = "ada"\nsecurity = "none"'

    assert refusal(tmp_path, rows, **SECRET) == (
        'error[CFG013]: \'relays.main.security\' must be "starttls" or "tls": a password never'
        " goes to another machine in clear\n"
        " --> pressrun.toml:14:12\n"
        "   |\n"
        '14 | security = "none"\n'
        "   |            ^^^^^^\n"
        '  = help: write  security = "starttls"'
    )
    assert relay(tmp_path, rows.replace("relay.example.org", "127.0.0.1"), **SECRET).username
    assert relay(tmp_path, 'host = "relay.example.org"\nsecurity = "none"')


@pytest.mark.parametrize("security", ["none", "starttls"])
def test_port_465_speaks_tls_from_the_first_octet(tmp_path: Path, security: str) -> None:
    rows = f'host = "relay.example.org"\nport = 465\nsecurity = "{security}"'

    assert "'relays.main.security' must be \"tls\" on port 465" in refusal(tmp_path, rows)


def test_an_outbox_stands_alone(tmp_path: Path) -> None:
    alone = f'{SOUND}\n[relays.files]\nkind = "outbox"\n'

    [found] = load(tmp_path, alone).relays
    said = told(tmp_path, f'{alone}[relays.main]\nhost = "127.0.0.1"\n')

    assert (found.name, found.folder) == ("files", str(tmp_path / ".pressrun" / "outbox"))
    [head] = heads(said)
    assert head == (
        "error[CFG009]: 'relays.files' is an outbox beside other relays: its share of the mail"
        " would reach nobody"
    )
    assert " --> pressrun.toml:11:2\n" in said
    assert "leave out  [relays.files]  or all the others" in said


def test_every_relay_is_looked_at_for_dead_links(tmp_path: Path) -> None:
    near = f'{SOUND}\n[relays.near]\nhost = "127.0.0.1"\n'
    far = '[relays.far]\nhost = "relay.example.org"\n'

    assert sending_refusal(load(tmp_path, near)) is None
    refused = sending_refusal(load(tmp_path, near + far))
    assert refused is not None
    assert (refused.code, "relay.example.org" in refused.what) == ("SND004", True)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ('security = "ssl"', 'must be "none", "starttls" or "tls"'),
        ('security = "startls"', "did you mean 'starttls'?"),
        ('auth = "cram-md5"', 'must be "plain", "login" or "xoauth2"'),
        ('client_name = "press example"', "must be this machine's name, or its address in"),
        ('client_name = "::1"', "must be this machine's name, or its address in brackets"),
        ("pipelining = 1", "must be true or false"),
        ("weight = 0", "must be a whole number from 1 to 1000"),
        ("connections = 0", "must be a whole number from 1 to 100"),
        ("messages_per_connection = -1", "must be a whole number from 1 to 1000000, or 0 for no"),
        ('per_second = "14"', "must be a number from 0.001 to 10000, or 0 for no limit"),
        ("per_second = nan", "must be a number from 0.001 to 10000"),
        ("per_second = true", "must be a number from 0.001 to 10000"),
        ("per_minute = 1e9", "must be a number from 0.001 to 600000"),
        ("per_day = 1.5", "must be a whole number from 1 to 1000000000, or 0 for no limit"),
        ("warm_up = 50", "must be a list of messages a day that rises"),
        ("warm_up = []", "must be a list of messages a day that rises"),
        ("warm_up = [0, 50]", "must be a list of messages a day that rises"),
        ("warm_up = [50, 1000, 200]", "write  warm_up = [50, 100, 500, 1000, 5000, 10000]"),
        ('profile = "sess"', "did you mean 'ses'?"),
        ("timeout_s = 60", "did you mean 'timeouts'?"),
        ('pasword_file = "x"', "did you mean 'password_file'?"),
        ("timeouts = 60", "write  [relays.main.timeouts]  on a line of its own"),
        ("[relays.main.timeouts]\nconect_s = 3", "did you mean 'connect_s'?"),
        ("[relays.main.timeouts]\nconnect_s = 0", "must be a number of seconds from 1 to 600"),
        ('[relays.main.domains."gmail.com"]\nconections = 3', "did you mean 'connections'?"),
        ('[relays.main.domains]\n"gmail.com" = 3', 'write  [relays.main.domains."gmail.com"]'),
        ("[relays.main.domains.gmail.com]", 'write  [relays.main.domains."gmail.com"]'),
        ('[relays.main.domains."bücher.example"]', "in its xn-- form"),
        (
            '[relays.main.domains."a.example"]\n[relays.main.domains."A.example"]',
            "'relays.main.domains.A.example' is a domain given twice",
        ),
        ("per_second = 1\nper_minute = 30", "stands beside per_second, and they say the same"),
        ('auth = "plain"', "'relays.main.auth' stands without a username"),
    ],
)
def test_what_a_relay_cannot_be_is_refused(tmp_path: Path, rows: str, said: str) -> None:
    assert said in refusal(tmp_path, f'host = "relay.example.org"\n{rows}')


def test_an_answer_to_a_message_is_not_given_up_early(tmp_path: Path) -> None:
    said = refusal(tmp_path, 'host = "relay.example.org"\n[relays.main.timeouts]\ndot_s = 60')

    assert said == (
        "error[CFG006]: 'relays.main.timeouts.dot_s' must be a number of seconds from 600 to 3600\n"
        " --> pressrun.toml:14:9\n"
        "   |\n"
        "14 | dot_s = 60\n"
        "   |         ^^\n"
        "  = help: write  dot_s = 600\n"
        "  = help: if the relay was only slow, it has the message: whoever is given up on sooner"
        " gets it twice"
    )


def test_messages_a_minute_are_a_rate_a_second(tmp_path: Path) -> None:
    assert relay(tmp_path, 'host = "127.0.0.1"\nper_minute = 30').limits.per_second == 0.5


@pytest.mark.parametrize("name", sorted(PROFILES))
def test_a_profile_says_what_is_left_out(tmp_path: Path, name: str) -> None:
    profile = PROFILES[name]
    rows = f'profile = "{name}"' + ("" if profile.host else f'\nhost = "{profile.example}"')

    found = relay(tmp_path, rows)

    assert found.host == (profile.host or profile.example)
    assert found.port == profile.port
    for key in ("connections", "messages_per_connection", "per_second", "per_day"):
        known = getattr(profile, key)
        default = getattr(Limits(), key)
        assert getattr(found.limits, key) == (default if known is None else known)


def test_settings_beside_a_profile_win_over_it(tmp_path: Path) -> None:
    found = relay(
        tmp_path,
        'profile = "m365"\nhost = "relay.example.org"\nconnections = 1\nper_minute = 10\n'
        "per_day = 0\nmessages_per_connection = 7",
    )

    assert found.host == "relay.example.org"
    assert found.limits == Limits(
        connections=1, messages_per_connection=7, per_second=10 / 60, per_day=0
    )


def test_a_profile_without_a_host_of_its_own_shows_one(tmp_path: Path) -> None:
    said = refusal(tmp_path, 'profile = "ses"')

    assert heads(said) == ["error[CFG007]: 'relays.main.host' is missing"]
    assert 'write  host = "email-smtp.eu-west-1.amazonaws.com"' in said


def test_a_profile_that_is_not_known_is_told_alone(tmp_path: Path) -> None:
    assert heads(refusal(tmp_path, 'profile = "m356"')) == [
        "error[CFG006]: 'relays.main.profile' must be the name of a provider that Pressrun knows"
    ]


@pytest.mark.parametrize(
    ("octets", "said"),
    [
        (None, "must be a file that can be read: No such file or directory"),
        (b"", "must be a file of certificates in PEM form"),
        (b"\x30\x82", "must be a file of certificates in PEM form"),
    ],
)
def test_authorities_that_could_vouch_for_nobody_are_told_at_once(
    tmp_path: Path, octets: bytes | None, said: str
) -> None:
    if octets is not None:
        (tmp_path / "authority.pem").write_bytes(octets)

    assert said in refusal(tmp_path, 'host = "relay.example.org"\nca_file = "authority.pem"')


def test_authorities_beside_a_connection_in_clear_are_told(tmp_path: Path) -> None:
    (tmp_path / "authority.pem").write_text(CERTIFICATE)

    said = refusal(tmp_path, 'host = "127.0.0.1"\nca_file = "authority.pem"')

    assert "'relays.main.ca_file' stands beside a connection in clear" in said


def test_an_address_literal_is_what_a_machine_without_a_name_calls_itself(tmp_path: Path) -> None:
    for literal in ("[192.0.2.1]", "[IPv6:2001:db8::1]"):
        found = relay(tmp_path, f'host = "127.0.0.1"\nclient_name = "{literal}"')
        assert found.client_name == literal


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ("[relay.main]\nhost = 3", "pressrun.toml:11:2"),
        ("[[relays]]\nhost = 3", "pressrun.toml:11:3"),
        ("[relays]\nmain.hots = 3", "pressrun.toml:12:1"),
    ],
)
def test_a_table_that_is_named_otherwise_is_told_where_it_stands(
    tmp_path: Path, rows: str, place: str
) -> None:
    assert f" --> {place}\n" in told(tmp_path, f"{SOUND}\n{rows}\n")
