"""An article in several languages is one: each reader gets theirs, in one press run."""

import json
import re
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from doubles.shop import PrintShop
from pressrun.errors import ContentError
from pressrun.model.feed import Record
from pressrun.model.language import best
from pressrun.press.board import board
from pressrun.press.entries import KeptCatalogue
from pressrun.press.faces import bind, languages_of
from pressrun.press.plates import make_plates
from pressrun.press.privatedocument import in_language
from pressrun.press.publish import Published, publish
from pressrun.press.questions import Questions
from pressrun.press.record import Release
from pressrun.press.tick import tick
from pressrun.press.withdraw import plan_withdrawal, withdraw
from source.picture_samples import bare_png

FRENCH = "title: Les marées sont de retour"
POLL = "Words.\n\n::: poll which-boat\nWhich boat?\n\n- [ ] One\n- [ ] Two\n:::"


def translate(
    shop: PrintShop,
    slug: str = "tide",
    tag: str = "fr",
    rows: str = FRENCH,
    body: str = "Quelques mots.",
) -> None:
    shop.write(f"articles/{slug}.{tag}.md", f"---\n{rows}\n---\n\n{body}\n")


def press(shop: PrintShop, *, issue: bool = False) -> Published:
    key = shop.issue.key if issue else None
    return publish(shop.desk, release=Release(at=shop.clock.now(), issue=key))


def records(shop: PrintShop) -> dict[str, Record]:
    return {record.id: record for record in shop.desk.folder.memory().records}


def shown(shop: PrintShop, feed: str) -> list[str]:
    """Return the ids that a feed lists."""
    return [item["id"] for item in json.loads(shop.read(f"feeds/{feed}.json"))["items"]]


def messages(shop: PrintShop) -> dict[str, EmailMessage]:
    """Return the mail of the issue as it would go out now, by language."""
    plates = make_plates(shop.desk, shop.store, shop.issue, shop.contents, at=shop.clock.now())
    parse = policy.default
    return {f.language: message_from_bytes(f.octets, policy=parse) for f in plates.faces}  # type: ignore[misc]


def said(message: EmailMessage, kind: str = "html") -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_a_translation_becomes_public_with_the_issue_of_its_original(shop: PrintShop) -> None:
    translate(shop)
    press(shop)
    assert records(shop) == {}

    press(shop, issue=True)

    known = records(shop)
    assert known["tideaaaaaa:fr"].published_at == known["tideaaaaaa"].published_at
    assert known["tideaaaaaa:fr"].language == "fr"
    assert (shop.root / "public/articles/tide-fr/index.html").is_file()


def test_its_entry_has_its_originals_id_and_its_language(shop: PrintShop) -> None:
    translate(shop)
    press(shop, issue=True)

    assert shown(shop, "languages/fr") == ["tag:example.org,2026:tideaaaaaa:fr"]
    assert "<id>tag:example.org,2026:tideaaaaaa:fr</id>" in shop.read("feeds/languages/fr.atom")
    assert 'xml:lang="fr"' in shop.read("feeds/languages/fr.atom")


def test_the_main_feed_has_originals_alone(shop: PrintShop) -> None:
    translate(shop)
    press(shop, issue=True)

    ids = {f"tag:example.org,2026:{minted}" for minted in ("tideaaaaaa", "lampaaaaaa")}
    assert set(shown(shop, "main")) == ids
    assert set(shown(shop, "languages/en")) == ids


def test_no_feed_of_a_tag_shows_the_same_in_two_languages(shop: PrintShop) -> None:
    shop.write_article("tide", id="tideaaaaaa", title="The tides", extra="tags: [sea]\n")
    translate(shop, rows="title: Les marées\ntags: [Sea, mer]")
    press(shop, issue=True)

    assert shown(shop, "tags/sea") == ["tag:example.org,2026:tideaaaaaa"]
    assert shown(shop, "tags/mer") == ["tag:example.org,2026:tideaaaaaa:fr"]
    assert "tide-fr" not in shop.read("public/topics/sea/index.html")
    assert "tide-fr" in shop.read("public/topics/mer/index.html")


