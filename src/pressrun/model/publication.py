"""Who publishes: identity that never changes, and the lists one can subscribe to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingList:
    """What one subscribes to: consent, sender, List-Id and unsubscribe belong to it.

    ``list_id`` is the part between the angle brackets of List-Id (RFC 2919 §2).
    """

    name: str
    title: str
    list_id: str
    sender_name: str
    sender_address: str
    reply_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A publication's identity.

    ``url`` is where readers find it, without a final slash. ``authority``, ``year`` and
    ``language`` are written once by ``init`` and never follow the domain (design §4 item 2).
    ``zone`` is an IANA time zone name.
    """

    title: str
    url: str
    authority: str
    year: int
    language: str
    zone: str
    lists: tuple[MailingList, ...]
    description: str = ""
    author: str = ""
    rights: str = ""

    def entry_id(self, minted: str, language: str) -> str:
        """Return the id under which every feed knows an article or an issue (RFC 4151).

        It depends on nothing that an editor may change later.
        """
        suffix = "" if language == self.language else f":{language}"
        return f"tag:{self.authority},{self.year}:{minted}{suffix}"

    def address(self, site_path: str = "") -> str:
        """Return the absolute address of a path below the publication."""
        return f"{self.url}/{site_path}"

    def find_list(self, name: str) -> MailingList | None:
        """Return the list called ``name``, the first one for an empty name."""
        if not name:
            return self.lists[0]
        return next((item for item in self.lists if item.name == name), None)


@dataclass(frozen=True, slots=True)
class Theme:
    """Template files by name, a publication's own over the built-in ones.

    Names are relative to ``templates/`` with forward slashes: ``email/issue.mjml``. Values are
    (name, text) pairs sorted by name, so that a theme can be hashed and sent to a child process.
    """

    files: tuple[tuple[str, str], ...]
