"""What mail clients show: the data, its tables, and how clients are named."""

import json
import re
import runpy

import pytest

from pressrun.model.clients import CLIENTS, NAMES
from pressrun.render.lint.clients.css import read_declarations, read_sheet
from pressrun.render.lint.clients.effects import ADVICE, COMPANIONS, LOSSES, TOLD, UNTOLD
from pressrun.render.lint.clients.elements import find_uses
from pressrun.render.lint.clients.shares import Touched, touched
from pressrun.render.lint.clients.support import DATA, OUTLOOK, clients
from render.lint.client_samples import SAMPLES
from render.lint.template_copies import written_copy

KNOWN = clients()
OUTLOOKS = [name for name in KNOWN.platforms if name.startswith("outlook.")]


def test_the_page_beside_the_data_says_what_the_data_is() -> None:
    page = (DATA.parent / "README.md").read_text(encoding="utf-8")

    assert f"| package | `caniemail` {KNOWN.version} |" in page
    assert f"| {KNOWN.updated} |" in page
    assert f"`{KNOWN.sha256}`" in page
    assert f"| features | {len(KNOWN.features)} |" in page
    assert f"| client platforms | {len(KNOWN.platforms)} |" in page


def test_the_data_comes_with_its_licence() -> None:
    licence = (DATA.parent / "LICENSE").read_text(encoding="utf-8")

    assert licence.startswith("MIT License")
    assert "Copyright (c) 2019 HTeuMeuLeu" in licence


def test_nothing_beside_the_data_names_the_host_of_a_registry() -> None:
    tool = DATA.parents[5] / "tools" / "caniemail.py"

    for path in (DATA, DATA.parent / "README.md", tool):
        hosts = set(re.findall(r"https?://([\w.]+)", path.read_text(encoding="utf-8")))
        assert hosts <= {"www.caniemail.com", "github.com"}


def test_every_feature_has_a_state_for_each_platform() -> None:
    rows = json.loads(DATA.read_text(encoding="utf-8"))["features"]

    assert len(rows) == len(KNOWN.features) > 300
    for feature in KNOWN.features.values():
        assert len(feature.support) == len(KNOWN.platforms) == 48
        assert set(feature.support) <= set("yanu-")
        assert re.fullmatch(r"20\d\d-[01]\d", feature.tested)


def test_the_names_for_settings_are_those_of_the_data() -> None:
    assert set(KNOWN.platforms) == {name for name in NAMES if "." in name}
    assert set(CLIENTS) <= set(KNOWN.families)


def test_every_feature_is_looked_for_or_has_a_reason_why_not() -> None:
    every = set(KNOWN.features)

    assert (every - TOLD - set(UNTOLD), (TOLD | set(UNTOLD)) - every) == (set(), set())
    assert set(UNTOLD) & TOLD == set()
    assert all(UNTOLD.values())


def test_what_is_said_of_a_feature_is_of_one_that_is_looked_for() -> None:
    assert set(LOSSES) | set(ADVICE) | set(COMPANIONS) <= TOLD
    assert frozenset().union(*COMPANIONS.values()) <= TOLD
    assert set(LOSSES) & set(ADVICE) == set()


@pytest.mark.parametrize("slug", sorted(TOLD))
def test_a_feature_that_is_looked_for_is_found(slug: str) -> None:
    assert slug in {use.slug for use in find_uses(written_copy(SAMPLES[slug]).root)}


def test_a_whole_family_is_named_once() -> None:
    assert KNOWN.named(OUTLOOKS, "2007-2019") == "Outlook (all)"
    assert KNOWN.named(["hey.desktop-webmail"]) == "HEY"


def test_of_outlook_for_windows_the_releases_are_named() -> None:
    assert KNOWN.named(OUTLOOK, "2007-2019") == (
        "Outlook 2007-2019 (Windows), Outlook (Windows Mail)"
    )


def test_four_are_named_and_the_others_counted() -> None:
    families = {name for name in KNOWN.platforms if not name.startswith("apple-mail.")}

    said = KNOWN.named(families)

    assert said == "Gmail (all), Outlook (all), Yahoo! Mail (all), AOL (all) and 30 more"
    assert len(families) - sum(len(CLIENTS[f]) for f in ("gmail", "outlook", "yahoo", "aol")) == 30


