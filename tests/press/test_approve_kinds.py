"""An approval of a digest is of what it may carry, and that of an issue of all its languages."""

from dataclasses import replace
from datetime import timedelta

import pytest

from doubles.shop import PrintShop
from pressrun.model.approval import Approving, Verdict
from pressrun.model.audience import Arrangement, Cadence
from pressrun.model.delivery import Face
from pressrun.model.issue import Issue, IssueKind, IssueState
from pressrun.press.approve import Approved, approve, review
from pressrun.press.difference import Compared, Part, compare
from pressrun.press.imprimatur import standing
from pressrun.press.proof import ARTICLES, PAGES, carried_by
from pressrun.press.schedule import arm, plan
from pressrun.press.tick import tick


def say_yes(shop: PrintShop, issue: Issue) -> Approved:
    reviewed = review(shop.desk, shop.store, issue, shop.contents)
    return approve(shop.desk, shop.store, reviewed, by="lena")


def verdict(shop: PrintShop, issue: Issue) -> Verdict:
    return standing(shop.desk, shop.store, issue, shop.contents).verdict


def compared(shop: PrintShop, issue: Issue) -> Compared:
    return compare(shop.desk, shop.store, issue, shop.contents)


def frozen(shop: PrintShop, issue: Issue) -> list[Face]:
    with shop.store.unit(write=False) as unit:
        return list(unit.runs.faces(issue.key))


@pytest.fixture
def strict(shop: PrintShop) -> PrintShop:
    shop.desk = replace(shop.desk, approving=Approving.REQUIRED)
    shop.subscribe("ada")
    return shop


def weekly(shop: PrintShop, name: str) -> None:
    """Have somebody read every week from now on."""
    shop.subscribe(name)
    with shop.store.unit() as unit:
        arrangement = Arrangement(cadence=Cadence.WEEKLY)
        unit.people.arrange(shop.handle_of(name), arrangement, at=shop.clock.now())


@pytest.fixture
def digest(strict: PrintShop) -> PrintShop:
    """A shop with a digest, issue 2, whose readers bob and cyd lack two articles."""
    weekly(strict, "bob")
    weekly(strict, "cyd")
    strict.clock.at += timedelta(minutes=1)
    send(strict)
    front = "id: digestaaaa\nsubject: The week\ndigest: weekly\n"
    strict.write("issues/002-week/issue.md", f"---\n{front}---\n\nDear reader.\n")
    return strict


def send(shop: PrintShop) -> None:
    """Approve the first issue and have it go out, to feeds and to its audience."""
    say_yes(shop, shop.contents.issues[0])
    shop.schedule("now")
    assert tick(shop.desk, shop.store).started
    shop.clock.at += timedelta(minutes=1)


def second(shop: PrintShop) -> Issue:
    issue = next(issue for issue in shop.contents.issues if issue.number == 2)
    assert issue.kind is IssueKind.DIGEST
    return issue


def leave(shop: PrintShop, name: str) -> None:
    assert shop.leave(shop.handle_of(name)) is not None


def third_goes_out(shop: PrintShop) -> None:
    """Have another article go out, in an issue 3."""
    shop.write_article("gull", id="gullaaaaaa", title="The gull")
    front = "id: issueccccc\nsubject: More\narticles:\n  - gull\n"
    shop.write("issues/003-more/issue.md", f"---\n{front}---\n")
    issue = next(issue for issue in shop.contents.issues if issue.number == 3)
    say_yes(shop, issue)
    assert goes_out(shop, issue)


def goes_out(shop: PrintShop, issue: Issue) -> bool:
    """Schedule an issue for now, and tell whether it begins."""
    made = plan(shop.desk, shop.store, issue, shop.contents, "now")
    arm(shop.desk, shop.store, made, by="a tester")
    started = tick(shop.desk, shop.store).started
    shop.clock.at += timedelta(minutes=1)
    return issue.key in started


