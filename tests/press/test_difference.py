"""What has changed since an approval is shown by what readers would see of it."""

from dataclasses import replace

import pytest

from doubles.shop import PrintShop
from pressrun.errors import Refused, UsageError
from pressrun.model.approval import ApprovedFace
from pressrun.press.approve import approve, review
from pressrun.press.difference import Compared, Difference, Part, compare, differences
from pressrun.press.proof import ARTICLES, PAGES, prove
from pressrun.press.tick import tick


def say_yes(shop: PrintShop) -> None:
    reviewed = review(shop.desk, shop.store, shop.issue, shop.contents)
    approve(shop.desk, shop.store, reviewed, by="lena")


def compared(shop: PrintShop) -> Compared:
    return compare(shop.desk, shop.store, shop.issue, shop.contents)


def changed(shop: PrintShop) -> dict[str, list[str]]:
    """Return the lines that went and came, by part."""
    return {
        str(each.part): [line for line in each.lines if line[0] in "+-"]
        for each in compared(shop).differences
    }


def edit(shop: PrintShop, words: str, *, title: str = "The lamp keeper's log") -> None:
    shop.write_article("lamp", id="lampaaaaaa", title=title, body=words)


def summaries(shop: PrintShop) -> None:
    text = shop.read("issues/001-storm/issue.md")
    shop.write("issues/001-storm/issue.md", text.replace("id:", "content: summary\nid:", 1))


def test_what_is_as_it_was_approved_has_no_difference(shop: PrintShop) -> None:
    say_yes(shop)

    found = compared(shop)

    assert found.differences == ()
    assert found.digest == found.approval.digest


def test_words_are_shown_as_text_and_not_once_more_as_html(shop: PrintShop) -> None:
    say_yes(shop)
    edit(shop, "Other words.")

    assert changed(shop) == {"text": ["-Some words.", "+Other words."]}


def test_a_subject_is_shown_as_it_is_read(shop: PrintShop) -> None:
    say_yes(shop)
    shop.write_issue(["tide", "lamp"], subject="Nach dem Sturm Möwen")

    assert changed(shop)["header"] == [
        "-Subject: After the storm",
        "+Subject: Nach dem Sturm Möwen",
    ]


def test_where_the_text_is_the_same_attributes_are_shown(shop: PrintShop) -> None:
    say_yes(shop)
    look = replace(shop.desk.publication.look, accent="#aa0000")
    shop.desk = replace(shop.desk, publication=replace(shop.desk.publication, look=look))

    found = changed(shop)

    assert list(found) == ["html"]
    assert any("#aa0000" in line for line in found["html"] if line[0] == "+")


def test_what_only_a_page_says_is_shown_where_no_mail_differs(shop: PrintShop) -> None:
    summaries(shop)
    long = "The first words. " * 40
    edit(shop, f"{long}\n\nThe last words.")
    say_yes(shop)
    edit(shop, f"{long}\n\nThe very last words.")

    assert changed(shop) == {"pages": ["-The last words.", "+The very last words."]}


def test_an_issue_that_was_never_approved_has_nothing_to_be_compared_with(
    shop: PrintShop,
) -> None:
    with pytest.raises(UsageError) as caught:
        compared(shop)

    assert caught.value.problem.code == "APR004"
    assert caught.value.problem.help == "pressrun approve 1"


def test_an_issue_that_has_begun_to_go_out_is_not_compared(shop: PrintShop) -> None:
    say_yes(shop)
    shop.subscribe("ada")
    shop.schedule("now")
    tick(shop.desk, shop.store)

    with pytest.raises(Refused) as caught:
        compared(shop)

    assert caught.value.problem.code == "APR003"


def faces_of(shop: PrintShop) -> tuple[ApprovedFace, ...]:
    return prove(shop.desk, shop.store, shop.issue, shop.contents).faces


def test_a_language_that_came_is_shown_whole(shop: PrintShop) -> None:
    faces = faces_of(shop)
    [english] = [face for face in faces if face.language == "en"]
    french = replace(english, language="fr")

    found = list(differences(faces, (*faces, french)))

    assert [(each.language, each.part) for each in found] == [
        ("fr", Part.HEADER),
        ("fr", Part.TEXT),
    ]
    assert all(line[0] in "+@" for each in found for line in each.lines)
    assert "+Some words." in found[1].lines


def test_articles_that_a_digest_may_carry_besides_are_named() -> None:
    before = [ApprovedFace(language=ARTICLES, octets=b"a\nb")]
    after = [ApprovedFace(language=ARTICLES, octets=b"a\nb\nc")]

    [found] = differences(before, after)

    assert found == Difference(
        language="", part=Part.ARTICLES, lines=("@@ -1,2 +1,3 @@", " a", " b", "+c")
    )


def test_what_shows_nowhere_else_is_shown_in_its_octets(shop: PrintShop) -> None:
    faces = faces_of(shop)
    [english] = [face for face in faces if face.language == "en"]
    rest = tuple(face for face in faces if face.language != "en")
    head, _, tail = english.octets.rpartition(b"=\r\n")  # a soft line break

    [found] = differences(faces, (replace(english, octets=head + tail), *rest))

    assert found.part is Part.OCTETS


def test_personal_values_stand_by_their_names(shop: PrintShop) -> None:
    [english] = [face for face in faces_of(shop) if face.language not in {PAGES, ARTICLES}]

    shown = [each.lines for each in differences([], [english])]

    said = "\n".join(line for lines in shown for line in lines)
    assert "{unsubscribe-url}" in said
    assert "+To: {to}" in said
    assert "slot.invalid" not in said
    assert "\0" not in said
