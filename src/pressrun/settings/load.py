"""Read pressrun.toml and the environment, once, and tell everything that is wrong together."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from pressrun.errors import Place, Problem, SettingsError
from pressrun.model.joinrules import JoinRules
from pressrun.model.publication import MailingList, Publication
from pressrun.settings.checking import read_checking
from pressrun.settings.dkim import read_dkim
from pressrun.settings.feeds import read_feeds
from pressrun.settings.form import Form, Override
from pressrun.settings.look import read_look
from pressrun.settings.patience import read_patience
from pressrun.settings.relays import read_relays, variable
from pressrun.settings.schedules import read_schedules
from pressrun.settings.sitevalues import Told, site_of
from pressrun.settings.tables import (
    EMAIL,
    ISSUES,
    LIST,
    PUBLICATION,
    SITE,
    SUBSCRIBE,
    TABLES,
    VARIABLES,
)
from pressrun.settings.toml import NAME, parse_toml
from pressrun.settings.values import Settings

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
    site, told = site_of(form.read(("site",), SITE))
    top = form.read((), {**PUBLICATION, **ISSUES}, tables=TABLES)
    publication = _publication(form, told, {name: top[name] for name in PUBLICATION})
    settings = Settings(
        publication=publication,
        relays=read_relays(form, folder, environ),
        patience=read_patience(form),
        dkim=read_dkim(form, publication.lists, folder, environ),
        site=site,
        feeds=read_feeds(form),
        subscribe=JoinRules(**form.read(("subscribe",), SUBSCRIBE)),
        folder=folder,
        digest=hashlib.sha256(octets).hexdigest(),
        schedules=read_schedules(form, publication),
        numbering=top["numbering"],
        approving=top["approval"],
        checking=read_checking(form),
        url_at=None if ("url",) in form.overrides else form.toml.place(("url",), value=True),
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
            variables[variable(name, key)] = ("relays", name, key)
    return {
        path: Override(variable, environ[variable])
        for variable, path in variables.items()
        if environ.get(variable)
    }


def _publication(form: Form, told: Told, values: Mapping[str, Any]) -> Publication:
    names = form.names("lists")
    if not names:
        advice = 'write  [lists.main]\nand below it  sender = "Harbour Notes <notes@example.org>"'
        form.refuse("CFG007", ("lists",), "is missing: a publication has one list or more", advice)
    lists = tuple(_list(form, name, values) for name in names)
    return Publication(
        lists=lists,
        look=read_look(form),
        cut=form.read(("email",), EMAIL)["cut"],
        service_url=told.service_url,
        security_contact=told.security_contact,
        **values,
    )


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
        welcome=values["welcome"],
    )
