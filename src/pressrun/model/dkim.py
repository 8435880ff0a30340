"""The keys that mail is signed with."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class DkimKey:
    """A private key and where its public half is found: ``<selector>._domainkey.<domain>``.

    ``pem`` is PKCS #8 or PKCS #1 without a passphrase (RFC 6376 §3.6.1, RFC 8463).
    """

    selector: str
    domain: str
    pem: bytes = field(repr=False)
