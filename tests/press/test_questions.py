"""Questions are those of what is public, and finding one reads nothing twice."""

from collections.abc import Sequence

import pytest

from doubles.shop import PUBLICATION, PrintShop
from pressrun.model.document import Poll, Quiz
from pressrun.press.publish import publish
from pressrun.press.questions import Questions
from pressrun.press.record import Release

POLL = "::: poll cadence\nHow often?\n\n- [ ] Weekly\n- [ ] Monthly\n:::"
QUIZ = "::: quiz height\nHow high?\n\n- [ ] 12 m\n- [x] 34 m\n\nThe cliff.\n:::"
NOW = "publish: now\n"


def release(shop: PrintShop, withdraw: Sequence[str] = ()) -> None:
    publish(shop.desk, release=Release(at=shop.clock.now()), withdraw=withdraw)


@pytest.fixture
def questions(shop: PrintShop) -> Questions:
    shop.write_article("tide", id="tideaaaaaa", title="The tide", body=POLL, extra=NOW)
    release(shop)
    return Questions(shop.desk)


def test_a_question_comes_with_its_article(questions: Questions) -> None:
    asked = questions.find("tideaaaaaa", "cadence")

    assert asked is not None
    assert asked.question.title == "The tide"
    assert asked.question.url == f"{PUBLICATION.url}/articles/tide/"
    assert asked.question.language == "en"
    assert isinstance(asked.question.block, Poll)
    assert asked.question.offers(2)
    assert not asked.question.offers(3)
    assert not asked.question.offers(0)


def test_a_question_is_its_own_articles_alone(shop: PrintShop, questions: Questions) -> None:
    shop.write_article("lamp", id="lampaaaaaa", title="The lamp", body=QUIZ, extra=NOW)
    release(shop)

    assert questions.find("lampaaaaaa", "height") is not None
    assert questions.find("lampaaaaaa", "cadence") is None
    assert questions.find("tideaaaaaa", "height") is None
    assert questions.find("nobodyaaaa", "cadence") is None


def test_what_is_not_public_asks_nothing(shop: PrintShop) -> None:
    shop.write_article("tide", id="tideaaaaaa", title="The tide", body=POLL)
    questions = Questions(shop.desk)

    assert questions.find("tideaaaaaa", "cadence") is None
    assert questions.all() == []

    shop.write_article("tide", id="tideaaaaaa", title="The tide", body=POLL, extra=NOW)
    release(shop)

    assert questions.find("tideaaaaaa", "cadence") is not None


def test_what_was_withdrawn_asks_nothing_any_more(shop: PrintShop, questions: Questions) -> None:
    assert questions.find("tideaaaaaa", "cadence") is not None

    release(shop, withdraw=["tideaaaaaa"])

    assert questions.find("tideaaaaaa", "cadence") is None


def test_until_the_next_publication_no_file_is_read_again(
    shop: PrintShop, questions: Questions
) -> None:
    assert questions.find("tideaaaaaa", "cadence") is not None
    (shop.root / "articles/tide.md").unlink()

    assert questions.find("tideaaaaaa", "cadence") is not None
    assert questions.find("tideaaaaaa", "other") is None


def test_a_correction_is_seen_with_the_next_publication(
    shop: PrintShop, questions: Questions
) -> None:
    before = questions.find("tideaaaaaa", "cadence")
    body = POLL.replace("- [ ] Monthly", "- [ ] Monthly\n- [ ] Never")
    shop.write_article("tide", id="tideaaaaaa", title="The tide", body=body, extra=NOW)
    release(shop)

    after = questions.find("tideaaaaaa", "cadence")

    assert before is not None
    assert after is not None
    assert (before.question.offers(3), after.question.offers(3)) == (False, True)
    assert after.edition > before.edition


def test_an_article_that_does_not_load_any_more_takes_no_votes(
    shop: PrintShop, questions: Questions
) -> None:
    shop.write_article("lamp", id="lampaaaaaa", title="The lamp", body=QUIZ, extra=NOW)
    release(shop)
    shop.write_article("tide", id="tideaaaaaa", title="The tide", body="::: poll Ä\n:::", extra=NOW)
    release(shop)

    assert questions.find("tideaaaaaa", "cadence") is None
    assert questions.find("lampaaaaaa", "height") is not None


def test_every_question_is_told_also_of_the_editors_own_words(
    shop: PrintShop, questions: Questions
) -> None:
    shop.write_article("lamp", id="lampaaaaaa", title="The lamp", body=QUIZ, extra=NOW)
    shop.write_issue(["tide", "lamp"])
    shop.write("issues/001-storm/issue.md", shop.read("issues/001-storm/issue.md") + POLL)
    key = shop.issue.key
    publish(shop.desk, release=Release(at=shop.clock.now(), issue=key))

    told = [(each.owner, each.id, type(each.block)) for each in questions.all()]

    assert told == [
        ("lampaaaaaa", "height", Quiz),
        ("tideaaaaaa", "cadence", Poll),
        (key, "cadence", Poll),
    ]
    asked = questions.find(key, "cadence")
    assert asked is not None
    assert (asked.question.title, asked.links.owner) == ("After the storm", key)
