"""The lettered choices of a question, links where one can vote."""

from collections.abc import Iterator

from pressrun.model.document import Choice, Poll, Quiz
from pressrun.render.lines import TextSetter
from pressrun.render.markup import HtmlSetter


def choices_html(block: Quiz | Poll, setter: HtmlSetter) -> str:
    """Return the choices as a list."""
    # The letters are words, not list markers: a reader that renumbers a list would change
    # which answer is the right one.
    items = "\n".join(
        f"<li>{_choice(block, number, f'{letter}. {setter.inlines(choice.parts)}', setter)}</li>"
        for number, letter, choice in lettered(block)
    )
    return setter.element("ul", f"\n{items}\n", role="choices")


def _choice(block: Quiz | Poll, number: int, inner: str, setter: HtmlSetter) -> str:
    vote = setter.links.vote(block.id, number)
    return setter.element("a", inner, role="choice", href=vote) if vote else inner


def choices_text(block: Quiz | Poll, setter: TextSetter, width: int) -> list[str]:
    """Return the choices as lines, each with its address below it where one can vote."""
    rows = []
    for number, letter, choice in lettered(block):
        rows.append(setter.lines(choice.parts, width, f"  {letter}. ", "     "))
        if vote := setter.links.vote(block.id, number):
            rows.append(f"     {vote}")
    return rows


def lettered(block: Quiz | Poll) -> Iterator[tuple[int, str, Choice]]:
    """Yield number, letter and choice of each."""
    for number, choice in enumerate(block.choices, 1):
        yield number, _letter(number - 1), choice


def _letter(index: int) -> str:
    """Return a, b … z, aa, ab … as spreadsheets count their columns."""
    before, last = divmod(index, 26)
    return (_letter(before - 1) if before else "") + chr(ord("a") + last)
