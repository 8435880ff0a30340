"""Frames come whole or not at all."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressrun.system.child import read_frame, write_frame


@settings(deadline=None)
@given(st.lists(st.binary(max_size=300), max_size=5))
def test_frames_are_read_as_they_were_written(written: list[bytes]) -> None:
    stream = BytesIO()
    for octets in written:
        write_frame(stream, octets)
    stream.seek(0)

    read = [read_frame(stream) for _ in written]

    assert read == written


@pytest.mark.parametrize("length", range(8 + len(b"heron")))
def test_a_frame_cut_off_anywhere_is_not_read(length: int) -> None:
    stream = BytesIO()
    write_frame(stream, b"heron")
    cut = BytesIO(stream.getvalue()[:length])

    with pytest.raises(EOFError):
        read_frame(cut)
