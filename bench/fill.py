"""Time filling a face for each of many people, beside a bare join and the standard library.

A message here is what sending makes of a person: Message-ID, every address of theirs, the octets,
the envelope. Prints messages and octets a second of one core's time (so that a busy machine
counts little) and the ratio to the join.
"""

import gc
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

from pressrun.mail.address import wire
from pressrun.mail.compose import compose, compose_face
from pressrun.mail.person import Mailing, Person
from pressrun.mail.slots import parse_template
from pressrun.model.delivery import Outgoing
from pressrun.model.issue import RenderedIssue
from pressrun.model.publication import MailingList, Publication
from pressrun.model.slot import MARK, Slot, mark

PEOPLE = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
ROUNDS = 5
PEER_PEOPLE = 200
FACE_OCTETS = 40 * 1024
LIMITS = {"messages a second": 50_000, "peak, MB": 60}

PUBLICATION = Publication(
    title="Harbour Notes",
    url="https://notes.example.org",
    authority="example.org",
    year=2026,
    language="en",
    zone="UTC",
    lists=(
        MailingList(
            name="main",
            title="Harbour Notes",
            list_id="main.example.org",
            sender_name="Harbour Notes",
            sender_address="notes@example.org",
        ),
    ),
)
PAGE = PUBLICATION.address("issues/042-after-the-storm/")
WORDS = "The ferry was late again, and nobody on the pier minded: the light was worth it. "
PLAIN = ("Ada", "Ada Sample", "Jo van der Sample", "", "A. Sample-Sample")
MIXED = (*PLAIN, *PLAIN[:4], "Zoë Sample")
CAREFUL = ("Zoë Sample", "Ada O'Sample", "Łukasz Sample", '"Ada" Sample', "サンプル")


