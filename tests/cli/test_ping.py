"""`pressrun ping`: what hubs were told, what waits, and why nobody is told anything."""

import json
from contextlib import closing

import pytest

from doubles import CountingEntropy, StoppedClock
from doubles.command import CommandLine
from doubles.typist import Typist
from pressrun.model.manifest import PATH, Manifest
from pressrun.model.ping import SITE, Ping, PingState
from pressrun.store.sql import SqlStore

WAIT_S = 60.0
# Neither is asked: the way out refuses the port of one and the address of the other, before it
# looks up a name or connects.
URL = "https://notes.example.org:25"
INSIDE = "http://10.0.0.1"


@pytest.fixture
def told(typist: Typist) -> Typist:
    """A built publication with a hub, whose new feeds the site is known to show."""
    typist.article("tide", id="tideaaaaaa", title="The tide", extra="publish: now\n")
    settings = typist.read("pressrun.toml").replace("http://127.0.0.1:8080", URL)
    typist.write("pressrun.toml", f'{settings}\n[feeds]\nhubs = ["{INSIDE}"]\neach = []\n')
    typist.done("build")
    manifest = Manifest.parse(typist.read(PATH).encode())
    store = SqlStore.open(
        typist.folder / ".pressrun/state.db", clock=StoppedClock(), entropy=CountingEntropy()
    )
    with closing(store), store.unit() as unit:
        for path, line in manifest.files.items():
            if path.startswith("feeds/"):
                topic = f"{URL}/{path}"
                seen = PingState.TOLD
                unit.pings.write(Ping(hub=SITE, topic=topic, digest=line.digest, state=seen))
    return typist


def test_without_a_hub_there_is_nothing_to_tell(typist: Typist) -> None:
    said = typist.done("ping")

    assert said.out == "Nothing to tell: no WebSub hub is set.\n"
    assert 'hubs = ["https://hub.example.org/"]' in said.err
    assert json.loads(typist.done("ping --json").out)["told"] == []


def test_a_site_that_is_not_public_is_told_to_the_person_and_to_no_hub(typist: Typist) -> None:
    settings = typist.read("pressrun.toml")
    typist.write("pressrun.toml", f'{settings}\n[feeds]\nhubs = ["{INSIDE}"]\n')
    typist.done("build")
    before = typist.state()

    said = typist.type("ping")

    assert said.status == 1
    assert said.err.startswith("error[PSH002]: url is http://127.0.0.1:8080: no hub could fetch")
    assert typist.state() == before


def test_what_waits_is_told_with_its_answer_and_its_time(told: Typist) -> None:
    said = told.type("ping")

    rows = [line.split() for line in said.out.splitlines() if line.startswith(URL)]
    assert said.status == 75
    assert len(rows) == 6
    assert all(row[1] == INSIDE for row in rows)
    assert all("10.0.0.1 has no public address" in " ".join(row) for row in rows)
    assert said.err == "Next:  pressrun ping   or   pressrun run, which tries again by itself\n"


def test_a_dry_run_says_what_is_due_and_changes_nothing(told: Typist) -> None:
    before = told.state()

    said = told.done("ping -n")

    assert said.out.count("due now") == 6
    assert said.out.endswith("Dry run: nobody was told anything.\n")
    assert told.state() == before
    told.type("ping")
    assert told.state() != before


def test_json_has_a_row_for_each_ping(told: Typist) -> None:
    said = told.type("ping --json")

    found = json.loads(said.out)
    assert said.status == 75
    assert set(found) == {"problem", "told", "gave_up", "waiting", "given_up"}
    assert (found["problem"], found["told"]) == (None, [])
    [row, *_] = [row for row in found["waiting"] if row["topic"] == f"{URL}/feeds/main.atom"]
    assert (row["hub"], row["state"], row["attempt"]) == (INSIDE, "waiting", 1)


def test_sending_ends_with_the_hubs_and_never_fails_because_of_them(told: Typist) -> None:
    told.people("ada")

    said = told.done("send 1 --yes")

    assert "WebSub: " in said.err
    assert "left; `pressrun ping` shows them\nNext:  pressrun status 1\n" in said.err


def test_while_the_press_runs_it_is_the_one_that_pings(told: Typist, desk: CommandLine) -> None:
    running = desk.start("run")
    running.wait_for("Ctrl-C stops", timeout_s=WAIT_S)

    statuses = told.type("ping").status, told.type("ping -n").status
    running.end(2)

    assert statuses == (6, 0)