def test_every_link_on_the_page_of_a_translation_leads_to_something(shop: PrintShop) -> None:
    shop.write_article("tide", id="tideaaaaaa", title="The tides", extra="tags: [sea]\n")
    translate(shop, rows="title: Les marées\ntags: [Sea, mer]\nauthor: Bea Sample")
    press(shop, issue=True)
    page = shop.read("public/articles/tide-fr/index.html")

    base, links = "https://notes.example.org/", set[str]()
    for part in page.split('href="')[1:]:
        links.add(part.partition('"')[0])
    ours = {link.removeprefix(base).partition("#")[0] for link in links if link.startswith(base)}
    assert {"archive/fr/", "topics/mer/", "articles/tide/"} <= ours
    for path in ours:
        at = shop.root / "public" / path
        assert at.is_file() or (at / "index.html").is_file(), path


def test_pages_name_each_other(shop: PrintShop) -> None:
    translate(shop)
    press(shop, issue=True)

    for slug in ("tide", "tide-fr"):
        page = shop.read(f"public/articles/{slug}/index.html")
        at = "https://notes.example.org/articles"
        assert f'<link rel="alternate" hreflang="en" href="{at}/tide/">' in page
        assert f'<link rel="alternate" hreflang="fr" href="{at}/tide-fr/">' in page
        assert f'<link rel="alternate" hreflang="x-default" href="{at}/tide/">' in page
    assert "hreflang" not in shop.read("public/articles/lamp/index.html")


def test_a_translation_that_comes_later_is_new_then_and_its_original_names_it(
    shop: PrintShop,
) -> None:
    press(shop, issue=True)
    before = records(shop)["tideaaaaaa"]
    shop.clock.advance(timedelta(days=3))
    translate(shop)

    press(shop)

    known = records(shop)
    assert known["tideaaaaaa"] == before, "nothing of the original is new"
    assert known["tideaaaaaa:fr"].published_at == shop.clock.now().replace(microsecond=0)
    assert "tide-fr" in shop.read("public/articles/tide/index.html")


def test_publishing_again_changes_nothing(shop: PrintShop) -> None:
    translate(shop)
    press(shop, issue=True)

    assert press(shop).written.changed == ()


def test_what_only_the_original_says_is_set_again_when_it_changes(shop: PrintShop) -> None:
    translate(shop)
    press(shop, issue=True)
    assert "Bea Sample" not in shop.read("public/articles/tide-fr/index.html")

    shop.write_article("tide", id="tideaaaaaa", title="The tides", extra="author: Bea Sample\n")
    press(shop)

    assert "Bea Sample" in shop.read("public/articles/tide-fr/index.html")


def test_a_translation_that_is_a_draft_waits(shop: PrintShop) -> None:
    translate(shop, rows=f"{FRENCH}\ndraft: true")
    press(shop, issue=True)
    assert "tideaaaaaa:fr" not in records(shop)

    translate(shop)
    press(shop)

    assert "tideaaaaaa:fr" in records(shop)


def test_a_translation_is_not_public_while_its_original_is_not(shop: PrintShop) -> None:
    """The original has a moment that has come and a body that does not load."""
    rows = "publish: now\n"
    shop.write_article("tide", id="tideaaaaaa", title="The tides", extra=rows, body="::: nothing")
    translate(shop)
    press(shop)
    assert records(shop) == {}

    shop.write_article("tide", id="tideaaaaaa", title="The tides", extra=rows)
    press(shop)

    assert set(records(shop)) == {"tideaaaaaa", "tideaaaaaa:fr"}


def test_what_is_withdrawn_is_withdrawn_in_every_language(shop: PrintShop) -> None:
    translate(shop)
    press(shop, issue=True)

    planned = plan_withdrawal(shop.desk, shop.contents, "tide")
    withdraw(shop.desk, shop.contents, planned, at=shop.clock.now())

    ended = {key for key, record in records(shop).items() if record.withdrawn_at is not None}
    assert ended == {"tideaaaaaa", "tideaaaaaa:fr"}
    assert "Les marées" not in shop.read("public/articles/tide-fr/index.html")
    assert "tag:example.org,2026:tideaaaaaa:fr" in shop.read("feeds/main.atom")
    press(shop)
    assert records(shop)["tideaaaaaa:fr"].withdrawn_at is not None


def test_a_translation_may_be_withdrawn_alone(shop: PrintShop) -> None:
    translate(shop)
    press(shop, issue=True)

    planned = plan_withdrawal(shop.desk, shop.contents, "tide-fr")
    withdraw(shop.desk, shop.contents, planned, at=shop.clock.now())

    assert records(shop)["tideaaaaaa"].withdrawn_at is None
    assert records(shop)["tideaaaaaa:fr"].withdrawn_at is not None
    assert "hreflang" not in shop.read("public/articles/tide/index.html")


