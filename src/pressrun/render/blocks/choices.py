"""The lettered choices of a question: a form on a page, links in mail, and in feeds to the page."""

from collections.abc import Iterator

from pressrun.model.document import Choice, Poll, Quiz
from pressrun.model.inline import Inlines, Link, plain
from pressrun.model.parts import flat
from pressrun.render.lines import TextSetter
from pressrun.render.markup import HtmlSetter


def question_html(block: Quiz | Poll, setter: HtmlSetter) -> str:
    """Return question and choices, with what there is to press."""
    question, choices = setter.inlines(block.question), _choices_html(block, setter)
    if setter.policy.form_url:
        return _form(block, question, choices, setter)
    return f"{setter.element('p', question, role='question')}\n{choices}"


def section(block: Quiz | Poll, inner: str, setter: HtmlSetter) -> str:
    """Return a question's own section; feeds lead to it on the page."""
    anchor = setter.links.anchor_of(block.id) if setter.policy.anchors else ""
    return setter.element("section", f"\n{inner}\n", role=kind(block), id=anchor)


def choices_text(block: Quiz | Poll, setter: TextSetter, width: int) -> list[str]:
    """Return the choices as lines, each with its address below it where one can vote."""
    rows = []
    for number, letter, choice in lettered(block):
        rows.append(setter.lines(choice.parts, width, f"  {letter}. ", "     "))
        if vote := setter.links.vote(block.id, number):
            rows.append(f"     {vote}")
    return rows


def kind(block: Quiz | Poll) -> str:
    """Return what a question is called in style sheets and in the names of words."""
    return "quiz" if isinstance(block, Quiz) else "poll"


def lettered(block: Quiz | Poll) -> Iterator[tuple[int, str, Choice]]:
    """Yield number, letter and choice of each."""
    for number, choice in enumerate(block.choices, 1):
        yield number, _letter(number - 1), choice


def _choices_html(block: Quiz | Poll, setter: HtmlSetter) -> str:
    # The letters are words, not list markers: a reader that renumbers a list would change
    # which answer is the right one.
    items = "\n".join(
        f"<li>{_choice(block, number, letter, choice.parts, setter)}</li>"
        for number, letter, choice in lettered(block)
    )
    return setter.element("ul", f"\n{items}\n", role="choices")


def _choice(
    block: Quiz | Poll, number: int, letter: str, parts: Inlines, setter: HtmlSetter
) -> str:
    words = f"{letter}. {setter.inlines(parts)}"
    if setter.policy.form_url:
        button = f'<input type="radio" name="choice" value="{number}" required>'
        return setter.element("label", f"{button} {words}", role="choice")
    vote = setter.links.vote(block.id, number)
    if not vote and setter.policy.votes_on_page:
        vote = f"{setter.links.url}#{setter.links.anchor_of(block.id)}"
    if not vote:
        return words
    if not any(isinstance(part, Link) for part in flat(parts)):
        return setter.element("a", words, role="choice", href=vote)
    # Links cannot stand in one another: the letter is pressed, and the words lead where they did.
    named = {"aria-label": f"{letter}. {plain(parts)}"}
    press = setter.element("a", f"{letter}.", role="choice", href=vote, **named)
    return f"{press} {setter.inlines(parts)}"


def _form(block: Quiz | Poll, question: str, choices: str, setter: HtmlSetter) -> str:
    legend = setter.element("legend", question, role="question")
    button = f'<button type="submit">{setter.escape(setter.words[f"vote_button_{kind(block)}"])}'
    inner = f"\n<fieldset>\n{legend}\n{choices}\n</fieldset>\n{button}</button>\n"
    action = f"{setter.policy.form_url}{setter.links.owner}/{block.id}"
    return setter.element("form", inner, method="post", action=action)


def _letter(index: int) -> str:
    """Return a, b … z, aa, ab … as spreadsheets count their columns."""
    before, last = divmod(index, 26)
    return (_letter(before - 1) if before else "") + chr(ord("a") + last)
