"""The tables [dkim.SELECTOR] become keys, and no key is ever shown."""

import os
from pathlib import Path

import pytest

from pressrun.model.dkim import DkimKey
from settings.written import SOUND, heads, load, told

# No key: what stands between the lines is looked at by mail/dkim.py.
PEM = "-----BEGIN PRIVATE KEY-----\nQSBzYW1wbGUsIGFuZCBubyBrZXk=\n-----END PRIVATE KEY-----\n"
OTHER_LIST = '[lists.other]\nsender = "notes@news.example.net"\n'


def write_key(folder: Path, text: str = PEM, *, mode: int = 0o600) -> None:
    file = folder / "dkim.pem"
    file.write_text(text)
    file.chmod(mode)


def test_every_key_is_read_in_the_order_of_the_file(tmp_path: Path) -> None:
    write_key(tmp_path)

    found = load(
        tmp_path,
        f'{SOUND}\n[dkim.second]\nkey_file = "dkim.pem"\n'
        '[dkim."a.first"]\ndomain = "Example.NET"\nkey_command = ["cat", "dkim.pem"]\n',
        {"PATH": os.environ["PATH"]},
    )

    assert found.dkim == (
        DkimKey(selector="second", domain="example.org", pem=PEM.encode()),
        DkimKey(selector="a.first", domain="example.net", pem=PEM.encode()),
    )
    assert "QSBzYW1wbGU" not in repr(found)


def test_the_domain_is_said_where_lists_are_sent_from_several(tmp_path: Path) -> None:
    write_key(tmp_path)
    text = f'{SOUND}{OTHER_LIST}[dkim.press]\nkey_file = "dkim.pem"\n'

    said = told(tmp_path, text)

    [head] = heads(said)
    assert head == (
        "error[CFG007]: 'dkim.press.domain' is missing, and lists are sent from example.org and"
        " news.example.net"
    )
    assert 'write  domain = "example.org"' in said
    [key] = load(tmp_path, text + 'domain = "example.net"\n').dkim
    assert key.domain == "example.net"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("[dkim.press]", "'dkim.press.key_file' must be set"),
        ('[dkim.press]\nkey_file = "none"', "No such file or directory"),
        ('[dkim.press]\nkey_file = "a"\nkey_command = ["b"]', "must be left out beside key_file"),
        ('[dkim.press]\nkey_command = ["false"]', "it ended with status 1"),
        ('[dkim.press]\nkey_command = "cat"', "must be a list of words"),
        ('[dkim.press]\nkeyfile = "dkim.pem"', "did you mean 'key_file'?"),
        ('[dkim.press]\nkey_file = "dkim.pem"\ndomain = "example org"', "must be a domain"),
        ('[dkim."pr ess"]\nkey_file = "dkim.pem"', "must be named as the record in the DNS is"),
        ('[dkim.pr_ess]\nkey_file = "dkim.pem"', "must be named as the record in the DNS is"),
        ('[dkim."a..b"]\nkey_file = "dkim.pem"', "must be named as the record in the DNS is"),
        ('[dkim]\nkey_file = "dkim.pem"', "'dkim.key_file' must be a table"),
    ],
)
def test_a_key_that_cannot_be_used_is_refused(tmp_path: Path, rows: str, said: str) -> None:
    write_key(tmp_path)

    assert said in told(tmp_path, f"{SOUND}\n{rows}\n", {"PATH": os.environ["PATH"]})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "must be a private key in PEM form"),
        ("x" * 20_000, "must be a private key in PEM form"),
        (PEM.replace("PRIVATE", "PUBLIC"), "must be a private key in PEM form"),
        (PEM.replace("PRIVATE", "ENCRYPTED PRIVATE"), "must be a key without a passphrase"),
        (
            PEM.replace("PRIVATE", "RSA PRIVATE").replace("Q", "Proc-Type: 4,ENCRYPTED\nQ", 1),
            "must be a key without a passphrase",
        ),
    ],
)
def test_what_is_no_key_is_told_before_anything_is_signed(
    tmp_path: Path, text: str, said: str
) -> None:
    write_key(tmp_path, text)

    told_ = told(tmp_path, f'{SOUND}\n[dkim.press]\nkey_file = "dkim.pem"\n')

    assert said in told_
    assert "QSBzYW1wbGU" not in told_


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    write_key(tmp_path, mode=0o644)

    said = told(tmp_path, f'{SOUND}\n[dkim.press]\nkey_file = "dkim.pem"\n')

    assert "must be readable by you alone, not -rw-r--r--" in said


@pytest.mark.parametrize(
    "rows",
    [
        '[dkim.press]\nkey = "QSBzYW1wbGU"',
        f'[dkim.press]\nkey = """\n{PEM}"""',
        '[dkim.press]\npem = "QSBzYW1wbGU"',
        f'[dkim.press]\nkey = """\n{PEM}"',
        f"[dkim.press]\nkey =\n{PEM}",
        "[dkim.press]\n-----BEGIN PRIVATE KEY----- QSBzYW1wbGU",
        "[dkim.press]\n" + "QSBzYW1wbGU" * 4,
        '[relays.main]\nhost = "127.0.0.1"\ntoken = "QSBzYW1wbGU"',
        '[relays]\nmain = {host = "127.0.0.1", secret = "QSBzYW1wbGU", hots = 3}',
    ],
)
def test_a_key_in_the_file_is_refused_and_never_shown(tmp_path: Path, rows: str) -> None:
    said = told(tmp_path, f"{SOUND}\n{rows}\n")

    assert "QSBzYW1wbGU" not in said
