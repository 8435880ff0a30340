"""What pages tell of other languages: where the same stands in them, and what is in one."""

from pressrun.model.language import Alternates
from pressrun.model.publication import Publication, Theme
from pressrun.render.context import Data
from pressrun.render.words import direction, language_name


def alternates_data(alternates: Alternates, language: str, theme: Theme) -> list[Data]:
    """Return every language there is this in, the original first; none if there is one alone.

    ``here`` tells which of them the page is in.
    """
    return [
        {
            "language": tag,
            "direction": direction(tag),
            "name": language_name(tag, theme),
            "url": url,
            "here": tag == language,
        }
        for tag, url in alternates
        if len(alternates) > 1
    ]


def language_path(language: str) -> str:
    """Return where the archive of a language other than the publication's is."""
    return f"archive/{language.lower()}/"


def led_to(language: str, publication: Publication, theme: Theme) -> Data:
    """Return what a page in another language than the publication's leads to in that language."""
    if not language:
        return {}
    known = any(name == f"words/{language.lower().split('-')[0]}.toml" for name, _ in theme.files)
    return {
        "archive_url": publication.address(language_path(language)),
        "chosen_language": language if known else "",
    }
