"""What a served site has written to a mailbox, read where it waits to be sent."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from doubles.site import ServedSite


@dataclass(frozen=True, slots=True)
class Received:
    """One letter: why it was written, and the values in it."""

    kind: str
    slots: Mapping[str, str]

    @property
    def link(self) -> str:
        """The path of the link that says yes."""
        return urlsplit(self.slots["action-url"]).path

    @property
    def code(self) -> str:
        return self.slots["code"]


def letters(site: ServedSite, address: str) -> list[Received]:
    """Return the letters to an address, the oldest first."""
    connection = sqlite3.connect(f"file:{site.folder}/.pressrun/state.db?mode=ro", uri=True)
    try:
        rows = connection.execute(
            "SELECT kind, slots FROM letter WHERE address = ? ORDER BY id", (address,)
        )
        return [Received(kind, json.loads(slots)) for kind, slots in rows]
    finally:
        connection.close()
