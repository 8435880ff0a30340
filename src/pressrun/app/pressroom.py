"""The desk of a press: where both what is written and who is written to can be looked at."""

from pressrun.app.deskroom import Deskroom
from pressrun.app.mailroom import Mailroom


class Pressroom(Deskroom, Mailroom):
    """Desk and database of one publication's folder, without all that runs or answers readers."""
