"""[site]: where it listens, where forms are answered, whom it believes, whom to tell of holes."""

from ipaddress import ip_network
from pathlib import Path

import pytest

from settings.written import SOUND, heads, load, told

SITE = f"{SOUND}[site]\n"


def test_forms_are_answered_where_readers_find_the_site_unless_it_says_otherwise(
    tmp_path: Path,
) -> None:
    here = load(tmp_path, SOUND).publication
    elsewhere = load(tmp_path, f'{SITE}service = "https://post.example.org/notes/"\n').publication

    assert here.service_address("subscribe") == "http://127.0.0.1:8080/subscribe"
    assert elsewhere.service_address("subscribe") == "https://post.example.org/notes/subscribe"
    assert elsewhere.address("archive/") == "http://127.0.0.1:8080/archive/"


def test_nobody_is_believed_who_is_not_named(tmp_path: Path) -> None:
    some = '["127.0.0.1", "10.0.0.0/8", "2001:db8::/32"]'

    assert load(tmp_path, SOUND).site.trusted_proxies == ()
    assert load(tmp_path, f"{SITE}trusted_proxies = {some}\n").site.trusted_proxies == (
        ip_network("127.0.0.1/32"),
        ip_network("10.0.0.0/8"),
        ip_network("2001:db8::/32"),
    )


@pytest.mark.parametrize(
    "value", ["3", '["localhost"]', '["10.0.0.1/8"]', '["10.0.0.0/33"]', "[1]"]
)
def test_what_is_no_network_is_told_with_an_example(tmp_path: Path, value: str) -> None:
    said = told(tmp_path, f"{SITE}trusted_proxies = {value}\n")

    assert heads(said) == [
        "error[CFG006]: 'site.trusted_proxies' must be a list of IP addresses or networks"
    ]
    assert 'write  trusted_proxies = ["127.0.0.1", "10.0.0.0/8"]' in said


@pytest.mark.parametrize(
    ("value", "contact"),
    [
        ("security@example.org", "mailto:security@example.org"),
        ("mailto:security@example.org", "mailto:security@example.org"),
        ("https://example.org/holes/", "https://example.org/holes/"),
    ],
)
def test_holes_are_told_to_an_address_or_a_page(tmp_path: Path, value: str, contact: str) -> None:
    found = load(tmp_path, f'{SITE}security_contact = "{value}"\n')

    assert found.publication.security_contact == contact


@pytest.mark.parametrize("value", ["http://example.org", "nobody", "javascript:alert(1)"])
def test_what_nobody_could_write_to_is_refused(tmp_path: Path, value: str) -> None:
    said = told(tmp_path, f'{SITE}security_contact = "{value}"\n')

    assert heads(said) == [
        "error[CFG006]: 'site.security_contact' must be an address or a https page"
    ]
