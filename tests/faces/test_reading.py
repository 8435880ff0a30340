"""The readers see what is there, and notice what is not."""

import pytest

from faces.corpus import expectation
from faces.printed import HTML_FACES, Printed, address, fragment, text_below
from faces.reading import Reading, bare, read_text

SLUG = "figure-and-credit"
LOSSES = {
    "words": b"evening",
    "links": b"https://example.org/storm",
    "pictures": b"A lamp alone",
}


@pytest.fixture(scope="module", params=LOSSES)
def damaged(request: pytest.FixtureRequest, printed: Printed) -> tuple[str, Printed]:
    """What is lost, and the faces without it."""
    lost = LOSSES[request.param]
    return request.param, Printed(printed.folder, change=lambda octets: octets.replace(lost, b""))


@pytest.mark.parametrize("face", HTML_FACES)
def test_what_is_lost_on_an_html_face_is_noticed(
    printed: Printed, damaged: tuple[str, Printed], face: str
) -> None:
    (lost, broken), told = damaged, expectation(SLUG)

    whole, read = printed.face(face, SLUG).body, broken.face(face, SLUG).body

    assert getattr(whole, lost) == getattr(told, lost)
    assert getattr(read, lost) != getattr(told, lost)


def test_what_is_lost_in_plain_text_is_noticed(
    printed: Printed, damaged: tuple[str, Printed]
) -> None:
    (lost, broken), told = damaged, expectation(SLUG)

    whole, read = (
        read_text(text_below(each.mail_text, address(SLUG), told.title))
        for each in (printed, broken)
    )

    assert whole.words == bare(told.words)
    assert getattr(whole, lost) != getattr(read, lost)


def test_html_is_read_as_it_is_seen() -> None:
    read = fragment(
        "<style>x</style><h2>A</h2><ol start=7><li>b<li>c</ol><p>d<br>e<sup>1</sup>"
        '<a href="https://example.org/">f <img src="g.png" alt="g"></a>'
        '<abbr title="h h">H</abbr> <abbr title="h h">H</abbr></p><pre><code> i\n  j\n</code></pre>'
        "<table><tr><th>k</th><td>l</td></tr></table><!-- m --><script>n</script>"
    )

    assert read == Reading(
        words="A 7. b 8. c d e1f [g]H (h h) H i j k l",
        links=["https://example.org/"],
        pictures=["g"],
        code=[" i\n  j\n"],
    )


def test_plain_text_is_read_as_it_is_meant() -> None:
    read = read_text(
        "A title\n-------\n\n> quoted _words_\n> > twice [1]\n\n- point\n  - ☐ task\n\n"
        "Day    m\n---  ---\nTue  2.7\n\n| boxed [a\n| boat]²\n\n"
        "            * * *\n\nNotes\n² see\n  [2] and [7]\n\n"
        "[1] https://example.org/a\n[2] mailto:b@example.org\n"
    )

    assert read == Reading(
        words="A title quoted words twice point ☐ task Day m Tue 2.7 boxed a boat2"
        " Notes 2. see and 7",
        links=["https://example.org/a", "mailto:b@example.org"],
        pictures=["a boat", "7"],
    )


def test_the_order_of_words_counts() -> None:
    assert fragment("<p>one <em>two</em></p>") != fragment("<p>two <em>one</em></p>")
    assert read_text("one _two_").words != read_text("two _one_").words
