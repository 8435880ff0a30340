"""The main job from end to end: a dozen articles become an issue in a thousand inboxes.

`make demo` runs this. Every step is a `pressrun` command that is printed before it runs; the
mail goes to an SMTP server that this program starts on loopback and that counts what it gets.
"""

import csv
import email
import email.policy
import json
import os
import shutil
import socket
import subprocess
import sys
from collections import Counter
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

HERE = Path(__file__).parent
ROOT = HERE.parent
FOLDER = ROOT / "build" / "demo"
PRESSRUN = Path(sys.executable).with_name("pressrun")
PEOPLE = 1000


class CountingServer:
    """Accepts every message and remembers who got which."""

    def __init__(self) -> None:
        self.seen: Counter[tuple[str, str]] = Counter()
        self.sample = b""

    async def handle_DATA(  # noqa: N802  aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        message = email.message_from_bytes(content, policy=email.policy.default)
        for recipient in envelope.rcpt_tos:
            self.seen[recipient, str(message["Message-ID"])] += 1
        self.sample = self.sample or content
        return "250 2.0.0 accepted"


def say(text: str) -> None:
    print(text, flush=True)


def pressrun(*arguments: str, quiet: bool = False) -> str:
    """Run one command in the demo's folder, printed first; stop the demo when it fails."""
    shown = " ".join(f'"{a}"' if " " in a else a for a in arguments)
    say(f"\n$ pressrun {shown}")
    done = subprocess.run(
        [str(PRESSRUN), *arguments],
        cwd=FOLDER,
        env={**os.environ, "PRESSRUN_RELAY_MAIN_PORT": os.environ["DEMO_PORT"]},
        stdout=subprocess.PIPE if quiet else None,
        text=True,
    )
    if done.returncode:
        sys.exit(f"pressrun {arguments[0]} exited with {done.returncode}")
    return done.stdout or ""


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def make_folder() -> None:
    """Copy the example publication, give it a relay on loopback and a file of sample people."""
    if FOLDER.exists():
        shutil.rmtree(FOLDER)
    shutil.copytree(HERE / "harbour-notes", FOLDER)
    with (FOLDER / "pressrun.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[relays.main]\nhost = "127.0.0.1"\nport = 25\n')
    with (FOLDER / "people.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["E-mail", "Name"])
        rows.writerows(
            [f"reader{number:04}@example.org", f"Sample Reader {number}"]
            for number in range(1, PEOPLE + 1)
        )


def run(server: CountingServer) -> dict[str, int]:
    """Do the main job and return the ledger's counts."""
    pressrun("init", ".")
    pressrun("check")
    pressrun("build")
    pressrun("subscribers", "import", "people.csv", "--consent", "sample people", "--yes")
    pressrun("queue")
    pressrun("schedule", "1", "now")
    pressrun("send", "1", "--yes")
    status = json.loads(pressrun("status", "1", "--json", quiet=True))
    assert status["balanced"], "the books do not balance"
    return dict(status["accounts"]["by_state"])


def report(ledger: dict[str, int], server: CountingServer) -> bool:
    """Print both counts side by side and where everything lies; tell whether they agree."""
    received = Counter(recipient for recipient, _ in server.seen.elements())
    doubled = sum(times - 1 for times in received.values() if times > 1)
    lost = PEOPLE - len(received)
    say("")
    say(f"{'':12}{'the ledger':>12}{'the server':>12}")
    say(f"{'accepted':12}{ledger.get('accepted', 0):>12,}{len(received):>12,}")
    say(f"{'lost':12}{PEOPLE - sum(ledger.values()):>12,}{lost:>12,}")
    say(f"{'doubled':12}{'-':>12}{doubled:>12,}    (the ledger has one row a reader)")
    message = FOLDER / "received.eml"
    message.write_bytes(server.sample)
    parsed = email.message_from_bytes(server.sample, policy=email.policy.default)
    body = parsed.get_body(("html",))
    assert body is not None
    html = FOLDER / "received.html"
    html.write_text(body.get_content(), encoding="utf-8")
    say("")
    say(f"Feeds     {FOLDER / 'feeds'}")
    say(f"Archive   {FOLDER / 'public' / 'index.html'}")
    say(f"A message {message}")
    say("")
    say("Open them:")
    say(f"  python3 -m webbrowser {html.as_uri()}")
    say(
        f"  {PRESSRUN.relative_to(ROOT)} --folder {FOLDER.relative_to(ROOT)} run"
        "    and then  http://127.0.0.1:8080/"
    )
    return ledger.get("accepted") == len(received) == PEOPLE and not lost and not doubled


def main() -> None:
    server = CountingServer()
    port = free_port()
    os.environ["DEMO_PORT"] = str(port)
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        make_folder()
        ledger = run(server)
    finally:
        controller.stop()
    if not report(ledger, server):
        sys.exit("the counts differ")


if __name__ == "__main__":
    main()
