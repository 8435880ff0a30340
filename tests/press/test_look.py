"""What a look asks of the press: logos are published before mail shows them, and mail is dated."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from doubles.shop import PrintShop
from pressrun.errors import ContentError
from pressrun.model.publication import Look
from pressrun.press.faces import bind, render
from pressrun.press.preview import preview
from pressrun.press.publish import publish
from pressrun.press.record import Release


def png(colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (320, 80), colour).save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def dressed(shop: PrintShop) -> PrintShop:
    """The shop with a logo for the day and one for the night."""
    for name, colour in (("logo.png", "#9a3412"), ("night.png", "#f0a483")):
        (shop.root / name).write_bytes(png(colour))
    look = Look(logo="logo.png", logo_dark="night.png")
    shop.desk = replace(shop.desk, publication=replace(shop.desk.publication, look=look))
    return shop


def test_both_logos_are_published_with_the_first_issue(dressed: PrintShop) -> None:
    rendered = preview(dressed.desk, dressed.issue, dressed.contents).rendered
    release = Release(at=dressed.clock.now(), issue=dressed.issue.key)
    publish(dressed.desk, release=release)

    logos = [picture for _, picture in dressed.desk.theme().logos]
    assert len(logos) == 2
    for logo in logos:
        address = f"https://notes.example.org/{logo.site_path}"
        assert address in rendered.html
        assert address in dressed.read("public/index.html")
        written = (dressed.root / "public" / logo.site_path).read_bytes()
        assert written == (dressed.root / logo.path).read_bytes()


def test_a_logo_that_is_missing_stops_the_issue_before_it_goes_out(dressed: PrintShop) -> None:
    (dressed.root / "night.png").unlink()

    with pytest.raises(ContentError) as caught:
        preview(dressed.desk, dressed.issue, dressed.contents)

    assert "night.png" in str(caught.value)


def test_a_mail_bears_the_date_on_which_it_goes_out(shop: PrintShop) -> None:
    now = shop.clock.now()
    bound = bind(shop.desk, shop.issue, shop.contents, at=now)

    rendered = render(shop.desk, bound)

    assert bound.published_at == now
    assert f"{now.day} " in rendered.text.split("\n")[1]
    assert str(now.year) in rendered.text.split("\n")[1]
