"""What is shown is what is sent: one render path."""

import asyncio
import email
import email.policy
import re

from doubles.shop import PUBLICATION, PrintShop
from pressrun.mail.signer import Signer, SigningKey
from pressrun.model.delivery import Receipt
from pressrun.press.preview import preview, send_test
from pressrun.press.tick import tick

[LIST] = PUBLICATION.lists


def body(octets: bytes) -> tuple[str, str]:
    message = email.message_from_bytes(octets, policy=email.policy.default)
    parts = (message.get_body(("html",)), message.get_body(("plain",)))
    html, text = (part.get_content() if part else "" for part in parts)
    return html, text


def unsigned(octets: bytes) -> list[str]:
    """Return both parts with the tokens taken out that only a sending makes."""
    return [re.sub(r"(?<=/)(preferences|vote)/[\w-]+", r"\1/", part) for part in body(octets)]


def test_a_preview_as_a_reader_is_what_that_reader_gets(shop: PrintShop) -> None:
    shop.subscribe("ada")
    shown = preview(
        shop.desk, shop.issue, shop.contents, store=shop.store, address="ada@example.org"
    )
    shop.schedule("now")
    tick(shop.desk, shop.store)
    asyncio.run(shop.deliver())

    [sent] = shop.transport.arrived
    assert unsigned(shown.message) == unsigned(sent.octets)

    def head(octets: bytes) -> bytes:
        return re.sub(rb"Message-ID: [^\r]*", b"", octets.split(b"\r\n\r\n")[0])

    assert head(shown.message) == head(sent.octets)


def test_a_preview_needs_nobody_and_no_database(shop: PrintShop) -> None:
    shown = preview(shop.desk, shop.issue, shop.contents)

    assert shown.person.address == "ada.sample@example.org"
    assert "Some words." in shown.rendered.text
    assert "slot.invalid" not in shown.rendered.html + shown.rendered.text


def test_a_test_copy_is_signed_as_the_issue_will_be(shop: PrintShop) -> None:
    shown = preview(shop.desk, shop.issue, shop.contents, address="lena@example.org")
    key = SigningKey("pr1", "example.org", "rsa-sha256", "rsa", 2048, b"", lambda octets: b"said")

    asyncio.run(send_test(shop.desk, LIST, shown, shop.transport, keys=[key]))

    [arrived] = shop.transport.arrived
    assert arrived.octets == Signer([key], shop.clock.now()).sign(shown.message)
    assert arrived.octets != shown.message


def test_a_test_copy_is_marked_and_counted_nowhere(shop: PrintShop) -> None:
    shop.subscribe("ada")
    shown = preview(
        shop.desk,
        shop.issue,
        shop.contents,
        store=shop.store,
        address="lena@example.org",
        prefix="[TEST]",
    )

    receipt = asyncio.run(send_test(shop.desk, LIST, shown, shop.transport))

    assert receipt == Receipt(250, "ok")
    assert shop.transport.recipients == ["lena@example.org"]
    message = email.message_from_bytes(
        shop.transport.arrived[0].octets, policy=email.policy.default
    )
    assert message["Subject"] == "[TEST] After the storm"
    assert shop.state == "draft"
    with shop.store.unit(write=False) as unit:
        assert unit.runs.find(shop.issue.key) is None
