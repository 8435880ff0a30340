import html
import quopri

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pressrun.errors import Refused, RenderError
from pressrun.mail.slots import Context, Place, encode_part, parse_template
from pressrun.model.quotedprintable import encode_line
from pressrun.model.slot import MARK, MARK_HOST, Slot, mark

HEAD = b"Subject: x\r\n\r\n"
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=120)
MARKED = (
    st.lists(TEXT | st.sampled_from(list(Slot)).map(mark), max_size=8)
    .map("".join)
    .filter(lambda text: MARK_HOST not in MARK.sub("", text))
)
VALUE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\0"), max_size=150)
VALUES = st.fixed_dictionaries({str(slot): VALUE for slot in Slot})
SAMPLE = {
    "name": 'Ada "<Sample>" & ' + "é" * 90,
    "address": ".ada=3D@example.org",
    "unsubscribe-url": "https://example.org/u?a=1&b=2",
    "vote-url": "https://example.org/vote/.From a=3D/" + "x" * 60 + "/",
}


def filled(text: str, context: Context, values: dict[str, str]) -> bytes:
    octets = parse_template(HEAD + encode_part(text, context)).fill(values)
    return octets.removeprefix(HEAD)


@settings(deadline=None)
@given(MARKED, VALUES)
@example(f"Dear {mark(Slot.NAME)},\n{mark(Slot.UNSUBSCRIBE_URL)}", SAMPLE)
@example(f'<a href="{mark(Slot.UNSUBSCRIBE_URL)}">.</a>{mark(Slot.NAME) * 3}', SAMPLE)
@example(f'<a href="{mark(Slot.VOTE_URL)}herons/2">.</a>\n{mark(Slot.VOTE_URL)}.herons/1', SAMPLE)
@example(f"{mark(Slot.VOTE_URL)}{'herons-' * 20}/10 ", SAMPLE)
@example(mark(Slot.NAME), {**SAMPLE, "name": ""})
@example(mark(Slot.NAME), {**SAMPLE, "name": "From Ada "})
def test_a_filled_part_reads_as_if_its_text_had_been_filled(
    text: str, values: dict[str, str]
) -> None:
    as_text = MARK.sub(lambda found: values[found[1]], text)
    as_html = MARK.sub(lambda found: html.escape(values[found[1]]), text)

    for context, expected in ((Context.TEXT, as_text), (Context.HTML, as_html)):
        octets = filled(text, context, values)
        lines = octets.split(b"\r\n")
        assert quopri.decodestring(octets) == expected.replace("\n", "\r\n").encode()
        assert all(len(line) <= 76 and not line.startswith((b".", b"From ")) for line in lines)
        assert octets.isascii()


@settings(deadline=None)
@given(VALUE | st.from_regex(r"[A-Za-z ./:@=-]{0,80}", fullmatch=True))
@example("From Ada")
@example(".ada")
@example("Ada ")
@example("https://example.org/unsubscribe/AAAAAAAAAAAAAAAAAAAAAA")
@example("a" * 72)
@example("a" * 73)
@example("a" * 74)
def test_the_quick_way_of_writing_a_value_equals_the_slow_one(value: str) -> None:
    slow = {
        Context.TEXT: encode_line(value),
        Context.HTML: encode_line(html.escape(value)),
    }

    for context in slow:
        octets = filled(mark(Slot.NAME), context, {"name": value})
        assert octets == b"=\r\n" + slow[context] + b"=\r\n"


def test_every_line_end_becomes_crlf() -> None:
    assert encode_part("a\nb\r\nc\rd", Context.TEXT) == b"a\r\nb\r\nc\r\nd"


def test_a_template_is_its_octets() -> None:
    octets = HEAD + encode_part(f"a{mark(Slot.NAME)}b{mark(Slot.NAME)}", Context.HTML)

    template = parse_template(octets)

    assert template.places == (Place(Context.HTML, "name"),) * 2
    assert template.fields == ("Subject",)
    pairs = zip(template.literals, [*map(bytes, template.places), b""], strict=True)
    assert b"".join(literal + place for literal, place in pairs) == octets


@pytest.mark.parametrize("value", ["a\r\nBcc: eve", "a\nb", "a\rb", "\0", "a\ud800"])
@pytest.mark.parametrize("context", list(Context))
def test_a_value_with_a_line_break_or_nul_is_refused(value: str, context: Context) -> None:
    template = parse_template(HEAD + bytes(Place(context, "name")))

    with pytest.raises(Refused):
        template.fill({"name": value})


@pytest.mark.parametrize("value", ["a\r\n ", "a\r\n\tb", "a\r\n  b", "a\r\n b\r\n", "\x7f"])
@pytest.mark.parametrize("field", ["to", "message-id"])
def test_a_header_value_is_encoded_and_folded_before_it_comes_here(field: str, value: str) -> None:
    template = parse_template(HEAD + bytes(Place(Context.HEADER, field)))

    assert template.fill({field: "a\r\n b"}) == HEAD + b"a\r\n b"
    with pytest.raises(Refused):
        template.fill({field: value})


def test_only_where_an_address_stands_a_header_value_may_be_more_than_ascii() -> None:
    to, identity = (
        parse_template(HEAD + bytes(Place(Context.HEADER, field))) for field in ("to", "message-id")
    )

    assert to.fill({"to": "é\r\n é"}) == HEAD + "é\r\n é".encode()
    with pytest.raises(Refused):
        identity.fill({"message-id": "é"})


@pytest.mark.parametrize("sign", "\r\n\0\t\x7f\x85\xa0\u2028\u2029\ud800")
def test_nothing_that_could_end_a_field_stands_beside_letters(sign: str) -> None:
    template = parse_template(HEAD + bytes(Place(Context.HEADER, "to")))

    with pytest.raises(Refused):
        template.fill({"to": f"é{sign}é"})


def test_a_missing_value_is_refused_by_name() -> None:
    template = parse_template(HEAD + encode_part(mark(Slot.NAME), Context.TEXT))

    with pytest.raises(Refused, match="name"):
        template.fill({"address": "ada@example.org"})


@pytest.mark.parametrize(
    "text", ["https://slot.invalid/nmae/", "https://slot.invalid/name", "half \ud83d pair"]
)
def test_a_face_with_a_broken_mark_or_character_is_refused(text: str) -> None:
    with pytest.raises(RenderError):
        encode_part(text, Context.HTML)


@pytest.mark.parametrize(
    "octets", [b"", b"Subject: x", HEAD + b"\0", HEAD + b"\0css:name\0", HEAD + b"\0html:name"]
)
def test_damaged_octets_are_no_template(octets: bytes) -> None:
    with pytest.raises(RenderError):
        parse_template(octets)
