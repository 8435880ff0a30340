"""What a reader asks for on the page of their preferences and only their mailbox may confirm."""

from pressrun.errors import Problem
from pressrun.mail.address import Address, address_hash, parse_address
from pressrun.model.audience import Reader, SuppressionReason
from pressrun.model.joinrules import JoinRules
from pressrun.model.publication import Publication
from pressrun.model.visit import Visit
from pressrun.model.wish import WishKind
from pressrun.ports import Store
from pressrun.press.leaving import ALIVE
from pressrun.press.moving import may_move
from pressrun.press.preferences import find_reader
from pressrun.press.strangers import is_ours, refusal
from pressrun.press.wishing import WishDesk


class AskDesk:
    """Makes wishes for whoever has the address of a reader's preferences.

    None is the answer to what is no token of ours, a Problem to what cannot be asked for, and
    True to all else: whether a letter was written, or held back by a limit, is not told.
    """

    def __init__(
        self, publication: Publication, *, store: Store, wishes: WishDesk, rules: JoinRules
    ) -> None:
        self._publication, self._store = publication, store
        self._wishes, self._rules = wishes, rules

    def address(self, token: str, address: str, visit: Visit) -> Problem | bool | None:
        """Ask the owner of another mailbox whether mail may go there instead.

        What is answered is the same whether or not somebody else reads there.
        """
        reader = self._reader(token)
        if reader is None:
            return None
        if reader.subscription.state not in ALIVE:
            return Problem(
                code="PRF004", what="this subscription has ended", help="subscribe again"
            )
        parsed = parse_address(address)
        if isinstance(parsed, Problem):
            return parsed
        refused = refusal(parsed, self._rules)
        if refused is not None:
            return refused
        person, held = reader.subscriber, reader.subscription
        if parsed.key == person.address_key:
            return Problem(code="PRF008", what="mail goes to this address already")
        if is_ours(parsed, self._publication):
            return True
        prepared = self._wishes.prepare(WishKind.ADDRESS, list=held.list, language=person.language)
        with self._store.unit() as unit:
            hashed = address_hash(parsed.key, unit.people.hash_key())
            if may_move(unit, person, address_key=parsed.key, address_hash=hashed):
                self._wishes.make(
                    unit,
                    WishKind.ADDRESS,
                    list=held.list,
                    address=parsed,
                    subscriber=person.id,
                    language=person.language,
                    visit=visit,
                    prepared=prepared,
                )
        return True

    def export(self, token: str, visit: Visit) -> Problem | bool | None:
        """Ask the owner of the mailbox whether all data about them are to be shown."""
        return self._own(token, WishKind.EXPORT, visit)

    def erase(self, token: str, visit: Visit) -> Problem | bool | None:
        """Ask the owner of the mailbox whether everything about them is to be deleted."""
        return self._own(token, WishKind.ERASE, visit)

    def _own(self, token: str, kind: WishKind, visit: Visit) -> Problem | bool | None:
        reader = self._reader(token)
        if reader is None:
            return None
        if reader.suppressed is SuppressionReason.COMPLAINT:
            return Problem(
                code="PRF009",
                what="no mail goes to this address any more, not even this letter",
                help="write to the publisher",
            )
        person, held = reader.subscriber, reader.subscription
        prepared = self._wishes.prepare(kind, list=held.list, language=person.language)
        with self._store.unit() as unit:
            self._wishes.make(
                unit,
                kind,
                list=held.list,
                address=Address(person.address, person.address_key),
                subscriber=person.id,
                language=person.language,
                visit=visit,
                prepared=prepared,
            )
        return True

    def _reader(self, token: str) -> Reader | None:
        with self._store.unit(write=False) as unit:
            return find_reader(unit, token)
