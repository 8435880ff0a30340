"""An issue bound, rendered and composed: the one path of show, test, check and sending."""

import hashlib
import logging
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from pressrun.errors import ContentError, IsolateError, Place
from pressrun.mail.compose import compose, compose_face
from pressrun.mail.person import Mailing, Person
from pressrun.mail.slots import parse_template
from pressrun.model.article import Article
from pressrun.model.delivery import Face
from pressrun.model.feed import Record, RecordKind
from pressrun.model.issue import BoundIssue, Issue, RenderedIssue
from pressrun.model.language import best
from pressrun.model.privatefeed import topic_key
from pressrun.model.publication import MailingList, Publication
from pressrun.ports import Contents
from pressrun.press.assemble import assemble
from pressrun.press.desk import Desk
from pressrun.press.shelf import Shelf, names

VARIANT = "whole"

log = logging.getLogger(__name__)


def bind(
    desk: Desk, issue: Issue, contents: Contents, *, at: datetime, language: str = ""
) -> BoundIssue:
    """Return ``issue`` as it would go out at this instant, its own articles public with it.

    It is for readers of ``language``, empty for the publication's own: each article and the
    editor's words stand in it where there is a translation (see ``languages_of``).

    Raises:
        ContentError: The issue or one of its articles does not load.
    """
    remembered = {record.id: record for record in desk.folder.memory().records}
    records = {key: r for key, r in remembered.items() if r.withdrawn_at is None}
    gone = remembered.keys() - records.keys()
    finder = Shelf(contents, folder=desk.folder, publication=desk.publication, records=records)
    for reference in issue.references:
        article = finder.find(reference)
        if article is not None and article.id in gone:
            raise ContentError(
                f"article {reference!r} was withdrawn",
                code="ISS017",
                place=Place(path=issue.path),
                help=f"pressrun queue remove {article.slug} --issue {issue.number}",
            )
        if article is not None and article.id not in records:
            records[article.id] = _entered(article, at)
    for article in contents.articles:
        if article.original in records and article.id not in remembered and not article.draft:
            records[article.id] = _entered(article, at)
    shelf = Shelf(
        contents,
        folder=desk.folder,
        publication=desk.publication,
        records=records,
        withdrawn=gone,
    )
    bound = assemble(issue, shelf, folder=desk.folder, language=language)
    # Its mail is dated as its page will be.
    return replace(bound, published_at=bound.published_at or at)


def _entered(article: Article, at: datetime) -> Record:
    """Return what will be remembered of an article that becomes public with an issue."""
    return Record(
        id=article.id,
        kind=RecordKind.ARTICLE,
        language=article.language,
        sequence=0,
        published_at=at,
        updated_at=at,
        digest="",
    )


def languages_of(issue: Issue, contents: Contents, own: str) -> tuple[str, ...]:
    """Return the languages in which an issue has a face, as ``bind`` takes them.

    ``own`` is the publication's, which comes first, as nothing; then, in order, every language
    into which one of the articles or the editor's words are translated.
    """
    carried = {reference.rpartition("/")[2] for reference in issue.references}
    translations = [a for a in contents.articles if a.original and not a.draft]
    translated = {article.original for article in translations}
    works = {
        a.id for a in contents.articles if a.id in translated and not carried.isdisjoint(names(a))
    }
    tags = {article.language for article in translations if article.original in works}
    tags |= {text.language for text in issue.texts}
    return ("", *sorted(tag for tag in tags if tag.casefold() != own.casefold()))


def language_for(wanted: str, issue: Issue, contents: Contents, own: str) -> str:
    """Return the language of the face that those get who read ``wanted``, as ``bind`` takes it.

    ``own`` is the publication's, and that of whoever says nothing.
    """
    found = best(wanted or own, (own, *languages_of(issue, contents, own)[1:]))
    return "" if found == own else found


def mailing_list_of(issue: Issue, publication: Publication) -> MailingList:
    """Return the list an issue goes to.

    Raises:
        ContentError: The issue names a list that the publication does not have.
    """
    found = publication.find_list(issue.list)
    if found is None:
        known = ", ".join(repr(item.name) for item in publication.lists)
        raise ContentError(
            f"issue {issue.number} goes to list {issue.list!r}, which does not exist",
            code="ISS005",
            help=f"lists in pressrun.toml: {known}",
        )
    return found


def render(desk: Desk, bound: BoundIssue) -> RenderedIssue:
    """Return the email face of an issue: the one render path of show, test and sending.

    Raises:
        RenderError: A template does not work.
        IsolateError: A template or an article asks for too much time or memory.
    """
    given = (desk.publication, mailing_list_of(bound.issue, desk.publication), desk.theme())
    try:
        # A child that has set these articles before needs no documents, and handing those over
        # takes longer than the rest. One that wants some says which; another may answer then.
        light = "pressrun.render.email:render_light"
        answer = desk.isolate.call(light, _with_documents(bound, ()), *given)
        if isinstance(answer, tuple):
            answer = desk.isolate.call(light, _with_documents(bound, answer), *given)
        if isinstance(answer, tuple):
            answer = desk.isolate.call("pressrun.render.email:render_issue", bound, *given)
    except IsolateError as error:
        told, place = error.problem, Place(path=bound.issue.path)
        raise IsolateError(told.what, code=told.code, place=place, help=told.help) from error
    rendered: RenderedIssue = answer
    return rendered


def _with_documents(bound: BoundIssue, paths: Collection[str]) -> BoundIssue:
    """Return ``bound`` with the documents of these articles, the others' left out."""
    chapters = (
        replace(
            chapter,
            pieces=tuple(
                piece if piece.article.path in paths else replace(piece, document=(), left_out=True)
                for piece in chapter.pieces
            ),
        )
        for chapter in bound.chapters
    )
    return replace(bound, chapters=tuple(chapters))


def make_face(desk: Desk, bound: BoundIssue, rendered: RenderedIssue, *, date_at: datetime) -> Face:
    """Return the byte template of a rendered issue, tried out on a sample person.

    Raises:
        RenderError: The message could not be composed.
    """
    octets = compose_face(
        rendered,
        publication=desk.publication.speaking(bound.language),
        mailing_list=mailing_list_of(bound.issue, desk.publication),
        date_at=date_at,
        web_url=bound.url,
    )
    template = parse_template(octets)
    compose(template, sample_person(desk.publication, web_url=template.web_url))
    return Face(
        digest=hashlib.sha256(octets).hexdigest(),
        issue=bound.issue.key,
        language=bound.language or desk.publication.language,
        variant=VARIANT,
        octets=octets,
        articles=carried_by(bound),
    )


def carried_by(bound: BoundIssue) -> tuple[str, ...]:
    """Return the ids of what a face carries: of originals, or of the article that it corrects."""
    corrected = bound.issue.erratum_of
    return (corrected,) if corrected else tuple(piece.article.work for piece in bound.pieces)


def topics_of(bound: BoundIssue) -> tuple[str, ...]:
    """Return what an issue is about, each topic once: the tags of its articles."""
    named = dict[str, str]()
    for piece in bound.pieces:
        for tag in piece.article.tags:
            named.setdefault(topic_key(tag), " ".join(tag.split()))
    return tuple(name for key, name in named.items() if key)


def sample_person(publication: Publication, *, web_url: str) -> Person:
    """Return someone who does not exist, for previews."""
    mailing = Mailing(publication, salt=b"sample", issue="sample", web_url=web_url)
    return mailing.person(0, address="ada.sample@example.org", name="Ada Sample", handle="sample")
