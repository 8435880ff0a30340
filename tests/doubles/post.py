"""Letters to send in tests, from a face as small as can be."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from pressrun.model.delivery import DeliveryState
from pressrun.model.letter import Letter, LetterKind
from pressrun.ports import Store

FACE: Final = b"""\
From: Harbour Notes <notes@example.org>
To: \0header:to\0
Subject: Please say yes
Date: \0header:date\0
Message-ID: \0header:message-id\0
Auto-Submitted: auto-generated
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="part"

--part
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Type =
\0text:code\0=
 or open=20=
\0text:action-url\0=

--part--
""".replace(b"\n", b"\r\n")
DIGEST: Final = hashlib.sha256(FACE).hexdigest()


def letter(name: str, *, at: datetime, list: str = "main", round: int = 1) -> Letter:
    """Return a confirmation to somebody under example.org; each ``round`` is another one."""
    return Letter(
        kind=LetterKind.CONFIRM,
        list=list,
        address=f"{name}@example.org",
        face=DIGEST,
        slots={"action-url": f"https://notes.example.org/confirm/{name}", "code": "123456"},
        dedupe=f"{name}-{round}",
        message_id=f"letter-{name}-{round}@example.org",
        created_at=at,
    )


def write(store: Store, *names: str, at: datetime, list: str = "main", round: int = 1) -> None:
    """Queue a letter to each."""
    with store.unit() as unit:
        unit.letters.keep_face(DIGEST, FACE)
        for name in names:
            assert unit.letters.queue(letter(name, at=at, list=list, round=round))


def letter_counts(store: Store) -> dict[DeliveryState, int]:
    """Return how many letters stand where."""
    with store.unit(write=False) as unit:
        return dict(unit.letters.counts())


def addresses(names: Sequence[str]) -> list[str]:
    return [f"{name}@example.org" for name in names]
