import quopri

from hypothesis import example, given, settings
from hypothesis import strategies as st

from pressrun.model.quotedprintable import encode_line, encode_text

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=400)


@settings(deadline=None)
@given(TEXT)
@example(".")
@example("..\n.\nFrom here\n From there\n")
@example("ends in a space \nends in a tab\t\n \n\t\n")
@example("=3D and = and =\n")
@example("x" * 72 + ".From here" * 40)
@example("🦩" * 40 + "\u00a0" + "é" * 90)
@example("\0\x0b\x0c\x1b\x7f\x85\u2028")
@example("")
def test_text_reads_back_and_no_line_is_one_a_relay_would_touch(text: str) -> None:
    encoded = encode_text(text)

    lines = encoded.split(b"\r\n")
    assert quopri.decodestring(encoded) == text.replace("\n", "\r\n").encode()
    assert all(len(line) <= 76 for line in lines)
    assert not any(line.startswith((b".", b"From ")) for line in lines)
    assert not any(line.endswith((b" ", b"\t")) for line in lines)
    assert all(line.isascii() and line.replace(b"\t", b"").decode().isprintable() for line in lines)
    assert b"=_" not in encoded


def test_lines_are_filled() -> None:
    assert encode_line("x" * 150).split(b"\r\n") == [b"x" * 73 + b"=", b"x" * 73 + b"=", b"xxxx"]


def test_a_character_is_not_split_between_lines() -> None:
    lines = encode_line("🦩" * 30).split(b"=\r\n")

    assert [quopri.decodestring(line).decode() for line in lines] == ["🦩" * 6] * 5