def test_a_digest_is_approved_with_all_that_it_may_carry(digest: PrintShop) -> None:
    reviewed = review(digest.desk, digest.store, second(digest), digest.contents)

    assert reviewed.readers == 2
    assert carried_by(reviewed.proof.faces) == ("tideaaaaaa", "lampaaaaaa")
    approve(digest.desk, digest.store, reviewed, by="lena")
    assert verdict(digest, second(digest)) is Verdict.SAME


def test_a_digest_goes_out_as_approved_though_a_reader_left(digest: PrintShop) -> None:
    say_yes(digest, second(digest))
    leave(digest, "cyd")

    assert verdict(digest, second(digest)) is Verdict.SAME
    assert goes_out(digest, second(digest))
    [face] = frozen(digest, second(digest))
    assert set(face.articles) == {"tideaaaaaa", "lampaaaaaa"}


def test_a_digest_that_would_carry_an_article_that_was_not_approved_is_held(
    digest: PrintShop,
) -> None:
    say_yes(digest, second(digest))
    third_goes_out(digest)

    assert verdict(digest, second(digest)) is Verdict.CHANGED
    assert not goes_out(digest, second(digest))
    assert frozen(digest, second(digest)) == []
    articles = [d for d in compared(digest, second(digest)).differences if not d.language]
    assert articles[0].part is Part.ARTICLES
    assert "+gullaaaaaa" in articles[0].lines

    say_yes(digest, second(digest))

    assert tick(digest.desk, digest.store).started == (second(digest).key,)


def test_an_edit_of_an_article_of_a_digest_asks_for_a_new_approval(digest: PrintShop) -> None:
    say_yes(digest, second(digest))
    digest.write_article("tide", id="tideaaaaaa", title="The tide tables are here")

    assert verdict(digest, second(digest)) is Verdict.CHANGED
    assert not goes_out(digest, second(digest))


def translate(shop: PrintShop, words: str = "Quelques mots.") -> None:
    shop.write("articles/tide.fr.md", f"---\ntitle: Les marées\n---\n\n{words}\n")


def test_every_language_of_an_issue_is_approved_and_frozen(strict: PrintShop) -> None:
    translate(strict)
    issue = strict.issue
    say_yes(strict, issue)
    with strict.store.unit(write=False) as unit:
        given = {face.language for face in unit.approvals.faces(issue.key)}

    strict.schedule("now")
    assert tick(strict.desk, strict.store).started == (issue.key,)

    assert given - {PAGES, ARTICLES} == {face.language for face in frozen(strict, issue)}
    assert len(given - {PAGES}) == 2


def test_an_edit_of_a_translation_asks_for_a_new_approval_and_is_shown_in_its_language(
    strict: PrintShop,
) -> None:
    translate(strict)
    say_yes(strict, strict.issue)
    translate(strict, "D'autres mots.")
    strict.schedule("now")

    assert tick(strict.desk, strict.store).problems[0].code == "APR002"
    assert strict.state is IssueState.HELD
    [found] = compared(strict, strict.issue).differences
    assert (found.language, found.part) == ("fr", Part.TEXT)


def test_a_translation_that_comes_later_asks_for_a_new_approval(strict: PrintShop) -> None:
    say_yes(strict, strict.issue)
    translate(strict)

    assert verdict(strict, strict.issue) is Verdict.CHANGED


def test_an_erratum_is_approved_like_any_issue_for_those_who_have_the_old_text(
    strict: PrintShop,
) -> None:
    send(strict)
    front = "id: erratumaaa\nsubject: Corrected\nerratum: tideaaaaaa\narticles:\n  - tide\n"
    strict.write("issues/002-corrected/issue.md", f"---\n{front}---\n\nWe were wrong.\n")
    erratum = strict.contents.issues[1]
    assert erratum.kind is IssueKind.ERRATUM

    assert not goes_out(strict, erratum)
    say_yes(strict, erratum)

    assert tick(strict.desk, strict.store).started == (erratum.key,)
    assert len(frozen(strict, erratum)) == 1
