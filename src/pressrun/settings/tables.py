"""Every setting there is: its name, its reader, and what stands for it when it is left out."""

from collections.abc import Mapping
from typing import Final

from pressrun.model.feed import Group
from pressrun.model.publication import Content, Layout, Look
from pressrun.model.relay import RelayKind
from pressrun.settings.feedvalues import choices, read_flag, read_format, read_hubs
from pressrun.settings.form import Setting
from pressrun.settings.readers import (
    choice,
    read_address,
    read_authority,
    read_colour,
    read_command,
    read_font,
    read_host,
    read_kind,
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
}
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
RELAY: Final[Mapping[str, Setting]] = {
    "kind": Setting(read_kind, default=RelayKind.SMTP),
    "host": Setting(read_host),
    "port": Setting(whole(1, 65535, 587), default=25, from_text=_number),
    "username": Setting(read_text),
    "connections": Setting(whole(1, 100, 4), default=4),
    "timeout_s": Setting(seconds(1, 3600, 60), default=60.0),
    "password": Setting(read_password),
    "password_file": Setting(read_words),
    "password_command": Setting(read_command, default=()),
}
SITE: Final[Mapping[str, Setting]] = {
    "host": Setting(read_host, default="127.0.0.1"),
    "port": Setting(whole(0, 65535, 8080), default=8080, from_text=_number),
    "precompress": Setting(read_flag, default=True),
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
TABLES: Final = ("lists", "relays", "site", "feeds", "theme")
VARIABLES: Final = {
    "PRESSRUN_URL": ("url",),
    "PRESSRUN_SITE_HOST": ("site", "host"),
    "PRESSRUN_SITE_PORT": ("site", "port"),
}
