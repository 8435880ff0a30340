"""Time MJML to finished HTML beside the MJML of npm, both warm, on the same document in one run.

    npm install --prefix /tmp/npm-mjml mjml@4.18.0
    .venv/bin/python bench/mjml_engine.py --npm /tmp/npm-mjml

The document has 20 sections, made here. Ours is what sending does: the reading before the engine,
the engine, and CSS inlining. Theirs is `mjml` in a process of its own that stays warm; what is
timed there is its call alone, without the pipe. Then the reading is timed alone, on a body of
100 kB of HTML. Prints medians and ratios.
"""

import argparse
import gc
import json
import platform
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from pressrun.render.finishing import finished
from pressrun.render.mjml import compile_mjml
from pressrun.render.mjml.ground import Ground, Written
from pressrun.render.mjml.guard import Guard

SECTIONS = 20
ROUNDS = 60
WARM_UP = 15
BODY_OCTETS = 100_000
AIM = 2.0

NODE = """
import mjml from 'mjml';
import { createInterface } from 'readline';
for await (const line of createInterface({ input: process.stdin })) {
  const source = JSON.parse(line);
  const begun = process.hrtime.bigint();
  const made = await mjml(source, { validationLevel: 'soft' });
  const ns = Number(process.hrtime.bigint() - begun);
  console.log(JSON.stringify({ ms: ns / 1e6, octets: Buffer.byteLength(made.html) }));
}
"""

HEAD = """<mjml lang="en"><mj-head><mj-title>A sample</mj-title>
<mj-preview>Sample words</mj-preview>
<mj-attributes><mj-all font-family="Georgia, serif" /><mj-text font-size="17px" color="#22211f" />
<mj-class name="quiet" color="#666" /></mj-attributes>
<mj-style>.title { margin: 0; } a { color: #225577; }
@media (max-width: 480px) { .title { margin: 4px; } }
</mj-style><mj-style inline="inline">.lead { font-weight: bold; } p { line-height: 1.6; }</mj-style>
</mj-head>"""


def section(number: int) -> str:
    """Return one section: a title, a picture beside words, a button and a line."""
    words = f"<p>Words of section {number}, some of them <em>set</em> and <b>strong</b>.</p>" * 4
    return f"""
<mj-section padding="22px 0" background-color="#{"fff" if number % 2 else "f4f1ea"}">
  <mj-column width="40%"><mj-image src="https://example.org/{number}.png" alt="Picture {number}"
    width="240px" padding="0 12px" /></mj-column>
  <mj-column width="60%">
    <mj-text css-class="lead"><h2 class="title">Section {number}</h2></mj-text>
    <mj-text>{words}<p>More <a href="https://example.org/{number}">here</a>.</p></mj-text>
    <mj-button href="https://example.org/{number}" background-color="#225577">Read on</mj-button>
    <mj-text mj-class="quiet">Set in {number} lines</mj-text>
    <mj-divider border-width="1px" border-color="#ddd" />
  </mj-column>
</mj-section>"""


def document() -> str:
    """Return the document that both compile."""
    sections = "".join(section(number) for number in range(1, SECTIONS + 1))
    return f"{HEAD}<mj-body>{sections}</mj-body></mjml>"


def long_body() -> str:
    """Return a document whose one text is a long article of many small tags."""
    paragraph = (
        '<p class="text">Some words, <em>some</em> of <b>them</b> in a <a href="https://example.org/"'
        ' title="A title">link</a>, é.</p>\n<ul><li>One</li><li>two</li></ul>\n'
    )
    text = paragraph * (BODY_OCTETS // len(paragraph))
    column = f"<mj-column><mj-text>{text}</mj-text></mj-column>"
    return f"<mjml><mj-body><mj-section>{column}</mj-section></mj-body></mjml>"


def wall_ms(work: Callable[[], object]) -> float:
    """Return how long one call takes."""
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


class Npm:
    """A warm process of npm's MJML."""

    def __init__(self, prefix: Path) -> None:
        command = ["node", "--input-type=module", "-e", NODE]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, cwd=prefix, stdin=pipe, stdout=pipe, text=True)

    def compile(self, source: str) -> tuple[float, int]:
        """Return the milliseconds that the call took there, and the octets it made."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(source) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return answer["ms"], answer["octets"]

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    words.add_argument("--npm", type=Path, required=True, help="where npm installed mjml")
    asked = words.parse_args()
    source, body = document(), long_body()

    def ours() -> str:
        return finished(compile_mjml(source, Written("a.mjml", source)).html)

    def engine() -> str:
        return compile_mjml(source, Written("a.mjml", source)).html

    def reading() -> str:
        return Guard(Ground(source, Written("a.mjml", source))).read()

    def reading_long() -> str:
        return Guard(Ground(body, Written("a.mjml", body))).read()

    parts = {"Pressrun": ours, "  without inlining": engine, "  reading alone": reading}
    npm = Npm(asked.npm.resolve())
    for _ in range(WARM_UP):
        npm.compile(source)
        ours()
    times: dict[str, list[float]] = {name: [] for name in (*parts, "npm mjml", "long")}
    gc.collect()
    for _ in range(ROUNDS):
        for name, work in parts.items():
            times[name].append(wall_ms(work))
        times["npm mjml"].append(npm.compile(source)[0])
        times["long"].append(wall_ms(reading_long))
    _, octets = npm.compile(source)
    npm.close()
    median = {name: statistics.median(found) for name, found in times.items()}
    print(f"Python {platform.python_version()}, {SECTIONS} sections, {len(source)} octets of MJML,")
    print(f"medians of {ROUNDS} rounds in turn after {WARM_UP}; least in brackets")
    for name in (*parts, "npm mjml"):
        print(f"{name:22}{median[name]:8.2f} ms  ({min(times[name]):.2f})")
    print(f"HTML: {len(ours().encode())} octets, npm {octets}")
    ratio = median["npm mjml"] / median["Pressrun"]
    print(f"npm / Pressrun {ratio:.1f}x  (the aim is {AIM:g}x)")
    print(f"reading {len(body.encode()) / 1000:.0f} kB of HTML in one text {median['long']:.2f} ms")


if __name__ == "__main__":
    main()