def test_there_is_an_archive_of_every_language(shop: PrintShop) -> None:
    translate(shop)
    press(shop, issue=True)

    page = shop.read("public/archive/fr/index.html")
    assert '<html lang="fr" dir="ltr">' in page
    assert "Les marées sont de retour" in page
    assert "The lamp keeper" not in page
    assert 'hreflang="fr" href="https://notes.example.org/archive/fr/"' in shop.read(
        "public/archive/index.html"
    )
    assert "archive/fr/" in shop.read("public/sitemap.xml")
    assert "Les marées" not in shop.read("public/index.html")


def test_nothing_of_languages_is_shown_where_there_is_one(shop: PrintShop) -> None:
    press(shop, issue=True)

    assert "hreflang" not in shop.read("public/archive/index.html")
    assert not list((shop.root / "public/archive").glob("[a-z]*/"))


def test_the_board_shows_an_article_once(shop: PrintShop) -> None:
    shop.write_article("third", id="thirdaaaaa", title="A third")
    translate(shop, "third")

    assert [spare.article.slug for spare in board(shop.contents, (), None).spare] == ["third"]


def test_an_issue_has_a_page_in_each_of_its_languages(shop: PrintShop) -> None:
    translate(shop)
    shop.write(
        "issues/001-storm/issue.fr.md",
        "---\nsubject: Après la tempête\n---\n\nChers lecteurs, [ici](tide).\n",
    )
    press(shop, issue=True)

    french = shop.read("public/issues/001-storm/fr/index.html")
    assert '<html lang="fr" dir="ltr">' in french
    assert "Après la tempête" in french
    assert "Les marées sont de retour" in french
    assert "The lamp keeper" in french
    at = "https://notes.example.org/issues/001-storm/"
    for page in (french, shop.read("public/issues/001-storm/index.html")):
        assert f'<link rel="alternate" hreflang="en" href="{at}">' in page
        assert f'<link rel="alternate" hreflang="fr" href="{at}fr/">' in page
    assert f"<loc>{at}fr/</loc>" in shop.read("public/sitemap.xml")


def test_a_translation_names_the_issue_it_came_with_in_its_language(shop: PrintShop) -> None:
    translate(shop)
    translate(shop, "lamp", "ar", "title: سجل المنارة")
    shop.write("issues/001-storm/issue.fr.md", "---\nsubject: Après la tempête\n---\n\nBonjour.\n")
    press(shop, issue=True)

    page = shop.read("public/articles/tide-fr/index.html")
    at = "https://notes.example.org/issues/001-storm/"
    assert re.search(f'<a href="{at}fr/">Paru dans [^<]*Après la tempête[^<]*</a>', page)
    assert f'href="{at}ar/"' in shop.read("public/articles/lamp-ar/index.html")
    assert f'href="{at}"' in shop.read("public/articles/tide/index.html")


def test_mail_in_a_language_leads_to_the_page_in_it(shop: PrintShop) -> None:
    translate(shop)
    found = messages(shop)
    press(shop, issue=True)

    for tag, message in found.items():
        url = str(message["Archived-At"]).strip("<>")
        path = url.removeprefix("https://notes.example.org/")
        page = shop.read(f"public/{path}index.html")
        assert f'<html lang="{tag}"' in page


def test_an_issues_page_in_a_language_is_set_again_when_something_of_it_changes(
    shop: PrintShop,
) -> None:
    translate(shop)
    shop.write("issues/001-storm/issue.fr.md", "---\nsubject: Avant\n---\n\nBonjour.\n")
    press(shop, issue=True)
    page = "public/issues/001-storm/fr/index.html"
    assert press(shop).written.changed == ()

    translate(shop, body="Une autre phrase.")
    press(shop)
    assert "Une autre phrase." in shop.read(page)

    shop.write("issues/001-storm/issue.fr.md", "---\nsubject: Maintenant\n---\n\nBonjour.\n")
    press(shop)
    assert "Maintenant" in shop.read(page)


