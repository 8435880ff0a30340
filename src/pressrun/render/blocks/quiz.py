"""A question with lettered choices, and the answer below it."""

from pressrun.model.document import Choice, Quiz
from pressrun.render.lines import TextSetter
from pressrun.render.markup import HtmlSetter, clean
from pressrun.render.measure import wrap


def html(block: Quiz, setter: HtmlSetter) -> str:
    # The letters are words, not list markers: a reader that renumbers a list would change
    # which answer is the right one.
    choices = "\n".join(
        f"<li>{letter}. {setter.inlines(choice.parts)}</li>" for letter, choice in _lettered(block)
    )
    label = setter.label(setter.words["quiz"])
    question = setter.element("p", setter.inlines(block.question), role="question")
    listed = setter.element("ul", f"\n{choices}\n", role="choices")
    return setter.element(
        "section", f"\n{label}\n{question}\n{listed}\n{_answer(block, setter)}\n", role="quiz"
    )


def _answer(block: Quiz, setter: HtmlSetter) -> str:
    word, letter = setter.escape(setter.words["answer"]), _right(block)
    reason = f" {setter.inlines(block.reason)}" if block.reason else ""
    if setter.policy.folds:
        inner = f"<summary>{word}</summary>\n<p>{letter}.{reason}</p>"
        return setter.element("details", inner, role="answer")
    return setter.element("p", f"<strong>{word}:</strong> {letter}.{reason}", role="answer")


def text(block: Quiz, setter: TextSetter, width: int) -> str:
    rows = [clean(setter.words["quiz"]), setter.lines(block.question, width)]
    rows += [
        setter.lines(choice.parts, width, f"  {letter}. ", "     ")
        for letter, choice in _lettered(block)
    ]
    reason = f" {setter.inlines(block.reason)}" if block.reason else ""
    rows.append(wrap(f"{clean(setter.words['answer'])}: {_right(block)}.{reason}", width))
    return "\n".join(rows)


def _lettered(block: Quiz) -> list[tuple[str, Choice]]:
    return [(_letter(index), choice) for index, choice in enumerate(block.choices)]


def _letter(index: int) -> str:
    """Return a, b … z, aa, ab … as spreadsheets count their columns."""
    before, last = divmod(index, 26)
    return (_letter(before - 1) if before else "") + chr(ord("a") + last)


def _right(block: Quiz) -> str:
    return ", ".join(letter for letter, choice in _lettered(block) if choice.right)
