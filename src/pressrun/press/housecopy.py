"""A copy for reading of the publication itself: its settings, and what its logos look like."""

from typing import Final

from pressrun.errors import ContentError
from pressrun.press.desk import Desk
from pressrun.press.lightmeter import LightMeter
from pressrun.render.lint.script import Script
from pressrun.render.lint.subjects import PublicationCopy

SETTINGS: Final = "pressrun.toml"


def house_copy(desk: Desk) -> PublicationCopy | None:
    """Return the copy of what lies on a desk; None where its settings stand in no file.

    Raises:
        ContentError: A template or a logo cannot be read.
    """
    try:
        text = desk.folder.octets(SETTINGS).decode("utf-8", "replace")
    except ContentError:
        return None
    logos = dict(desk.theme().logos)
    return PublicationCopy(
        publication=desk.publication,
        script=Script(SETTINGS, text),
        logos=logos,
        tones=LightMeter(desk.folder, desk.isolate).tones(logos.values()),
    )
