"""Search over what is public: an index in memory, made anew when something is published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from threading import Lock
from typing import Final

from pressrun.app.pages import Pages
from pressrun.app.wiring import Wiring
from pressrun.model.finding import RESULTS, Findable
from pressrun.model.manifest import Manifest
from pressrun.model.publication import Theme
from pressrun.press.entries import FINDABLE
from pressrun.render.answer import MARK
from pressrun.render.markup import clean
from pressrun.render.searching import ROW, ROW_BEGINS, ROW_ENDS
from pressrun.system.wordindex import WordIndex

LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class _Known:
    """What was public when the index was made, with the marks of what it was made from."""

    manifest: Manifest
    marks: Mapping[str, str]
    entries: Sequence[Findable]
    index: WordIndex


class Search:
    """Synchronous; the web edge calls it in a worker thread.

    What is found is public as the manifest has it now: nothing that is still to come is known
    here, and what was withdrawn is not found from that moment on.
    """

    def __init__(self, wiring: Wiring, pages: Pages) -> None:
        self._wiring, self._pages = wiring, pages
        self._known: _Known | None = None
        self._making = Lock()
        self._set: dict[tuple[bool, bool, bool], tuple[Theme, list[str]]] = {}

    def find(self, asked: str) -> tuple[list[Findable], bool]:
        """Return the best that has every word that is asked for, and whether there is more."""
        manifest = self._wiring.published.catch_up()
        known = self._look(manifest)
        # Some may have been withdrawn since, so a few more are asked for.
        numbers = known.index.find(asked, limit=2 * RESULTS + 1)
        found = [e for e in map(known.entries.__getitem__, numbers) if _is_public(e, manifest)]
        return found[:RESULTS], len(found) > RESULTS

    def page(self, asked: str) -> str:
        """Return the page for what was asked; an empty one only asks back.

        Raises:
            RenderError: The theme does not work.
        """
        asked = clean(asked.encode("utf-8", "replace").decode("utf-8"))[:LONGEST].strip()
        found, many = self.find(asked) if asked else ([], False)
        pieces = self._pieces(bool(asked), bool(found), many)
        values = {"asked": escape(asked), "number": str(RESULTS)}
        if not found:
            return _filled(pieces, values)
        begins, ends = pieces.index(ROW_BEGINS), pieces.index(ROW_ENDS)
        address = self._pages.publication.address
        rows = (
            _filled(pieces[begins + 1 : ends], _row(entry, address(entry.path))) for entry in found
        )
        head, tail = pieces[:begins], pieces[ends + 1 :]
        return _filled(head, values) + "".join(rows) + _filled(tail, values)

    def _look(self, manifest: Manifest) -> _Known:
        """Return the index, made anew if what it was made from is not the same any more."""
        known = self._known
        if known is not None and known.manifest is manifest:
            return known
        # Whoever comes while it is made has the one before, if there is one.
        if known is not None and self._making.locked():
            return known
        with self._making:
            known = self._known
            if known is None or known.manifest is not manifest:
                self._known = known = self._made(manifest, known)
            return known

    def _made(self, manifest: Manifest, before: _Known | None) -> _Known:
        keep = self._wiring.keep
        marks = keep.marks(FINDABLE)
        if before is not None and before.marks == marks:
            return _Known(manifest, marks, before.entries, before.index)
        # All of them: what is kept is written before the manifest that lists it.
        rows = (Findable.parse(octets) for _, octets in keep.all(FINDABLE).values())
        entries = [entry for entry in rows if entry is not None]
        entries.sort(key=lambda entry: (entry.date_iso, entry.path), reverse=True)
        return _Known(manifest, marks, entries, WordIndex(entries))

    def _pieces(self, asked: bool, found: bool, many: bool) -> list[str]:
        theme, key = self._pages.theme(), (asked, found, many)
        kept = self._set.get(key)
        if kept is None or kept[0] is not theme:
            html: str = self._wiring.desk.isolate.call(
                "pressrun.render.searching:search_page", *key, self._pages.publication, theme
            )
            kept = self._set[key] = (theme, MARK.split(html))
        return kept[1]


def _is_public(entry: Findable, manifest: Manifest) -> bool:
    return f"{entry.path}index.html" in manifest.files and entry.path not in manifest.gone


def _row(entry: Findable, url: str) -> dict[str, str]:
    values = {"url": url} | {name: getattr(entry, name) for name in ROW if name != "url"}
    return {name: escape(clean(value)) for name, value in values.items()}


def _filled(pieces: Sequence[str], values: Mapping[str, str]) -> str:
    """Return text with its marks filled: every second piece is the name of one."""
    filled = list(pieces)
    filled[1::2] = [values.get(name, "") for name in pieces[1::2]]
    return "".join(filled)
