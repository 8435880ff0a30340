"""Pictures of the sample issue for the README, by day and by night.

`make pictures` runs this: it renders the first issue of `harbour-notes` on the path that sends
it, opens it in Chromium and writes the head of it to `docs/pictures/`.
"""

import hashlib
import io
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Route, sync_playwright

HERE = Path(__file__).parent
PICTURES = HERE.parent / "docs" / "pictures"
PRESSRUN = Path(sys.executable).with_name("pressrun")
CHROMIUM = os.environ.get("PRESSRUN_CHROMIUM", "/usr/bin/chromium")
WIDTH_PX, HEIGHT_PX = 640, 1580
LIMIT_OCTETS = 150_000
COLOURS = 256


def rendered(folder: Path) -> tuple[str, dict[str, bytes]]:
    """Return the sample issue's HTML and the pictures it may ask for."""
    shutil.copytree(HERE / "harbour-notes", folder)
    for command in (("init", "."), ("show", "1")):
        subprocess.run([str(PRESSRUN), *command], cwd=folder, check=True, capture_output=True)
    [html] = (folder / ".pressrun" / "show").glob("001-*.html")
    return html.read_text(encoding="utf-8"), published(folder / "articles")


def take(browser: Browser, html: str, pictures: dict[str, bytes], scheme: str) -> bytes:
    """Return the head of a mail as a PNG of few colours."""
    context = browser.new_context(
        viewport={"width": WIDTH_PX, "height": HEIGHT_PX},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    page.route("**/*", lambda route: serve(route, pictures))
    page.set_content(html, wait_until="load")
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    context.close()
    small = io.BytesIO()
    shot.quantize(COLOURS, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()


def serve(route: Route, pictures: dict[str, bytes]) -> None:
    """Answer for a picture of the issue; nothing else is asked for."""
    route.fulfill(body=pictures[route.request.url.rpartition("/")[2].partition(".")[0]])


def published(folder: Path) -> dict[str, bytes]:
    """Return the folder's pictures by the names they are published under: of their digests."""
    files = [path.read_bytes() for path in folder.rglob("*") if path.suffix in {".png", ".jpg"}]
    return {hashlib.sha256(octets).hexdigest()[:16]: octets for octets in files}


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        html, pictures = rendered(Path(temporary) / "notes")
        # Without its own sandbox, since this may run as root in a container.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for scheme in ("light", "dark"):
            file = PICTURES / f"issue-{scheme}.png"
            file.write_bytes(take(browser, html, pictures, scheme))
            size = file.stat().st_size
            print(f"{file.relative_to(HERE.parent)}  {size / 1000:.1f} kB")
            if size > LIMIT_OCTETS:
                sys.exit(f"larger than {LIMIT_OCTETS:,} octets: take less of the page")
        browser.close()


if __name__ == "__main__":
    main()
