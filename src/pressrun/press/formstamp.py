"""When a form was shown, as it says itself: signed, so that no program can make one up."""

import base64
import struct
from datetime import UTC, datetime, timedelta
from typing import Final

from pressrun.mail.tokens import make_token
from pressrun.model.key import Purpose
from pressrun.ports import Clock, Entropy, Store
from pressrun.press.keyring import named_by, signing_key

FORM_AGE: Final = timedelta(days=1)
"""A form that was shown longer ago is taken for a copy that a program keeps."""

_LAYOUT: Final = struct.Struct(">q8s")  # milliseconds since 1970, and chance


class FormStamps:
    """Makes and reads stamps. May be used by several threads."""

    def __init__(self, *, store: Store, clock: Clock, entropy: Entropy) -> None:
        self._store, self._clock, self._entropy = store, clock, entropy

    def stamp(self) -> str:
        """Return a token that says that a form was shown now."""
        now_ms = int(self._clock.now().timestamp() * 1000)
        octets = _LAYOUT.pack(now_ms, self._entropy.octets(8))
        named = base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
        with self._store.unit(write=False) as unit:
            key = unit.keys.newest(Purpose.FORM)
        if key is None:
            with self._store.unit() as unit:
                at = self._clock.now()
                key = signing_key(unit, Purpose.FORM, entropy=self._entropy, at=at)
        return make_token(key, named)

    def is_sound(self, stamp: str, *, min_fill_s: float) -> bool:
        """Tell whether a person can have filled a form that was shown with this stamp."""
        with self._store.unit(write=False) as unit:
            named = named_by(unit, stamp, Purpose.FORM)
        if named is None:
            return False
        shown_ms, _ = _LAYOUT.unpack(base64.urlsafe_b64decode(f"{named}=="))
        age = self._clock.now() - datetime.fromtimestamp(shown_ms / 1000, UTC)
        return timedelta(seconds=min_fill_s) <= age <= FORM_AGE
