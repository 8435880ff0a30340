"""Chance that repeats itself."""

import base64
import hashlib


class CountingEntropy:
    """Yields a different but reproducible answer each time (port Entropy)."""

    def __init__(self, seed: str = "pressrun") -> None:
        self.seed, self.count = seed, 0

    def octets(self, count: int) -> bytes:
        self.count += 1
        return hashlib.shake_256(f"{self.seed}:{self.count}".encode()).digest(count)


def sample_handle(text: str) -> str:
    """Return 128 bits as base64url that are always the same for ``text``."""
    octets = hashlib.sha256(text.encode()).digest()[:16]
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
