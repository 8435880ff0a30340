import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressrun.model.article import Target
from pressrun.render.links import Links, absolute

HERE = "https://example.org/articles/heron/"
LINKS = Links(
    url=HERE,
    base="https://example.org/",
    anchor="heron-",
    targets={
        "soon.md": Target(title="Soon"),
        "out.md": Target(title="Out", url="https://example.org/articles/out/"),
    },
)


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("proof.pdf", "https://example.org/articles/heron/proof.pdf"),
        ("/about", "https://example.org/about"),
        ("https://example.com/a?b=1&c=2#d", "https://example.com/a?b=1&c=2#d"),
        ("mailto:ada@example.org", "mailto:ada@example.org"),
        ("//example.com/x", "https://example.com/x"),
        ("/straße", "https://example.org/stra%C3%9Fe"),
        ("#log", "https://example.org/articles/heron/#heron-log"),
        ("out.md", "https://example.org/articles/out/"),
    ],
)
def test_a_link_is_absolute(written: str, address: str) -> None:
    assert LINKS.address(written) == address


def test_an_article_that_is_not_public_has_no_address() -> None:
    assert LINKS.address("soon.md") == ""


@pytest.mark.parametrize(
    "written",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "\x01javascript:alert(1)",
        "\u2028javascript:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "javascript://example.org/%0aalert(1)",
        "ftp://example.org/a",
        "file:///etc/passwd",
        "http://[broken",
        "http:path-without-a-host",
        "https://example.org/a\u202eb",
    ],
)
def test_what_is_no_harmless_address_gets_no_link(written: str) -> None:
    assert LINKS.address(written) == ""


@given(st.text())
@settings(deadline=None)
def test_no_text_at_all_becomes_an_address_of_another_scheme(written: str) -> None:
    address = absolute(HERE, written)

    assert address == "" or address.startswith(("https://", "http://", "mailto:"))
    assert address.isascii() or address.split("/")[2] == address.split("/")[2].strip()
