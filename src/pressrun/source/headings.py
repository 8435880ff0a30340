"""What other services call the columns of a list, and how they say how somebody stands."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

from pressrun.model.audience import Cadence
from pressrun.model.roster import Field, Status

# Letters alone, in lower case and without accents; the first of a row that a file has is taken.
# English, French, German, Spanish and Arabic, as the interface's own words.
HEADINGS: Final[Mapping[Field, Sequence[str]]] = {
    Field.ADDRESS: (
        "email",
        "emailaddress",
        "subscriberemail",
        "mail",
        "emailadresse",
        "mailadresse",
        "adresseemail",
        "adressemail",
        "adresseelectronique",
        "courriel",
        "correoelectronico",
        "correo",
        "direcciondecorreo",
        "البريدالالكتروني",
        "address",
        "adresse",
    ),
    Field.NAME: (
        "name",
        "fullname",
        "subscribername",
        "firstname",
        "givenname",
        "vorname",
        "vollername",
        "prenom",
        "nomcomplet",
        "nom",
        "nombre",
        "nombrecompleto",
        "الاسم",
    ),
    Field.STATUS: (
        "status",
        "subscriptionstatus",
        "subscribertype",
        "state",
        "zustand",
        "statut",
        "etat",
        "estado",
        "الحالة",
    ),
    Field.LANGUAGE: ("language", "lang", "locale", "sprache", "langue", "idioma", "اللغة"),
    Field.TOPICS: (
        "topics",
        "tags",
        "interests",
        "segments",
        "themen",
        "sujets",
        "themes",
        "temas",
        "etiquetas",
        "المواضيع",
    ),
    Field.CADENCE: (
        "cadence",
        "frequency",
        "haufigkeit",
        "rhythmus",
        "frequence",
        "rythme",
        "frecuencia",
        "cadencia",
        "الوتيرة",
    ),
    Field.CONSENT: (
        "consent",
        "evidence",
        "optin",
        "source",
        "einwilligung",
        "consentement",
        "consentimiento",
        "الموافقة",
    ),
    Field.SINCE: (
        "since",
        "subscribedat",
        "optintime",
        "confirmtime",
        "createdat",
        "creationdate",
        "joined",
        "date",
        "seit",
        "depuis",
        "desde",
        "datum",
        "fecha",
        "التاريخ",
    ),
}

# What is said by a word, in letters alone; an empty cell says that nothing is wrong.
_STATUSES: Final[Mapping[Status, Sequence[str]]] = {
    Status.SUBSCRIBED: (
        *("", "subscribed", "active", "enabled", "confirmed", "regular", "premium", "free", "paid"),
        *("yes", "true", "optin", "comped", "abonniert", "aktiv", "abonne", "actif", "suscrito"),
        *("activo", "مشترك"),
    ),
    Status.UNCONFIRMED: (
        *("unconfirmed", "pending", "unactivated", "notconfirmed", "unbestatigt", "nonconfirme"),
        *("sinconfirmar", "غيرمؤكد"),
    ),
    Status.PAUSED: ("paused", "pausiert", "enpause", "pausado"),
    Status.UNSUBSCRIBED: (
        *("unsubscribed", "ended", "left", "removed", "optout", "optedout", "blocklisted"),
        *("blacklisted", "blocked", "suppressed", "disabled", "deleted", "no", "false"),
        *("abgemeldet", "ausgetragen", "desabonne", "desinscrit", "baja", "cancelado"),
        "ملغى",
    ),
    Status.BOUNCED: (
        *("bounced", "bounce", "cleaned", "hardbounce", "hardbounced", "undeliverable", "invalid"),
        *("unzustellbar", "rebotado", "rejete"),
    ),
    Status.COMPLAINED: ("complained", "complaint", "spam", "abuse", "spamcomplaint"),
}
# Whoever says anything else, or nothing, reads every issue.
_CADENCES: Final[Mapping[str, Cadence]] = {
    **dict.fromkeys(("weekly", "wochentlich", "hebdomadaire", "semanal"), Cadence.WEEKLY),
    **dict.fromkeys(("monthly", "monatlich", "mensuel", "mensual"), Cadence.MONTHLY),
    **dict.fromkeys(("feed", "rss", "atom"), Cadence.FEED),
    "اسبوعي": Cadence.WEEKLY,
    "شهري": Cadence.MONTHLY,
}
_BY_WORD: Final = {word: status for status, words in _STATUSES.items() for word in words}


def letters(text: str) -> str:
    """Return the letters of a text in lower case, without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if sign.isalpha())


def column_of(field: Field, header: Sequence[str]) -> int | None:
    """Return the number of the column that holds a field, from 0, as its name tells."""
    words = [letters(cell) for cell in header]
    return next((words.index(name) for name in HEADINGS[field] if name in words), None)


def status_of(text: str) -> Status:
    """Return what a cell says of somebody; a cell of no letters, such as 0, is no empty one."""
    word = letters(text)
    if not word and text.strip():
        return Status.UNREADABLE
    return _BY_WORD.get(word, Status.UNREADABLE)


def cadence_of(text: str) -> Cadence:
    """Return how often somebody reads, as a cell says it."""
    return _CADENCES.get(letters(text), Cadence.EACH)
