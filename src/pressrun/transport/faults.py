"""What a person is told when no session with a relay can be had."""

from collections.abc import Callable, Mapping
from typing import Final

from pressrun.errors import LoginRefused, PressrunError, RelayMisfit, RelayUnavailable
from pressrun.model.relay import Relay
from pressrun.transport.event import Cause, Ended


def fault(relay: Relay, end: Ended) -> PressrunError:
    """Return the error for a session that ended thus."""
    return _FAULTS.get(end.cause, _unavailable)(relay, f"{relay.host}:{relay.port}", end.why)


def _unavailable(relay: Relay, where: str, why: str) -> PressrunError:
    return RelayUnavailable(
        f"no session with the relay {where}: {why}",
        help=f"see that a relay listens at {where}, or correct host and port of the relay"
        f" {relay.name!r}; what is still to go is kept",
    )


def _login_refused(relay: Relay, where: str, why: str) -> PressrunError:
    return LoginRefused(
        f"the relay {where} refuses the login: {why}",
        help=f"correct username and password of the relay {relay.name!r}",
    )


def _turned_away(relay: Relay, where: str, why: str) -> PressrunError:
    return RelayMisfit(
        f"the relay {where} takes no mail from this machine: {why}",
        code="SMTP005",
        help=f"ask its operator why, or correct host and port of the relay {relay.name!r}; what is"
        " still to go is kept",
    )


def _misfit(relay: Relay, where: str, why: str) -> PressrunError:
    return RelayMisfit(
        f"the relay {where} is not one that mail may be handed to: {why}",
        help=f"correct host, port, security, ca_file or auth of the relay {relay.name!r}; nothing"
        " went in clear, and what is still to go is kept",
    )


_FAULTS: Final[Mapping[Cause, Callable[[Relay, str, str], PressrunError]]] = {
    Cause.LOGIN: _login_refused,
    Cause.TURNED_AWAY: _turned_away,
    Cause.MISFIT: _misfit,
}
