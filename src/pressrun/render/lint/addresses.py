"""Addresses of the publication that every message names, and readers could not use."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from pressrun.errors import Problem, Severity
from pressrun.model.code import Code
from pressrun.model.network import may_be_public
from pressrun.render.lint.blame import setting_place
from pressrun.render.lint.rule import Rule
from pressrun.render.lint.subjects import SendingCopy

SND014: Final = Code(
    code="SND014",
    title="readers cannot reach the address to unsubscribe at",
    why="Unsubscribing, preferences and votes are answered at `service`. Where that is no public"
    " address every such link is dead, and where it is not https mail programs do not offer to"
    " unsubscribe (RFC 8058, section 3.1): readers report spam instead.",
    mend='In `[site]` set `service = "https://…"` to where `pressrun run` is reached from outside.',
    severity=Severity.ERROR,
)

SND015: Final = Code(
    code="SND015",
    title="the publication's address is not https",
    why="Browsers call its pages not secure, whoever subscribes sends their address in clear, and"
    " no mail may go out: mail programs unsubscribe over https alone (RFC 8058, section 3.1).",
    mend='Set `url = "https://…"` in pressrun.toml, once a certificate is there.',
    severity=Severity.WARNING,
    excusable=True,
)


def _look(copy: SendingCopy) -> Iterator[Problem]:
    url, service = copy.publication.url, copy.publication.service_url
    if copy.reaches_people and service and not _is_public_https(service):
        public = may_be_public(service)
        why = "is not https" if public else "is nowhere that readers elsewhere can reach"
        yield Problem(
            code=SND014.code,
            what=f"nobody could unsubscribe: service = {service} {why}",
            place=setting_place(copy.settings, "site", "service"),
            help='set  service = "https://…"  to the address at which `pressrun run` is reached',
            severity=SND014.severity,
        )
    # With a relay that reaches people this is no warning: no mail goes out at all (SND004).
    if not copy.reaches_people and may_be_public(url) and not _is_public_https(url):
        yield Problem(
            code=SND015.code,
            what=f"url is {url}, which is not https: a relay will not be used with it",
            place=setting_place(copy.settings, "", "url"),
            help='set  url = "https://…"',
            severity=SND015.severity,
        )


def _is_public_https(url: str) -> bool:
    return urlsplit(url).scheme == "https" and may_be_public(url)


ADDRESSES: Final = Rule(on=(SendingCopy,), codes=(SND014, SND015), look=_look)
