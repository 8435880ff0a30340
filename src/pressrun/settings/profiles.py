"""Providers and programs that mail is often handed to, and what they say of their limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What stands for settings of a relay that are left out; None is Pressrun's own default.

    ``host`` is empty where each region or account has its own, of which ``example`` is one.
    ``sources`` say where the host, the port and every figure were found.
    """

    host: str = ""
    example: str = ""
    port: int = 587
    connections: int | None = None
    messages_per_connection: int | None = None
    per_second: float | None = None
    per_day: int | None = None
    sources: tuple[str, ...] = ()


_EXCHANGE: Final = "https://learn.microsoft.com/en-us/exchange/troubleshoot/send-emails"
_SENDGRID: Final = "https://www.twilio.com/docs/sendgrid/for-developers/sending-email"
_SMARTRELAY: Final = (
    "https://docs.contactlab.com/docs/development/smartrelay/understanding-smartrelay"
)
_POSTMARK: Final = "https://postmarkapp.com/support/article"

# A figure stands here only if the provider names it for every account. To add a profile: a line
# here and a row in docs/relays.md.
PROFILES: Final[Mapping[str, Profile]] = {
    # Rate and quota are each account's own; in the sandbox 1 a second and 200 a day.
    "ses": Profile(
        example="email-smtp.eu-west-1.amazonaws.com",
        sources=(
            "https://docs.aws.amazon.com/ses/latest/dg/smtp-connect.html",
            "https://docs.aws.amazon.com/ses/latest/dg/quotas.html",
        ),
    ),
    # For one mailbox; 10,000 recipients a day are 10,000 messages, as each has one.
    "m365": Profile(
        host="smtp.office365.com",
        connections=3,
        per_second=30 / 60,
        per_day=10_000,
        sources=(f"{_EXCHANGE}/smtp-submission-improvements",),
    ),
    # For one user of Workspace; an account on trial has 500.
    "google": Profile(
        host="smtp.gmail.com",
        per_day=2_000,
        sources=("https://support.google.com/a/answer/166852",),
    ),
    "socketlabs": Profile(
        host="smtp.socketlabs.com",
        connections=10,
        messages_per_connection=50,
        sources=(
            "https://help.socketlabs.com/docs/secure-connections-ssltls-to-the-inbound-smtp-gateway",
            "https://help.socketlabs.com/docs/smtp-server-restrictions",
        ),
    ),
    # 10,000 connections are allowed, more than anybody has use for.
    "sendgrid": Profile(
        host="smtp.sendgrid.net",
        messages_per_connection=5_000,
        sources=(f"{_SENDGRID}/integrating-with-the-smtp-api",),
    ),
    # SmartRelay; every customer has a listener of its own.
    "contactlab": Profile(
        example="smartrelay.example.org",
        connections=8,
        per_second=4.0,
        sources=(
            "http://developer.contactlab.com/toc-sr/MaximumSMTPSessions",
            f"{_SMARTRELAY}/summary-of-smartrelay-constraints",
        ),
    ),
    # The stream for newsletters; no figures are published.
    "postmark": Profile(
        host="smtp-broadcasts.postmarkapp.com",
        sources=(f"{_POSTMARK}/811-what-are-the-smtp-details-api-tokens-i-should-be-using",),
    ),
    # On this machine: it paces by itself what it sends on, and does not count the connections of
    # its own networks (smtpd_client_event_limit_exceptions).
    "postfix": Profile(
        host="127.0.0.1", port=25, sources=("https://www.postfix.org/postconf.5.html",)
    ),
}