def test_a_picture_of_translated_words_is_published_and_stays(shop: PrintShop) -> None:
    (shop.root / "issues/001-storm/heron.png").write_bytes(bare_png(12, 8))
    words = "---\nsubject: Avant\n---\n\n![Un héron](heron.png)\n\nBonjour.\n"
    shop.write("issues/001-storm/issue.fr.md", words)
    press(shop, issue=True)

    def media() -> list[str]:
        return sorted(path.name for path in (shop.root / "public/media").iterdir())

    [name] = media()
    assert name in shop.read("public/issues/001-storm/fr/index.html")
    press(shop)
    assert media() == [name]


# --- mail


def test_an_issue_has_a_face_for_every_language_that_something_of_it_is_in(
    shop: PrintShop,
) -> None:
    translate(shop)
    translate(shop, "lamp", "de", "title: Das Logbuch")

    assert languages_of(shop.issue, shop.contents, "en") == ("", "de", "fr")
    found = messages(shop)
    assert list(found) == ["en", "de", "fr"]
    assert {tag: m["Content-Language"] for tag, m in found.items()} == {t: t for t in found}
    assert "Les marées" in said(found["fr"])
    assert "The lamp keeper" in said(found["fr"]), "nobody has translated it"
    assert "The tide tables" in said(found["de"])
    assert "Das Logbuch" in said(found["de"])
    assert "Les marées" not in said(found["en"])


def test_a_face_speaks_the_language_of_its_readers(shop: PrintShop) -> None:
    translate(shop)

    found = messages(shop)["fr"]

    assert 'lang="fr"' in said(found).partition("<body")[0]
    assert "Se désabonner" in said(found)
    assert "Unsubscribe" not in said(found)
    assert "Unsubscribe" in said(messages(shop)["en"])


def test_words_that_nobody_translated_say_which_language_they_are_in(shop: PrintShop) -> None:
    translate(shop, tag="ar", rows="title: عاد الجدول")

    html = said(messages(shop)["ar"])

    assert 'lang="en" dir="ltr"' in html
    assert html.index('lang="en" dir="ltr"') < html.index("Dear reader")
    assert 'lang="en" dir="ltr"><p>Dear reader' not in said(messages(shop)["en"])


def test_the_editors_words_may_be_translated(shop: PrintShop) -> None:
    shop.write(
        "issues/001-storm/issue.fr.md",
        "---\nsubject: Après la tempête\n---\n\nChers lecteurs, [ici](../../articles/tide.md).\n",
    )
    translate(shop)

    found = messages(shop)

    assert (found["fr"]["Subject"], found["en"]["Subject"]) == (
        "Après la tempête",
        "After the storm",
    )
    assert "Chers lecteurs" in said(found["fr"])
    assert "Dear reader" not in said(found["fr"])
    assert 'href="https://notes.example.org/articles/tide-fr/"' in said(found["fr"])
    assert "Dear reader" in said(found["en"])


def test_words_alone_make_a_face_as_well(shop: PrintShop) -> None:
    shop.write("issues/001-storm/issue.fr.md", "---\nsubject: Après la tempête\n---\n\nBonjour.\n")

    assert languages_of(shop.issue, shop.contents, "en") == ("", "fr")
    assert "Bonjour" in said(messages(shop)["fr"], "plain")


def test_a_draft_and_what_was_withdrawn_are_given_to_nobody(shop: PrintShop) -> None:
    translate(shop, rows=f"{FRENCH}\ndraft: true")
    assert languages_of(shop.issue, shop.contents, "en") == ("",)

    translate(shop)
    press(shop, issue=True)
    planned = plan_withdrawal(shop.desk, shop.contents, "tide-fr")
    withdraw(shop.desk, shop.contents, planned, at=shop.clock.now())

    bound = bind(shop.desk, shop.issue, shop.contents, at=shop.clock.now(), language="fr")
    assert [piece.article.slug for piece in bound.pieces] == ["tide", "lamp"]


def test_faces_name_their_articles_by_their_originals(shop: PrintShop) -> None:
    """Who has had an article has had it in every language."""
    translate(shop)

    plates = make_plates(shop.desk, shop.store, shop.issue, shop.contents, at=shop.clock.now())

    assert {face.articles for face in plates.faces} == {("tideaaaaaa", "lampaaaaaa")}


