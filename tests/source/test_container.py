"""Files of pictures come apart and together again, whatever has been done to them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressrun.source.container import take_apart
from source.picture_samples import FORMATS, WHO, gif_with_xmp, media_type, photograph, profile

SAMPLES = {kind: photograph(kind, icc_profile=profile()) for kind in FORMATS}
SAMPLES["image/gif"] = gif_with_xmp(WHO)


def joined(octets: bytes, kind: str) -> bytes:
    container = take_apart(octets, media_type(kind))
    return container.head + b"".join(part.octets for part in container.parts) + container.tail


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_picture_has_an_end_and_the_rest_is_its_tail(kind: str) -> None:
    container = take_apart(SAMPLES[kind] + b"<script>", media_type(kind))

    assert container.whole
    assert container.tail == b"<script>"
    assert len(container.parts) >= 3


@settings(deadline=None, max_examples=300)
@given(
    kind=st.sampled_from(sorted(SAMPLES)),
    blows=st.lists(st.tuples(st.integers(0, 4000), st.binary(min_size=1, max_size=6)), max_size=8),
    cut=st.integers(0, 4000) | st.none(),
)
def test_the_parts_are_the_file_whatever_has_been_done_to_it(
    kind: str, blows: list[tuple[int, bytes]], cut: int | None
) -> None:
    damaged = bytearray(SAMPLES[kind])
    for at, octets in blows:
        damaged[at : at + len(octets)] = octets
    whole = bytes(damaged if cut is None else damaged[:cut])

    assert joined(whole, kind) == whole


@pytest.mark.parametrize(
    ("kind", "octets"),
    [
        ("image/jpeg", b"\xff\xd8" + b"\xff\xd0" * 200_000),
        ("image/jpeg", b"\xff\xd8" + b"\xff\xe1\0\2" * 200_000),
        ("image/jpeg", b"\xff" * 2_000_000),
        ("image/jpeg", b"\xff\xd8\xff\xda\0\2" + b"\xff\0" * 1_000_000),
        ("image/png", b"\x89PNG\r\n\x1a\n" + b"\0\0\0\0tEXt\0\0\0\0" * 200_000),
        ("image/gif", b"GIF89a" + bytes(7) + b"!\xf9\0" * 200_000),
        ("image/gif", b"GIF89a" + bytes(7) + b"!\xf9" + b"\1\1" * 1_000_000),
        ("image/webp", b"RIFF\xff\xff\xff\x7fWEBP" + b"VP8 \0\0\0\0" * 200_000),
    ],
    ids=["markers", "segments", "fill", "scan", "chunks", "blocks", "sub-blocks", "riff"],
)
def test_a_file_made_of_nothing_but_parts_is_given_up_on(kind: str, octets: bytes) -> None:
    container = take_apart(octets, kind)

    assert len(container.parts) < 100_000
    assert not container.whole
    assert joined(octets, kind) == octets
