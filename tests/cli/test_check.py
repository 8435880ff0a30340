"""`pressrun check`."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from doubles.typist import Typist
from source.picture_samples import camera_notes, opened, photograph

CLEAN = "1 article, 1 issue: 0 errors, 0 warnings\n"
BAD = "---\nid: badaaaaaaa\ntitle: Bad: a colon\n---\n"


def test_a_sound_publication_has_nothing_to_tell(typist: Typist) -> None:
    said = typist.done("check")

    assert (said.out, said.err) == (CLEAN, "Next:  pressrun queue\n")


def test_a_fault_is_told_with_file_line_column_and_what_to_type(typist: Typist) -> None:
    typist.write("articles/bad.md", BAD)

    said = typist.type("check")

    assert said.status == 1
    assert said.out == "1 article, 1 issue: 1 error, 0 warnings\n"
    assert said.err == (
        "error[FM002]: front matter is not valid YAML: a value with ': ' in it must be quoted\n"
        " --> articles/bad.md:3:11\n"
        "  |\n"
        "3 | title: Bad: a colon\n"
        "  |           ^\n"
        '  = help: write  title: "Bad: a colon"\n'
        "\n"
        "Why:   pressrun explain FM002\n"
        "Next:  mend what is above, then  pressrun check\n"
    )


def test_a_missing_article_is_told_where_it_is_named(typist: Typist) -> None:
    (typist.folder / "articles/hello.md").unlink()

    said = typist.type("check")

    assert said.status == 1
    assert "error[ISS001]: there is no article 'hello'\n" in said.err
    assert " --> issues/001-hello/issue.md:6" in said.err


@pytest.mark.parametrize(
    ("template", "text", "told"),
    [
        ("issue.mjml", "<mjml><mj-body><mj-txt></mj-txt></mj-body></mjml>", "<mj-txt> is not an"),
        ("issue.mjml", "{% for %}", "the template cannot be read"),
        ("issue.mjml", "{{ isue }}", "did you mean 'issue'?"),
        ("issue.mjml", '{% include "email/issue.mjml" %}', "issue.mjml"),
        ("issue.txt", '{% include "email/nope.txt" %}', "there is no template 'email/nope.txt'"),
        ("issue.txt", "{{ ''.__class__ }}", "does what templates may not"),
    ],
    ids=["broken tag", "broken loop", "undefined", "includes itself", "unknown name", "forbidden"],
)
def test_a_template_that_does_not_work_is_told_with_its_place(
    typist: Typist, template: str, text: str, told: str
) -> None:
    typist.write(f"templates/email/{template}", text)

    said = typist.type("check")

    assert said.status == 1
    assert told in said.err
    assert f" --> templates/email/{template}:" in said.err
    assert said.err.count("error[") == 1


def test_paths_narrow_what_is_told(typist: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    typist.write("articles/bad.md", BAD)

    assert typist.type("check articles/bad.md").status == 1
    assert typist.type("check articles").out == "1 article, 0 issues: 1 error, 0 warnings\n"
    assert typist.type("check .").status == 1
    assert typist.done("check articles/hello.md issues").out == CLEAN
    monkeypatch.chdir(typist.folder / "articles")
    assert typist.done("check hello.md").out.startswith("1 article, 0 issues: 0 errors")


@pytest.mark.parametrize("path", ["nope.md", "..", "/", "articles/nope"])
def test_a_path_that_is_not_here_is_a_usage_error(typist: Typist, path: str) -> None:
    said = typist.type(f"check {path}")

    assert said.status == 2
    assert said.err.startswith("error[USE002]: ")
    assert "= help: " in said.err


def test_fix_mints_the_ids_that_are_missing_and_keeps_every_other_word(typist: Typist) -> None:
    typist.write("articles/tide.md", "---\ntitle: The tide\n---\n\nWords.\n")
    before = typist.state()

    bad, found = typist.type("check"), typist.type("check --json")
    dry = typist.type("check --fix --dry-run")
    assert typist.state() == before
    fixed = typist.done("check --fix")

    assert (bad.status, dry.status) == (1, 1)
    assert bad.err.endswith("\nNext:  pressrun check --fix  mends 1 of these\n")
    assert [problem["fixable"] for problem in json.loads(found.out)["problems"]] == [True]
    assert "Would give articles/tide.md an id\n" in dry.err
    assert "Gave articles/tide.md an id\n" in fixed.err
    _, _, rest = typist.read("articles/tide.md").partition("\ntitle:")
    assert rest == " The tide\n---\n\nWords.\n"
    assert typist.done("check").out.startswith("2 articles")


def test_fix_takes_out_of_pictures_where_they_were_taken(typist: Typist) -> None:
    shot = photograph("image/jpeg", exif=camera_notes(position=True, orientation=6))
    pictures = typist.folder / "articles/pictures"
    pictures.mkdir()
    (pictures / "heron.jpg").write_bytes(shot)
    (typist.folder / "articles/link.jpg").symlink_to("pictures/heron.jpg")
    typist.write(
        "articles/hello.md",
        "---\nid: helloaaaaa\ntitle: Hello\n---\n\nA heron:\n\n![A heron](link.jpg)\n",
    )
    before = typist.state()

    told = typist.type("check --strict")
    dry = typist.type("check --fix --dry-run")
    assert typist.state() == before
    fixed = typist.done("check --fix --strict")

    assert told.status == 1
    assert "warning[IMG006]: 'articles/link.jpg' tells its position" in told.err
    assert " --> articles/hello.md:8:12" in told.err
    done = "metadata with a position out of articles/pictures/heron.jpg\n"
    assert f"Would take {done}" in dry.err
    assert f"Took {done}" in fixed.err
    assert (typist.folder / "articles/link.jpg").is_symlink()
    after = opened((pictures / "heron.jpg").read_bytes())
    assert after.tobytes() == opened(shot).tobytes()
    assert after.getexif()[0x0112] == 6
    assert dict(after.getexif().get_ifd(0x8825)) == {}


def test_fix_mends_what_is_asked_for_and_nothing_else(typist: Typist) -> None:
    shot = photograph("image/jpeg", exif=camera_notes(position=True))
    for name in ("one", "two"):
        (typist.folder / f"articles/{name}.jpg").write_bytes(shot)
        text = f"id: {name}aaaaaaa\ntitle: {name}\n---\n\nA ![heron]({name}.jpg)\n"
        typist.write(f"articles/{name}.md", f"---\n{text}")
        typist.write(f"articles/{name}-new.md", f"---\ntitle: {name}\n---\n\nWords.\n")

    said = typist.type("check --fix articles/one.md articles/one-new.md")

    assert "Gave articles/one-new.md an id\n" in said.err
    assert "out of articles/one.jpg\n" in said.err
    assert "two" not in said.err
    assert (typist.folder / "articles/two.jpg").read_bytes() == shot
    assert typist.read("articles/two-new.md").startswith("---\ntitle: two\n")


def test_strict_counts_warnings(typist: Typist) -> None:
    typist.write(
        "articles/hello.md", "---\nid: helloaaaaa\ntitle: Hello\n---\n\n[See](nowhere.md)\n"
    )

    loose, strict = typist.type("check"), typist.type("check --strict")

    assert loose.out == strict.out == "1 article, 1 issue: 0 errors, 1 warning\n"
    assert (loose.status, strict.status) == (0, 1)


def test_json_has_what_the_text_has(typist: Typist) -> None:
    typist.write("articles/bad.md", BAD)

    said = typist.type("check --json")

    assert said.status == 1
    found = json.loads(said.out)
    assert (found["articles"], found["issues"]) == (1, 1)
    [problem] = found["problems"]
    assert (problem["code"], problem["severity"]) == ("FM002", "error")
    assert problem["help"] == 'write  title: "Bad: a colon"'
    place = problem["place"]
    assert (place["path"], place["line"], place["column"]) == ("articles/bad.md", 3, 11)
    assert place["text"] == "title: Bad: a colon"


def test_a_relay_that_mail_may_not_go_to_is_told_before_anything_is_scheduled(
    typist: Typist,
) -> None:
    settings = typist.folder / "pressrun.toml"
    settings.write_text(settings.read_text() + '\n[relays.main]\nhost = "mail.example.org"\n')

    checked = typist.type("check")

    assert checked.status == 1
    assert "error[SND004]" in checked.err


def test_a_key_that_not_everybody_believes_is_told(typist: Typist) -> None:
    key = typist.folder / ".pressrun" / "dkim.pem"
    key.write_bytes(
        rsa.generate_private_key(65537, 1024).private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )
    )
    key.chmod(0o600)
    typist.settings('\n[dkim.pr1]\ndomain = "example.net"\nkey_file = ".pressrun/dkim.pem"\n')

    said = typist.done("check")

    assert "warning[DKM005]: the key of DKIM selector 'pr1' has 1024 bits, fewer than" in said.err
    assert "warning[DKM006]: list 'main' is sent from example.org, which no key" in said.err


def test_a_key_that_cannot_sign_is_told_with_everything_else(typist: Typist) -> None:
    key = typist.folder / ".pressrun" / "dkim.pem"
    key.write_text("-----BEGIN PRIVATE KEY-----\nQUJD\n-----END PRIVATE KEY-----\n")
    key.chmod(0o600)
    typist.settings('\n[dkim.pr1]\nkey_file = ".pressrun/dkim.pem"\n')

    said = typist.type("check")

    assert said.status == 1
    assert "error[DKM003]: the key of DKIM selector 'pr1' is not a private key" in said.err
    assert "1 article, 1 issue: 1 error" in said.out


def test_links_are_asked_for_only_when_somebody_wants_it(typist: Typist) -> None:
    assert "elsewhere" not in typist.done("check").err

    said = typist.done("check --links")

    assert said.err.startswith("0 pages elsewhere: 0 asked now, 0 known from before.\n")
