"""Compare what Pressrun makes of MJML documents with what the MJML of npm makes of them, by pixel.

    npm install --prefix /tmp/npm-mjml mjml@4.18.0
    .venv/bin/python bench/mjml_parity.py --npm /tmp/npm-mjml FOLDER [FOLDER ...]

Every `.mjml` file of the folders goes through both, and both through Chromium at two widths, with
one picture in place of every other. A line a document says what share of the pixels differs. The
exit status is 1 if a document differs or is refused and `--allow NAME` does not name it.
"""

import argparse
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageChops
from playwright.sync_api import Page, Route, sync_playwright

from pressrun.errors import RenderError
from pressrun.render.finishing import finished
from pressrun.render.mjml import compile_mjml
from pressrun.render.mjml.ground import Written

WIDTHS_PX = (700, 360)
# Of 255: what two paths of anti-aliasing may differ by.
THRESHOLD = 24

NODE = """
import mjml from 'mjml';
import { createInterface } from 'readline';
for await (const line of createInterface({ input: process.stdin })) {
  const made = await mjml(JSON.parse(line), { validationLevel: 'soft', fonts: {} });
  console.log(JSON.stringify(made.html));
}
"""


class Npm:
    """The MJML of npm in a process of its own: a document in, HTML out."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def compile(self, source: str) -> str:
        """Return the HTML that npm's MJML makes of ``source``."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(source) + "\n")
        self._process.stdin.flush()
        made: str = json.loads(self._process.stdout.readline() or '""')
        return made


@contextmanager
def npm_mjml(prefix: Path) -> Iterator[Npm]:
    """Start the MJML installed below ``prefix``, and end it."""
    command = ["node", "--input-type=module", "-e", NODE]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=prefix, stdin=pipe, stdout=pipe, text=True) as process:
        yield Npm(process)
        assert process.stdin is not None
        process.stdin.close()


def shot(page: Page, html: str, width_px: int) -> Image.Image:
    """Return what the browser shows of ``html`` in a window of that width."""
    page.set_viewport_size({"width": width_px, "height": 800})
    page.set_content(html, wait_until="load")
    return Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")


def difference(ours: Image.Image, theirs: Image.Image) -> float:
    """Return the share of pixels that differ, of the larger of the two pictures."""
    size = (max(ours.width, theirs.width), max(ours.height, theirs.height))
    # Where one of the two has nothing, no colour of a mail is like this one.
    pictures = [Image.new("RGB", size, colour) for colour in ("#ff00ff", "#00ff00")]
    for canvas, picture in zip(pictures, (ours, theirs), strict=True):
        canvas.paste(picture)
    channels = ImageChops.difference(*pictures).split()
    worst = ImageChops.lighter(ImageChops.lighter(channels[0], channels[1]), channels[2])
    histogram = worst.histogram()
    return sum(histogram[THRESHOLD + 1 :]) / (size[0] * size[1])


def stub() -> bytes:
    """Return a picture of 600 by 300 in which a shift or another size can be seen."""
    picture = Image.linear_gradient("L").resize((600, 300)).convert("RGB")
    octets = io.BytesIO()
    picture.save(octets, "PNG")
    return octets.getvalue()


def answer(route: Route, picture: bytes) -> None:
    """Answer a request of the page: every picture is the same, and there is nothing else."""
    if route.request.resource_type == "image":
        route.fulfill(body=picture, content_type="image/png")
    else:
        route.abort()


def compare(page: Page, npm: Npm, file: Path, keep: Path | None) -> tuple[str, bool]:
    """Return a line about one document, and whether both show the same."""
    source = file.read_text(encoding="utf-8")
    try:
        made = compile_mjml(source, Written(file.name, source))
        ours = finished(made.html)
    except RenderError as error:
        return f"refused: {error.problem.what} ({error.problem.place})", False
    theirs = npm.compile(source)
    shares = []
    for width_px in WIDTHS_PX:
        pictures = [shot(page, html, width_px) for html in (ours, theirs)]
        shares.append(difference(*pictures))
        if keep and shares[-1]:
            for side, picture in zip(("ours", "theirs"), pictures, strict=True):
                picture.save(keep / f"{file.stem}-{width_px}-{side}.png")
            (keep / f"{file.stem}-ours.html").write_text(ours, encoding="utf-8")
            (keep / f"{file.stem}-theirs.html").write_text(theirs, encoding="utf-8")
    told = "  ".join(
        f"{width_px} px {share:7.3%}" for width_px, share in zip(WIDTHS_PX, shares, strict=True)
    )
    findings = f"   findings: {len(made.findings)}" if made.findings else ""
    return told + findings, not any(shares)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    words.add_argument("folders", nargs="+", type=Path)
    words.add_argument("--npm", type=Path, required=True, help="where npm installed mjml")
    words.add_argument("--chromium", default="/usr/bin/chromium")
    words.add_argument("--keep", type=Path, help="folder for pictures of what differs")
    words.add_argument("--allow", action="append", default=[], help="a known difference")
    asked = words.parse_args()
    if asked.keep:
        asked.keep.mkdir(parents=True, exist_ok=True)
    files = sorted(file for folder in asked.folders for file in folder.rglob("*.mjml"))
    picture, same, unexpected = stub(), 0, 0
    with sync_playwright() as browsers, npm_mjml(asked.npm.resolve()) as npm:
        browser = browsers.chromium.launch(executable_path=asked.chromium)
        page = browser.new_page()
        page.route("**/*", lambda route: answer(route, picture))
        for file in files:
            told, equal = compare(page, npm, file, asked.keep)
            same += equal
            unexpected += not equal and file.stem not in asked.allow
            print(f"{'same  ' if equal else 'DIFFER'} {file.stem:24} {told}", flush=True)
        browser.close()
    print(f"{same} of {len(files)} documents look the same at {WIDTHS_PX[0]} and {WIDTHS_PX[1]} px")
    sys.exit(1 if unexpected else 0)


if __name__ == "__main__":
    main()