def test_an_issue_may_not_name_a_translation(shop: PrintShop) -> None:
    translate(shop)
    shop.write_issue(["tide-fr", "lamp"])

    with pytest.raises(ContentError) as raised:
        bind(shop.desk, shop.issue, shop.contents, at=shop.clock.now())

    assert raised.value.problem.code == "ISS024"
    assert "tide.md" in raised.value.problem.help


def test_where_the_original_is_in_another_language_its_translation_is_the_publications(
    shop: PrintShop,
) -> None:
    shop.write_article("tide", id="tideaaaaaa", title="Die Flut", extra="language: de\n")
    translate(shop, tag="en", rows="title: The tide")

    assert languages_of(shop.issue, shop.contents, "en") == ("",)
    assert "The tide" in said(messages(shop)["en"])
    assert "Die Flut" not in said(messages(shop)["en"])


def test_links_between_articles_stay_in_the_readers_language(shop: PrintShop) -> None:
    translate(shop, body="Voir [le journal](lamp.md).")
    translate(shop, "lamp", rows="title: Le journal")
    press(shop, issue=True)

    page = shop.read("public/articles/tide-fr/index.html")
    assert 'href="https://notes.example.org/articles/lamp-fr/"' in page


def test_a_link_leads_to_the_original_until_there_is_a_translation(shop: PrintShop) -> None:
    translate(shop, body="Voir [le journal](lamp.md).")
    press(shop, issue=True)
    page = "public/articles/tide-fr/index.html"
    assert 'href="https://notes.example.org/articles/lamp/"' in shop.read(page)

    translate(shop, "lamp", rows="title: Le journal")
    press(shop)
    press(shop)

    assert 'href="https://notes.example.org/articles/lamp-fr/"' in shop.read(page)


def test_votes_of_every_language_are_counted_together(shop: PrintShop) -> None:
    shop.write_article("tide", id="tideaaaaaa", title="The tides", body=POLL)
    translate(shop, body=POLL.replace("Which boat?", "Quel bateau ?"))
    press(shop, issue=True)

    page = shop.read("public/articles/tide-fr/index.html")
    assert "Quel bateau" in page
    assert 'action="https://notes.example.org/polls/tideaaaaaa/which-boat"' in page
    assert Questions(shop.desk).find("tideaaaaaa", "which-boat") is not None
    assert len(Questions(shop.desk).all()) == 1


def test_an_issue_that_is_translated_later_is_no_other_entry(shop: PrintShop) -> None:
    press(shop, issue=True)
    before = records(shop)[shop.issue.key]
    shop.clock.advance(timedelta(days=1))
    translate(shop)
    press(shop)

    assert records(shop)[shop.issue.key] == before


@pytest.mark.anyio
async def test_one_press_run_brings_each_reader_their_language(shop: PrintShop) -> None:
    translate(shop)
    shop.subscribe("ada", "bea", "eve")
    with shop.store.unit() as unit:
        for name, language in (("bea", "fr-CA"), ("eve", "de")):
            found = unit.people.find(f"{name}@example.org", list="main")
            assert found is not None
            unit.people.introduce(found.subscriber.id, name="", language=language)
    shop.schedule()
    tick(shop.desk, shop.store)

    await shop.deliver()

    got = {
        each.recipient: message_from_bytes(each.octets)["Content-Language"]
        for each in shop.transport.arrived
    }
    assert got == {"ada@example.org": "en", "bea@example.org": "fr", "eve@example.org": "en"}


@pytest.mark.parametrize(
    ("wanted", "got"),
    [
        ("fr", "fr"),
        ("FR", "fr"),
        ("fr-CA", "fr"),
        ("pt", "pt-BR"),
        ("pt-BR", "pt-BR"),
        ("pt-PT", "pt-BR"),
        ("", "en"),
        ("de", "en"),
        ("f", "en"),
    ],
)
def test_the_same_tag_goes_before_its_language_and_that_before_the_first(
    wanted: str, got: str
) -> None:
    assert best(wanted, ["en", "pt-BR", "fr"]) == got


def test_a_readers_own_feed_has_each_article_once_in_their_language(shop: PrintShop) -> None:
    translate(shop)
    press(shop, issue=True)
    listed = KeptCatalogue(shop.desk.keep).articles()
    assert len(listed) == 3

    assert {a.id for a in in_language(listed, "fr")} == {"tideaaaaaa:fr", "lampaaaaaa"}
    assert {a.id for a in in_language(listed, "de")} == {"tideaaaaaa", "lampaaaaaa"}
