"""The tables [relays.NAME]: to whom mail is handed, how, and how much of it at most."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pressrun.model.network import is_loopback
from pressrun.model.relay import DomainCap, Limits, Relay, RelayKind, Security, Timeouts
from pressrun.settings.form import Form, header
from pressrun.settings.profiles import Profile
from pressrun.settings.readers import Wrong, read_host
from pressrun.settings.secret import find_password, read_authorities
from pressrun.settings.tables import DOMAIN, RELAY, TIMEOUTS

_PORTS: Final = {Security.NONE: 25, Security.STARTTLS: 587, Security.TLS: 465}
_LIMITS: Final = ("connections", "messages_per_connection", "per_second", "per_day", "warm_up")
_PLAIN: Final = ("username", "client_name", "pipelining", "weight")

Values = Mapping[str, Any]


def read_relays(form: Form, folder: Path, environ: Mapping[str, str]) -> tuple[Relay, ...]:
    """Return the relays in the order of the file, an outbox where there is none."""
    outbox = str(folder.absolute() / ".pressrun" / "outbox")
    names = form.names("relays")
    if not names:
        return (Relay(name="outbox", kind=RelayKind.OUTBOX, folder=outbox),)
    relays = []
    for name in names:
        values = form.read(("relays", name), RELAY, tables=("timeouts", "domains"))
        if values["kind"] is not RelayKind.OUTBOX:
            relays.append(_relay(form, name, values, folder, environ))
            continue
        relays.append(Relay(name=name, kind=RelayKind.OUTBOX, folder=outbox))
        if len(names) > 1:
            what = "is an outbox beside other relays: its share of the mail would reach nobody"
            advice = f"leave out  [relays.{name}]  or all the others"
            form.refuse("CFG009", ("relays", name), what, advice)
    return tuple(relays)


def variable(relay: str, key: str) -> str:
    """Return the name of the variable that wins over a setting of a relay."""
    return f"PRESSRUN_RELAY_{relay}_{key}".upper().replace("-", "_")


def _relay(
    form: Form, name: str, values: Values, folder: Path, environ: Mapping[str, str]
) -> Relay:
    path, profile = ("relays", name), values["profile"] or Profile()
    host = values["host"] or profile.host
    if values["host"] == host == "" and values["profile"] is not None:
        advice = f'write  host = "{profile.example or "127.0.0.1"}"'
        form.refuse("CFG007", (*path, "host"), "is missing", advice)
    port, security = _way(values, host, profile)
    key, password = find_password(
        values, variable=variable(name, "password"), folder=folder, environ=environ
    )
    if isinstance(password, Wrong):
        form.refuse_value("CFG008", (*path, key), password)
        password = ""
    _check_way(form, path, values, host, port, security)
    timeouts = form.read((*path, "timeouts"), TIMEOUTS)
    return Relay(
        name=name,
        kind=RelayKind.SMTP,
        host=host,
        port=port,
        security=security,
        ca_file=_authorities(form, path, values["ca_file"], security, folder),
        password=password,
        mechanism=values["auth"],
        limits=_limits(form, path, values, profile),
        timeouts=Timeouts(**{name: value for name, value in timeouts.items() if value is not None}),
        **{key: values[key] for key in _PLAIN},
    )


def _way(values: Values, host: str, profile: Profile) -> tuple[int, Security]:
    """Return port and security; what is left out follows from what is not, and from the host."""
    port, security = values["port"], values["security"]
    if port is None and security is None:
        port = 25 if is_loopback(host) else profile.port
    if security is None:
        clear = Security.NONE if is_loopback(host) else Security.STARTTLS
        security = Security.TLS if port == _PORTS[Security.TLS] else clear
    return port or _PORTS[security], security


def _check_way(
    form: Form, path: tuple[str, ...], values: Values, host: str, port: int, security: Security
) -> None:
    """Refuse what would show a password to others, or wait for a relay that says nothing."""
    if security is Security.NONE and values["username"] and not is_loopback(host):
        must_be = '"starttls" or "tls": a password never goes to another machine in clear'
        form.refuse_value("CFG013", (*path, "security"), Wrong(must_be, '"starttls"'))
    if port == _PORTS[Security.TLS] and security is not Security.TLS:
        must_be = '"tls" on port 465, where TLS begins with the first octet (RFC 8314)'
        form.refuse_value("CFG014", (*path, "security"), Wrong(must_be, '"tls"'))
    if values["auth"] and values["username"] == "":
        advice = 'write  username = "…"  or leave  auth  out'
        form.refuse("CFG014", (*path, "auth"), "stands without a username", advice)


def _limits(form: Form, path: tuple[str, ...], values: Values, profile: Profile) -> Limits:
    given = {key: values[key] for key in _LIMITS}
    if values["per_minute"] is not None:
        if values["per_second"] is not None:
            what = "stands beside per_second, and they say the same"
            form.refuse("CFG014", (*path, "per_minute"), what, "keep one of them")
        given["per_second"] = values["per_minute"] / 60
    known = {key: getattr(profile, key, None) for key in _LIMITS}
    chosen = known | {key: value for key, value in given.items() if value is not None}
    return Limits(
        domains=_domains(form, (*path, "domains")),
        **{key: value for key, value in chosen.items() if value is not None},
    )


def _domains(form: Form, path: tuple[str, ...]) -> Mapping[str, DomainCap]:
    caps: dict[str, DomainCap] = {}
    for name in form.table(path):
        domain = name.lower()
        if not re.search(r"\.", name) or ":" in name or isinstance(read_host(name), Wrong):
            what = "must be a domain in quotation marks, other alphabets in its xn-- form"
            form.refuse("CFG006", (*path, name), what, f'write  [{header(path)}."gmail.com"]')
        elif domain in caps:
            what = "is a domain given twice, in capitals and without"
            form.refuse("CFG004", (*path, name), what, "keep one of them")
        else:
            caps[domain] = DomainCap(**form.read((*path, name), DOMAIN))
    return caps


def _authorities(
    form: Form, path: tuple[str, ...], file: str | None, security: Security, folder: Path
) -> str:
    """Return the absolute path of a file of certificates, if one is set."""
    if not file:
        return ""
    if security is Security.NONE:
        advice = 'write  security = "starttls"  or leave  ca_file  out'
        form.refuse("CFG014", (*path, "ca_file"), "stands beside a connection in clear", advice)
        return ""
    whole = folder.absolute() / file
    if wrong := read_authorities(whole):
        form.refuse_value("CFG008", (*path, "ca_file"), wrong)
    return str(whole)
