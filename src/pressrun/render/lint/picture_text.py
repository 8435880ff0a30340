"""What stands for a picture where it is not seen, and says nothing."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from pressrun.errors import Place, Problem, Severity, quoted
from pressrun.model.code import Code
from pressrun.render.lint.boxes import Defaults, is_default
from pressrun.render.lint.reading import shown
from pressrun.render.lint.rule import Rule
from pressrun.render.lint.script import Script
from pressrun.render.lint.subjects import ArticleCopy, IssueCopy, TemplateCopy
from pressrun.render.lint.tree import Attribute, Element

ALT001: Final = Code(
    code="ALT001",
    title="a template shows a picture without alternative text",
    why="Where `<img>` has none, a screen reader reads the file's name aloud, letter by letter;"
    " into `<mj-image>` the engine writes an empty one, and the picture is passed over as"
    " decoration. A program that loads no pictures, as Outlook does until its reader asks for"
    " them, shows a frame without words (WCAG 2.2, success criterion 1.1.1). A picture that is all"
    " there is of a link must say where the link leads.",
    mend='Write `alt="What it shows"`, or `alt=""` where it is decoration and no link.',
    severity=Severity.WARNING,
    excusable=True,
)
ALT002: Final = Code(
    code="ALT002",
    title="alternative text that describes nothing",
    why="A file's name, the word 'image' or the caption over again is read aloud in the picture's"
    " place, and whoever cannot see it knows no more than before. That it is a picture, screen"
    " readers say by themselves (WCAG 2.2, success criterion 1.1.1).",
    mend="Say what a reader who cannot see it would miss: `![Two keepers carry a lamp](lamp.png)`.",
    severity=Severity.WARNING,
    excusable=True,
)

_FILE: Final = re.compile(r"[\w\-. ()]+\.(?:png|jpe?g|gif|webp|svg|avif|heic|tiff?|bmp|pdf)")
# What cameras, telephones and screens call their pictures.
_CAMERA: Final = re.compile(
    r"(?:img|dsc[nf]?|p|pxl|mvi|image|photo|picture|screenshot|screen shot|bildschirmfoto"
    r"|capture d.écran|captura de pantalla)[-_ ]?\(?\d(?:[\d_\-.: ()]++|at|um|à)*"
)
# In the languages of the interface: ``templates/words``.
_KINDS: Final = frozenset(
    {
        *("image", "picture", "photo", "photograph", "graphic", "figure", "illustration"),
        *("screenshot", "img", "alt", "alt text", "bild", "foto", "abbildung", "grafik"),
        *("bildschirmfoto", "photographie", "capture d'écran", "imagen", "fotografía"),
        *("ilustración", "gráfico", "captura de pantalla", "صورة", "لقطة شاشة"),
    }
)
_PREFIXES: Final = (
    *("image of ", "an image of ", "picture of ", "a picture of ", "the picture of "),
    *("bild von ", "ein bild von ", "image de ", "image d'", "une image de ", "une image d'"),
    *("imagen de ", "una imagen de ", "صورة ل"),
)
_BLANKS: Final = re.compile(r"[\W_]+")
_PICTURES: Final = frozenset({"img", "mj-image", "mj-carousel-image"})
# What a link says without words between its tags.
_NAMED: Final = ("aria-label", "title")


def _look_at_templates(copy: TemplateCopy) -> Iterator[Problem]:
    defaults = Defaults(copy.root)
    for element in copy.root.walk():
        place = element.place() if element.name in _PICTURES else None
        if place is None or _is_hidden(element) or is_default(element):
            continue
        place = replace(place, width=1 + len(element.name))
        alt = defaults.find(element, "alt")
        link = _link_of(element, defaults)
        if alt is None:
            what = f"<{element.name}> has no alternative text"
            advice = 'write  alt="What it shows"  or, if it is decoration,  alt=""'
            if link:
                advice = 'write  alt="Where the link leads"'
        elif link and not alt.value.strip():
            what = f"<{element.name}> is all there is of a link, and has an empty alternative text"
            advice = 'write  alt="Where the link leads"'
        else:
            source = defaults.find(element, "src")
            if (said := _alt_place(element, alt)) is not None:
                yield from _judged(alt.value, "", source.value if source else "", said)
            continue
        yield Problem(
            code=ALT001.code, what=what, place=place, help=advice, severity=ALT001.severity
        )


def _alt_place(element: Element, alt: Attribute) -> Place | None:
    """Return where the publication wrote an alternative text, None where an expression says it."""
    place = element.place(alt.value_at) if element.attributes.get("alt") is alt else None
    if place is None or not (place.text or "").startswith(alt.value, (place.column or 1) - 1):
        return place
    return replace(place, width=max(len(alt.value), 1))


def _is_hidden(element: Element) -> bool:
    return any(
        one.get("aria-hidden") == "true" or one.get("role") in ("presentation", "none")
        for one in (element, *element.ancestors())
        if one.name not in ("table", "tr", "td")  # a table for layout hides nothing
    )


def _link_of(element: Element, defaults: Defaults) -> bool:
    """Tell whether a picture is all there is of a link."""
    if element.name != "img":
        href = defaults.find(element, "href")
        return href is not None and bool(href.value.strip())
    link = next((above for above in element.ancestors() if above.name == "a"), None)
    if link is None or "href" not in link.attributes or any(map(link.get, _NAMED)):
        return False
    others = (one for one in link.walk() if one.name == "img" and one is not element)
    return not link.text().strip() and not any(other.get("alt").strip() for other in others)


def _look_at_texts(copy: ArticleCopy | IssueCopy) -> Iterator[Problem]:
    for picture in shown(copy.document, copy.script):
        place = _place(picture.place, copy.script, picture.alt)
        yield from _judged(picture.alt, picture.caption, picture.source, place)
    if isinstance(copy, ArticleCopy) and copy.article.image and copy.article.image_alt:
        place = copy.script.key("image_alt")
        yield from _judged(copy.article.image_alt, "", copy.article.image, place)


def _judged(alt: str, caption: str, source: str, place: Place) -> Iterator[Problem]:
    said = " ".join(alt.split()).casefold()
    if not said:
        return
    if fault := _fault(said, caption, source):
        yield Problem(
            code=ALT002.code,
            what=f"the alternative text {quoted(alt)} {fault}",
            place=place,
            help="say what a reader who cannot see the picture would miss",
            severity=ALT002.severity,
        )


def _fault(said: str, caption: str, source: str) -> str:
    """Return what is wrong with an alternative text, in words; nothing where nothing is."""
    name = source.rpartition("/")[2].casefold()
    if said == name or _FILE.fullmatch(said) or _CAMERA.fullmatch(said):
        return "is the name of a file"
    # A name of one word may be what is seen; one like 'lamp-room_2' is no words of anybody's.
    if said == name.rpartition(".")[0] and re.search(r"[-_\d]", said):
        return "is the name of a file"
    if said.strip(" .:!") in _KINDS:
        return "says that it is a picture and not what it shows"
    if opening := next((p for p in _PREFIXES if said.startswith(p)), ""):
        return f"begins with '{opening.strip()}': screen readers say that by themselves"
    if caption and _folded(said) == _folded(caption):
        return "repeats the caption: screen readers say it twice"
    return ""


def _folded(text: str) -> str:
    return _BLANKS.sub(" ", text.casefold()).strip()


def _place(source: Place, script: Script, alt: str) -> Place:
    """Return where the alternative text stands, by the place of the picture's source."""
    row, column = source.text or "", source.column or 1
    start = row.rfind("![", 0, column)
    end = row.rfind("](", 0, column)
    if 0 <= start < end and source.line:
        return script.place(source.line, start + 3, end - start - 2)
    return source


def _look(copy: TemplateCopy | ArticleCopy | IssueCopy) -> Iterator[Problem]:
    if isinstance(copy, TemplateCopy):
        yield from _look_at_templates(copy)
    else:
        yield from _look_at_texts(copy)


PICTURE_TEXT: Final = Rule(
    on=(TemplateCopy, ArticleCopy, IssueCopy), codes=(ALT001, ALT002), look=_look
)
