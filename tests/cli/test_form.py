"""`pressrun subscribers form`: a form that works wherever it is put."""

import re
from urllib.parse import urlencode

from doubles.letterbox import letters
from doubles.site import ServedSite
from doubles.typist import Typist


def test_the_form_is_html_alone_and_names_where_it_is_sent(typist: Typist) -> None:
    said = typist.done("subscribers form")

    assert 'action="http://127.0.0.1:8080/subscribe"' in said.out
    assert "<script" not in said.out
    assert "<fieldset" not in said.out
    assert 'name="website"' in said.out


def test_topics_are_those_there_are(typist: Typist) -> None:
    typist.write(
        "articles/fog.md", "---\nid: fogaaaaaaa\ntitle: Fog\npublish: now\ntags: [fog]\n---\n"
    )
    typist.done("build")

    assert 'value="fog"' in typist.done("subscribers form --topics").out


def test_it_may_speak_another_language(typist: Typist) -> None:
    assert ">Abonnieren<" in typist.done("subscribers form --language de").out


def test_a_list_that_there_is_not_is_refused(typist: Typist) -> None:
    assert typist.type("subscribers form --list nowhere").status == 2


def test_what_is_printed_makes_a_subscriber(typist: Typist) -> None:
    html = typist.done("subscribers form").out
    fields = dict(re.findall(r'name="(\w+)" type="hidden" value="([^"]*)"', html))
    with ServedSite(typist.folder.parent / "served") as site:
        body = urlencode({**fields, "email": "ada@example.org", "website": ""}).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}

        answer = site.ask("POST", "/subscribe", body, kind)

        assert answer.status == 200
        assert [letter.kind for letter in letters(site, "ada@example.org")] == ["confirm"]
