"""Time the signing of a message of 20 kB, beside the bare operation and beside dkimpy.

Every round signs in one thread and the same number of messages in two; what is printed is
microseconds of the wall clock for one message, the median of the rounds and the least.
"""

import base64
import platform
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Thread

import cryptography
import dkim
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from pressrun.mail.canonical import relaxed_body
from pressrun.mail.compose import compose, compose_face
from pressrun.mail.dkim import open_key
from pressrun.mail.person import Mailing
from pressrun.mail.signer import Signer
from pressrun.mail.slots import parse_template
from pressrun.model.dkim import DkimKey
from pressrun.model.issue import RenderedIssue
from pressrun.model.publication import MailingList, Publication

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 7
OCTETS = 20_000
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
MAIN = MailingList(
    name="main",
    title="Harbour Notes",
    list_id="main.example.org",
    sender_name="Harbour Notes",
    sender_address="notes@example.org",
)
PUBLICATION = Publication(
    title="Harbour Notes",
    url="https://notes.example.org",
    authority="example.org",
    year=2026,
    language="en",
    zone="UTC",
    lists=(MAIN,),
)
WORDS = "The ferry was late again, and nobody on the pier minded: the light was worth it. "
FORM = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
RSA = rsa.generate_private_key(65537, 2048)
ED25519 = ed25519.Ed25519PrivateKey.generate()
# dkimpy reads RSA in its old form only, and of Ed25519 the bare seed.
RSA_PEM = RSA.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
SEED = ED25519.private_bytes_raw()


def message() -> bytes:
    """Return a message of at least ``OCTETS``, as it goes out."""
    paragraphs = [WORDS * 3] * (OCTETS // len(WORDS * 6))
    html = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    face = compose_face(
        RenderedIssue(
            subject="After the storm", preheader="", html=html, text="\n\n".join(paragraphs)
        ),
        publication=PUBLICATION,
        mailing_list=MAIN,
        date_at=AT,
        web_url=PUBLICATION.address("issues/042-after-the-storm/"),
    )
    mailing = Mailing(PUBLICATION, salt=b"salt of one run.", issue="k", web_url="")
    person = mailing.person(1, address="ada@example.org", name="Ada Sample", handle="A" * 22)
    return compose(parse_template(face), person)


MESSAGE = message()


def signing(private: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey) -> Callable[[], object]:
    key = DkimKey(selector="pr1", domain="example.org", pem=private.private_bytes(*FORM))
    signer = Signer([open_key(key)], AT)
    return lambda: signer.sign(MESSAGE)


def bare(private: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey) -> Callable[[], object]:
    key = open_key(DkimKey(selector="pr1", domain="example.org", pem=private.private_bytes(*FORM)))
    return lambda: key.sign(b"x" * 1_200)


def peer(secret: bytes, algorithm: bytes) -> Callable[[], object]:
    return lambda: dkim.sign(
        MESSAGE,
        b"pr1",
        b"example.org",
        secret,
        canonicalize=(b"relaxed", b"relaxed"),
        signature_algorithm=algorithm,
    )


# A name, how often a round does it, and what.
WORK: dict[str, tuple[int, Callable[[], object]]] = {
    "relaxed body alone": (2_000, lambda: relaxed_body(MESSAGE)),
    "RSA-2048, the operation alone (limit)": (300, bare(RSA)),
    "RSA-2048, a message": (300, signing(RSA)),
    "RSA-2048, dkimpy (peer)": (20, peer(RSA_PEM, b"rsa-sha256")),
    "Ed25519, the operation alone (limit)": (2_000, bare(ED25519)),
    "Ed25519, a message": (1_000, signing(ED25519)),
    "Ed25519, dkimpy (peer)": (100, peer(base64.b64encode(SEED), b"ed25519-sha256")),
}


def spent_s(work: Callable[[], object], number: int, threads: int) -> float:
    """Return the seconds of the wall clock that one of ``number`` takes, shared among threads."""

    def some() -> None:
        for _ in range(number // threads):
            work()

    crew = [Thread(target=some) for _ in range(threads)]
    begun = time.perf_counter()
    for thread in crew:
        thread.start()
    for thread in crew:
        thread.join()
    return (time.perf_counter() - begun) / number


def main() -> None:
    times: dict[tuple[str, int], list[float]] = {}
    for _ in range(ROUNDS):
        for name, (number, work) in WORK.items():
            for threads in (1, 2):
                times.setdefault((name, threads), []).append(spent_s(work, number, threads))
    print(
        f"Python {platform.python_version()}, cryptography {cryptography.__version__}; a message of"
        f" {len(MESSAGE):,} octets; microseconds for one, medians of {ROUNDS} rounds (least)"
    )
    print(f"{'':40}{'one thread':>20}{'two threads':>20}")
    for name in WORK:
        shown = [
            f"{statistics.median(each) * 1e6:,.0f} ({min(each) * 1e6:,.0f})"
            for each in (times[name, threads] for threads in (1, 2))
        ]
        print(f"{name:40}{shown[0]:>20}{shown[1]:>20}")


if __name__ == "__main__":
    main()
