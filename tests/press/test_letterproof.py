"""Letters tried out: a fault is told with its file before a reader waits for what cannot come."""

import asyncio
from dataclasses import replace

import pytest

from doubles.shop import PUBLICATION, PrintShop
from pressrun.errors import Problem, Severity
from pressrun.model.publication import Welcome
from pressrun.press.check import check
from pressrun.press.desk import Desk
from pressrun.press.letterproof import letter_problems
from pressrun.press.tick import tick

[MAIN] = PUBLICATION.lists


def told(desk: Desk) -> list[Problem]:
    return [*letter_problems(desk)]


def test_the_letters_that_ship_have_nothing_wrong(shop: PrintShop) -> None:
    assert told(shop.desk) == []


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("email/letters/erase.mjml", "\n\n{{ nope.nope }}", 3),
        ("email/letters/moved.txt", "{{ slot.preferences_url }}\n{% endif %}", 2),
        ("words/en.toml", 'letter_code = "x"\nletter_ ? 3\n', 2),
    ],
)
def test_a_letter_that_cannot_be_made_is_told_with_its_line(
    shop: PrintShop, name: str, text: str, line: int
) -> None:
    shop.write(f"templates/{name}", text)

    places = {(p.place.path, p.place.line) for p in told(shop.desk) if p.place}

    assert places == {(f"templates/{name}", line)}


def test_what_mail_clients_leave_out_of_a_letter_is_told_in_its_own_template(
    shop: PrintShop,
) -> None:
    shop.write(
        "templates/email/letters/moved.mjml",
        """{% extends "email/parts/letter.mjml" %}
{% block words %}
            <p style="display: flex">Moved.</p>
{% endblock %}
""",
    )
    [problem] = [problem for problem in told(shop.desk) if problem.code == "CAN001"]

    assert str(problem.place) == "templates/email/letters/moved.mjml:3:23"


def test_words_of_ones_own_in_another_language_are_tried(shop: PrintShop) -> None:
    shop.write("templates/words/fr.toml", "letter_code = 3\n")
    shop.write("templates/words/da.toml", 'letter_confirm_text = "Tryk på knappen."\nx')

    places = {p.place.path for p in told(shop.desk) if p.place}

    assert places == {"templates/words/fr.toml", "templates/words/da.toml"}


@pytest.mark.parametrize("kind", ["confirm", "address", "export", "erase"])
def test_a_letter_without_its_link_is_an_error(shop: PrintShop, kind: str) -> None:
    shop.write(f"templates/email/letters/{kind}.txt", "Good day. {{ slot.code }}\n")

    [problem] = told(shop.desk)

    assert (problem.code, problem.severity) == ("LTR002", Severity.ERROR)
    assert str(problem.place) == f"templates/email/letters/{kind}.txt"
    assert "action link" in problem.what
    assert "{{ slot.action_url }}" in problem.help


@pytest.mark.parametrize(
    ("kind", "slot"),
    [("confirm", "action_url"), ("welcome", "preferences_url")],
)
def test_a_letter_without_its_code_or_a_way_to_leave_is_a_warning(
    shop: PrintShop, kind: str, slot: str
) -> None:
    shop.write(f"templates/email/letters/{kind}.txt", f"Good day. {{{{ slot.{slot} }}}}\n")

    [problem] = told(shop.desk)

    assert (problem.code, problem.severity) == ("LTR002", Severity.WARNING)


def test_a_template_without_end_is_told_once(shop: PrintShop) -> None:
    turn = "{% for i in [1, 2, 3] %}{{ turn(n - 1) if n }}{% endfor %}"
    endless = f"{{% macro turn(n) %}}{turn}{{% endmacro %}}\n{{{{ turn(40) }}}}"
    shop.write("templates/email/parts/letter.txt", endless)

    [problem] = told(shop.desk)

    assert problem.code == "TPL008"


def test_a_welcome_that_is_too_heavy_with_its_issue_is_told(shop: PrintShop) -> None:
    shop.write_article("tide", id="tideaaaaaa", title="Tide", body="Many words. " * 9000)
    shop.subscribe("ada")
    shop.schedule("now")
    tick(shop.desk, shop.store)
    asyncio.run(shop.deliver())
    lists = (replace(MAIN, welcome=Welcome.ISSUE),)
    carrying = replace(shop.desk, publication=replace(PUBLICATION, lists=lists))

    [problem] = told(carrying)

    assert (problem.code, problem.severity) == ("WGT001", Severity.WARNING)
    assert "'main' with issue 1" in problem.what
    assert told(shop.desk) == []


def test_check_tries_letters_unless_it_is_asked_about_something_else(shop: PrintShop) -> None:
    shop.write("templates/email/letters/erase.txt", "{{ nope }}")
    issue = shop.read("issues/001-storm/issue.md")
    shop.write(
        "issues/001-storm/issue.md", issue.replace("\narticles", "\npreheader: All dry.\narticles")
    )

    def codes(*paths: str) -> set[str]:
        return {problem.code for problem in check(shop.desk, paths=paths).problems}

    assert codes() == codes("templates/email") == codes("templates") == {"TPL004"}
    assert codes("articles") == set()
