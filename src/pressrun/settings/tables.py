"""Every setting there is: its name, its reader, and what stands for it when it is left out."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from pressrun.model.approval import Approving
from pressrun.model.checking import Cut
from pressrun.model.delivery import OnUnknown
from pressrun.model.feed import Group
from pressrun.model.joinrules import JoinRules
from pressrun.model.patience import Patience
from pressrun.model.publication import Content, Layout, Look, Welcome
from pressrun.model.relay import RelayKind, Security, Timeouts
from pressrun.model.schedule import CatchUp, IfEmpty, IfLate, Numbering, Order
from pressrun.settings.durations import duration, durations
from pressrun.settings.feedvalues import choices, read_flag, read_format, read_hubs
from pressrun.settings.form import Setting
from pressrun.settings.readers import (
    choice,
    read_address,
    read_authority,
    read_colour,
    read_command,
    read_domain,
    read_font,
    read_host,
    read_key,
    read_language,
    read_list_id,
    read_password,
    read_sender,
    read_text,
    read_url,
    read_words,
    read_zone,
    seconds,
    whole,
)
from pressrun.settings.relayvalues import (
    limit,
    rate,
    read_client_name,
    read_kind,
    read_mechanism,
    read_profile,
    read_share,
    read_warm_up,
)
from pressrun.settings.schedulevalues import (
    read_digest_cadence,
    read_intro,
    read_languages,
    read_moments,
    read_skips,
    read_subject,
    read_texts,
)
from pressrun.settings.sitevalues import read_contact, read_networks


def _number(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text


# To add a setting: a line in one of these, and an attribute of the value it ends up in.
PUBLICATION: Final[Mapping[str, Setting]] = {
    "title": Setting(read_words, required='title = "Harbour Notes"'),
    "description": Setting(read_text),
    "url": Setting(read_url, required='url = "http://127.0.0.1:8080"'),
    "authority": Setting(read_authority, required='authority = "example.org"'),
    "year": Setting(whole(1990, 9999, 2026), required="year = 2026"),
    "language": Setting(read_language, required='language = "en"'),
    "zone": Setting(read_zone, required='zone = "Europe/Lisbon"'),
    "author": Setting(read_text),
    "rights": Setting(read_text),
    "postal_address": Setting(read_text),
}
# They stand beside those, and say how issues are made.
ISSUES: Final[Mapping[str, Setting]] = {
    "approval": Setting(choice(Approving), default=Approving.NONE),
    "numbering": Setting(choice(Numbering), default=Numbering.PUBLICATION),
}
LIST: Final[Mapping[str, Setting]] = {
    "title": Setting(read_words),
    "sender": Setting(
        read_sender,
        default=("", ""),
        required='sender = "Harbour Notes <notes@example.org>"',
    ),
    "reply_to": Setting(read_address),
    "id": Setting(read_list_id),
    "postal_address": Setting(read_text),
    "welcome": Setting(choice(Welcome), default=Welcome.LETTER),
}
EMAIL: Final[Mapping[str, Setting]] = {"cut": Setting(choice(Cut), default=Cut.NEVER)}
_LOOK: Final = Look()
THEME: Final[Mapping[str, Setting]] = {
    "layout": Setting(choice(Layout), default=_LOOK.layout),
    "content": Setting(choice(Content), default=_LOOK.content),
    **{
        name: Setting(read_colour, default=getattr(_LOOK, name))
        for name in ("accent", "accent_dark", "paper", "paper_dark", "ink", "ink_dark")
    },
    "font": Setting(read_font, default=_LOOK.font),
    "heading_font": Setting(read_font),
    "width_px": Setting(whole(480, 720, 600), default=_LOOK.width_px),
    "logo": Setting(read_words),
    "logo_dark": Setting(read_words),
    "logo_alt": Setting(read_text),
    "logo_width_px": Setting(whole(16, 480, 160), default=_LOOK.logo_width_px),
}
# None stands for what the profile, the port or the host decides.
RELAY: Final[Mapping[str, Setting]] = {
    "kind": Setting(read_kind, default=RelayKind.SMTP),
    "profile": Setting(read_profile),
    "host": Setting(read_host),
    "port": Setting(whole(1, 65535, 587), default=None, from_text=_number),
    "security": Setting(choice(Security), default=None),
    "ca_file": Setting(read_words),
    "client_name": Setting(read_client_name),
    "username": Setting(read_text),
    "auth": Setting(read_mechanism, default=None),
    "password": Setting(read_password),
    "password_file": Setting(read_words),
    "password_command": Setting(read_command, default=()),
    "pipelining": Setting(read_flag, default=True),
    "weight": Setting(whole(1, 1000, 1), default=1),
    "connections": Setting(whole(1, 100, 8), default=None),
    "messages_per_connection": Setting(limit(10**6, "100"), default=None),
    "per_second": Setting(rate(10_000, "14"), default=None),
    "per_minute": Setting(rate(600_000, "30"), default=None),
    "per_day": Setting(limit(10**9, "50000"), default=None),
    "warm_up": Setting(read_warm_up, default=None),
}
_TIMEOUTS: Final = Timeouts()
TIMEOUTS: Final[Mapping[str, Setting]] = {
    "connect_s": Setting(seconds(1, 600, 30), default=_TIMEOUTS.connect_s),
    "greeting_s": Setting(seconds(1, 3600, 300), default=_TIMEOUTS.greeting_s),
    "command_s": Setting(seconds(1, 3600, 300), default=_TIMEOUTS.command_s),
    "data_s": Setting(seconds(1, 3600, 120), default=_TIMEOUTS.data_s),
    "block_s": Setting(seconds(1, 3600, 180), default=_TIMEOUTS.block_s),
    "dot_s": Setting(
        # RFC 5321 §4.5.3.2.6.
        seconds(
            600,
            3600,
            600,
            help="write  dot_s = 600\nif the relay was only slow, it has the message: whoever is"
            " given up on sooner gets it twice",
        ),
        default=_TIMEOUTS.dot_s,
    ),
    "quit_s": Setting(seconds(0.1, 300, 2), default=_TIMEOUTS.quit_s),
}
# What [relays.NAME.domains."gmail.com"] may hold.
DOMAIN: Final[Mapping[str, Setting]] = {
    "connections": Setting(limit(100, "2"), default=0),
    "per_second": Setting(rate(10_000, "1"), default=0.0),
}
_PATIENCE: Final = Patience()
DELIVERY: Final[Mapping[str, Setting]] = {
    "retry": Setting(
        durations(
            timedelta(seconds=1), timedelta(days=1), 50, '["1m", "5m", "15m", "30m", "1h", "4h"]'
        ),
        default=_PATIENCE.retry,
    ),
    # RFC 5321 §4.5.4.1 would have a mail server go on for four or five days.
    "give_up": Setting(
        duration(timedelta(minutes=1), timedelta(days=5), "48h"), default=_PATIENCE.give_up
    ),
    "on_unknown": Setting(choice(OnUnknown), default=_PATIENCE.on_unknown),
    "jitter": Setting(read_share, default=_PATIENCE.jitter),
}
DKIM: Final[Mapping[str, Setting]] = {
    "domain": Setting(read_domain),
    "key": Setting(read_key),
    "key_file": Setting(read_words),
    "key_command": Setting(read_command, default=()),
}
SITE: Final[Mapping[str, Setting]] = {
    "host": Setting(read_host, default="127.0.0.1"),
    "port": Setting(whole(0, 65535, 8080), default=8080, from_text=_number),
    "precompress": Setting(read_flag, default=True),
    "service": Setting(read_url),
    "trusted_proxies": Setting(read_networks, default=()),
    "security_contact": Setting(read_contact),
}
_JOIN: Final = JoinRules()
SUBSCRIBE: Final[Mapping[str, Setting]] = {
    "letters_per_day": Setting(whole(1, 100, 1), default=_JOIN.letters_per_day),
    "letters_per_month": Setting(whole(1, 1000, 3), default=_JOIN.letters_per_month),
    "asks_per_hour": Setting(whole(1, 10**6, 20), default=_JOIN.asks_per_hour),
    "letters_per_hour": Setting(whole(1, 10**6, 500), default=_JOIN.letters_per_hour),
    "min_fill_s": Setting(seconds(0, 60, 2), default=_JOIN.min_fill_s),
    "refuse_roles": Setting(read_flag, default=_JOIN.refuse_roles),
    "international": Setting(read_flag, default=_JOIN.international),
}
FEEDS: Final[Mapping[str, Setting]] = {
    "limit": Setting(whole(1, 1000, 50), default=50),
    "content": Setting(choice(Content), default=Content.FULL),
    "each": Setting(choices(Group), default=tuple(Group)),
    "opml": Setting(read_format, default="atom"),
    "archive": Setting(read_flag, default=None),
    "hubs": Setting(read_hubs, default=()),
}
# What [feeds.main] and its like may hold; the names of feeds are told in settings/feeds.py.
FEED: Final[Mapping[str, Setting]] = {
    "title": Setting(read_text),
    "description": Setting(read_text),
    "content": Setting(choice(Content), default=None),
    "limit": Setting(whole(1, 1000, 50), default=None),
    "archive": Setting(read_flag, default=None),
}
_LONGEST: Final = timedelta(days=30)
_CHOICE: Final[Mapping[str, Setting]] = {
    "tags": Setting(read_texts, default=()),
    "sections": Setting(read_texts, default=()),
    "authors": Setting(read_texts, default=()),
    "limit": Setting(limit(1000, "10"), default=0),
}
# The texts of every and cron are read in settings/schedules.py.
SCHEDULE: Final[Mapping[str, Setting]] = {
    "every": Setting(read_words),
    "cron": Setting(read_words),
    "zone": Setting(read_zone),
    "skip": Setting(read_skips, default=()),
    "extra": Setting(read_moments, default=()),
    "list": Setting(read_words),
    "cadence": Setting(read_digest_cadence, default=None),
    "subject": Setting(read_subject),
    "layout": Setting(choice(Layout), default=None),
    "content": Setting(choice(Content), default=None),
    **_CHOICE,
    "languages": Setting(read_languages, default=()),
    "order": Setting(choice(Order), default=Order.NEWEST),
    "if_late": Setting(choice(IfLate), default=IfLate.ASK),
    "grace": Setting(duration(timedelta(0), _LONGEST, "12h"), default=timedelta(hours=12)),
    "if_empty": Setting(choice(IfEmpty), default=IfEmpty.SKIP),
    "catch_up": Setting(choice(CatchUp), default=CatchUp.LATEST),
    "draft_ahead": Setting(duration(timedelta(0), _LONGEST, "24h"), default=timedelta(0)),
}
# What [[schedules.NAME.parts]] may hold.
PART: Final[Mapping[str, Setting]] = {
    "title": Setting(read_words, required='title = "From the harbour"'),
    "intro": Setting(read_intro),
    **_CHOICE,
}
TABLES: Final = (
    "lists", "schedules", "relays", "delivery", "dkim", "site", "subscribe", "feeds", "theme",
    "email", "check",
)  # fmt: skip
VARIABLES: Final = {
    "PRESSRUN_URL": ("url",),
    "PRESSRUN_SITE_HOST": ("site", "host"),
    "PRESSRUN_SITE_PORT": ("site", "port"),
}
