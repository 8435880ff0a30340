"""The manifest: what is written down comes back, and nonsense is an empty one."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pressrun.model.manifest import MEDIA_TYPES, Line, Manifest, media_type

PATHS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
INSTANTS = st.integers(0, 10**9).map(
    lambda seconds: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
DIGESTS = st.text("0123456789abcdef", min_size=64, max_size=64)
LINES = st.builds(
    Line, DIGESTS, INSTANTS, st.dictionaries(st.sampled_from(("br", "gzip")), DIGESTS)
)
MANIFESTS = st.builds(
    Manifest,
    st.dictionaries(PATHS, LINES, max_size=5),
    st.frozensets(PATHS, max_size=5),
    st.dictionaries(PATHS, PATHS, max_size=5),
)


@given(MANIFESTS)
def test_what_is_written_down_comes_back(manifest: Manifest) -> None:
    assert Manifest.parse(manifest.dump()) == manifest
    assert Manifest.parse(manifest.dump()).dump() == manifest.dump()


@given(st.binary(max_size=200))
def test_nonsense_is_an_empty_manifest(octets: bytes) -> None:
    assert Manifest.parse(octets) == Manifest({})


def test_a_torn_manifest_is_an_empty_one() -> None:
    octets = Manifest({"a.html": Line("0" * 64, datetime(2026, 1, 1, tzinfo=UTC))}).dump()

    assert Manifest.parse(octets).files
    assert all(not Manifest.parse(octets[:end]).files for end in range(len(octets) - 2))


def test_every_text_says_its_charset_and_the_unknown_is_octets() -> None:
    assert media_type("feeds/main.json") == "application/feed+json; charset=utf-8"
    assert media_type("x.exe") == "application/octet-stream"
    assert all(
        ("charset=utf-8" in kind) is not kind.startswith("image/") for kind in MEDIA_TYPES.values()
    )
