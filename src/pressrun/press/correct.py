"""Correct: a slip of the keyboard in what is public, mended without telling anybody."""

from dataclasses import dataclass

from pressrun.errors import Refused
from pressrun.model.article import Article
from pressrun.model.feed import Memory, Record
from pressrun.model.memory import PATH as RECORDS_PATH
from pressrun.model.memory import dump_memory
from pressrun.ports import Contents
from pressrun.press.desk import Desk
from pressrun.press.record import Register
from pressrun.press.shelf import Shelf
from pressrun.render.digest import words_digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """``record`` is the entry's; ``changed`` tells whether its words were others than now."""

    article: Article
    record: Record
    changed: bool


def public_record(article: Article, memory: Memory) -> Record:
    """Return what is remembered of a public article.

    Raises:
        Refused: It is not public, or was withdrawn.
    """
    record = next((record for record in memory.records if record.id == article.id), None)
    if record is None:
        raise Refused(
            f"{article.slug!r} is not public yet: nobody has read what was wrong",
            code="COR001",
            help=f"just edit {article.path}",
        )
    if record.withdrawn_at is not None:
        raise Refused(
            f"{article.slug!r} was withdrawn on {record.withdrawn_at:%Y-%m-%d}",
            code="COR002",
            help="what was withdrawn is not corrected",
        )
    return record


def settle(desk: Desk, article: Article, contents: Contents, *, dry_run: bool = False) -> Settled:
    """Take the words of a public article as they are now for those that were published.

    The next publication shows them, and the instant of its last update stays what it is.

    Raises:
        ContentError: The article's body or the memory of entries does not load.
        OutletError: The memory could not be written.
        Refused: The article is not public.
    """
    memory = desk.folder.memory()
    record = public_record(article, memory)
    register = Register(memory)
    shelf = Shelf(
        contents, folder=desk.folder, publication=desk.publication, records=register.public
    )
    digest = words_digest(shelf.piece(article))
    # Before its first digest there is nothing that it could differ from.
    changed = record.digest not in ("", digest)
    if changed and not dry_run:
        register.settle(article.id, digest)
        desk.outlet.write([{RECORDS_PATH: dump_memory(register.memory(memory.identity))}])
    return Settled(article=article, record=record, changed=changed)
