"""The tables [dkim.SELECTOR]: the keys that mail is signed with."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from pressrun.model.dkim import DkimKey
from pressrun.model.publication import MailingList
from pressrun.settings.form import Form, header
from pressrun.settings.readers import Wrong, read_host
from pressrun.settings.secret import find_key
from pressrun.settings.tables import DKIM


def read_dkim(
    form: Form, lists: Sequence[MailingList], folder: Path, environ: Mapping[str, str]
) -> tuple[DkimKey, ...]:
    """Return the keys in the order of the file, none where there is none."""
    keys = []
    for selector in form.table(("dkim",)):
        path = ("dkim", selector)
        if ":" in selector or isinstance(read_host(selector), Wrong) or not selector:
            # RFC 6376 §3.1: one or more labels of a domain's name.
            what = "must be named as the record in the DNS is, with letters, digits and hyphens"
            form.refuse("CFG006", path, what, f"write  [{header(('dkim', '2026'))}]")
        values = form.read(path, DKIM)
        domain = values["domain"] if values["domain"] != "" else _domain(form, path, lists)
        key, pem = find_key(values, folder=folder, environ=environ)
        if isinstance(pem, Wrong):
            form.refuse_value("CFG008", (*path, key), pem)
        elif domain:
            keys.append(DkimKey(selector=selector, domain=domain.lower(), pem=pem))
    return tuple(keys)


def _domain(form: Form, path: tuple[str, ...], lists: Sequence[MailingList]) -> str:
    """Return the one domain that every list is sent from."""
    domains = {item.sender_address.rpartition("@")[2].lower(): item.name for item in lists}
    domains.pop("", None)  # told already: a sender that cannot be read
    if len(domains) > 1:
        what = f"is missing, and lists are sent from {' and '.join(domains)}"
        form.refuse("CFG007", (*path, "domain"), what, f'write  domain = "{next(iter(domains))}"')
    return next(iter(domains), "")
