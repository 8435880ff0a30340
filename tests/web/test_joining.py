"""Subscribing over HTTP: the form, the page after it, the link and the code."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from doubles.letterbox import letters
from doubles.reader import (
    EASY,
    URLENCODED,
    ask_to_join,
    heading,
    hidden,
    join,
    post,
    somebody,
)
from doubles.site import Answer, ServedSite

TOKEN = "A" * 48


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedSite]:
    with ServedSite(tmp_path_factory.mktemp("notes"), settings=EASY) as served:
        yield served


def state_of(site: ServedSite, address: str) -> str:
    found = [r for r in site.app.people.readers("") if r.subscriber.address == address]
    return found[0].subscription.state.value if found else "nobody"


def cookie_of(answer: Answer) -> str:
    return answer.headers["Set-Cookie"].partition(";")[0]


def shape(answer: Answer, address: str) -> tuple[object, ...]:
    """Return an answer without what differs each time for everybody: tokens and the address."""
    text = re.sub(r"[A-Za-z0-9_-]{60,}", "TOKEN", answer.text.replace(address, "ADDRESS"))
    headers = [
        (name, re.sub(r"[A-Za-z0-9_-]{60,}", "TOKEN", value))
        for name, value in answer.headers.items()
        if name not in ("date", "content-length")
    ]
    length = len(answer.octets) - answer.text.count(address) * len(address)
    return answer.status, text, headers, length


def test_the_link_of_the_letter_makes_a_subscriber_and_nothing_before_does(
    site: ServedSite,
) -> None:
    address = somebody()

    asked = ask_to_join(site, address, name="Ada Sample")
    before = state_of(site, address)
    [letter] = letters(site, address)
    looked = site.ask("GET", letter.link)
    between = state_of(site, address)
    done = site.ask("POST", letter.link)

    assert (asked.status, looked.status, done.status) == (200, 200, 200)
    assert (before, between) == ("nobody", "nobody")
    assert state_of(site, address) == "confirmed"
    assert heading(done) == "You are in"


def test_the_code_does_the_same_as_the_link_however_it_is_typed(site: ServedSite) -> None:
    for typed in ("{}", "{} ", " {}", "split"):
        address = somebody()
        token = hidden(ask_to_join(site, address), "token")
        code = letters(site, address)[-1].code
        said = f"{code[:3]} {code[3:]}" if typed == "split" else typed.format(code)

        done = post(site, "/subscribe/code", token=token, code=said)

        assert (done.status, heading(done)) == (200, "You are in")
        assert state_of(site, address) == "confirmed"


def test_a_wrong_code_is_told_and_kept_and_the_right_one_still_works(site: ServedSite) -> None:
    address = somebody()
    token = hidden(ask_to_join(site, address), "token")
    code = letters(site, address)[-1].code
    wrong = f"{(int(code) + 1) % 10**6:06}"

    told = post(site, "/subscribe/code", token=token, code=wrong)
    short = post(site, "/subscribe/code", token=token, code="12")

    assert (told.status, short.status) == (422, 422)
    assert "not the code" in told.text
    assert f'value="{wrong}"' in told.text
    assert "six digits, as in" in short.text
    assert state_of(site, address) == "nobody"
    assert post(site, "/subscribe/code", token=token, code=code).status == 200


def test_after_too_many_wrong_codes_only_the_link_counts(site: ServedSite) -> None:
    address = somebody()
    token = hidden(ask_to_join(site, address), "token")
    [letter] = letters(site, address)
    wrong = f"{(int(letter.code) + 1) % 10**6:06}"

    answers = [post(site, "/subscribe/code", token=token, code=wrong) for _ in range(6)]
    right = post(site, "/subscribe/code", token=token, code=letter.code)

    assert "one wrong code too many" in answers[-1].text
    assert right.status == 422
    assert state_of(site, address) == "nobody"
    assert heading(site.ask("POST", letter.link)) == "You are in"


def test_the_answer_is_the_same_for_every_address(site: ServedSite) -> None:
    """P21: new, pending, confirmed, gone; and a program that fell into the trap."""
    new, pending, confirmed, gone, program = (somebody() for _ in range(5))
    ask_to_join(site, pending)
    join(site, confirmed)
    site.ask("POST", join(site, gone) + "/leave")

    answers = {
        "new": shape(ask_to_join(site, new), new),
        "pending": shape(ask_to_join(site, pending), pending),
        "confirmed": shape(ask_to_join(site, confirmed), confirmed),
        "gone": shape(ask_to_join(site, gone), gone),
        "program": shape(ask_to_join(site, program, website="https://example.org"), program),
    }

    assert answers["new"][0] == 200
    assert all(answer == answers["new"] for answer in answers.values())
    assert [letter.kind for letter in letters(site, confirmed)][-1] == "already"
    assert letters(site, program) == []


def test_a_wrong_code_is_answered_alike_where_nobody_waits(site: ServedSite) -> None:
    pending, program = somebody(), somebody()
    asked = ask_to_join(site, pending)
    trapped = ask_to_join(site, program, website="x")
    code = letters(site, pending)[0].code
    wrong = f"{(int(code) + 1) % 10**6:06}"

    answers = [
        shape(post(site, "/subscribe/code", token=hidden(answer, "token"), code=wrong), pending)
        for answer in (asked, trapped)
    ]

    assert answers[0] == answers[1]


def test_what_is_no_address_is_told_with_what_was_written_kept(site: ServedSite) -> None:
    before = site.rows()

    told = ask_to_join(site, "ada at example", name="Ada <Sample>")

    assert told.status == 422
    assert 'role="alert"' in told.text
    assert 'href="#page---email"' in told.text
    assert 'value="ada at example"' in told.text
    assert 'value="Ada &lt;Sample&gt;"' in told.text
    assert told.headers["Set-Cookie"] is None
    assert [row for row in site.rows() if "ada at example" in row] == []
    assert [row for row in before if "INSERT INTO wish" in row] == [
        row for row in site.rows() if "INSERT INTO wish" in row
    ]


def test_topics_that_were_chosen_before_a_slip_stay_in_sight(site: ServedSite) -> None:
    site.write(
        "articles/fog.md", "---\nid: fogaaaaaaa\ntitle: Fog\ntags: fog\npublish: now\n---\n\nFog.\n"
    )
    site.app.editor.build(record=True, dry_run=False)

    none = ask_to_join(site, "ada at example")
    one = ask_to_join(site, "ada at example", ("topic", "fog"))

    assert "<details>" in none.text
    assert "<details open>" in one.text
    assert 'value="fog" checked' in one.text


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "Please write your email address here"),
        ("Ada <ada@example.org>", "write the address alone"),
        ("mailto:ada@example.org", "write the address alone"),
        ("ada@example.org, bob@example.org", "several addresses"),
        ("postmaster@example.org", "belongs to an office"),
        ("a" * 300 + "@example.org", "longer than"),
    ],
)
def test_each_slip_has_its_words(site: ServedSite, address: str, words: str) -> None:
    told = ask_to_join(site, address)

    assert told.status == 422
    assert words in told.text


def test_the_browser_that_asked_presses_the_button_by_itself_and_no_other_does(
    site: ServedSite,
) -> None:
    address, other = somebody(), somebody()
    cookie = cookie_of(ask_to_join(site, address))
    foreign = cookie_of(ask_to_join(site, other))
    link = letters(site, address)[0].link

    def presses(headers: dict[str, str]) -> bool:
        return "data-press-once" in site.ask("GET", link, headers=headers).text

    assert presses({"Cookie": cookie})
    assert not presses({})
    assert not presses({"Cookie": foreign})
    assert not presses({"Cookie": cookie[:-3] + "AAA"})
    assert not presses({"Cookie": cookie, "Sec-Purpose": "prefetch;prerender"})
    assert not presses({"Cookie": cookie, "Purpose": "prefetch"})


def test_the_cookie_goes_to_confirmations_only_and_no_script_sees_it(site: ServedSite) -> None:
    answer = ask_to_join(site, somebody())

    fields = answer.headers["Set-Cookie"].lower().split("; ")[1:]

    assert set(fields) == {"httponly", "max-age=604800", "path=/confirm", "samesite=lax"}
    for path in ("/subscribe", "/confirm/" + TOKEN, "/preferences/" + TOKEN):
        assert site.ask("GET", path).headers["Set-Cookie"] is None


def test_a_confirmation_may_load_our_script_and_no_other_page_may(site: ServedSite) -> None:
    address = somebody()
    ask_to_join(site, address)

    page = site.ask("GET", letters(site, address)[0].link)

    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "'unsafe-inline'" not in page.headers["Content-Security-Policy"]
    assert page.text.count("<script") == 1
    assert "script-src" not in site.ask("GET", "/subscribe").headers["Content-Security-Policy"]
    script = site.ask("GET", "/press.js")
    assert script.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert "requestSubmit" in script.text


def test_a_confirmed_link_says_so_again_and_changes_nothing(site: ServedSite) -> None:
    address = somebody()
    ask_to_join(site, address)
    link = letters(site, address)[0].link
    site.ask("POST", link)
    before = site.rows()

    answers = [site.ask(method, link) for method in ("GET", "POST", "POST")]

    assert [heading(answer) for answer in answers] == ["You are in"] * 3
    assert site.rows() == before


def test_a_link_does_not_bring_back_who_has_left_since(site: ServedSite) -> None:
    address = somebody()
    ask_to_join(site, address)
    link = letters(site, address)[0].link
    done = site.ask("POST", link)
    found = re.search(r'href="(/preferences/[^"]*)"', done.text)
    assert found
    site.ask("POST", found[1] + "/leave")

    answer = site.ask("POST", link)

    assert state_of(site, address) == "ended"
    assert answer.status == 410
    assert "Send a new one" in answer.text


def test_another_letter_is_written_without_an_address_being_typed(site: ServedSite) -> None:
    address = somebody()
    page = ask_to_join(site, address)

    answer = post(site, "/subscribe/again", token=hidden(page, "token"))

    assert answer.status == 200
    assert "Another mail is on its way" in answer.text
    assert [letter.kind for letter in letters(site, address)] == ["confirm", "confirm"]
    old, new = letters(site, address)
    assert post(site, "/subscribe/code", token=hidden(answer, "token"), code=new.code).status == 200
    assert old.link == new.link


@pytest.mark.parametrize(
    ("method", "path", "fields"),
    [
        ("GET", "/confirm/{}", {}),
        ("POST", "/confirm/{}", {}),
        ("POST", "/subscribe/code", {"token": "{}", "code": "123456"}),
        ("POST", "/subscribe/again", {"token": "{}"}),
        ("POST", "/subscribe/again", {"wish": "{}"}),
        ("GET", "/preferences/{}", {}),
        ("POST", "/preferences/{}", {"cadence": "each"}),
        ("POST", "/preferences/{}/leave", {}),
        ("GET", "/unsubscribe/{}", {}),
        ("POST", "/unsubscribe/{}", {}),
        ("POST", "/unsubscribe/{}/pause", {"days": "14"}),
        ("POST", "/undo/{}", {}),
    ],
)
def test_whatever_is_no_token_of_ours_gets_one_page_and_changes_nothing(
    site: ServedSite, method: str, path: str, fields: dict[str, str]
) -> None:
    """P40: forged, truncated, prolonged, in other letters, of another purpose."""
    address = somebody()
    preferences = join(site, address).rpartition("/")[2]
    wish = letters(site, address)[0].link.rpartition("/")[2]
    foreign = wish if "confirm" not in path and "subscribe/again" not in path else preferences
    tokens = [
        TOKEN,
        "x",
        foreign,
        foreign[:-1],
        foreign + "A",
        foreign.swapcase(),
        foreign[:-1] + "!",
        "%2e%2e",
        "%0a",
        "%F0%9F%8E%89",
    ]
    unknown = site.ask("GET", f"/confirm/{TOKEN}")
    before = site.rows()

    answers = []
    for token in tokens:
        filled = {name: value.format(token) for name, value in fields.items()}
        if method == "GET":
            answers.append(site.ask("GET", path.format(token)))
        else:
            answers.append(post(site, path.format(token), **filled))

    assert unknown.status == 404
    assert {(answer.status, answer.octets) for answer in answers} == {(404, unknown.octets)}
    assert site.rows() == before


def test_pages_with_a_token_stay_out_of_caches_engines_and_referrers(site: ServedSite) -> None:
    address = somebody()
    asked = ask_to_join(site, address)
    link = letters(site, address)[0].link
    answers = [
        asked,
        site.ask("GET", "/subscribe"),
        site.ask("GET", link),
        site.ask("POST", link),
        site.ask("GET", f"/confirm/{TOKEN}"),
        site.ask("GET", join(site, somebody())),
    ]

    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Location"] is None


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"email=a%40example.org&email=b%40example.org", URLENCODED["Content-Type"]),
        (b"list=main&list=main&email=a%40example.org", URLENCODED["Content-Type"]),
        (b"email=%ff%fe%40example.org", URLENCODED["Content-Type"]),
        (b"email=\xe9@example.org", URLENCODED["Content-Type"]),
        (b"email=a%40example.org", URLENCODED["Content-Type"] + "; charset=iso-8859-1"),
        (b'{"email": "a@example.org"}', "application/json"),
        (b"email=a@example.org", "text/plain"),
        (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x"),
        (b"&".join(b"f%d=" % n for n in range(2000)), URLENCODED["Content-Type"]),
        (b"email=a%40example.org&list=nowhere", URLENCODED["Content-Type"]),
    ],
    ids=[
        "twice",
        "twice the same",
        "not UTF-8",
        "bare octets",
        "latin-1",
        "JSON",
        "text",
        "multipart",
        "2000 fields",
        "no such list",
    ],
)
def test_what_is_no_form_is_told_in_words_and_writes_nothing(
    site: ServedSite, body: bytes, kind: str
) -> None:
    before = site.rows()

    answer = site.ask("POST", "/subscribe", body, {"Content-Type": kind})

    assert answer.status == 400
    assert heading(answer) == "This form did not arrive as it should"
    assert site.rows() == before


def test_names_in_brackets_are_fields_that_nobody_asked_for(site: ServedSite) -> None:
    answer = post(site, "/subscribe", ("email[]", "ada@example.org"), ("topic[x]", "y"))

    assert answer.status == 422
    assert "Please write your email address here" in answer.text


def test_the_page_speaks_the_language_that_was_asked_for(site: ServedSite) -> None:
    address = somebody()

    form = site.ask("GET", "/subscribe?language=de")
    asked = ask_to_join(site, address, language="de")
    link = letters(site, address)[0].link
    page = site.ask("GET", link)

    assert 'lang="de"' in form.text
    assert hidden(form, "language") == "de"
    assert heading(asked) == "Noch ein Schritt: Sehen Sie in Ihr Postfach"
    assert heading(page) == "Soll Harbour zu Ihnen kommen?"
    assert 'dir="rtl"' in site.ask("GET", "/subscribe?language=ar").text
    assert 'lang="en"' in site.ask("GET", "/subscribe?language=xx-nothing").text


def test_a_list_that_there_is_not_is_unknown(site: ServedSite) -> None:
    assert site.ask("GET", "/subscribe?list=nowhere").status == 404


def test_a_form_on_another_site_needs_no_stamp_and_tells_where_it_stands(
    site: ServedSite,
) -> None:
    address = somebody()
    headers = {**URLENCODED, "Origin": "https://shop.example.com"}

    answer = site.ask("POST", "/subscribe", f"email={address}".encode(), headers)

    done = site.ask("POST", letters(site, address)[0].link)

    assert answer.status == 200
    found = re.search(r'href="(/preferences/[^"]*)"', done.text)
    assert found
    assert "<q>Please send me Harbour by email" in site.ask("GET", found[1]).text
    [given] = [row for row in site.rows() if 'INTO "consent"' in row and "shop.example" in row]
    assert "'https://shop.example.com'" in given


def test_a_broken_page_of_the_theme_does_not_hide_that_it_is_done(tmp_path: Path) -> None:
    with ServedSite(tmp_path / "notes", settings=EASY) as site:
        site.write("templates/web/done-join.html", "{{ nope }}")
        address = somebody()
        ask_to_join(site, address)

        answer = site.ask("POST", letters(site, address)[0].link)

        assert answer.status == 200
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert answer.text.startswith("Done")
        assert state_of(site, address) == "confirmed"
