"""Chance that repeats itself."""

import hashlib


class CountingEntropy:
    """Yields a different but reproducible answer each time (port Entropy)."""

    def __init__(self, seed: str = "pressrun") -> None:
        self.seed, self.count = seed, 0

    def octets(self, count: int) -> bytes:
        self.count += 1
        return hashlib.shake_256(f"{self.seed}:{self.count}".encode()).digest(count)
