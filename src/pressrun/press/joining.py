"""Joining a list by a form: what is asked is judged alike for every address, and answered alike."""

import hashlib
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import islice
from typing import Final

from pressrun.errors import Problem, quoted
from pressrun.mail.address import Address, parse_address
from pressrun.model.audience import Reader, SubscriptionState
from pressrun.model.joinrules import JoinRules
from pressrun.model.key import Purpose
from pressrun.model.language import language_tag
from pressrun.model.letter import LetterKind
from pressrun.model.privatefeed import topic_key
from pressrun.model.publication import Publication
from pressrun.model.slot import Slot
from pressrun.model.visit import Visit
from pressrun.model.wish import TRIES, VALID, WishKind
from pressrun.ports import Clock, Entropy, Store, Unit
from pressrun.press.codes import digits_of, matches
from pressrun.press.formstamp import FormStamps
from pressrun.press.guard import Guard
from pressrun.press.keyring import named_by, sealed, sealed_in, signed
from pressrun.press.letters import LetterDesk, PreparedLetter
from pressrun.press.strangers import is_ours, refusal
from pressrun.press.subscribe import handle
from pressrun.press.wishing import WishDesk
from pressrun.press.wishview import WishState, WishView

log = logging.getLogger(__name__)

_TAG_LIMIT: Final = 35  # characters: what RFC 5646 §4.4.1 would have everybody bear
_TOPICS: Final = 100  # of one form; a publication with more tags is not chosen from by hand


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinForm:
    """What somebody sent, as it came. ``list`` empty is the first one.

    ``trap`` is a field that people do not see. ``stamp`` says when the form was shown; None is a
    form that has none, such as one on another site.
    """

    address: str = field(repr=False)
    name: str = field(default="", repr=False)
    language: str = ""
    list: str = ""
    topics: tuple[str, ...] = ()
    trap: str = field(default="", repr=False)
    stamp: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """What the page after the form carries: one token for its code form, one for a cookie.

    They are there for every address, and tell nobody whether there is a wish behind them.
    """

    code_token: str = field(repr=False)
    browser_token: str = field(repr=False)


class CodeVerdict(StrEnum):
    """What became of six digits."""

    DONE = "done"
    WRONG = "wrong"
    USED_UP = "used-up"  # too many wrong ones from this page: only the link counts
    UNKNOWN = "unknown"  # that is no token of ours


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeAnswer:
    """The answer to six digits; ``wish`` is there if they were right."""

    verdict: CodeVerdict
    wish: WishView | None = None


@dataclass(frozen=True, slots=True)
class _Ask:
    """What is asked for an address, once it has been read."""

    list: str
    address: Address
    name: str
    language: str
    topics: tuple[str, ...]


