"""What a monitor is told: whether the database answers, and nothing about people."""

import json
from pathlib import Path

from doubles.site import ServedSite
from pressrun.app.mailroom import Mailroom


def test_health_says_what_waits_and_names_nobody(site: ServedSite) -> None:
    site.subscribe("monitor")

    answer = site.ask("GET", "/healthz")

    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert json.loads(answer.octets) == {
        "ok": True,
        "held": None,
        "sending": 0,
        "letters": 0,
        "next_due": None,
    }


def test_health_tells_that_a_database_which_came_alone_sends_nothing(tmp_path: Path) -> None:
    with ServedSite(tmp_path / "notes") as site:
        mailroom = Mailroom(site.folder, {})
        mailroom.tenure.renew()
        mailroom.mark.remove()
        mailroom.close()

        answer = site.ask("GET", "/healthz")

        assert answer.status == 200  # pages are served all the same
        assert json.loads(answer.octets)["held"] == "alone"


def test_health_tells_when_the_next_issue_is_due(tmp_path: Path) -> None:
    with ServedSite(tmp_path / "notes") as site:
        issue = site.app.editor.issue("1")
        armed = site.app.sending.arm(site.app.sending.plan(issue, "in 2 hours"), by="a tester")

        said = json.loads(site.ask("GET", "/healthz").octets)

        assert said["next_due"] == armed.due_at.isoformat()


def test_a_database_that_went_away_is_503_and_the_pages_stay(tmp_path: Path) -> None:
    with ServedSite(tmp_path / "notes") as site:
        leave = site.subscribe("ada")
        assert site.ask("GET", "/healthz").status == 200
        (site.folder / ".pressrun/state.db").rename(tmp_path / "elsewhere.db")

        answers = {path: site.ask("GET", path) for path in ("/healthz", leave, "/articles/lamp/")}
        posted = site.ask("POST", leave)

        assert [answer.status for answer in answers.values()] == [503, 503, 200]
        assert json.loads(answers["/healthz"].octets)["ok"] is False
        assert posted.status == 503
        assert "state.db" not in posted.text
