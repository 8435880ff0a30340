"""A small publication, and what every reader of its main feed must have, written by hand."""

import shutil
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from doubles.command import CommandLine
from readers.seen import Enclosed, Seen
from source.picture_samples import photograph

URL: Final = "https://notes.example.org"
SETTINGS: Final = """\
title = "Harbour Notes"
author = "Ada Sample"
url = "https://notes.example.org"
authority = "example.org"
year = 2026
language = "en"
zone = "UTC"

[lists.main]
sender = "Harbour Notes <notes@example.org>"
"""
ARTICLES: Final = {
    "lamp": """\
---
id: lampaaaaaa
title: The lamp & its keeper
summary: What the keeper says of the lamp & of rust.
authors: [Ada Sample, Bob Sample]
tags: [Light, Sea & shore]
publish: 2026-01-05 09:00
image: lamp.png
image_alt: A lamp
---

The lamp weighs *a tonne*. See [the ferry](winter-ferry).
""",
    "winter-ferry": """\
---
id: ferryaaaaa
title: "Die Fähre im Winter: «ça va?»"
language: de
author: Zoë Sample
publish: 2026-02-10 18:30
---

Die Fähre fährt auch im Winter.
""",
    "marsa": """\
---
id: marsaaaaaa
title: "ميناء الصيادين"
language: ar
publish: 2026-03-01
---

كان الصيادون هنا قبل الميناء.
""",
    "signs": """\
---
id: signsaaaaa
title: "AT&amp;T, 1 < 2 > 0 and ]]> 👩‍👩‍👧"
author: Ada Sample
publish: 2026-04-02 07:08:09
image: signs.jpg
image_alt: Signs
---

Signs: `]]>` and `&amp;`.
""",
    "quotes": """\
---
id: quotesaaaa
title: "'Twas \\"quiet\\""
author: Ada Sample
publish: 2026-05-03 12:00 +02:00
---

It was quiet.
""",
}
LAMP: Final = photograph("image/png")
SIGNS: Final = photograph("image/jpeg")


def entry(id: str, title: str, path: str, at: datetime, *enclosures: Enclosed) -> Seen:
    """Return an entry that was never corrected."""
    return Seen(
        id=f"tag:example.org,2026:{id}",
        title=title,
        url=f"{URL}/articles/{path}/",
        published_at=at,
        updated_at=at,
        enclosures=enclosures,
    )


def picture(octets: bytes, suffix: str, media_type: str) -> Enclosed:
    """Return a lead picture: its address is made of the digest of its octets."""
    address = f"{URL}/media/{sha256(octets).hexdigest()[:16]}.{suffix}"
    return Enclosed(url=address, media_type=media_type, size_octets=len(octets))


EXPECTED: Final = (
    entry(
        "lampaaaaaa",
        "The lamp & its keeper",
        "lamp",
        datetime(2026, 1, 5, 9, tzinfo=UTC),
        picture(LAMP, "png", "image/png"),
    ),
    entry(
        "ferryaaaaa:de",
        "Die Fähre im Winter: «ça va?»",
        "winter-ferry",
        datetime(2026, 2, 10, 18, 30, tzinfo=UTC),
    ),
    entry("marsaaaaaa:ar", "ميناء الصيادين", "marsa", datetime(2026, 3, 1, tzinfo=UTC)),
    entry(
        "signsaaaaa",
        "AT&amp;T, 1 < 2 > 0 and ]]> 👩‍👩‍👧",
        "signs",
        datetime(2026, 4, 2, 7, 8, 9, tzinfo=UTC),
        picture(SIGNS, "jpg", "image/jpeg"),
    ),
    entry(
        "quotesaaaa",
        '\'Twas "quiet"',
        "quotes",
        datetime(2026, 5, 3, 10, tzinfo=UTC),
    ),
)


def write_harbour(folder: Path) -> None:
    """Write the publication in place of the sample in ``folder``."""
    shutil.rmtree(folder / "articles")
    shutil.rmtree(folder / "issues")
    (folder / "articles").mkdir()
    (folder / "pressrun.toml").write_text(SETTINGS, encoding="utf-8")
    for slug, text in ARTICLES.items():
        (folder / "articles" / f"{slug}.md").write_text(text, encoding="utf-8")
    (folder / "articles" / "lamp.png").write_bytes(LAMP)
    (folder / "articles" / "signs.jpg").write_bytes(SIGNS)


class Harbour:
    """The publication built by the real command line and served by the real site on loopback.

    Its address never changes, whatever the publication says that its own is.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.desk = CommandLine(folder, PRESSRUN_SITE_PORT="0")
        self.address = ""

    def __enter__(self) -> Self:
        try:
            self.desk.run("init", str(self.folder))
            write_harbour(self.folder)
            self.publish()
            line = self.desk.start("run").wait_for("Site", timeout_s=30)
        except BaseException:
            self.desk.close()
            raise
        self.address = line.split()[1].rstrip("/")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.desk.close()

    def publish(self) -> None:
        self.desk.run("build", "--publish", "--yes")

    def feed(self, form: str) -> str:
        """Return the address of the main feed in a format."""
        return f"{self.address}/feeds/main.{form}"

    def edit(self, path: str, old: str, new: str) -> None:
        """Change a file as an editor would, and publish."""
        file = self.folder / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")
        self.publish()
