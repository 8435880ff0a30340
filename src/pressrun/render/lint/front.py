"""Where the words of front matter stand."""

from pressrun.errors import Place
from pressrun.render.lint.prose import front_end
from pressrun.render.lint.script import Script


def value_of(script: Script, *names: str) -> Place | None:
    """Return the place of a key's value in the front matter, of the first key that it has.

    None where the front matter has none of them: a translation is silent of what it leaves to its
    original.
    """
    end = front_end(script)
    for line in range(2, end):
        place = script.key(*names, first=line, last=line)
        head = (place.text or "")[: (place.column or 1) - 1]
        if head.strip().rstrip(":").rstrip() in names:
            return place
    return None


def within(script: Script, value: Place, words: str) -> Place:
    """Return where ``words`` stand in the value at ``value``, or all of it where they are written
    in another way, over several lines perhaps."""
    return part_of(script, value, words, 0, len(words))


def part_of(script: Script, value: Place, words: str, start: int, end: int) -> Place:
    """Return where ``words[start:end]`` stand in the value at ``value``, as ``within`` does.

    They are told by where they stand in ``words``: the same may occur in front of them.
    """
    row, line = value.text or "", value.line or 1
    at = row.find(words, (value.column or 1) - 1) if words else -1
    return value if at < 0 else script.place(line, at + start + 1, end - start)
