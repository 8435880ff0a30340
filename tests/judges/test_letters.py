"""Letters before the same judges as issues: SpamAssassin, html-validate, and a browser with axe."""

import email
import email.policy
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from judges.test_html_validate import MAIL_MAY, findings
from judges.test_sample_in_browser import RULES
from judges.test_spamassassin import LIMIT_POINTS, judged
from pressrun.mail.letter import compose_letter_face, fill_letter
from pressrun.model.letter import SLOTS, Letter, LetterKind
from pressrun.model.slot import Slot
from render.browser_scripts import CONTRASTS, OVERLAPS, SMALL_TARGETS
from render.issue_samples import FULL
from render.letter_samples import COMING, letter
from render.look_samples import POSTED

VALUES: Final = {
    Slot.ACTION_URL: "https://example.org/confirm/" + "Ab3_" * 12,
    Slot.CODE: "012345",
    Slot.PREFERENCES_URL: "https://example.org/preferences/" + "Cd4-" * 12,
    Slot.UNSUBSCRIBE_URL: "https://example.org/unsubscribe/" + "E" * 22,
}
LANGUAGES: Final = ("en", "de", "ar")
BUTTON_PX: Final = 48  # high at least, for thumbs


def message(kind: LetterKind, language: str = "en", *, carrying: bool = False) -> bytes:
    """Return a letter as it goes out, today."""
    made = letter(kind, language, coming=COMING, latest=FULL if carrying else None)
    written = Letter(
        kind=kind,
        list=POSTED.name,
        address="ada@example.org",
        face="0" * 64,
        slots={str(slot): VALUES[slot] for slot in SLOTS[kind]},
        dedupe="sample",
        message_id="0123456789abcdef0123456789abcdef@example.org",
        created_at=datetime.now(UTC),
    )
    octets = compose_letter_face(made, kind, mailing_list=POSTED, spoken=language)
    return fill_letter(octets, written)


def html_of(octets: bytes) -> str:
    part = email.message_from_bytes(octets, policy=email.policy.default).get_body(("html",))
    assert part is not None
    return str(part.get_content())


@pytest.mark.parametrize("kind", LetterKind)
def test_a_letter_is_no_spam_and_its_parts_say_the_same(kind: LetterKind) -> None:
    points, rules = judged(message(kind))

    assert points < LIMIT_POINTS, rules
    assert "MPART_ALT_DIFF" not in rules


def test_a_welcome_with_an_issue_is_no_spam() -> None:
    points, rules = judged(message(LetterKind.WELCOME, carrying=True))

    assert points < LIMIT_POINTS, rules


def test_letters_have_no_fault_but_what_mail_needs(tmp_path: Path) -> None:
    files = {
        f"{kind}-{tag}.html": html_of(message(kind, tag))
        for kind in LetterKind
        for tag in LANGUAGES
    }

    told = findings(tmp_path, files)

    for found in told.values():
        assert {finding for finding in found if finding[0] not in MAIL_MAY} == set()


@pytest.fixture(scope="module")
def pages(browser: Browser) -> dict[str, Page]:
    """One page for each scheme."""
    return {
        scheme: browser.new_context(color_scheme=scheme).new_page() for scheme in ("light", "dark")
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 640])
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("kind", LetterKind)
def test_a_letter_fits_can_be_pressed_and_be_read_by_anybody(
    pages: dict[str, Page], kind: LetterKind, language: str, width: int, scheme: str
) -> None:
    page = pages[scheme]
    page.set_viewport_size({"width": width, "height": 900})
    page.set_content(html_of(message(kind, language)), wait_until="load")

    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert page.evaluate(OVERLAPS) == []
    count, small = page.evaluate(SMALL_TARGETS)
    assert (count > 0, small) == (True, [])
    assert [pair for pair in page.evaluate(CONTRASTS) if pair[0] < 4.5] == []
    told = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert [(rule["id"], [node["html"][:90] for node in rule["nodes"]]) for rule in told] == []
    box = page.locator(".press").bounding_box()
    assert box is not None
    assert box["height"] >= BUTTON_PX


@pytest.mark.parametrize("width", [320, 640])
def test_the_code_stands_on_one_line_and_larger_than_all_around_it(
    pages: dict[str, Page], width: int
) -> None:
    page = pages["light"]
    page.set_viewport_size({"width": width, "height": 900})
    page.set_content(html_of(message(LetterKind.CONFIRM)), wait_until="load")

    size = page.evaluate(
        """() => [...document.querySelectorAll('.digits, .article p:not(.digits)')]
        .map((one) => parseFloat(getComputedStyle(one).fontSize))"""
    )
    digits = page.locator(".digits")
    box = digits.bounding_box()

    assert digits.inner_text() == "012 345"
    assert box is not None
    assert box["height"] < 2 * max(size)
    assert sorted(size)[-1] >= 28
    assert sorted(size)[-2] < 20
