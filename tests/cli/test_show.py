"""`pressrun show`."""

import email
import email.policy
import json
import re

import pytest

from doubles.typist import Typist
from source.picture_samples import photograph


def test_the_three_faces_are_kept_and_named(typist: Typist) -> None:
    said = typist.done("show 1")

    below = typist.folder / ".pressrun/show"
    html, text, eml = said.out.splitlines()
    assert html.startswith(f"  html  {below}/001-hello.html  ")
    assert html.endswith(" kB")
    assert text.startswith(f"  text  {below}/001-hello.txt  ")
    assert eml == f"  eml   {below}/001-hello.eml"
    assert said.err == (
        "“Hello from Harbour” as ada.sample@example.org gets it:\n"
        "Next:  pressrun test 1 --to YOUR-ADDRESS\n"
    )
    assert {file.name for file in below.iterdir()} == {
        "001-hello.html",
        "001-hello.txt",
        "001-hello.eml",
    }


@pytest.mark.parametrize(("face", "suffix"), [("html", "html"), ("text", "txt")])
def test_a_face_is_printed_as_it_is_kept_and_nothing_else(
    typist: Typist, face: str, suffix: str
) -> None:
    typist.done("show 1")

    said = typist.done(f"show 1 --{face}")

    assert said.out == typist.read(f".pressrun/show/001-hello.{suffix}")
    assert said.err == ""


def test_an_issue_is_shown_as_readers_of_a_language_get_it(typist: Typist) -> None:
    french = "---\ntitle: Bonjour du port\n---\n\nQuelques mots.\n"
    (typist.folder / "articles/hello.fr.md").write_text(french, encoding="utf-8")

    shown = {tag: typist.done(f"show 1 --text --language {tag}").out for tag in ("fr", "de", "en")}

    assert "Quelques mots." in shown["fr"]
    assert "Se désabonner" in shown["fr"]
    assert shown["de"] == shown["en"] == typist.done("show 1 --text").out
    assert "Quelques mots." not in shown["en"]


def test_pictures_that_are_not_public_yet_are_seen_in_the_kept_face_alone(typist: Typist) -> None:
    shot = photograph("image/jpeg")
    (typist.folder / "articles/heron.jpg").write_bytes(shot)
    with (typist.folder / "articles/hello.md").open("a", encoding="utf-8") as article:
        article.write("\n![A heron](heron.jpg)\n\nIt stood there.\n")

    typist.done("show 1")

    [name] = re.findall(r'src="([^"]+)"', typist.read(".pressrun/show/001-hello.html"))
    assert (typist.folder / ".pressrun/show" / name).read_bytes() == shot
    assert f'src="http://127.0.0.1:8080/{name}"' in typist.done("show 1 --html").out


def test_the_message_is_one_that_mail_programs_read(typist: Typist) -> None:
    said = typist.done("show 1 --eml --as bob@example.org")

    message = email.message_from_string(said.out, policy=email.policy.default)
    assert message["Subject"] == "Hello from Harbour"
    assert message["To"] == "bob@example.org"
    assert not message.defects


def test_as_a_reader_it_carries_their_name_and_their_way_out(typist: Typist) -> None:
    typist.done('subscribers add bob@example.org --name "Bob Sample" --consent "a sample"')

    said = typist.done("show 1 --eml --as bob@example.org")

    message = email.message_from_string(said.out, policy=email.policy.default)
    assert message["To"].addresses[0].display_name == "Bob Sample"
    assert "/unsubscribe/sample" not in message["List-Unsubscribe"]


def test_printing_a_face_writes_nothing(typist: Typist) -> None:
    before = typist.state()

    typist.done("show 1 --text")
    assert typist.state() == before
    typist.done("show 1")

    assert typist.state() != before


def test_json_says_where_the_faces_lie(typist: Typist) -> None:
    found = json.loads(typist.done("show hello --json").out)

    assert found["issue"] == 1
    assert found["subject"] == "Hello from Harbour"
    assert set(found["files"]) == {"html", "text", "eml"}


@pytest.mark.parametrize(
    ("line", "status", "told"),
    [
        ("show", 2, "name one issue, or one letter with --letter KIND"),
        ("show 2", 2, "there is no issue '2'"),
        ("show helo", 2, "issues here: 001-hello"),
        ("show 1 --as nobody", 2, "must have an @-sign"),
        ("show 1 --html --json", 2, "--html prints the face itself: leave --json out"),
        ("show 1 --htm", 2, "'--html'?"),
    ],
)
def test_a_slip_is_told_and_nothing_is_kept(
    typist: Typist, line: str, status: int, told: str
) -> None:
    said = typist.type(line)

    assert said.status == status
    assert told in said.err
    assert not (typist.folder / ".pressrun/show").exists()


def test_an_issue_that_does_not_bind_is_not_shown(typist: Typist) -> None:
    (typist.folder / "articles/hello.md").unlink()

    said = typist.type("show 1")

    assert said.status == 3
    assert "there is no article 'hello'" in said.err
    assert not (typist.folder / ".pressrun/show").exists()


