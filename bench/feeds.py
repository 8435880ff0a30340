"""Time the octets of all feeds after one article was changed, warm, in one process.

    python bench/feeds.py [--rounds N]

551 feeds of 20 entries in three formats, of 10,000 articles of 5 kB: everything, 500 tags and 50
authors. A change sets one entry anew and the frames of the feeds that show it; the octets of all
1,653 documents are then put together, from fragments in memory and, beside that, from fragments in
the file where the press keeps them from run to run. The limit joins the same octets.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from samplesite import ENTRIES, URL, Sample, samples

from pressrun.model.feed import MEDIA_TYPES, Entry, Feed, FeedAddress, Frame
from pressrun.model.publication import Content
from pressrun.press.entries import FRAGMENTS, KeptCatalogue, fragment_name
from pressrun.render.formats import set_entry, set_frames
from pressrun.system.keep import FileKeep

ARTICLES = 10_000
LIMIT_S = 0.25
BEGINNING = datetime(2010, 1, 1, tzinfo=UTC)
Fragments = dict[str, dict[str, bytes]]


def entry_of(number: int, sample: Sample) -> Entry:
    at = BEGINNING + timedelta(hours=number)
    text = "".join(f"<p>{part}</p>" for part in sample.body.split("\n\n"))
    return Entry(
        id=f"tag:example.org,2026:{sample.id}",
        url=f"{URL}/articles/{sample.name}/",
        title=sample.title,
        content_html=text,
        published_at=at,
        updated_at=at,
        authors=(sample.author,),
        language="en",
        summary=sample.summary,
        tags=sample.tags,
        scheme=f"{URL}/feeds/tags/",
    )


def feed_of(name: str, shown: Sequence[Entry]) -> Feed:
    return Feed(
        name=name,
        id=f"tag:example.org,2026:feeds/{name}",
        title=f"Bench: {name}",
        address=FeedAddress(f"{URL}/feeds/{name}"),
        home_url=f"{URL}/",
        language="en",
        author="Bench",
        updated_at=max(entry.updated_at for entry in shown),
    )


def gathered(entries: Sequence[Entry]) -> dict[str, list[int]]:
    """Return what each feed shows, the newest first, as places in ``entries``."""
    feeds: dict[str, list[int]] = {"main": []}
    for place, entry in enumerate(entries):
        for name in ("main", *(f"tags/{t}" for t in entry.tags), f"authors/{entry.authors[0]}"):
            feeds.setdefault(name, []).append(place)
    return {name: places[: -ENTRIES - 1 : -1] for name, places in feeds.items()}


def fragments_of(entry: Entry) -> dict[str, bytes]:
    made = set_entry(entry, (Content.FULL,))
    return {suffix: made[suffix, Content.FULL] for suffix in MEDIA_TYPES}


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> None:
    asked = argparse.ArgumentParser(description="Time the octets of all feeds after one change.")
    asked.add_argument("--rounds", type=int, default=7)
    rounds = asked.parse_args().rounds
    entries = [entry_of(number, sample) for number, sample in enumerate(samples(ARTICLES))]
    shown = gathered(entries)
    used = sorted({place for places in shown.values() for place in places})
    fragments: Fragments = {entries[place].id: fragments_of(entries[place]) for place in used}
    frames: dict[str, Mapping[str, Frame]] = {
        name: set_frames(feed_of(name, [entries[place] for place in places]))
        for name, places in shown.items()
    }

    def change() -> None:
        """Change the newest article: it is set anew, and so is every frame around it."""
        place = len(entries) - 1
        at = entries[place].updated_at + timedelta(seconds=1)
        content = f"{entries[place].content_html}<p>More.</p>"
        entries[place] = replace(entries[place], updated_at=at, content_html=content)
        fragments[entries[place].id] = fragments_of(entries[place])
        for name, places in shown.items():
            if place in places:
                frames[name] = set_frames(feed_of(name, [entries[each] for each in places]))

    ids = {name: [entries[place].id for place in places] for name, places in shown.items()}

    def whole() -> int:
        change()
        return sum(
            len(frames[name][suffix].around(fragments[each][suffix] for each in of_feed))
            for name, of_feed in ids.items()
            for suffix in MEDIA_TYPES
        )

    def joined(parts: Sequence[Sequence[bytes]]) -> int:
        return sum(len(b"".join(each)) for each in parts)

    with tempfile.TemporaryDirectory() as temporary:
        keep = FileKeep(Path(temporary) / "kept.db", maker="bench")
        keep.put(
            FRAGMENTS,
            (
                (fragment_name(each, suffix, Content.FULL), "", octets)
                for each, made in fragments.items()
                for suffix, octets in made.items()
            ),
        )
        catalogue = KeptCatalogue(keep)

        def whole_from_file() -> int:
            change()
            return sum(
                len(
                    frames[name][suffix].around(
                        catalogue.fragments(of_feed, suffix=suffix, content=Content.FULL)
                    )
                )
                for name, of_feed in ids.items()
                for suffix in MEDIA_TYPES
            )

        ready = [
            [part for each in of_feed for part in (b",\n", fragments[each][suffix])]
            for of_feed in ids.values()
            for suffix in MEDIA_TYPES
        ]
        octets = whole()
        timed: dict[str, list[float]] = {"join": [], "memory": [], "file": []}
        for _ in range(rounds):
            timed["join"].append(seconds(lambda: joined(ready)))
            timed["memory"].append(seconds(whole))
            timed["file"].append(seconds(whole_from_file))
    limit = statistics.median(timed["join"])
    print(f"{len(ids)} feeds, {len(ready):,} documents, {octets / 1e6:,.0f} MB, {rounds} rounds")
    print(f"{'':28}{'median':>9}{'least':>9}{'of the join':>13}")
    for name, told in (
        ("join of ready parts", "join"),
        ("all octets, one change", "memory"),
        ("the same from kept files", "file"),
    ):
        median = statistics.median(timed[told])
        least = min(timed[told])
        print(f"{name:28}{median:8.3f}s{least:8.3f}s{limit / median:13.0%}")
    print(f"the aim is {LIMIT_S} s on an idle core")


if __name__ == "__main__":
    main()