class JoinDesk:
    """Takes what strangers send. May be used by several threads."""

    def __init__(
        self,
        publication: Publication,
        rules: JoinRules,
        *,
        store: Store,
        clock: Clock,
        entropy: Entropy,
        wishes: WishDesk,
        letters: LetterDesk,
        guard: Guard,
        topics: Callable[[], Iterable[str]],
    ) -> None:
        self._publication, self._rules = publication, rules
        self._store, self._clock, self._entropy = store, clock, entropy
        self._wishes, self._letters, self._guard = wishes, letters, guard
        self._stamps = FormStamps(store=store, clock=clock, entropy=entropy)
        self._topics = topics

    def stamp(self) -> str:
        """Return a token that says that a form was shown now."""
        return self._stamps.stamp()

    def join(self, form: JoinForm, visit: Visit) -> Joined | Problem:
        """Ask the owner of an address for a yes, if there is anything to ask.

        A Problem depends on the text alone. Otherwise the answer is the same for whoever it is:
        somebody new, waiting, subscribed, gone or never to be mailed, or a program.

        Raises:
            RenderError: The theme makes no letter; so it is for every address.
        """
        parsed = parse_address(form.address)
        if isinstance(parsed, Problem):
            return parsed
        mailing_list = self._publication.find_list(form.list)
        if mailing_list is None:
            return Problem(code="SUB002", what=f"there is no list {quoted(form.list)}")
        refused = refusal(parsed, self._rules)
        if refused is not None:
            return refused
        ask = _Ask(
            list=mailing_list.name,
            address=parsed,
            name=form.name,
            language=(language_tag(form.language[:_TAG_LIMIT]) or ""),
            topics=self._known(form.topics),
        )
        if self._is_by_program(form) or is_ours(parsed, self._publication):
            log.info("join.set-aside")
            with self._store.unit() as unit:
                return self._joined(unit, handle(self._entropy))
        return self._ask(ask, visit)

    def confirm_code(self, code_token: str, code: str, visit: Visit) -> CodeAnswer:
        """Take the six digits of a letter; where no wish is behind a token, all are wrong."""
        named = self._sealed_in(code_token, Purpose.CODE)
        if named is None:
            return CodeAnswer(verdict=CodeVerdict.UNKNOWN)
        digits = digits_of(code)
        if digits is None:
            return CodeAnswer(verdict=CodeVerdict.WRONG)
        at, page = self._clock.now(), _page_subject(code_token)
        with self._store.unit() as unit:
            spent = unit.throttles.spent(page, since=at - VALID)
            if spent >= TRIES:
                return CodeAnswer(verdict=CodeVerdict.USED_UP)
            if not matches(unit, named, digits):
                unit.throttles.spend(page, at=at)
                last = spent + 1 == TRIES
                return CodeAnswer(verdict=CodeVerdict.USED_UP if last else CodeVerdict.WRONG)
        view = self._wishes.fulfil_handle(named, visit, by="code")
        if view is None or view.state is not WishState.DONE:
            return CodeAnswer(verdict=CodeVerdict.WRONG)
        return CodeAnswer(verdict=CodeVerdict.DONE, wish=view)

    def again(self, token: str, visit: Visit) -> None:
        """Write another letter for the wish of a link or of the page after the form.

        Nobody is told whether there was a wish, or whether a limit holds.
        """
        named = self._linked(token) or self._sealed_in(token, Purpose.CODE)
        wish = self._wishes.again(named, visit) if named else None
        if wish is None or wish.kind is not WishKind.JOIN:
            return
        # It was fulfilled: what is asked now is asked anew.
        asked = replace(visit, page=wish.page, wording=wish.wording)
        address = Address(wish.address, wish.address_key)
        self._ask(_Ask(wish.list, address, wish.name, wish.language, wish.topics), asked)

    def is_same_browser(self, token: str, cookie: str) -> bool:
        """Tell whether a cookie was given to the browser that asked for the wish of a link."""
        named = self._linked(token)
        return named is not None and self._sealed_in(cookie, Purpose.BROWSER) == named

    def _ask(self, ask: _Ask, visit: Visit) -> Joined:
        # Both are made for everybody: who is on the list must not be answered sooner or later.
        confirm = self._wishes.prepare(WishKind.JOIN, list=ask.list, language=ask.language)
        already = self._letters.face(LetterKind.ALREADY, ask.list, ask.language)
        with self._store.unit() as unit:
            reader = unit.people.find(ask.address.key, list=ask.list)
            if reader is not None and _reads(reader):
                self._tell(unit, reader, already, visit)
                return self._joined(unit, handle(self._entropy))
            wish = self._wishes.make(
                unit,
                WishKind.JOIN,
                list=ask.list,
                address=ask.address,
                name=ask.name,
                language=ask.language,
                topics=ask.topics,
                visit=visit,
                prepared=confirm,
            )
            return self._joined(unit, wish.handle)

    def _tell(self, unit: Unit, reader: Reader, already: PreparedLetter, visit: Visit) -> None:
        """Tell somebody who is on the list that they are, by mail alone."""
        at, held, person = self._clock.now(), reader.subscription, reader.subscriber
        if not self._guard.passes(unit, already.kind, person.address_key, visit, at=at):
            return
        address = self._publication.service_address
        token = signed(unit, Purpose.PREFERENCES, held.handle, entropy=self._entropy, at=at)
        self._letters.write(
            unit,
            already,
            to=person.address,
            slots={
                Slot.PREFERENCES_URL: address(f"preferences/{token}"),
                Slot.UNSUBSCRIBE_URL: address(f"unsubscribe/{held.handle}"),
            },
            dedupe=f"{already.kind.value} {held.handle} {at.isoformat()}",
            at=at,
            subscriber=person.id,
        )

    def _joined(self, unit: Unit, handle: str) -> Joined:
        chance, at = self._entropy, self._clock.now()
        return Joined(
            code_token=sealed(unit, Purpose.CODE, handle, entropy=chance, at=at),
            browser_token=sealed(unit, Purpose.BROWSER, handle, entropy=chance, at=at),
        )

    def _linked(self, token: str) -> str | None:
        with self._store.unit(write=False) as unit:
            return named_by(unit, token, Purpose.WISH)

    def _sealed_in(self, token: str, purpose: Purpose) -> str | None:
        with self._store.unit(write=False) as unit:
            return sealed_in(unit, token, purpose)

    def _is_by_program(self, form: JoinForm) -> bool:
        """Tell whether a form was filled by a program: in what people do not see, or in no time."""
        if form.trap:
            return True
        sound = form.stamp is None or self._stamps.is_sound(
            form.stamp, min_fill_s=self._rules.min_fill_s
        )
        return not sound

    def _known(self, topics: Iterable[str]) -> tuple[str, ...]:
        asked = {topic_key(topic) for topic in islice(topics, _TOPICS)}
        return (
            tuple(topic for topic in self._topics() if topic_key(topic) in asked) if asked else ()
        )


def _reads(reader: Reader) -> bool:
    """Tell whether somebody is on a list and may be mailed."""
    alive = reader.subscription.state in {SubscriptionState.CONFIRMED, SubscriptionState.PAUSED}
    return alive and reader.suppressed is None


def _page_subject(code_token: str) -> str:
    return f"code {hashlib.sha256(code_token.encode()).hexdigest()[:32]}"
