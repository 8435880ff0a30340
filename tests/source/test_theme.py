import os
from pathlib import Path

import pytest

from pressrun.errors import ContentError
from pressrun.source.theme import TEMPLATE_LIMIT_OCTETS, builtin_templates, load_theme


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    builtin, own = tmp_path / "builtin", tmp_path / "own"
    for folder, name, text in (
        (builtin, "web/page.html", "built-in page"),
        (builtin, "email/issue.mjml", "built-in issue"),
        (own, "web/page.html", "own page"),
        (own, "words/pt.toml", "own words"),
        (own, "web/notes.md", "no template"),
        (own, ".page.html.swp", "an editor's"),
        (own, ".git/x.html", "not ours"),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return builtin, own


def test_own_templates_shadow_built_in_ones_file_by_file(folders: tuple[Path, Path]) -> None:
    assert load_theme(*folders).files == (
        ("email/issue.mjml", "built-in issue"),
        ("web/page.html", "own page"),
        ("words/pt.toml", "own words"),
    )


def test_built_in_words_stay_behind_the_own_ones(folders: tuple[Path, Path]) -> None:
    (folders[0] / "words").mkdir()
    for language in ("pt", "en"):
        (folders[0] / "words" / f"{language}.toml").write_text(f"built-in {language}")

    theme = load_theme(*folders)

    assert theme.words == (("words/pt.toml", "built-in pt"),)
    assert dict(theme.files)["words/pt.toml"] == "own words"


def test_a_publication_needs_no_templates_of_its_own(folders: tuple[Path, Path]) -> None:
    theme = load_theme(folders[0], folders[1] / "missing")

    assert dict(theme.files)["web/page.html"] == "built-in page"


def test_missing_built_in_templates_are_told(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as refusal:
        load_theme(tmp_path / "missing", tmp_path)

    assert refusal.value.problem.code == "TPL002"


@pytest.mark.parametrize(
    ("octets", "code"), [(b"\xff", "TPL003"), (bytes(TEMPLATE_LIMIT_OCTETS + 1), "SRC013")]
)
def test_a_template_that_is_no_short_text_is_told_by_its_path(
    folders: tuple[Path, Path], octets: bytes, code: str
) -> None:
    builtin, own = folders
    (own / "web" / "page.html").write_bytes(octets)

    with pytest.raises(ContentError) as refusal:
        load_theme(builtin, own)

    assert (refusal.value.problem.code, str(refusal.value.problem.place)) == (
        code,
        "own/web/page.html",
    )


def test_a_template_may_not_lie_outside(folders: tuple[Path, Path]) -> None:
    builtin, own = folders
    (own / "web" / "secret.html").symlink_to("/etc/hostname")

    with pytest.raises(ContentError) as refusal:
        load_theme(builtin, own)

    assert refusal.value.problem.code == "SRC012"


def test_what_changed_since_is_read_again_even_if_its_size_and_time_did_not(
    folders: tuple[Path, Path],
) -> None:
    page, before = folders[1] / "web" / "page.html", load_theme(*folders)
    old = page.stat()
    while page.stat().st_ctime_ns == old.st_ctime_ns:  # until the system's clock has moved on
        page.write_text("OWN PAGE")
        os.utime(page, ns=(old.st_atime_ns, old.st_mtime_ns))
    changed = load_theme(*folders)
    page.unlink()
    gone = load_theme(*folders)

    assert [dict(theme.files)["web/page.html"] for theme in (before, changed, gone)] == [
        "own page",
        "OWN PAGE",
        "built-in page",
    ]
    assert load_theme(*folders) is gone


def test_links_that_lead_nowhere_or_round_in_circles_are_no_templates(
    folders: tuple[Path, Path],
) -> None:
    sound = load_theme(*folders)
    (folders[1] / ".#page.html").symlink_to("editor@host.1234")  # how Emacs locks a file
    (folders[1] / "web" / "old").symlink_to("nowhere")
    (folders[1] / "web" / "again").symlink_to(folders[1])

    assert load_theme(*folders) == sound


def test_a_template_that_is_a_link_to_nowhere_is_told(folders: tuple[Path, Path]) -> None:
    (folders[1] / "web" / "lost.html").symlink_to("nowhere")

    with pytest.raises(ContentError) as refusal:
        load_theme(*folders)

    assert refusal.value.problem.code == "SRC010"


def test_built_in_templates_are_found_from_a_checkout() -> None:
    assert builtin_templates().name == "templates"
    assert builtin_templates().is_dir()
