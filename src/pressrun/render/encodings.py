"""Files made smaller for the way: gzip (RFC 1952) and brotli (RFC 7932)."""

import zlib
from collections.abc import Mapping
from typing import Final

import brotli

# Of 100 kB of prose and code 5 leaves 33.4 kB in 6 ms, 9 leaves 32.9 kB in 45 ms, and 11, which
# is Brotli's own choice, 29.9 kB in 240 ms: a site of thousands of pages is packed in passing.
_QUALITY: Final = 5
_GZIP: Final = 31  # a window of 32 kB, and gzip's head and foot around it (zlib's ``wbits``)
_WORTH_IT: Final = 0.95


def pack(octets: bytes) -> Mapping[str, bytes]:
    """Return the octets in every coding that saves a twentieth, by its name in HTTP.

    Equal octets give equal ones: nothing tells the time.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, _GZIP)
    packed = {
        "br": brotli.compress(octets, quality=_QUALITY),
        "gzip": packer.compress(octets) + packer.flush(),
    }
    limit = len(octets) * _WORTH_IT
    return {coding: small for coding, small in packed.items() if len(small) <= limit}
