"""The pictures that a text names, each once, where it first does."""

from collections.abc import Iterator

from pressrun.errors import Place
from pressrun.model.article import Picture
from pressrun.render.lint.reading import shown
from pressrun.render.lint.subjects import ArticleCopy, IssueCopy


def named_pictures(copy: ArticleCopy | IssueCopy) -> Iterator[tuple[Picture, Place]]:
    """Yield every picture of a text that there is, front matter's before those of the body.

    The same file under another name is the same picture.
    """
    places: dict[str, Place] = {}
    if isinstance(copy, ArticleCopy) and copy.article.image:
        places[copy.article.image] = copy.script.key("image")
    for picture in shown(copy.document, copy.script):
        places.setdefault(picture.source, picture.place)
    told: set[str] = set()
    for source, place in places.items():
        found = copy.pictures.get(source)
        if found is not None and found.site_path not in told:
            told.add(found.site_path)
            yield found, place
