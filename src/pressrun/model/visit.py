"""Where somebody stood when they asked for something by a form."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One use of a form.

    ``page`` is the address of the form, ``wording`` what it said that was agreed to. ``network``
    is the IP address that the edge believes, empty where none is known; it is never kept as it is.
    """

    page: str = ""
    network: str = field(default="", repr=False)
    wording: str = ""
