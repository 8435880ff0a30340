import pytest

from pressrun.source.links import is_outside, link_fault, picture_fault


@pytest.mark.parametrize(
    "target",
    [
        "https://example.org/heron?x=1#y",
        "HTTP://example.org",
        "mailto:ada@example.org",
        "piece.md",
        "../articles/piece.md#part",
        "/archive/",
        "#part",
        "a/b:c",
        "?page=2",
    ],
)
def test_a_link_may_lead_to_the_web_to_mail_and_along_paths(target: str) -> None:
    assert link_fault(target) == ""


@pytest.mark.parametrize(
    "target",
    [
        "",
        " ",
        " https://example.org/",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "//example.org/x",
        "/\\example.org",
        "\\\\example.org",
        "https:example.org",
        "https:/example.org",
        "https://",
        "https://[::1",
        "mailto:",
        "mailto:@",
        "%6Aavascript:alert(1)",
        "https://example.org/\u202egnp.exe",
        "ftp://example.org",
    ],
)
def test_a_link_may_lead_nowhere_else(target: str) -> None:
    assert link_fault(target) != ""


@pytest.mark.parametrize("source", ["heron.png", "more/heron.png", "https://example.org/h.png"])
def test_a_picture_lies_beside_the_text_or_on_the_web(source: str) -> None:
    assert picture_fault(source) == ""


@pytest.mark.parametrize(
    "source", ["/etc/heron.png", "#heron", "mailto:a@example.org", "data:image/png;base64,AA"]
)
def test_a_picture_comes_from_nowhere_else(source: str) -> None:
    assert picture_fault(source) != ""


def test_only_an_address_with_a_scheme_is_outside() -> None:
    assert is_outside("https://example.org/x")
    assert not is_outside("piece.md")
    assert not is_outside("#part")
