from dataclasses import replace
from datetime import date

from pressrun.model.article import Target
from pressrun.model.document import Choice, Correction, Paragraph, Poll
from pressrun.model.inline import Emphasis, Link, Text
from pressrun.render.digest import issue_words_digest, words_digest
from render.issue_samples import FULL, RICH, SECOND, article, bound, paragraph, piece

PLAIN = piece(paragraph("One ", Emphasis(parts=(Text("word"),)), "."))


def test_a_digest_is_that_of_the_words_alone() -> None:
    moved = replace(
        PLAIN,
        url="https://press.example/elsewhere/",
        targets={"a.md": Target(title="Another title")},
        pictures={},
        document=(replace(PLAIN.document[0], line=7),),
        article=article(slug="renamed", digest="f" * 64, tags=()),
    )

    assert words_digest(moved) == words_digest(PLAIN)


def test_a_digest_moves_with_every_word_and_every_link() -> None:
    retitled = replace(PLAIN, article=article(title="Another"))
    reworded = piece(paragraph("One ", Emphasis(parts=(Text("words"),)), "."))
    linked = piece(paragraph("One ", Link(parts=(Text("word"),), target="a.md"), "."))
    resummed = replace(PLAIN, article=article(summary=""))

    digests = {words_digest(one) for one in (PLAIN, retitled, reworded, linked, resummed, RICH)}

    assert len(digests) == 6


def test_a_digest_is_the_same_in_every_release() -> None:
    one = piece(Paragraph(parts=(Text("Word."),), line=3))

    assert words_digest(one) == ("1440092aac5bd6c605bd2689dd9ea8c9e8471d73274595999b41a44db666ece8")


def test_the_last_day_of_a_poll_is_one_of_the_words() -> None:
    choices = (Choice(parts=(Text("Yes"),)), Choice(parts=(Text("No"),)))
    poll = Poll(id="horn", question=(Text("Louder?"),), choices=choices)

    closing = [replace(poll, closes_on=date(2026, 12, day)) for day in (8, 9)]

    assert len({words_digest(piece(one)) for one in (poll, *closing)}) == 3


def test_a_correction_is_one_of_the_words() -> None:
    told = (Correction(on=date(2026, 12, day), parts=(Text("3 euros."),)) for day in (8, 9))
    plain = piece(paragraph("2 euros."))

    documents = [plain.document, *((*plain.document, one) for one in told)]

    assert len({words_digest(replace(plain, document=one)) for one in documents}) == 3


def test_an_issue_changes_with_its_words_and_contents_and_not_with_its_articles() -> None:
    corrected = replace(RICH, document=(paragraph("Corrected."),))

    assert issue_words_digest(bound(RICH)) == issue_words_digest(bound(corrected))
    assert issue_words_digest(bound(RICH)) != issue_words_digest(bound(RICH, SECOND))
    assert issue_words_digest(FULL) != issue_words_digest(replace(FULL, words=()))
