"""The page of preferences over HTTP: what a reader may do there, and what only mail may do."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from doubles.letterbox import letters
from doubles.reader import EASY, heading, join, post, somebody
from doubles.site import ServedSite
from pressrun.model.audience import Cadence, Reader


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedSite]:
    with ServedSite(tmp_path_factory.mktemp("notes"), settings=EASY) as served:
        served.write(
            "articles/fog.md",
            "---\nid: fogaaaaaaa\ntitle: Fog\npublish: now\ntags: [fog, rain & wind]\n---\n",
        )
        served.app.editor.build(record=True, dry_run=False)
        yield served


def reader(site: ServedSite, address: str) -> Reader:
    [found] = [r for r in site.app.people.readers("") if r.subscriber.address == address]
    return found


def test_everything_that_is_decided_is_kept_and_shown(site: ServedSite) -> None:
    address = somebody()
    path = join(site, address)

    saved = post(
        site,
        path,
        ("topic", "fog"),
        ("topic", "rain & wind"),
        cadence="each",
        language="de",
        name="Ada Sample",
    )
    shown = site.ask("GET", path)

    found = reader(site, address)
    assert set(found.subscription.topics) == {"fog", "rain & wind"}
    assert (found.subscriber.name, found.subscriber.language) == ("Ada Sample", "de")
    assert (saved.status, shown.status) == (200, 200)
    assert "Gespeichert." in saved.text
    assert 'lang="de"' in shown.text
    assert 'value="Ada Sample"' in shown.text
    assert shown.text.count('type="checkbox"') == 2
    assert shown.text.count(" checked") == 3
    assert 'value="de" selected' in shown.text


def test_topics_may_be_chosen_when_one_subscribes(site: ServedSite) -> None:
    address = somebody()
    form = site.ask("GET", "/subscribe")

    from_form = join(site, address, topic="fog")

    assert 'value="rain &amp; wind"' in form.text
    assert reader(site, address).subscription.topics == ("fog",)
    assert site.ask("GET", from_form).text.count('value="fog"') == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"topic": "nobody’s"}, "is not among those shown"),
        ({"language": "xx"}, "is not among those shown"),
        ({"cadence": "hourly"}, "is not among those shown"),
    ],
)
def test_what_is_not_on_offer_is_refused_and_nothing_is_kept(
    site: ServedSite, fields: dict[str, str], words: str
) -> None:
    address = somebody()
    path = join(site, address)
    before = site.rows()

    answer = post(site, path, **{"cadence": "each", "name": "Mal", **fields})

    assert answer.status == 422
    assert words in answer.text
    assert 'value="Mal"' in answer.text
    assert site.rows() == before


def test_a_pause_ends_on_its_day_or_at_once(site: ServedSite) -> None:
    address = somebody()
    path = join(site, address)
    day = (datetime.now(UTC) + timedelta(days=5)).date().isoformat()

    paused = post(site, f"{path}/pause", days="14")
    until = reader(site, address).subscription.paused_until
    post(site, f"{path}/resume")
    resumed = reader(site, address).subscription
    post(site, f"{path}/pause", until=day)
    chosen = reader(site, address).subscription.paused_until

    assert "You have a pause." in paused.text
    assert until is not None
    assert timedelta(days=12) < until - datetime.now(UTC) < timedelta(days=15)
    assert (resumed.state, resumed.paused_until) == ("confirmed", None)
    assert chosen is not None
    assert chosen.date().isoformat() == day


@pytest.mark.parametrize(
    "fields",
    [
        {"until": "2026-02-30"},
        {"until": "tomorrow"},
        {"until": "1999-01-01"},
        {"until": "9999-12-31"},
        {"days": "0"},
        {"days": "-3"},
        {"days": "٣"},
        {"days": "99999999999999999999"},
        {},
    ],
)
def test_a_pause_without_an_end_is_refused(site: ServedSite, fields: dict[str, str]) -> None:
    address = somebody()
    path = join(site, address)

    answer = post(site, f"{path}/pause", **fields)

    assert answer.status == 422
    assert "within a year" in answer.text
    assert reader(site, address).subscription.state == "confirmed"


def test_a_feed_may_take_the_place_of_mail(site: ServedSite) -> None:
    address = somebody()
    path = join(site, address)

    post(site, path, cadence="feed")
    shown = site.ask("GET", path)
    refused = post(site, f"{path}/feed", close="")

    assert reader(site, address).subscription.cadence is Cadence.FEED
    assert "/feeds/private/" in shown.text
    assert 'name="close"' not in shown.text
    assert refused.status == 422


def test_a_feed_beside_mail_is_opened_replaced_and_ended(site: ServedSite) -> None:
    path = join(site, somebody())

    opened = post(site, f"{path}/feed", open="")
    replaced = post(site, f"{path}/feed", open="")
    closed = post(site, f"{path}/feed", close="")

    assert "Here is your feed." in opened.text
    first, second = (
        answer.text.split("/feeds/private/")[1].split(".")[0] for answer in (opened, replaced)
    )
    assert first != second
    assert "The feed has ended." in closed.text
    assert "/feeds/private/" not in closed.text


def test_another_address_is_used_once_its_owner_has_said_yes(site: ServedSite) -> None:
    old, new = somebody(), somebody()
    path = join(site, old)

    asked = post(site, f"{path}/address", email=new)
    before = reader(site, old).subscriber.address
    [letter] = letters(site, new)
    page = site.ask("GET", letter.link)
    done = site.ask("POST", letter.link)

    assert heading(asked) == "Look into your inbox"
    assert before == old
    assert heading(page) == "Shall your mail come to this address?"
    assert heading(done) == "Your mail comes to this address"
    assert reader(site, new).subscription.state == "confirmed"
    assert letters(site, old)[-1].kind == "moved"


def test_an_address_of_somebody_else_is_answered_like_any_other(site: ServedSite) -> None:
    mine, taken, free = somebody(), somebody(), somebody()
    path = join(site, mine)
    join(site, taken)

    answers = [post(site, f"{path}/address", email=email) for email in (taken, free)]

    assert answers[0].octets == answers[1].octets
    assert [letter.kind for letter in letters(site, free)] == ["address"]
    assert "address" not in [letter.kind for letter in letters(site, taken)]


def test_what_is_no_address_is_told_beside_its_field(site: ServedSite) -> None:
    path = join(site, somebody())

    told = post(site, f"{path}/address", email="<script>")

    assert told.status == 422
    assert 'value="&lt;script&gt;" aria-invalid="true"' in told.text


def test_all_data_come_as_one_file_by_a_link_in_mail(site: ServedSite) -> None:
    address = somebody()
    path = join(site, address)

    asked = post(site, f"{path}/export")
    link = letters(site, address)[-1].link
    page, answer, again = site.ask("GET", link), site.ask("POST", link), site.ask("POST", link)

    assert heading(asked) == "Look into your inbox"
    assert heading(page) == "Everything that is stored about you"
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    assert address in json.dumps(json.loads(answer.octets))
    assert again.status == 200


def test_somebody_is_erased_by_a_link_in_mail_and_their_links_lead_nowhere(
    site: ServedSite,
) -> None:
    address = somebody()
    path = join(site, address)

    post(site, f"{path}/erase")
    link = letters(site, address)[-1].link
    page = site.ask("GET", link)
    before = [row for row in site.rows() if address in row]
    done = site.ask("POST", link)

    assert heading(page) == "Erase everything about you?"
    assert before
    assert heading(done) == "Everything about you has been erased"
    assert [row for row in site.rows() if address in row] == []
    assert [site.ask("GET", each).status for each in (path, link)] == [404, 404]


def test_leaving_from_here_can_be_undone(site: ServedSite) -> None:
    address = somebody()
    path = join(site, address)

    left = post(site, f"{path}/leave")
    state = reader(site, address).subscription.state
    undo = left.text.split('action="')[1].split('"')[0]
    back = post(site, undo)

    assert (state, heading(left)) == ("ended", "You are unsubscribed")
    assert undo.startswith("/undo/")
    assert heading(back) == "You are back"
    assert reader(site, address).subscription.state == "confirmed"


def test_who_has_left_can_change_nothing_but_see_and_erase(site: ServedSite) -> None:
    address = somebody()
    path = join(site, address)
    post(site, f"{path}/leave")

    shown = site.ask("GET", path)
    saved = post(site, path, cadence="each")

    assert "You are unsubscribed from Harbour." in shown.text
    assert f'action="{path}/erase"' in shown.text
    assert f'action="{path}/pause"' not in shown.text
    assert saved.status == 422


@pytest.mark.parametrize("act", ["nothing", "Pause", "pause/", "leave/x"])
def test_there_is_nothing_else_to_do(site: ServedSite, act: str) -> None:
    address = somebody()
    path = join(site, address)

    answer = post(site, f"{path}/{act}", days="14")

    assert answer.status in (404, 405)
    assert reader(site, address).subscription.state == "confirmed"


def test_a_digest_may_be_chosen_where_one_is_made_and_its_next_day_is_told(
    tmp_path: Path,
) -> None:
    weekly = '\n[schedules.digest]\nevery = "thursday 09:00"\ncadence = "weekly"\n'
    with ServedSite(tmp_path, settings=EASY + weekly) as site:
        address = somebody()
        path = join(site, address)

        shown = site.ask("GET", path).text
        refused = post(site, path, cadence="monthly")
        saved = post(site, path, cadence="weekly")

        assert 'value="weekly"' in shown
        assert 'value="monthly"' not in shown
        assert "(next on " in shown
        assert (refused.status, saved.status) == (422, 200)
        assert reader(site, address).subscription.cadence is Cadence.WEEKLY
