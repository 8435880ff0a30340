"""A "no" as it is kept outside the database, so that no restored copy forgets it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class No:
    """Somebody does not want mail: of one list, or of any where ``list`` is empty.

    ``hash`` is a keyed hash of the address's key; that key lies beside the log and never in the
    database. With ``lifted`` the line says that the owner of the mailbox has said yes again, or
    that whoever wrote the no took it back.
    """

    hash: str
    list: str
    at: datetime
    lifted: bool = False
