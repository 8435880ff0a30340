"""Issues that show every part of the theme: many articles, every box, both reading directions."""

from dataclasses import replace
from typing import Any

from pressrun.model.article import Picture
from pressrun.model.document import (
    Button,
    Callout,
    Choice,
    Document,
    Figure,
    Footnote,
    Footnotes,
    KeyPoints,
    List,
    ListItem,
    Media,
    MediaKind,
    Poll,
    PullQuote,
    Quotation,
)
from pressrun.model.inline import Abbreviation, NoteReference
from pressrun.model.issue import BoundIssue, Chapter
from pressrun.model.publication import Content, Layout, Look, MailingList, Publication
from pressrun.render.email import render_issue
from render.issue_samples import (
    FULL,
    ISSUE,
    LIST,
    PUBLICATION,
    RICH,
    SECOND,
    THEME,
    WRITTEN,
    article,
    bound,
    paragraph,
    parts,
    piece,
)

POSTED = replace(LIST, postal_address="The Lamp Sample Society, 1 Sample Quay, 00000 Sampleton")
LOGO = Picture(
    source="logo.png",
    path="logo.png",
    site_path="media/00112233aabbccdd.png",
    media_type="image/png",
    width=480,
    height=120,
    size_octets=999,
)
NIGHT_LOGO = replace(LOGO, path="night.png", site_path="media/ddccbbaa33221100.png")

BOXES: Document = (
    paragraph(
        "The ",
        Abbreviation("AIS", "Automatic Identification System"),
        " shows thirty ships a night, and not one of them has asked who turns the lamp",
        NoteReference(1),
        ". We asked them instead, one by one, over the radio, between midnight and four.",
    ),
    Callout(
        title="How we counted",
        blocks=(paragraph("Every ship that answered counts once, whatever it said."),),
    ),
    PullQuote(
        parts=parts("A lamp is a promise that somebody is awake."),
        attribution=parts("Ada Sample"),
    ),
    Media(
        kind=MediaKind.VIDEO,
        target="https://example.org/film",
        title="Four minutes of fog",
        source="heron.png",
        alt="A grey wall of fog behind an iron rail",
        caption=parts("Filmed from the gallery."),
        credit="Sample Photographer",
    ),
    Button(parts=parts("Write to the keeper"), target="https://example.org/write"),
    Poll(
        id="horn",
        question=parts("Is the horn too loud?"),
        choices=(Choice(parts=parts("Yes")), Choice(parts=parts("It could be louder"))),
    ),
    Footnotes(
        items=(Footnote(number=1, blocks=(paragraph("Nobody has, since the lamp was lit."),)),)
    ),
)
BOXED = piece(
    *BOXES, slug="thirty-ships", article=article("thirty-ships", title="Thirty ships", summary="")
)
ARABIC = piece(
    KeyPoints(items=(parts("المنارة مضاءة كل ليلة."), parts("الحارس يكتب بيده."))),
    paragraph("وصل الطائر مع أول عاصفة في هذا الشهر ولم يغادر منذ ذلك الحين."),
    List(items=(ListItem(blocks=(paragraph("افتح الباب ببطء."),)),), start=1),
    Quotation(blocks=(paragraph("المصباح وعد."),), attribution=parts("آدا")),
    Figure(source="heron.png", alt="طائر على سور", caption=parts("الزائر.")),
    slug="the-lamp-at-night",
    article=article("the-lamp-at-night", title="المنارة في الليل", language="ar", summary=""),
)


def numbered(count: int) -> tuple[Any, ...]:
    """Return short articles, each with a title and a slug of its own."""
    return tuple(
        piece(
            paragraph(f"What the keeper of lamp number {n} says of the night, in a few words."),
            slug=f"lamp-{n}",
            article=article(f"lamp-{n}", title=f"Lamp number {n}", summary=""),
        )
        for n in range(1, count + 1)
    )


MANY = replace(
    FULL,
    chapters=(
        Chapter(pieces=(RICH, BOXED)),
        Chapter(pieces=(SECOND, *numbered(2)), title="From the workshop", intro="At night."),
    ),
)
MIXED = bound(ARABIC, piece(paragraph("One English article among others.")), written=WRITTEN)
ARABIC_PUBLICATION = replace(PUBLICATION, language="ar", title="رسائل المنارة")


def laid_out(
    layout: str, issue: BoundIssue = MANY, *, content: str | None = None, **changes: Any
) -> BoundIssue:
    """Return an issue that asks for a layout; ``changes`` are for its front matter."""
    asked = replace(
        ISSUE, layout=Layout(layout), content=Content(content) if content else None, **changes
    )
    return replace(issue, issue=asked)


def dressed(**look: Any) -> Publication:
    """Return the sample publication in a look of its own."""
    return replace(PUBLICATION, look=Look(**look))


def mail(
    issue: BoundIssue,
    publication: Publication = PUBLICATION,
    mailing_list: MailingList = POSTED,
) -> str:
    """Return the mail's HTML, logos at hand."""
    theme = replace(THEME, logos=(("logo.png", LOGO), ("night.png", NIGHT_LOGO)))
    return render_issue(issue, publication, mailing_list, theme).html
