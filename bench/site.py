"""Time a whole site: Pressrun, Hugo and Pelican make the same 10,000 articles in one run.

    python bench/site.py [ARTICLES] [--rounds N] [--without-pelican] [--keep FOLDER]

500 tags, three an article, and 50 authors; feeds of 20 entries with the whole text for each tag,
each author and everything: RSS by Hugo, RSS and Atom by Pelican, RSS, Atom and JSON Feed by
Pressrun, which also writes archives, a page beside each feed and a list of all feeds. Cold is the
first build of a fresh folder; rebuild is a fresh process after one article was changed. Nothing is
precompressed. Memory is summed over all processes: RSS every 20 ms, PSS every 200.

Hugo is Debian's `hugo`; Pelican is installed from PyPI below build/ when it is not there. After
that, Markdown alone: Pressrun's parser beside pyromark and comrak, where those can be installed.
"""

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from sampler import Run, measured
from samplesite import write_sites

ROOT = Path(__file__).parents[1]
PEERS = ROOT / "build" / "peers"
PRESSRUN = str(Path(sys.executable).with_name("pressrun"))
COMMANDS = {
    "pressrun": [PRESSRUN, "build", "--publish"],
    "hugo": ["hugo", "--quiet"],
    "pelican": [str(PEERS / "bin/pelican"), "--quiet"],
}
PARSING = """
import sys, time
from pathlib import Path
name, folder = sys.argv[1:]
texts = [f.read_text("utf-8").split("---", 2)[2] for f in sorted(Path(folder).glob("*.md"))]
if name == "pyromark":
    import pyromark
    parse = pyromark.html
elif name == "comrak":
    import comrak
    parse = comrak.render_markdown
else:
    from markdown_it import MarkdownIt
    markdown = MarkdownIt("commonmark")
    parse = markdown.render if name == "markdown-it-py" else markdown.parse
begun = time.process_time()
for text in texts:
    parse(text)
print(time.process_time() - begun)
"""


def install_peers() -> None:
    """Install Pelican and the parsers below build/, once."""
    if (PEERS / "bin/pelican").exists():
        return
    print(f"Installing Pelican, pyromark and comrak from PyPI into {PEERS.relative_to(ROOT)} ...")
    subprocess.run([sys.executable, "-m", "venv", str(PEERS)], check=True)
    pip = [str(PEERS / "bin/python"), "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, "pelican[markdown]==4.12.0"], check=True)
    for parser in ("pyromark", "comrak", "markdown-it-py"):
        subprocess.run([*pip, parser], check=False)


def change(articles: Path, number: int) -> None:
    """Change a word of the article in the middle."""
    files = sorted(articles.glob("*.md"))
    with files[len(files) // 2].open("a", encoding="utf-8") as file:
        file.write(f"\nChanged for the {number}th time.\n")


def measure(name: str, articles: Path, site: Path, rounds: int) -> tuple[Run, list[Run]]:
    """Return a cold build and rebuilds."""
    environ = {"NO_COLOR": "1"}
    print(f"Building with {name} ...", flush=True)
    cold = measured(COMMANDS[name], cwd=site, environ=environ)
    rebuilt = []
    for number in range(rounds):
        change(articles, number)
        rebuilt.append(measured(COMMANDS[name], cwd=site, environ=environ))
    return cold, rebuilt


def tell(name: str, kind: str, run: Run, beside: dict[str, float]) -> None:
    ratios = "".join(f"{seconds / run.seconds:9.2f}" for seconds in beside.values())
    print(f"{name:10}{kind:9}{run.seconds:9.2f}{run.rss_mb:9.0f}{run.pss_mb:9.0f}{ratios}")


def files_of(site: Path) -> tuple[int, int]:
    """Return how many files a site has and their octets."""
    sizes = [file.stat().st_size for file in site.rglob("*") if file.is_file()]
    return len(sizes), sum(sizes)


def time_parsers(articles: Path) -> None:
    print("\nMarkdown alone, one core, seconds of processor time")
    for name in ("markdown-it-py tokens", "markdown-it-py", "pyromark", "comrak"):
        done = subprocess.run(
            [str(PEERS / "bin/python"), "-c", PARSING, name, str(articles)],
            capture_output=True,
            text=True,
            check=False,
        )
        told = f"{float(done.stdout):9.2f}" if done.returncode == 0 else "  not here"
        print(f"{name:24}{told}")


def main() -> None:
    asked = argparse.ArgumentParser(description="Time a whole site beside Hugo and Pelican.")
    asked.add_argument("articles", nargs="?", type=int, default=10_000)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--without-pelican", action="store_true")
    asked.add_argument("--keep", type=Path)
    options = asked.parse_args()
    names = ["pressrun"]
    if shutil.which("hugo"):
        names.append("hugo")
    else:
        print("hugo is not installed (Debian: apt install hugo): not shown")
    if not options.without_pelican:
        install_peers()
        names.append("pelican")
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        placed = write_sites(folder, options.articles)
        found = {name: measure(name, placed[name], folder / name, options.rounds) for name in names}
        colds = {name: cold.seconds for name, (cold, _) in found.items()}
        heads = "".join(f"{'x ' + name:>9}" for name in colds)
        print(f"{options.articles:,} articles; ratios: cold build of the named one over this")
        print(f"{'':10}{'':9}{'seconds':>9}{'RSS MB':>9}{'PSS MB':>9}{heads}")
        for name, (cold, rebuilt) in found.items():
            tell(name, "cold", cold, colds)
            median = statistics.median(run.seconds for run in rebuilt)
            tell(name, "rebuild", min(rebuilt, key=lambda run: abs(run.seconds - median)), colds)
        for name, where in {"pressrun": "public", "hugo": "public", "pelican": "output"}.items():
            if name in found:
                count, octets = files_of(folder / name / where)
                print(f"{name:10}{count:9,} files{octets / 1e6:9.0f} MB in {where}/")
        if not options.without_pelican:
            time_parsers(placed["pressrun"])


if __name__ == "__main__":
    main()
