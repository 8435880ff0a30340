"""A question with lettered choices, and the answer: below it, or after one has chosen."""

from pressrun.model.document import Quiz
from pressrun.render.blocks.choices import choices_text, lettered, question_html, section
from pressrun.render.lines import TextSetter
from pressrun.render.markup import HtmlSetter, clean
from pressrun.render.measure import wrap


def html(block: Quiz, setter: HtmlSetter) -> str:
    label = setter.label(setter.words["quiz"])
    rows = (label, question_html(block, setter), _answer(block, setter))
    return section(block, "\n".join(rows), setter)


def _answer(block: Quiz, setter: HtmlSetter) -> str:
    if setter.links.vote_url:
        return setter.element("p", setter.escape(setter.words["answer_after"]), role="answer")
    word, letter = setter.escape(setter.words["answer"]), _right(block)
    reason = f" {setter.inlines(block.reason)}" if block.reason else ""
    if setter.policy.folds:
        inner = f"<summary>{word}</summary>\n<p>{letter}.{reason}</p>"
        return setter.element("details", inner, role="answer")
    return setter.element("p", f"<strong>{word}:</strong> {letter}.{reason}", role="answer")


def text(block: Quiz, setter: TextSetter, width: int) -> str:
    rows = [clean(setter.words["quiz"]), setter.lines(block.question, width)]
    rows += choices_text(block, setter, width)
    if setter.links.vote_url:
        rows.append(wrap(clean(setter.words["answer_after"]), width))
    else:
        reason = f" {setter.inlines(block.reason)}" if block.reason else ""
        rows.append(wrap(f"{clean(setter.words['answer'])}: {_right(block)}.{reason}", width))
    return "\n".join(rows)


def _right(block: Quiz) -> str:
    return ", ".join(letter for _, letter, choice in lettered(block) if choice.right)