def rendered(paragraphs: int) -> RenderedIssue:
    """Return an issue with a poll, in which every slot stands as a theme would set it."""
    votes = [f"{mark(Slot.VOTE_URL)}ferries/{choice}" for choice in (1, 2, 3, 4)]
    links = {
        "Read this on the web": mark(Slot.WEB_URL),
        "Preferences": mark(Slot.PREFERENCES_URL),
        "Unsubscribe": mark(Slot.UNSUBSCRIBE_URL),
        **{f"Ferry {choice}": url for choice, url in enumerate(votes, 1)},
    }
    style = "margin:0 0 16px;font-family:Georgia,serif;font-size:17px;line-height:28px"
    html = [f'<p style="{style}">{WORDS * 3}</p>' for _ in range(paragraphs)]
    html += [f'<p><a href="{url}" style="{style}">{words}</a></p>' for words, url in links.items()]
    html += [f"<p>Dear {mark(Slot.NAME)}, this went to {mark(Slot.ADDRESS)}.</p>"]
    text = [WORDS * 3, ""] * (paragraphs // 2)
    text += [f"{words}: {url}" for words, url in links.items()]
    text += [f"Dear {mark(Slot.NAME)}, this went to {mark(Slot.ADDRESS)}."]
    return RenderedIssue(
        subject="After the storm", preheader="", html="\n".join(html), text="\n".join(text) + "\n"
    )


def face() -> tuple[RenderedIssue, bytes]:
    """Return an issue of at least ``FACE_OCTETS`` and its face."""
    for paragraphs in range(20, 1000):
        issue = rendered(paragraphs)
        octets = compose_face(
            issue,
            publication=PUBLICATION,
            mailing_list=PUBLICATION.lists[0],
            date_at=datetime(2026, 12, 1, 9, tzinfo=UTC),
            web_url=PAGE,
        )
        if len(octets) >= FACE_OCTETS:
            return issue, octets
    raise AssertionError("no face is long enough")


ISSUE, OCTETS = face()
TEMPLATE = parse_template(OCTETS)
MAILING = Mailing(PUBLICATION, salt=b"salt of one run.", issue="issueaaaaa", web_url=PAGE)


def people(number: int, names: tuple[str, ...]) -> Iterator[tuple[int, str, str, str]]:
    """Yield that many distinct rows as a claim has them: number, address, name, handle."""
    for n in range(number):
        yield n, f"reader.{n}@mail{n % 997}.example.org", names[n % len(names)], f"{n * 7919:022x}"


def fill(number: int, names: tuple[str, ...]) -> int:
    """Make every message and envelope; return how many octets that were."""
    octets = 0
    for subscriber, address, name, handle in people(number, names):
        person = MAILING.person(subscriber, address=address, name=name, handle=handle)
        outgoing = Outgoing(
            ticket=subscriber,
            sender="notes@example.org",
            recipient=wire(address),
            message_id=person.message_id,
            octets=compose(TEMPLATE, person),
        )
        octets += len(outgoing.octets)
    return octets


def fill_alone(number: int) -> int:
    """Make every message with its Message-ID and addresses, and no envelope."""
    return sum(
        len(compose(TEMPLATE, MAILING.person(n, address=address, name=name, handle=handle)))
        for n, address, name, handle in people(number, PLAIN)
    )


def join(number: int) -> int:
    """Join the same literals with values that are ready: what no way of filling can beat."""
    [(subscriber, address, name, handle)] = people(1, PLAIN)
    person = MAILING.person(subscriber, address=address, name=name, handle=handle)
    values = {slot: value.encode() for slot, value in person.slots().items()}
    pieces = [b""] * (2 * len(TEMPLATE.places) + 1)
    pieces[::2] = TEMPLATE.literals
    pieces[1::2] = [values.get(place.name, values[Slot.WEB_URL]) for place in TEMPLATE.places]
    octets = 0
    for _ in people(number, PLAIN):
        octets += len(b"".join(pieces))
    return octets


def build(person: Person) -> bytes:
    """Return one message as the standard library builds it."""
    values = person.slots()
    message = EmailMessage(policy=SMTP)
    message["From"] = "Harbour Notes <notes@example.org>"
    message["To"] = f"{person.name} <{person.address}>"
    message["Subject"] = ISSUE.subject
    message["Message-ID"] = f"<{person.message_id}>"
    message["List-Unsubscribe"] = f"<{person.unsubscribe_url}>"
    message.set_content(MARK.sub(lambda found: values[found[1]], ISSUE.text))
    html = MARK.sub(lambda found: values[found[1]], ISSUE.html)
    message.add_alternative(html, subtype="html")
    return message.as_bytes()


def peer(number: int) -> int:
    octets = 0
    for subscriber, address, name, handle in people(number, ("Ada Sample",)):
        person = MAILING.person(subscriber, address=address, name=name, handle=handle)
        octets += len(build(person))
    return octets


def main() -> None:
    rows: dict[str, tuple[int, Callable[[], int]]] = {
        "bytes.join, values ready (limit)": (PEOPLE, lambda: join(PEOPLE)),
        "filling alone, plain names and addresses": (PEOPLE, lambda: fill_alone(PEOPLE)),
        "with envelopes, plain": (PEOPLE, lambda: fill(PEOPLE, PLAIN)),
        "with envelopes, one name in ten accented": (PEOPLE, lambda: fill(PEOPLE, MIXED)),
        "with envelopes, every name needs care": (PEOPLE // 5, lambda: fill(PEOPLE // 5, CAREFUL)),
    }
    times: dict[str, list[float]] = {name: [] for name in rows}
    sizes: dict[str, int] = {}

    def run(name: str, work: Callable[[], int]) -> None:
        gc.collect()
        begun = time.process_time()
        sizes[name] = work()
        times[name].append(time.process_time() - begun)

    for _ in range(ROUNDS):
        for name, (_number, work) in rows.items():
            run(name, work)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    name = "email.message of the standard library (peer)"
    rows[name] = (PEER_PEOPLE, lambda: peer(PEER_PEOPLE))
    times[name] = []
    run(name, rows[name][1])

    print(
        f"Python {platform.python_version()}; a face of {len(OCTETS):,} octets with"
        f" {len(TEMPLATE.places)} places; {PEOPLE:,} people; medians of {ROUNDS} rounds in turn"
    )
    print(f"{'':46}{'messages/s':>11}{'spread':>16}{'MB/s':>8}{'of join':>9}")
    first = next(iter(rows))
    base = statistics.median(times[first]) / rows[first][0]
    for name, (number, _) in rows.items():
        each = statistics.median(times[name]) / number
        slow, quick = number / max(times[name]), number / min(times[name])
        print(
            f"{name:46}{1 / each:11,.0f}{f'{slow:,.0f}-{quick:,.0f}':>16}"
            f"{sizes[name] / number / each / 1e6:8,.0f}{base / each:9.1%}"
        )
    print(f"peak of the process without the peer: {peak_mb:.1f} MB")
    print("limits: " + ", ".join(f"{limit:,} {name}" for name, limit in LIMITS.items()))


if __name__ == "__main__":
    main()
