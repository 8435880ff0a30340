"""Subscribing: the form, the page after it, and what the link or the code of a letter leads to.

Nothing here tells whether an address is known. A GET changes nothing; the browser that asked is
known again by a cookie, and presses the button of the confirmation by itself.
"""

from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from pressrun.app.joining import (
    CodeVerdict,
    JoinForm,
    Joining,
    Visit,
    WishKind,
    WishState,
    WishView,
)
from pressrun.app.pages import TRAP, Answer
from pressrun.app.preferences import Preferences
from pressrun.app.site import Site
from pressrun.errors import Problem
from pressrun.model.served import policy
from pressrun.web.answers import SECRET, Answers
from pressrun.web.forms import Form, Malformed, read_form
from pressrun.web.problems import words_for

COOKIE: Final = "asked"
_COOKIE_S: Final = 7 * 24 * 3600
_AHEAD: Final = ("prefetch", "prerender", "preview")


class Subscribing:
    """Routes below ``subscribe`` and ``confirm``."""

    def __init__(
        self, joining: Joining, preferences: Preferences, site: Site, answers: Answers
    ) -> None:
        self._joining, self._preferences = joining, preferences
        self._site, self._answers, self._pages = site, answers, answers.pages

    async def form(self, request: Request) -> Response:
        """Show the form; ``list`` and ``language`` may be asked for by the query."""
        query = request.query_params
        return await run_in_threadpool(self._form, query.get("list", ""), query.get("language", ""))

    async def join(self, request: Request) -> Response:
        """Take the form, from our page or from one elsewhere, which has no stamp."""
        form = await read_form(request, several=("topic",))
        return await self._joining.even(run_in_threadpool(self._join, form, request))

    async def code(self, request: Request) -> Response:
        """Take the six digits."""
        form = await read_form(request)
        visit = self._answers.visit(request)
        return await self._joining.even(run_in_threadpool(self._code, form, visit))

    async def again(self, request: Request) -> Response:
        """Let another letter be written, without anybody typing an address again."""
        form = await read_form(request)
        visit = self._answers.visit(request)
        return await self._joining.even(run_in_threadpool(self._again, form, visit))

    async def ask(self, request: Request) -> Response:
        """Show the button of a confirmation."""
        purpose = " ".join(
            request.headers.get(name, "") for name in ("sec-purpose", "purpose", "x-moz")
        )
        ahead = any(word in purpose.lower() for word in _AHEAD)
        cookie = "" if ahead else request.cookies.get(COOKIE, "")
        return await run_in_threadpool(self._ask, request.path_params["token"], cookie)

    async def confirm(self, request: Request) -> Response:
        """Let what a link asks for come true."""
        visit = self._answers.visit(request)
        return await run_in_threadpool(self._confirm, request.path_params["token"], visit)

    def _form(self, list: str, language: str) -> Response:
        if self._pages.find_list(list) is None:
            return self._answers.unknown()
        return self._shown(JoinForm(address="", list=list, language=language))

    def _join(self, form: Form | Malformed, request: Request) -> Response:
        if isinstance(form, Malformed):
            return self._answers.malformed(form.why)
        asked = JoinForm(
            address=form.one("email"),
            name=form.one("name"),
            language=form.one("language"),
            list=form.one("list"),
            topics=form.all("topic"),
            trap=form.one(TRAP),
            stamp=form.one("stamp") if "stamp" in form else None,
        )
        if self._pages.find_list(asked.list) is None:
            return self._answers.malformed("problem_choice")
        visit = self._answers.visit(request, list=asked.list, language=asked.language)
        joined = self._joining.join(asked, visit)
        if isinstance(joined, Problem):
            return self._shown(asked, joined)
        response = self._sent(
            joined.code_token, email=asked.address.strip(), language=asked.language
        )
        base = self._answers.base
        response.set_cookie(
            COOKIE,
            joined.browser_token,
            max_age=_COOKIE_S,
            path=f"{base}confirm",
            secure=self._pages.publication.service_address().startswith("https:"),
            httponly=True,
            samesite="lax",
        )
        return response

    def _code(self, form: Form | Malformed, visit: Visit) -> Response:
        if isinstance(form, Malformed):
            return self._answers.malformed(form.why)
        token, code = form.one("token"), form.one("code")
        answer = self._joining.confirm_code(token, code, visit)
        language = form.one("language")
        match answer.verdict:
            case CodeVerdict.UNKNOWN:
                return self._answers.unknown()
            case CodeVerdict.DONE if answer.wish is not None:
                return self._told(answer.wish, "")
            case CodeVerdict.USED_UP:
                return self._sent(token, language=language, problem="code_used_up")
        problem = "code_wrong" if sum(c.isdigit() for c in code) == 6 else "code_shape"
        return self._sent(token, language=language, problem=problem, code=code)

    def _again(self, form: Form | Malformed, visit: Visit) -> Response:
        if isinstance(form, Malformed):
            return self._answers.malformed(form.why)
        if "wish" in form:
            wish = self._joining.wish(form.one("wish"))
            if wish is None:
                return self._answers.unknown()
            self._joining.again(form.one("wish"), visit)
            language = self._pages.language(wish.language)
            return self._answers.page(Answer(page="asked", list=wish.list, language=language))
        token = form.one("token")
        # No digits are no try: this only tells whether the token is one of ours.
        if self._joining.confirm_code(token, "", visit).verdict is CodeVerdict.UNKNOWN:
            return self._answers.unknown()
        self._joining.again(token, visit)
        return self._sent(token, language=form.one("language"), again=True)

    def _ask(self, token: str, cookie: str) -> Response:
        view = self._joining.wish(token)
        if view is None:
            return self._answers.unknown()
        is_open = view.state is WishState.OPEN
        # Whoever may see their data may see them again while the link is valid.
        repeats = view.kind is WishKind.EXPORT and view.state is WishState.DONE
        if not is_open and not repeats:
            return self._told(view, token)
        once = is_open and bool(cookie) and self._joining.is_same_browser(token, cookie)
        answer = Answer(
            page=f"confirm-{view.kind.value}",
            list=view.list,
            language=self._pages.language(view.language),
            flags=frozenset({"once"}) if once else frozenset(),
        )
        publication = self._pages.publication
        headers = {"Content-Security-Policy": policy(publication, scripts=True)}
        return self._answers.page(answer, headers=headers)

    def _confirm(self, token: str, visit: Visit) -> Response:
        view = self._joining.confirm(token, visit)
        return self._answers.unknown() if view is None else self._told(view, token)

    def _told(self, view: WishView, token: str) -> Response:
        """Say what has become of a wish."""
        language = self._pages.language(view.language)
        if view.state is not WishState.DONE:
            answer = Answer(page="expired", list=view.list, language=language)
            return self._answers.page(answer, {"wish_token": token}, status=410)
        if view.document is not None:
            name = 'attachment; filename="your-data.json"'
            headers = {**SECRET, "Content-Disposition": name}
            return Response(view.document, headers=headers, media_type="application/json")
        values, flags = {}, set()
        if view.preferences_token:
            values["preferences"] = f"{self._answers.base}preferences/{view.preferences_token}"
            flags.add("preferences")
        if view.kind is WishKind.JOIN and (day := self._next_day(language)):
            values["next_date"] = day
            flags.add("dated")
        answer = Answer(
            page=f"done-{view.kind.value}",
            list=view.list,
            language=language,
            flags=frozenset(flags),
        )
        return self._answers.done(answer, values, said=f"Done: {view.kind.value}.")

    def _sent(
        self,
        token: str,
        *,
        language: str,
        email: str = "",
        problem: str = "",
        code: str = "",
        again: bool = False,
    ) -> Response:
        """Show the page after the form, which takes the code."""
        flags = {flag for flag, holds in (("named", email), ("again", again)) if holds}
        answer = Answer(
            page="sent",
            language=self._pages.language(language),
            problem=problem,
            field="code" if problem else "",
            flags=frozenset(flags),
        )
        values = {"code_token": token, "email": email, "code": code}
        return self._answers.page(answer, values, status=422 if problem else 200)

    def _shown(self, asked: JoinForm, problem: Problem | None = None) -> Response:
        """Show the form with what was written into it before."""
        names = tuple(each.name for each in self._pages.publication.lists)
        language = self._pages.language(asked.language)
        topics = self._preferences.topics.offered()
        day = self._next_day(language) if len(names) == 1 else ""
        answer = Answer(
            page="subscribe",
            list=asked.list or names[0],
            language=language,
            problem=_words(asked, problem) if problem else "",
            field="email" if problem else "",
            flags=frozenset({"dated"}) if day else frozenset(),
            lists=names if len(names) > 1 else (),
            topics=topics,
        )
        chosen = {topic.casefold() for topic in asked.topics}
        values = {
            "stamp": self._joining.stamp(),
            "email": asked.address,
            "name": asked.name,
            "next_date": day,
            # What was chosen is not to be out of sight.
            "topics_open": " open" if chosen else "",
            **{
                f"topic{number}": " checked"
                for number, topic in enumerate(topics)
                if topic.casefold() in chosen
            },
            **{
                f"list{number}": " checked"
                for number, name in enumerate(names)
                if name == asked.list
            },
        }
        return self._answers.page(answer, values, status=422 if problem else 200)

    def _next_day(self, language: str) -> str:
        """Return the day on which the next issue comes, where one is armed."""
        at = self._site.next_issue()
        return self._pages.day(at, language) if at and at > self._site.now() else ""


def _words(asked: JoinForm, problem: Problem) -> str:
    return words_for(problem.code) if asked.address.strip() else "problem_email_missing"
