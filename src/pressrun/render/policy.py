"""What a medium asks of the same words: values, never code paths."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How a face in HTML is dressed. To serve another medium, write another value.

    ``headings_from`` is the level, 1 to 6, that the article's own title takes on the face, so a
    heading of depth 2 stands one below it. ``classes`` lets elements carry the theme's classes,
    ``anchors`` lets headings and notes carry ids, ``folds`` hides a quiz's answer until it is
    asked for, ``button_table`` sets a button in a table, whose cell every mail client paints.
    ``vote_url`` is where a reader of this face votes, with a final slash, empty where none can.
    ``form_url`` is where a form on this face votes for whoever reads it, with a final slash;
    with ``votes_on_page`` choices lead to where that form stands.
    ``image_width`` is the widest a picture may stand, in CSS pixels, or None for its own width.
    ``elements`` replaces element names the medium does not know. ``twin`` sets the same words as
    plain text beside it.
    """

    headings_from: int
    classes: bool = False
    anchors: bool = False
    folds: bool = False
    button_table: bool = False
    vote_url: str = ""
    form_url: str = ""
    votes_on_page: bool = False
    image_width: int | None = None
    elements: tuple[tuple[str, str], ...] = ()
    twin: bool = False

    def element(self, name: str) -> str:
        """Return the element that stands for ``name`` on this face."""
        return dict(self.elements).get(name, name)

    def heading(self, depth: int) -> str:
        """Return the element for a heading of ``depth``; depth 1 is the article's title."""
        return f"h{min(depth + self.headings_from - 1, 6)}"


WEB: Final = Policy(headings_from=1, classes=True, anchors=True, folds=True)
# A reader's own page spends h1 on the feed; the title above our words is its h2.
FEED: Final = Policy(headings_from=2, votes_on_page=True)
# 600 pixels of column, less the margins the theme gives it. Mail clients drop elements younger
# than they are, and what is inside them stays unstyled.
EMAIL: Final = Policy(
    headings_from=2,
    classes=True,
    button_table=True,
    twin=True,
    image_width=536,
    elements=(("figure", "div"), ("figcaption", "div"), ("section", "div"), ("aside", "div")),
)
