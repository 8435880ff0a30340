"""The tables [schedules.NAME]: standing orders for issues that recur."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from pressrun.errors import Problem, quoted, suggest
from pressrun.model.cron import parse_cron
from pressrun.model.phrase import parse_every
from pressrun.model.publication import Publication
from pressrun.model.recurrence import Rule
from pressrun.model.schedule import Choice, Part, Schedule
from pressrun.settings.form import Form
from pressrun.settings.readers import Wrong
from pressrun.settings.tables import PART, SCHEDULE
from pressrun.settings.toml import Path

_CHOICE: Final = ("tags", "sections", "languages", "authors", "limit")
_PLAIN: Final = (
    "subject", "layout", "content", "order", "if_late", "grace", "if_empty", "catch_up",
    "draft_ahead", "cadence",
)  # fmt: skip

Values = Mapping[str, Any]


def read_schedules(form: Form, publication: Publication) -> tuple[Schedule, ...]:
    """Return the schedules in the order of the file; what is wrong is a problem of ``form``."""
    found = (_schedule(form, name, publication) for name in form.names("schedules"))
    return tuple(schedule for schedule in found if schedule)


def _schedule(form: Form, name: str, publication: Publication) -> Schedule | None:
    path = ("schedules", name)
    values = form.read(path, SCHEDULE, tables=("parts",))
    parts = _parts(form, (*path, "parts"))
    list_ = _list(form, path, values, publication)
    said, rule = _rule(form, path, values)
    if rule is None:
        return None
    _check_digest(form, path, values)
    skipped, extra = values["skip"] or (), values["extra"] or ()
    skip = tuple(sorted(day for day in skipped if not isinstance(day, datetime)))
    skip_at = tuple(sorted(moment for moment in skipped if isinstance(moment, datetime)))
    _check_exceptions(form, path, rule, skip, skip_at, extra)
    zone = values["zone"] or publication.zone
    moments = (rule.canonical, zone, *map(str, (*skip, *skip_at)), "and", *map(str, sorted(extra)))
    return Schedule(
        name=name,
        rule=rule,
        said=said,
        zone=zone,
        list=list_,
        digest=hashlib.sha256("\n".join(map(str, moments)).encode()).hexdigest(),
        skip=skip,
        skip_at=skip_at,
        extra=tuple(sorted(extra)),
        choice=_choice(values),
        parts=parts,
        **{key: values[key] for key in _PLAIN},
    )


def _parts(form: Form, path: Path) -> tuple[Part, ...]:
    """Return the sections of its issues; each article stands in the first that takes it."""
    rows = form.read_array(path, PART)
    parts = [Part(title=row["title"], intro=row["intro"], choice=_choice(row)) for row in rows]
    lines = form.toml.rows(path)
    for place, part in enumerate(parts):
        here, before = (*path, *lines[place : place + 1]), parts[:place]
        if not part.title:
            continue  # told already
        if part.title in [other.title for other in before]:
            what = f"has two sections called {quoted(part.title)}"
            form.refuse("CFG016", here, what, "give them titles that differ")
        elif greedy := next((other for other in before if _takes_all(other.choice)), None):
            what = f"would leave {quoted(part.title)} empty: {quoted(greedy.title or '')}"
            advice = "write the section that takes whatever is left last"
            form.refuse("CFG017", here, f"{what} takes every article", advice)
    return tuple(parts)


def _takes_all(choice: Choice) -> bool:
    return not (choice.tags or choice.sections or choice.authors)


def _choice(values: Values) -> Choice:
    return Choice(**{key: values[key] for key in _CHOICE if key in values})


def _list(form: Form, path: Path, values: Values, publication: Publication) -> str:
    """Return the name of the list that it writes to, the first one where it names none."""
    names = [item.name for item in publication.lists]
    if values["list"] and values["list"] not in names:
        wrong = Wrong("the name of a list of this file", help=suggest(values["list"], names))
        form.refuse_value("CFG006", (*path, "list"), wrong)
    return values["list"] or next(iter(names), "")


def _rule(form: Form, path: Path, values: Values) -> tuple[str, Rule | None]:
    """Return the rule as it was written, and what it says, None for what was told already."""
    every, cron = values["every"], values["cron"]
    if every and cron:
        what = "stands beside every, and one of them says when"
        form.refuse("CFG014", (*path, "cron"), what, "keep one of them")
    elif every == cron == "":
        advice = 'write  every = "thursday 09:00"'
        form.refuse("CFG007", (*path, "every"), "is missing", advice)
    if not (every or cron):
        return "", None
    key, found = ("every", parse_every(every)) if every else ("cron", parse_cron(cron))
    if isinstance(found, Problem):
        what = f"does not say when: {found.what}"
        form.refuse(found.code, (*path, key), what, found.help, value=True)
        return "", None
    return every or cron, found


def _check_digest(form: Form, path: Path, values: Values) -> None:
    """Refuse a choice where every reader gets what they have not had."""
    for key in _CHOICE:
        if values["cadence"] and values[key]:
            what = "stands beside cadence, and a digest leaves nothing out that a reader lacks"
            form.refuse("CFG014", (*path, key), what, f"leave  {key}  out, or  cadence")


def _check_exceptions(
    form: Form,
    path: Path,
    rule: Rule,
    skip: tuple[date, ...],
    skip_at: tuple[datetime, ...],
    extra: tuple[datetime, ...],
) -> None:
    """Refuse moments that are said twice, by an exception and by something else."""
    for moment in skip_at:
        if moment.date() in skip:
            what = f"names {moment:%Y-%m-%d %H:%M} and the whole of that day"
            form.refuse("CFG016", (*path, "skip"), what, "keep one of them", value=True)
    for moment in extra:
        if moment in skip_at:
            what = f"names {moment:%Y-%m-%d %H:%M}, which is skipped"
            form.refuse("CFG016", (*path, "extra"), what, "leave it out of one", value=True)
        elif rule.falls_at(moment) and moment.date() not in skip:
            what = f"names {moment:%Y-%m-%d %H:%M}, which comes without it"
            form.refuse("CFG016", (*path, "extra"), what, "leave it out", value=True)
