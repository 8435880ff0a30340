"""What is said of links while they are asked for, and after."""

from typing import TYPE_CHECKING, Final

from pressrun.cli.printing import count, say

if TYPE_CHECKING:
    from pressrun.app.checking import Asked

_EVERY: Final = 25


def tell_progress(done: int, of: int) -> None:
    """Say how far it is, now and then."""
    if not done:
        say(f"Asking for {count(of, 'page')} elsewhere; Ctrl-C stops it.")
    elif done % _EVERY == 0 and done < of:
        say(f"Asked for {done:,} of {of:,}.")


def tell_asked(asked: "Asked") -> None:
    """Say how many links there are, and of how many it is known where they lead."""
    said = [f"{asked.asked:,} asked now", f"{asked.known:,} known from before"]
    if asked.unclear:
        said.append(f"{asked.unclear:,} gave no certain answer")
    if asked.left:
        said.append(f"{asked.left:,} left for the next time")
    say(f"{count(asked.addresses, 'page')} elsewhere: {', '.join(said)}.\n")
