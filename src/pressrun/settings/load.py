"""Read pressrun.toml and the environment, once, and tell everything that is wrong together."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from pressrun.errors import Place, Problem, SettingsError
from pressrun.model.article import is_slug
from pressrun.model.publication import MailingList, Publication
from pressrun.model.relay import Relay, RelayKind
from pressrun.settings.feeds import read_feeds
from pressrun.settings.form import Form, Override
from pressrun.settings.look import read_look
from pressrun.settings.readers import Wrong
from pressrun.settings.secret import find_password
from pressrun.settings.tables import LIST, PUBLICATION, RELAY, SITE, TABLES, VARIABLES
from pressrun.settings.toml import NAME, parse_toml
from pressrun.settings.values import Settings, Site

FILE_LIMIT_OCTETS: Final = 2**20


def load_settings(folder: Path, environ: Mapping[str, str]) -> Settings:
    """Return the settings of the publication in ``folder``; ``environ`` wins over the file.

    Raises:
        SettingsError: There is no pressrun.toml, or not all of it can be read; it carries every
            problem at once.
    """
    octets = _read(folder)
    toml = parse_toml(octets)
    if isinstance(toml, tuple):
        raise _error(toml)
    form = Form(toml, _overrides(toml.data, environ))
    settings = Settings(
        publication=_publication(form),
        relay=_relay(form, folder, environ),
        site=Site(**form.read(("site",), SITE)),
        feeds=read_feeds(form),
        folder=folder,
        digest=hashlib.sha256(octets).hexdigest(),
    )
    if form.problems:
        raise _error(form.problems)
    return settings


def _read(folder: Path) -> bytes:
    try:
        with (folder / NAME).open("rb") as file:
            octets = file.read(FILE_LIMIT_OCTETS + 1)
    except FileNotFoundError as error:
        raise SettingsError(
            f"no {NAME} here",
            code="CFG001",
            place=Place(path=str(folder)),
            help="make a publication:  pressrun init DIR\n"
            "or go to one:  cd DIR  (or name it with  --folder DIR)",
        ) from error
    except OSError as error:
        what = f"{NAME} cannot be read: {error.strerror}"
        raise SettingsError(
            what, code="CFG001", place=Place(path=str(folder)), help=f"ls -l {folder / NAME}"
        ) from error
    if len(octets) > FILE_LIMIT_OCTETS:
        what = f"{NAME} is longer than {FILE_LIMIT_OCTETS:,} octets"
        raise SettingsError(what, code="CFG003", place=Place(path=NAME), help="shorten it")
    return octets


def _error(problems: Iterable[Problem]) -> SettingsError:
    """Return one error that tells all problems in the order of the file."""
    first, *rest = sorted(problems, key=lambda p: (p.place and p.place.line) or 0)
    return SettingsError(
        first.what, code=first.code, place=first.place, help=first.help, problems=rest
    )


def _overrides(
    data: Mapping[str, Any], environ: Mapping[str, str]
) -> dict[tuple[str, ...], Override]:
    variables: dict[str, tuple[str, ...]] = dict(VARIABLES)
    relays = data.get("relays")
    for name in relays if isinstance(relays, dict) else ():
        for key in ("host", "port"):
            variables[_variable(name, key)] = ("relays", name, key)
    return {
        path: Override(variable, environ[variable])
        for variable, path in variables.items()
        if environ.get(variable)
    }


def _variable(relay: str, key: str) -> str:
    return f"PRESSRUN_RELAY_{relay}_{key}".upper().replace("-", "_")


def _publication(form: Form) -> Publication:
    values = form.read((), PUBLICATION, tables=TABLES)
    names = _names(form, "lists")
    if not names:
        advice = 'write  [lists.main]\nand below it  sender = "Harbour Notes <notes@example.org>"'
        form.refuse("CFG007", ("lists",), "is missing: a publication has one list or more", advice)
    lists = tuple(_list(form, name, values) for name in names)
    return Publication(lists=lists, look=read_look(form), **values)


def _list(form: Form, name: str, publication: Mapping[str, Any]) -> MailingList:
    values = form.read(("lists", name), LIST)
    sender_name, sender_address = values["sender"] or ("", "")
    title = values["title"] or publication["title"]
    domain = str(publication["authority"]).rpartition("@")[2]
    return MailingList(
        name=name,
        title=title,
        list_id=values["id"] or f"{name}.{domain}",
        sender_name=sender_name or title,
        sender_address=sender_address,
        reply_to=values["reply_to"] or "",
        postal_address=values["postal_address"] or publication["postal_address"] or "",
    )


def _names(form: Form, table: str) -> list[str]:
    """Return the names of the tables within a table, as written in the file."""
    names = list(form.table((table,)))
    for name in names:
        if not is_slug(name):
            what = "must be named with a-z, digits and single hyphens"
            form.refuse("CFG006", (table, name), what, f"write  [{table}.main]")
    return names


def _relay(form: Form, folder: Path, environ: Mapping[str, str]) -> Relay:
    outbox = str(folder.absolute() / ".pressrun" / "outbox")
    names = _names(form, "relays")
    if not names:
        return Relay(name="outbox", kind=RelayKind.OUTBOX, folder=outbox)
    name, *others = names
    for other in others:
        what = "is one relay too many: Pressrun uses only one so far"
        form.refuse("CFG009", ("relays", other), what, f"keep only  [relays.{name}]")
    path = ("relays", name)
    values = form.read(path, RELAY)
    if values["kind"] is RelayKind.OUTBOX:
        return Relay(name=name, kind=RelayKind.OUTBOX, folder=outbox)
    if values["host"] == "":
        form.refuse("CFG007", (*path, "host"), "is missing", 'write  host = "127.0.0.1"')
    variable = _variable(name, "password")
    key, password = find_password(values, variable=variable, folder=folder, environ=environ)
    if isinstance(password, Wrong):
        form.refuse_value("CFG008", (*path, key), password)
        password = ""
    plain = {key: value for key, value in values.items() if not key.startswith("password")}
    return Relay(name=name, password=password, **plain)
