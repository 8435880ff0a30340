"""Letters for editors to look at: what readers get who subscribe, move or leave."""

import asyncio
from contextlib import suppress

from pressrun.app.shown import keep_shown
from pressrun.app.wiring import Wiring
from pressrun.errors import PressrunError, UsageError, quoted, suggest
from pressrun.model.delivery import Receipt
from pressrun.model.letter import LetterKind
from pressrun.press.letters import find_list
from pressrun.press.preview import Preview, send_test
from pressrun.press.specimen import specimen


class Letters:
    """Specimens of letters; those that readers get are written where their forms are answered."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring

    def make_ready(self) -> None:
        """Make the letters that joining needs, where this machine answers it; raises nothing."""
        with suppress(PressrunError):  # told by whoever needs what does not work
            if self._wiring.is_press:
                self._wiring.letters.make_ready()

    def kind(self, name: str) -> LetterKind:
        """Return the letter of this name.

        Raises:
            UsageError: There is none.
        """
        known = [str(kind) for kind in LetterKind]
        if name not in known:
            what = f"there is no letter {quoted(name)}"
            raise UsageError(what, code="LTR001", help=suggest(name, known))
        return LetterKind(name)

    def show(
        self,
        kind: LetterKind,
        *,
        list: str = "",
        language: str = "",
        address: str = "",
        prefix: str = "",
    ) -> Preview:
        """Return a specimen; see ``press.specimen``."""
        wiring = self._wiring
        return specimen(
            wiring.desk,
            kind,
            list=list,
            language=language,
            store=wiring.store if wiring.is_press else None,
            address=address,
            prefix=prefix,
        )

    def keep(self, kind: LetterKind, shown: Preview) -> dict[str, str]:
        """Write the faces of a specimen below ``.pressrun/show/``; return their paths by face."""
        return keep_shown(self._wiring, f"letter-{kind}", shown)

    def test(
        self, kind: LetterKind, address: str, *, list: str = "", language: str = ""
    ) -> Receipt:
        """Send one specimen to an address and return the answer; no book counts it."""
        wiring = self._wiring
        transport = wiring.transport()
        shown = self.show(kind, list=list, language=language, address=address, prefix="[TEST]")
        mailing_list = find_list(wiring.settings.publication, list)
        sent = send_test(wiring.desk, mailing_list, shown, transport, keys=wiring.keys)
        return asyncio.run(sent)


__all__ = ["LetterKind", "Letters", "Preview", "Receipt"]