def test_a_client_that_bears_its_familys_name_is_not_called_by_it_twice() -> None:
    assert KNOWN.named(["outlook.outlook-com"]) == "Outlook.com"


@pytest.mark.parametrize(
    ("shares", "expected", "said"),
    [
        ((("outlook.windows", 4.0),), Touched(4, 4), "about 4 % of your readers"),
        ((("gmail", 46.0), ("apple-mail", 54.0)), Touched(0, 0), "about 0 % of your readers"),
        ((("gmail", 46.0), ("outlook.windows", 0.0)), Touched(0, 0), "about 0 % of your readers"),
        ((("gmail", 46.0),), None, "None"),
        ((), None, "None"),
        ((("outlook", 10.0),), Touched(0, 10), "at most 10 % of your readers"),
        (
            (("outlook", 10.0), ("outlook.windows", 4.0), ("outlook.windows-mail", 0.5)),
            Touched(4.5, 4.5),
            "about 4.5 % of your readers",
        ),
        (
            (("outlook", 10.0), ("outlook.windows", 4.0)),
            Touched(4, 14),
            "4 % to 14 % of your readers",
        ),
    ],
)
def test_shares_are_counted_as_far_as_they_are_known(
    shares: tuple[tuple[str, float], ...], expected: Touched | None, said: str
) -> None:
    found = touched(OUTLOOK, shares)

    assert found == expected
    assert str(found) == said


def test_a_family_that_lacks_a_feature_altogether_counts_as_a_whole() -> None:
    assert touched(OUTLOOKS, [("outlook", 10.0)]) == Touched(10, 10)


def test_every_word_of_a_sheet_stands_where_it_is_said_to_stand() -> None:
    css = (
        "/* é\r\n */ a b:hover {\r\n\tcolor: rgb(1 2 3); width: calc(1rem + 2vw)\f}\n@media (x) {}"
    )

    found = [token for rule in read_sheet(css) for token in _tokens(rule)]

    assert {"a", "b", "hover", "rgb", "calc", "1rem", "2vw", "x"} <= {t.text for t in found}
    for token in found:
        assert token.kind in {"whitespace", "() block"} or css.startswith(token.text, token.at)


def test_a_declaration_says_whether_it_is_important() -> None:
    one, two = read_declarations("COLOR: Red !important; top: 0")

    assert (one.name, one.words, one.important) == ("color", (" ", "red", " "), True)
    assert (two.name, two.at, two.important) == ("top", 23, False)


def _tokens(rule: object) -> list[object]:
    own = list(getattr(rule, "selector", getattr(rule, "prelude", ())))
    return own + [t for d in getattr(rule, "declarations", ()) for t in d.tokens]


TOOL = runpy.run_path(str(DATA.parents[5] / "tools" / "caniemail.py"))
SAMPLE = {
    "slug": "css-sample",
    "title": "sample ",
    "url": "https://www.caniemail.com/features/css-sample/",
    "last_test_date": "2024-05-1",
    "stats": {
        "outlook": {"windows": {"2003": "y", "2007": "n #1", "2019": "n"}, "ios": {"1": "a #2"}},
        "gmail": {"ios": {"2019-08": "n", "2020-01": "y #3"}},
    },
}


def test_the_script_keeps_the_state_of_the_latest_version_and_the_years_without_support() -> None:
    platforms = TOOL["platforms_of"]([SAMPLE])

    assert platforms == ["gmail.ios", "outlook.ios", "outlook.windows"]
    assert TOOL["slimmed"](SAMPLE, [*platforms, "yahoo.ios"]) == {
        "slug": "css-sample",
        "title": "sample",
        "tested": "2024-05",
        "support": "yan-",
        "years": "2007-2019",
    }


@pytest.mark.parametrize(
    "changed",
    [
        {"last_test_date": "May 2024"},
        {"url": "https://www.caniemail.com/css-sample/"},
        {"stats": {"gmail": {"ios": {"2020-01": "perhaps"}}}},
    ],
)
def test_the_script_refuses_data_of_another_form(changed: dict[str, object]) -> None:
    sample = {**SAMPLE, **changed}

    with pytest.raises(ValueError, match="css-sample"):
        TOOL["slimmed"](sample, TOOL["platforms_of"]([sample]))