@pytest.mark.parametrize("fault", ["{{ isue.subject }}", "<mj-colunm>", '{{ "x" * 10**9 }}'])
def test_a_broken_template_leaves_kept_previews_and_published_pages_as_they_were(
    typist: Typist, fault: str
) -> None:
    typist.done("show 1")
    typist.done("build --publish")
    template = typist.folder / "templates/email/issue.mjml"
    template.parent.mkdir(parents=True)
    template.write_text(f"<mjml>\n<mj-body>\n  {fault}\n</mj-body>\n</mjml>\n", encoding="utf-8")
    before = typist.state()

    for line in ("show 1", "check"):
        said = typist.type(line)
        assert said.status in {1, 3}
        assert f"{said.out}{said.err}".count(" --> templates/email/issue.mjml:3") == 1

    assert typist.state() == before


KINDS = ["confirm", "already", "welcome", "address", "moved", "export", "erase"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_is_kept_and_named_as_an_issue_is(typist: Typist, kind: str) -> None:
    rows = typist.rows()

    said = typist.done(f"show --letter {kind}")

    below = typist.folder / ".pressrun/show"
    assert [line.split()[1] for line in said.out.splitlines()] == [
        f"{below}/letter-{kind}.{suffix}" for suffix in ("html", "txt", "eml")
    ]
    assert said.err.endswith(f"Next:  pressrun test --letter {kind} --to YOUR-ADDRESS\n")
    assert "slot.invalid" not in typist.read(f".pressrun/show/letter-{kind}.eml")
    assert "slot.invalid" not in typist.read(f".pressrun/show/letter-{kind}.html")
    assert typist.rows() == rows


def test_a_letter_is_shown_in_the_language_of_its_reader(typist: Typist) -> None:
    text = typist.done("show --letter confirm --language fr --text").out

    assert "Confirmez votre abonnement" in text
    assert "\n123 456\n" in text
    assert "/confirm/sample\n" in text


def test_a_letter_is_told_to_programs_too(typist: Typist) -> None:
    told = json.loads(typist.done("show --letter erase --json").out)

    assert told["letter"] == "erase"
    assert told["subject"].startswith("Delete everything")
    assert set(told["files"]) == {"html", "text", "eml"}


def test_a_whole_letter_is_one_message_to_the_address_alone(typist: Typist) -> None:
    printed = typist.done("show --letter welcome --as bob@example.org --eml").out

    message = email.message_from_string(printed, policy=email.policy.default)
    assert message["To"] == "bob@example.org"
    assert message["List-Unsubscribe"].endswith("/unsubscribe/sample>")
    assert message["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("show", "name one issue, or one letter"),
        ("show 1 --letter confirm", "name one issue, or one letter"),
        ("show 1 --list main", "goes with --letter"),
        ("show --letter confrim", "did you mean 'confirm'?"),
        ("show --letter confirm --list other", "there is no list 'other'"),
        ("show --letter confirm --as nobody", "must have an @-sign"),
    ],
)
def test_what_names_no_letter_is_told_with_what_to_type(
    typist: Typist, typed: str, told: str
) -> None:
    said = typist.type(typed)

    assert said.status == 2
    assert told in said.err


def test_a_letter_of_ones_own_that_does_not_work_is_told_with_its_line(typist: Typist) -> None:
    own = typist.folder / "templates/email/letters/moved.txt"
    own.parent.mkdir(parents=True)
    own.write_text("Dear reader,\n{{ nope }}\n", encoding="utf-8")

    said = typist.type("show --letter moved")

    assert said.status == 3
    assert "templates/email/letters/moved.txt:2" in said.err


def test_where_articles_end_that_would_be_too_long_is_said_by_show_and_schedule_alike(
    typist: Typist,
) -> None:
    settings = typist.folder / "pressrun.toml"
    article = typist.folder / "articles/hello.md"
    whole = article.read_text(encoding="utf-8") + "\nThe sea was flat that morning.\n" * 3_000
    article.write_text(whole, encoding="utf-8")
    assert "cut" not in typist.done("show 1").out
    settings.write_text(settings.read_text() + '\n[email]\ncut = "auto"\n', encoding="utf-8")

    shown, told = typist.done("show 1").out, json.loads(typist.done("show 1 --json").out)
    planned = typist.done('schedule 1 "2091-12-01 09:00" --dry-run').out

    [end] = told["cut"]
    assert end["article"] == "articles/hello.md"
    assert 500 < end["kept"] < end["blocks"]
    rows = whole.split("\n")
    assert rows[end["line"] - 1] == "The sea was flat that morning."
    line = (
        f"articles/hello.md:{end['line']} with {end['kept']} of {end['blocks']} blocks"
        " and a link to the rest"
    )
    assert f"  cut   {line}\n" in shown
    assert f"  Cut     {line}\n" in planned
    kept = typist.read(".pressrun/show/001-hello.txt")
    assert kept.count("The sea was flat that morning.") < end["blocks"]
    assert "Read on: " in kept
