"""Time `pressrun --version` beside an empty Python, whole processes, in one run."""

import statistics
import subprocess
import sys
import time
from pathlib import Path

RUNS = 15
PRESSRUN = Path(sys.executable).with_name("pressrun")
LIMIT_MS = 150


def wall_ms(command: list[str]) -> float:
    """Return how long a command takes from start to end."""
    begun = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - begun) * 1000


def main() -> None:
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "pressrun --version": [str(PRESSRUN), "--version"],
        "pressrun --help": [str(PRESSRUN), "--help"],
    }
    for command in commands.values():
        wall_ms(command)
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(RUNS):
        for name, command in commands.items():
            times[name].append(wall_ms(command))
    base = statistics.median(times["python -c pass"])
    print(
        f"{'command':22}{'median':>9}{'min':>9}{'max':>9}{'ratio':>8}   ({RUNS} runs each, in turn)"
    )
    for name, found in times.items():
        median = statistics.median(found)
        print(
            f"{name:22}{median:7.0f}ms{min(found):7.0f}ms{max(found):7.0f}ms{median / base:7.1f}x"
        )
    print(f"limit for --version: {LIMIT_MS} ms")


if __name__ == "__main__":
    main()
