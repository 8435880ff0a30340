"""A picture is on line, under the address it has in the mail, before the first mail leaves."""

import asyncio
import re
from email import message_from_bytes
from email.policy import default

from doubles.shop import PrintShop
from pressrun.model.delivery import Outgoing
from pressrun.press.tick import tick

# One white point, the smallest PNG there is.
POINT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a4944415478da63f80f00010101001cb08c990000000049454e44ae426082"
)


def addresses(octets: bytes) -> list[str]:
    message = message_from_bytes(octets, policy=default)
    html = message.get_body(("html",))
    assert html is not None
    return re.findall(r'<img [^>]*src="([^"]+)"', html.get_content())


def test_every_picture_of_a_message_lies_on_the_site_when_its_dot_is_sent(shop: PrintShop) -> None:
    (shop.root / "articles" / "point.png").write_bytes(POINT)
    shop.write_article(
        "tide", id="tideaaaaaa", title="Tide", body="Words.\n\n![A point](point.png)"
    )
    shop.subscribe("ada")
    shop.schedule("now")
    public = shop.root / "public"
    seen: list[tuple[str, bool]] = []

    def look(message: Outgoing) -> None:
        for address in addresses(message.octets):
            path = address.removeprefix("https://notes.example.org/")
            seen.append((path, (public / path).is_file()))

    shop.transport.before_dot = look
    assert not public.exists()
    tick(shop.desk, shop.store)
    asyncio.run(shop.deliver())

    assert len(shop.transport.arrived) == 1
    assert [there for _, there in seen] == [True]
    assert re.fullmatch(r"media/[0-9a-f]{16}\.png", seen[0][0])
    assert (public / seen[0][0]).read_bytes() == POINT
