"""pressrun.toml and the environment become settings, or everything wrong with them at once."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressrun.errors import SettingsError
from pressrun.model.feedplan import FeedPlan
from pressrun.model.joinrules import JoinRules
from pressrun.model.patience import Patience
from pressrun.model.publication import Content, Layout, Look, MailingList, Publication, Welcome
from pressrun.model.relay import Limits, Relay, RelayKind, Security
from pressrun.settings import Settings, Site, load_settings, sending_refusal
from pressrun.settings.secret import run_password_command
from pressrun.settings.toml import parse_toml
from settings.written import RELAY, SOUND, TOP, heads, load, told


def test_the_least_file_has_every_default(tmp_path: Path) -> None:
    found = load(tmp_path, SOUND)

    assert found == Settings(
        publication=Publication(
            title="Harbour Notes",
            url="http://127.0.0.1:8080",
            authority="example.org",
            year=2026,
            language="en",
            zone="Europe/Lisbon",
            lists=(
                MailingList(
                    name="main",
                    title="Harbour Notes",
                    list_id="main.example.org",
                    sender_name="Harbour Notes",
                    sender_address="notes@example.org",
                ),
            ),
        ),
        relays=(
            Relay(
                name="outbox", kind=RelayKind.OUTBOX, folder=str(tmp_path / ".pressrun" / "outbox")
            ),
        ),
        patience=Patience(),
        dkim=(),
        site=Site(host="127.0.0.1", port=8080),
        feeds=FeedPlan(),
        subscribe=JoinRules(),
        folder=tmp_path,
        digest=found.digest,
    )
    assert len(found.digest) == 64


def test_every_setting_is_read(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        'title = "Harbour Notes"\ndescription = "The tide, weekly"\n'
        'url = "https://News.example.org/harbour/"\nauthority = "ada@example.org"\nyear = 2026\n'
        'language = "pt-br"\nzone = "Europe/Lisbon"\nauthor = "Ada Sample"\nrights = "CC BY 4.0"\n'
        "[lists.weekly]\n"
        'title = "Weekly"\nsender = "notes@example.org"\nreply_to = "ada@example.org"\n'
        'welcome = "issue"\n'
        'id = "weekly.notes.example.org"\n'
        "[lists.main]\n"
        'sender = "\\"Notes, Harbour\\" <notes@example.org>"\n'
        "[relays.fast]\n"
        'kind = "smtp"\nhost = "relay.example.org"\nport = 587\nusername = "ada"\n'
        "connections = 4\n"
        '[site]\nhost = "::1"\nport = 0\n'
        "[feeds]\nlimit = 20\n",
        {"PRESSRUN_RELAY_FAST_PASSWORD": "open sesame"},
    )

    weekly, main = found.publication.lists
    assert found.publication.url == "https://news.example.org/harbour"
    assert found.publication.language == "pt-BR"
    assert (found.publication.author, found.publication.rights) == ("Ada Sample", "CC BY 4.0")
    assert found.publication.description == "The tide, weekly"
    assert weekly == MailingList(
        name="weekly",
        title="Weekly",
        list_id="weekly.notes.example.org",
        sender_name="Weekly",
        sender_address="notes@example.org",
        reply_to="ada@example.org",
        welcome=Welcome.ISSUE,
    )
    assert (main.sender_name, main.list_id) == ("Notes, Harbour", "main.example.org")
    assert found.relays[0] == Relay(
        name="fast",
        kind=RelayKind.SMTP,
        host="relay.example.org",
        port=587,
        username="ada",
        password="open sesame",
        security=Security.STARTTLS,
        limits=Limits(connections=4),
    )
    assert (found.site, found.feeds) == (Site(host="::1", port=0), FeedPlan(limit=20))


def test_every_setting_of_the_theme_is_read(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        SOUND + "[theme]\n"
        'layout = "digest"\ncontent = "full"\naccent = "#0B5345"\naccent_dark = "#7fd1c0"\n'
        'paper = "#ffffff"\npaper_dark = "#101010"\nink = "#111111"\nink_dark = "#eeeeee"\n'
        'font = "\\"Gill Sans\\", Calibri, sans-serif"\nheading_font = "serif"\nwidth_px = 640\n'
        'logo = "logo.png"\nlogo_dark = "logo-dark.png"\nlogo_alt = "A lamp"\n'
        "logo_width_px = 120\n",
    )

    assert found.publication.look == Look(
        layout=Layout.DIGEST,
        content=Content.FULL,
        accent="#0b5345",
        accent_dark="#7fd1c0",
        paper="#ffffff",
        paper_dark="#101010",
        ink="#111111",
        ink_dark="#eeeeee",
        font="'Gill Sans', Calibri, sans-serif",
        heading_font="serif",
        width_px=640,
        logo="logo.png",
        logo_dark="logo-dark.png",
        logo_alt="A lamp",
        logo_width_px=120,
    )


def test_words_that_would_be_hard_to_read_are_refused_with_a_colour_that_would_do(
    tmp_path: Path,
) -> None:
    assert told(tmp_path, SOUND + '[theme]\naccent = "#ff8800"\npaper = "#ffffff"\n') == (
        "error[CFG010]: 'theme.accent' is hard to read: accent #ff8800 on paper #ffffff has a"
        " contrast of 2.39:1, and words need 4.5:1\n"
        " --> pressrun.toml:11:10\n"
        "   |\n"
        '11 | accent = "#ff8800"\n'
        "   |          ^^^^^^^^^\n"
        '  = help: write  accent = "#b35f00"'
    )
    assert load(tmp_path, SOUND + '[theme]\naccent = "#b35f00"\npaper = "#ffffff"\n')


def test_a_ground_that_takes_the_built_in_colours_away_is_told_where_it_stands(
    tmp_path: Path,
) -> None:
    said = told(tmp_path, SOUND + '[theme]\npaper_dark = "#808080"\n')

    assert [head.split(" is hard")[0] for head in heads(said)] == [
        "error[CFG010]: 'theme.paper_dark'",
        "error[CFG010]: 'theme.paper_dark'",
    ]
    assert 'write  ink_dark = "' in said


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('accent = "#abc"', "must be a colour of six hexadecimal digits"),
        ('accent = "red"', "must be a colour of six hexadecimal digits"),
        ('font = "Gill Sans"', "must be serif, sans or mono, or names of fonts that end with"),
        ('font = "x; } * { display: none"', "must be serif, sans or mono"),
        ('font = "x, url(//x), serif"', "must be serif, sans or mono"),
        ('layout = "digset"', "did you mean 'digest'?"),
        ("layout = 3", 'must be "issue", "digest" or "letter"'),
        ('content = "everything"', 'must be "full" or "summary"'),
        ("width_px = 900", "must be a whole number from 480 to 720"),
        ('logo_dark = "night.png"', "'theme.logo_dark' stands without a logo"),
        ('acent = "#000000"', "did you mean 'accent'?"),
    ],
)
def test_a_look_that_cannot_be_is_refused(tmp_path: Path, row: str, said: str) -> None:
    assert said in told(tmp_path, f"{SOUND}[theme]\n{row}\n")


def test_a_lists_postal_address_is_the_publications_where_it_has_none(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        'postal_address = "1 Sample Quay"\n' + SOUND + "[lists.weekly]\n"
        'sender = "notes@example.org"\npostal_address = "2 Sample Quay"\n',
    )

    assert [item.postal_address for item in found.publication.lists] == [
        "1 Sample Quay",
        "2 Sample Quay",
    ]


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        RELAY,
        {
            "PRESSRUN_URL": "https://news.example.org",
            "PRESSRUN_SITE_HOST": "0.0.0.0",
            "PRESSRUN_SITE_PORT": "9000",
            "PRESSRUN_RELAY_MAIN_HOST": "127.0.0.1",
            "PRESSRUN_RELAY_MAIN_PORT": "2525",
        },
    )

    assert found.publication.url == "https://news.example.org"
    assert found.site == Site(host="0.0.0.0", port=9000)
    [relay] = found.relays
    assert (relay.host, relay.port) == ("127.0.0.1", 2525)


def test_a_wrong_variable_is_told_by_its_name(tmp_path: Path) -> None:
    assert told(tmp_path, SOUND, {"PRESSRUN_SITE_PORT": "http"}) == (
        "error[CFG006]: PRESSRUN_SITE_PORT must be a whole number from 0 to 65535\n"
        "  = help: set  PRESSRUN_SITE_PORT=8080"
    )


def test_a_folder_without_the_file_is_told_what_to_type(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path, {})

    assert str(caught.value) == (
        "error[CFG001]: no pressrun.toml here\n"
        f" --> {tmp_path}\n"
        "  = help: make a publication:  pressrun init DIR\n"
        "  = help: or go to one:  cd DIR  (or name it with  --folder DIR)"
    )
    assert caught.value.exit_status == 3


def test_an_unknown_setting_is_told_with_the_nearest_known_one(tmp_path: Path) -> None:
    assert told(tmp_path, SOUND + "[site]\nhots = 3\n") == (
        "error[CFG005]: 'site.hots' is no setting\n"
        " --> pressrun.toml:11:1\n"
        "   |\n"
        "11 | hots = 3\n"
        "   | ^^^^\n"
        "  = help: did you mean 'host'?"
    )


def test_an_unknown_zone_is_told_with_a_known_one(tmp_path: Path) -> None:
    assert told(tmp_path, SOUND.replace("Europe/Lisbon", "Lisbon")) == (
        "error[CFG006]: 'zone' must be a time zone that is known here, not 'Lisbon'\n"
        " --> pressrun.toml:6:8\n"
        "  |\n"
        '6 | zone = "Lisbon"\n'
        "  |        ^^^^^^^^\n"
        '  = help: write  zone = "Europe/Lisbon"'
    )
    assert 'write  zone = "Europe/Lisbon"' in told(
        tmp_path, SOUND.replace("Europe/Lisbon", "Europe/Lisbom")
    )


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    said = told(
        tmp_path,
        'titel = "x"\n'
        'url = "https://ada:secret@example.org"\n'
        'year = "2026"\n'
        'language = "english"\n'
        'zone = "Mars/X"\n'
        "[lists.Main]\n"
        'sender = "Notes <notes@example.org>\\r\\nBcc: x@example.org"\n'
        "[relays.main]\n"
        "port = true\n"
        "[relays.other]\n"
        "[feeds]\n"
        "limit = 1.5\n",
    )

    assert heads(said) == [
        "error[CFG007]: 'title' is missing",
        "error[CFG007]: 'authority' is missing",
        "error[CFG005]: 'titel' is no setting",
        "error[CFG006]: 'url' must be an address without name, password, query and fragment",
        "error[CFG006]: 'year' must be a whole number from 1990 to 9999",
        "error[CFG006]: 'language' must be a language tag such as en or pt-BR",
        "error[CFG006]: 'zone' must be a time zone that is known here, not 'Mars/X'",
        "error[CFG006]: 'lists.Main' must be named with a-z, digits and single hyphens",
        "error[CFG006]: 'lists.Main.sender' must be one line of at most 255 characters",
        "error[CFG007]: 'relays.main.host' is missing",
        "error[CFG006]: 'relays.main.port' must be a whole number from 1 to 65535",
        "error[CFG007]: 'relays.other.host' is missing",
        "error[CFG006]: 'feeds.limit' must be a whole number from 1 to 1000",
    ]


def test_a_publication_without_a_list_is_told_how_to_write_one(tmp_path: Path) -> None:
    assert told(tmp_path, TOP) == (
        "error[CFG007]: 'lists' is missing: a publication has one list or more\n"
        " --> pressrun.toml\n"
        "  = help: write  [lists.main]\n"
        '  = help: and below it  sender = "Harbour Notes <notes@example.org>"'
    )


def test_text_that_is_not_toml_is_told_with_line_and_column(tmp_path: Path) -> None:
    assert told(tmp_path, "title = Harbour\n") == (
        "error[CFG002]: pressrun.toml is not valid TOML: invalid value\n"
        " --> pressrun.toml:1:9\n"
        "  |\n"
        "1 | title = Harbour\n"
        "  |         ^\n"
        '  = help: write  key = "text"  or  key = 80'
    )


@pytest.mark.parametrize("header", ["[relays.main", "relays.main]", "[relays main]", "[relays.]"])
def test_a_table_that_is_not_toml_is_told_how_one_is_written(tmp_path: Path, header: str) -> None:
    said = told(tmp_path, f"{SOUND}\n{header}\nport = 25\n")

    assert f"11 | {header}\n" in said
    assert said.endswith("  = help: write  [lists.main]  on a line of its own")


def test_a_setting_given_twice_is_told_with_both_lines(tmp_path: Path) -> None:
    said = told(tmp_path, 'title = "One"\nyear = 2026\ntitle = "Two"\n')

    assert heads(said) == ["error[CFG004]: 'title' is given twice (lines 1 and 3)"]


def test_a_file_that_is_not_utf_8_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "pressrun.toml").write_bytes('year = 2026\ntitle = "Café"\n'.encode("latin-1"))

    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path, {})

    assert str(caught.value).startswith(
        "error[CFG003]: pressrun.toml is not UTF-8\n --> pressrun.toml:2\n"
    )


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pressrun.toml").mkdir()

    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path, {})

    assert caught.value.problem.code == "CFG001"


@pytest.mark.parametrize("name", ["lists", "relays", "site", "feeds", "theme"])
def test_a_value_in_place_of_a_table_is_refused(tmp_path: Path, name: str) -> None:
    text = SOUND if name != "lists" else TOP

    assert f"error[CFG006]: '{name}' must be a table" in told(tmp_path, f"{name} = 3\n{text}")


@pytest.mark.parametrize(
    "url",
    [
        *("news.example.org", "//example.org", "ftp://example.org", "https://", "https:///x", ""),
        *("https://example.org/?q", "https://example.org/#x", "https://a@example.org"),
        *("https://example.org:99999", "https://exa mple.org", "https://bücher.example"),
        *("https://[::1", "https://x\\\\y", "https://example.org."),
    ],
)
def test_an_address_that_readers_could_not_open_is_refused(tmp_path: Path, url: str) -> None:
    said = told(tmp_path, SOUND.replace("http://127.0.0.1:8080/", url))

    assert [head.split(" must be ")[0] for head in heads(said)] == ["error[CFG006]: 'url'"]


@pytest.mark.parametrize(
    "sender",
    [
        *("notes", "<notes@example.org", "a@b@example.org", "x" * 65 + "@example.org"),
        *("A <a@example.org>, B <b@example.org>", "Notes, Harbour <notes@example.org>"),
        "Notes <a..b@example.org>",
    ],
)
def test_a_sender_is_one_name_and_one_address(tmp_path: Path, sender: str) -> None:
    text = SOUND.replace("Harbour Notes <notes@example.org>", sender)

    assert heads(told(tmp_path, text)) == [
        "error[CFG006]: 'lists.main.sender' must be one name and one address"
    ]


def test_a_password_in_the_file_is_refused_and_never_shown(tmp_path: Path) -> None:
    for text in ('password = "hunter2"\n', 'username = "ada"\n"password" = "hunter2"\n'):
        said = told(tmp_path, RELAY + text)

        assert heads(said) == [
            "error[CFG006]: 'relays.main.password' must be kept out of this file"
        ]
        assert "password_file" in said
        assert "hunter2" not in said


def test_a_password_file_is_read_if_it_is_private(tmp_path: Path) -> None:
    secret = tmp_path / "relay.password"
    secret.write_text("open sesame\n")
    secret.chmod(0o600)

    found = load(tmp_path, RELAY + 'password_file = "relay.password"\n')

    assert found.relays[0].password == "open sesame"
    assert "open sesame" not in repr(found)


def test_a_password_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "relay.password"
    secret.write_text("open sesame\n")
    secret.chmod(0o640)

    assert told(tmp_path, RELAY + 'password_file = "relay.password"\n') == (
        "error[CFG008]: 'relays.main.password_file' must be readable by you alone, not -rw-r-----\n"
        " --> pressrun.toml:13:17\n"
        "   |\n"
        '13 | password_file = "relay.password"\n'
        "   |                 ^^^^^^^^^^^^^^^^\n"
        f"  = help: run  chmod 600 {secret}"
    )


@pytest.mark.parametrize("octets", [b"", b"\n", b"one\ntwo\n", b"\xff", b"x" * 5000, b"a\0b"])
def test_a_password_file_holds_one_line(tmp_path: Path, octets: bytes) -> None:
    secret = tmp_path / "relay.password"
    secret.write_bytes(octets)
    secret.chmod(0o600)

    said = told(tmp_path, RELAY + 'password_file = "relay.password"\n')

    assert "must be a file with the password on one line" in said


def test_a_password_file_that_is_not_there_or_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)

    missing = told(tmp_path, RELAY + 'password_file = "relay.password"\n')
    pipe = told(tmp_path, RELAY + 'password_file = "pipe"\n')

    assert "must be a file that can be read: No such file or directory" in missing
    assert "must be a regular file" in pipe


def test_a_password_command_is_run_in_the_folder_with_the_environment(tmp_path: Path) -> None:
    (tmp_path / "vault").write_text("open sesame\n")

    found = load(
        tmp_path,
        RELAY + 'password_command = ["sh", "-c", "cat vault"]\n',
        {"PATH": os.environ["PATH"]},
    )

    assert found.relays[0].password == "open sesame"


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ('["sh", "-c", "exit 3"]', "a command that succeeds; it ended with status 3"),
        ('["no-such-command"]', "a command that can be run: No such file or directory"),
        ('["true"]', "a command that prints the password on one line"),
        ('["true", "\\u0000"]', "a command that can be run"),
    ],
)
def test_a_password_command_that_fails_is_told_with_the_reason(
    tmp_path: Path, command: str, reason: str
) -> None:
    said = told(tmp_path, f"{RELAY}password_command = {command}\n", {"PATH": os.environ["PATH"]})

    assert heads(said) == [f"error[CFG008]: 'relays.main.password_command' must be {reason}"]


def test_a_password_command_that_does_not_end_is_given_up(tmp_path: Path) -> None:
    outcome = run_password_command(
        ["tail", "-f", "/dev/null"], folder=tmp_path, environ={}, limit_s=0.05
    )

    assert not isinstance(outcome, str)
    assert outcome.must_be == "a command that ends within 0.05 s"


def test_the_environment_spares_the_file_and_the_command(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        RELAY + 'password_command = ["no-such-command"]\n',
        {"PRESSRUN_RELAY_MAIN_PASSWORD": "open sesame"},
    )

    assert found.relays[0].password == "open sesame"


def test_a_username_wants_a_password(tmp_path: Path) -> None:
    said = told(tmp_path, RELAY + 'username = "ada"\n')

    assert heads(said) == [
        "error[CFG008]: 'relays.main.username' must be accompanied by a password"
    ]
    assert "PRESSRUN_RELAY_MAIN_PASSWORD" in said


def test_a_password_said_twice_is_refused(tmp_path: Path) -> None:
    said = told(tmp_path, RELAY + 'password_file = "a"\npassword_command = ["b"]\n')

    assert heads(said) == [
        "error[CFG008]: 'relays.main.password_command' must be left out beside password_file"
    ]


@pytest.mark.parametrize(
    ("url", "host", "refused"),
    [
        ("http://127.0.0.1:8080", "127.0.0.1", False),
        ("http://127.0.0.1:8080", "127.9.9.9", False),
        ("http://127.0.0.1:8080", "::1", False),
        ("http://127.0.0.1:8080", "localhost", False),
        ("http://127.0.0.1:8080", "relay.example.org", True),
        ("http://news.example.org", "relay.example.org", True),
        ("https://news.example.org", "relay.example.org", False),
        ("https://localhost", "relay.example.org", True),
        ("https://press.local", "relay.example.org", True),
        ("https://press", "relay.example.org", True),
        ("https://192.168.1.2", "relay.example.org", True),
        ("https://[::1]", "relay.example.org", True),
        ("https://1.1.1.1", "relay.example.org", False),
        ("https://news.example.org", "10.0.0.1", False),
        ("http://news.example.org", "localhost.example.org", True),
    ],
)
def test_a_relay_that_reaches_people_wants_links_that_do(
    tmp_path: Path, url: str, host: str, refused: bool
) -> None:
    found = load(tmp_path, RELAY, {"PRESSRUN_URL": url, "PRESSRUN_RELAY_MAIN_HOST": host})

    assert (sending_refusal(found) is not None) is refused


def test_the_outbox_may_always_be_used(tmp_path: Path) -> None:
    assert sending_refusal(load(tmp_path, SOUND)) is None
    assert sending_refusal(load(tmp_path, SOUND + '[relays.main]\nkind = "outbox"\n')) is None


def test_dead_links_are_told_before_anything_is_sent(tmp_path: Path) -> None:
    assert str(sending_refusal(load(tmp_path, RELAY))) == (
        "error[SND004]: url is http://127.0.0.1:8080 and the relay is relay.example.org: "
        "everybody would get dead links\n"
        " --> pressrun.toml:2:7\n"
        "  |\n"
        '2 | url = "http://127.0.0.1:8080/"\n'
        "  |       ^^^^^^^^^^^^^^^^^^^^^^^^\n"
        '  = help: set  url = "https://…"  to the address at which readers reach the site'
    )


@settings(deadline=None, max_examples=150)
@given(
    st.binary(max_size=60)
    | st.lists(
        st.sampled_from([*"[]{}=.,\"'\\\n# ", "title", "lists", "main", "[[", '"""', "2026-02-30"]),
        max_size=20,
    ).map(lambda parts: "".join(parts).encode())
    | st.sampled_from([b"[" * 5000, b"a = " + b"[" * 5000, b"a = " + b"9" * 5000])
)
def test_no_octets_raise(octets: bytes) -> None:
    outcome = parse_toml(octets)

    assert not isinstance(outcome, tuple) or all(str(problem) for problem in outcome)


@settings(deadline=None, max_examples=60)
@given(
    st.dictionaries(
        st.sampled_from(["title", "url", "authority", "year", "language", "zone", "lists", "x"]),
        st.sampled_from(['"x"', '""', "1", "true", "1.5", "nan", "[]", "{}", '["a"]', "{a = {}}"])
        | st.sampled_from(
            ["2026-12-01", '"\\u0000"', '"http://[x"', '"../x"', "{a = {sender = 1}}"]
        ),
    )
)
def test_no_value_raises_anything_but_settings_errors(
    tmp_path_factory: pytest.TempPathFactory, values: dict[str, str]
) -> None:
    folder = tmp_path_factory.getbasetemp()

    said = told(folder, "".join(f"{key} = {value}\n" for key, value in values.items()))

    assert said
