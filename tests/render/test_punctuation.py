"""Straight signs in, the marks of a language out; nothing else ever changes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressrun.model.document import Figure, Paragraph, Table
from pressrun.model.inline import Code, Emphasis, Image, Inlines, Link, Strong, Text, plain
from pressrun.render.punctuation import QUOTES, style_of, typeset
from pressrun.source.markdown import parse_body

NBSP, NNBSP = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"


def set_in(language: str, written: str) -> str:
    """Return what a paragraph of Markdown says once it is set."""
    document, problems = parse_body(written, "a.md", 1)
    assert problems == ()
    (paragraph,) = typeset(document, language)
    assert isinstance(paragraph, Paragraph)
    return plain(paragraph.parts)


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "She said “so ‘it’ is”."),
        ("en-GB", "She said “so ‘it’ is”."),
        ("de", "She said „so ‚it‘ is“."),
        ("de-CH", "She said «so ‹it› is»."),
        ("fr", f"She said «{NBSP}so “it” is{NBSP}»."),
        ("es", "She said «so “it” is»."),
        ("sv", "She said ”so ’it’ is”."),
        ("ru", "She said «so „it“ is»."),
        ("ar", "She said ”so ’it‘ is“."),
        ("tlh", "She said “so ‘it’ is”."),
    ],
)
def test_quotation_marks_are_those_of_the_language(language: str, shown: str) -> None:
    assert set_in(language, """She said "so 'it' is".""") == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("don't and the dogs' tails", "don’t and the dogs’ tails"),
        ("'90s rock 'n' roll, 'tis", "’90s rock ’n’ roll, ’tis"),
        ('("a") ["b"] -- "c"', "(“a”) [“b”] – “c”"),
        ('"a", "b"', "“a”, “b”"),
        ('"*a* b"', "“a b”"),
        ('*"a" b*', "“a” b"),
        ('"[a](https://example.org/)"', "“a”"),
        ('"`a`"', "“a”"),
        ('a 12" disk', 'a 12" disk'),
        ("1914--18", "1914–18"),
        ("a -- b", "a – b"),
        ("a---b", "a—b"),
        ("wait...", "wait…"),
        ("a....b", "a....b"),
        ("use --help or -x", "use --help or -x"),
        ("`--` and `...`", "-- and ..."),
        ("<https://example.org/a--b>", "https://example.org/a--b"),
        ("https://example.org/'a'--b...", "https://example.org/'a'--b…"),
        ("see 'https://example.org/a--b'.", "see ‘https://example.org/a--b’."),
        ("ada--sample@example.org", "ada--sample@example.org"),
        (r"\"a\" \'b\' \-- c\...", "\"a\" 'b' -- c..."),
        ("“a” ‘b’ – c…", "“a” ‘b’ – c…"),
        ("5'9\" tall, 12' high, 1990's", "5'9\" tall, 12' high, 1990’s"),
        ('"a \'b\'", "c".', "“a ‘b’”, “c”."),
        ('![It\'s "so"](a.png)', "It’s “so”"),
    ],
)
def test_english_is_set_as_a_compositor_would(written: str, shown: str) -> None:
    assert set_in("en", written) == shown


def test_french_signs_keep_to_their_words() -> None:
    assert set_in("fr", "Quoi ? Non ; si : voilà ! 12:30 « a »") == (
        f"Quoi{NNBSP}? Non{NNBSP}; si{NBSP}: voilà{NNBSP}! 12:30 «{NBSP}a{NBSP}»"
    )


def test_bare_words_are_set_and_addresses_are_not() -> None:
    figure = Figure(source="it's.png", alt='It\'s a "lamp"', credit="Ada's -- Sample")
    table = Table(head=((Text("'a'"),),), rows=(((Code("'b'"),),),), aligns=())

    assert typeset((figure, table), "en") == (
        Figure(source="it's.png", alt="It’s a “lamp”", credit="Ada’s – Sample"),
        Table(head=((Text("‘a’"),),), rows=(((Code("'b'"),),),), aligns=()),
    )


def test_every_language_opens_and_closes_with_marks_of_its_own() -> None:
    for language in QUOTES:
        quotes = style_of(language).quotes
        assert len(quotes) == 4
        assert not set("".join(quotes)) & set("\"'")


def test_a_row_of_signs_is_no_quotation_in_a_quotation() -> None:
    assert set_in("en", '"a ' * 2_000 + "b' " * 2_000).count("“") <= 8


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("it's " + "a" * 400_000, "it’s " + "a" * 400_000),
        ("it's " + "a.b-" * 100_000, "it’s " + "a.b-" * 100_000),
        ('"a.bc/" ' * 50_000, "“a.bc/” " * 50_000),
    ],
    ids=["word", "parts", "addresses"],
)
def test_a_word_or_a_row_without_end_is_set_like_any_other(written: str, shown: str) -> None:
    assert set_in("en", written).strip() == shown.strip()


LEAF = st.one_of(
    st.text(st.sampled_from("ab \"'-.1(«\n"), max_size=12).map(Text),
    st.text(max_size=8).map(Text),
    st.text(max_size=6).map(Code),
    st.just(Image("a'.png", 'b "c"')),
)
RUN: st.SearchStrategy[Inlines] = st.recursive(
    st.lists(LEAF, max_size=5).map(tuple),
    lambda inner: st.lists(
        st.one_of(
            LEAF,
            inner.map(Emphasis),
            inner.map(Strong),
            inner.map(lambda parts: Link(parts, "https://example.org/'")),
        ),
        max_size=4,
    ).map(tuple),
    max_leaves=8,
)
MARKS = re.compile(r"[\"'“”‘’„‚«»‹›–—…\-.\s\u00a0\u202f]")


@given(parts=RUN, language=st.sampled_from([*QUOTES, "xx"]))
def test_only_punctuation_ever_changes(parts: Inlines, language: str) -> None:
    (paragraph,) = typeset((Paragraph(parts=parts),), language)
    assert isinstance(paragraph, Paragraph)

    assert MARKS.sub("", plain(paragraph.parts)) == MARKS.sub("", plain(parts))
    assert [type(part) for part in paragraph.parts] == [type(part) for part in parts]


@given(parts=RUN)
def test_what_is_set_stays_as_it_is(parts: Inlines) -> None:
    once = typeset((Paragraph(parts=parts),), "en")

    assert typeset(typeset(once, "en"), "en") == typeset(once, "en")
