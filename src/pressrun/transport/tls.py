"""Whom we believe to be the relay: TLS with certificate and name verified."""

import ssl

from pressrun.errors import RelayMisfit
from pressrun.model.relay import Relay, Security


def tls_context(relay: Relay) -> ssl.SSLContext | None:
    """Return how TLS is to be done with this relay, None where it is not asked for.

    TLS 1.2 is the least (RFC 8996 §2). The machine's own authorities are believed, and those of
    ``relay.ca_file`` beside them.

    Raises:
        RelayMisfit: The file of authorities cannot be read.
    """
    if relay.security is Security.NONE:
        return None
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if relay.ca_file:
        try:
            context.load_verify_locations(relay.ca_file)
        except OSError as cause:
            reason = (cause.strerror or "it holds no certificate").lower()
            raise RelayMisfit(
                f"the certificates in {relay.ca_file} cannot be read: {reason}",
                code="SMTP006",
                help=f"set ca_file of the relay {relay.name!r} to a file of certificates in PEM",
            ) from cause
    return context
