"""The web server for reading: the archive of reports at `/`, and at `/explore` live pages over the published warehouse.

Everything is read: there is no form that changes anything, no login and no script. What is searched stands in no line
of the log.
"""

import csv
import io
import logging
from collections.abc import Callable, Mapping
from hashlib import sha256
from time import monotonic
from typing import NoReturn

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from contract.errors import FengxiangError, ReportError
from fengxiang import home as place
from fengxiang.editions import edition_of
from fengxiang.search_query import clauses_and_words
from fengxiang.settings import Settings
from fengxiang.site_fences import refusal
from fengxiang.site_files import FENCES, Archive
from fengxiang.site_readers import Readers
from fengxiang.web_serving import HEADERS
from reports.bounded import Refused, TooSlow
from reports.explorer import frame as pages
from reports.explorer.asked import VIEWS, Given, Unclear, understood, unreadable
from reports.explorer.catalogue import Catalogue, catalogue_of
from reports.published import Published, Row
from reports.spreadsheet import safe
from reports.wording import LANGUAGES, Wording, wording

log = logging.getLogger(__name__)

SECONDS = 15.0  # that the questions of one page may take together
LONGEST_ADDRESS = 4096  # characters behind the question mark
STYLE = "/explore/style.css"
POLICY = f"default-src 'none'; style-src 'self'; img-src 'self' data:; {FENCES}"
LIVE = HEADERS | {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}


def application(settings: Settings, *, open_to_others: bool = False, seconds: float = SECONDS) -> ASGIApp:
    """The server's application; `open_to_others` answers to any host name, `seconds` is the time a page has."""
    site = _Site(settings, seconds)
    app = Starlette(
        routes=[
            Route(STYLE, site.style),
            Route("/explore", site.view),
            Route("/explore/{view}", site.view),
            Route("/explore/{view}/{table}.csv", site.file),
            Mount("/", Archive(settings.home / "reports" / "site")),
        ],
        exception_handlers={HTTPException: site.fault, Exception: site.broken},
    )
    return _Gate(app, open_to_others)


class _Gate:
    """Refuses whom the fences refuse, and writes one line a request, without what was asked."""

    def __init__(self, app: ASGIApp, open_to_others: bool) -> None:
        self._app, self._open = app, open_to_others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        begun, told = monotonic(), {"status": 0}

        async def sent(message: Mapping[str, object]) -> None:
            if message["type"] == "http.response.start":
                told["status"] = int(str(message["status"]))
            await send(dict(message))

        request = Request(scope)
        why = refusal(request.headers, self._open)
        app = PlainTextResponse(why + "\n", 403, LIVE) if why else self._app
        try:
            await app(scope, receive, sent)
        finally:
            took = round((monotonic() - begun) * 1000)
            log.info("%s %s %s %d ms", request.method[:8], _kind(request.url.path), told["status"] or "–", took)


def _kind(path: str) -> str:
    """What was asked for, in words of our own: an address may hold anything."""
    parts = path.strip("/").split("/")
    if parts[0] != "explore":
        return "archive"
    view = parts[1] if len(parts) > 1 else VIEWS[0]
    return f"explore/{view}" + ("/csv" if len(parts) > 2 else "") if view in VIEWS else "explore/..."


class _Site:
    def __init__(self, settings: Settings, seconds: float) -> None:
        self.settings, self.seconds = settings, seconds
        self.readers = Readers(place.published(settings.home), seconds)
        edition = edition_of(settings)
        self.css = pages.style_sheet(edition)
        version = sha256(self.css.encode()).hexdigest()[:12]
        self.frame = pages.Frame(edition, f"{STYLE}?v={version}")

    def style(self, request: Request) -> Response:
        """The style sheet; its address changes with it."""
        headers = LIVE | {"Cache-Control": "public, max-age=31536000, immutable"}
        return Response(self.css, 200, headers, "text/css")

    def view(self, request: Request) -> Response:
        """A page of the explorer. Runs in a thread of its own."""

        def page(published: Published, view: str, given: Given, catalogue: Catalogue) -> Response:
            asked = understood(view, given, catalogue, catalogue.whole or _no_data(), clauses_and_words)
            return HTMLResponse(pages.page(published, asked, catalogue, self.frame), 200, LIVE)

        return self._answer(request, page)

    def file(self, request: Request) -> Response:
        """A table of a view as CSV."""

        def table(published: Published, view: str, given: Given, catalogue: Catalogue) -> Response:
            name = request.path_params["table"]
            asked = understood(view, given, catalogue, catalogue.whole or _no_data(), clauses_and_words)
            if name not in pages.questions_of(asked):
                raise HTTPException(404)
            named = f"fengxiang-{view}-{name}-{asked.since}-{asked.until}.csv"
            headers = LIVE | {"Content-Disposition": f'attachment; filename="{named}"'}
            return Response(_csv(pages.table(published, asked, name)), 200, headers, "text/csv; charset=utf-8")

        return self._answer(request, table)

    def _answer(self, request: Request, make: Callable[[Published, str, Given, Catalogue], Response]) -> Response:
        view, given = request.path_params.get("view", VIEWS[0]), dict(request.query_params)
        words = wording(given["language"] if given.get("language") in LANGUAGES else self.settings.language)
        if view not in VIEWS or len(request.url.query) > LONGEST_ADDRESS:
            raise HTTPException(404 if view not in VIEWS else 414)
        try:
            with self.readers.opened() as published:
                return self._asked(published, view, given, words, make)
        except _NoData:
            return self._notice(503, pages.NO_DATA, words)
        except TooSlow:
            return self._notice(503, pages.SLOW, words, seconds=round(self.seconds))
        except FengxiangError as fault:
            if not self.readers.path.is_file():
                return self._notice(503, pages.NO_WAREHOUSE, words)
            log.error("%s", fault)
            return self._notice(500, pages.BROKEN, words)

    def _asked(
        self, published: Published, view: str, given: Given, words: Wording,
        make: Callable[[Published, str, Given, Catalogue], Response],
    ) -> Response:  # fmt: skip
        catalogue = catalogue_of(published, words)
        try:
            return make(published, view, given, catalogue)
        except Refused as fault:
            wrong = unreadable(str(fault))
        except Unclear as fault:
            wrong = fault
        return HTMLResponse(pages.fault_page(wrong, view, given, catalogue, self.frame), 400, LIVE)

    def _notice(self, status: int, key: str, words: Wording, **figures: object) -> Response:
        return HTMLResponse(pages.notice(key, self.frame, words, **figures), status, LIVE)

    async def fault(self, request: Request, error: Exception) -> Response:
        """What no route answers: above all an archive that has not been made."""
        status = getattr(error, "status_code", 500)
        made = (self.settings.home / "reports" / "site").is_dir()
        live = request.url.path.startswith("/explore/")
        key = pages.UNKNOWN_PAGE if made or live else pages.NO_ARCHIVE
        answer = await run_in_threadpool(self._notice, status, key, wording(self.settings.language))
        answer.headers.update(getattr(error, "headers", None) or {})
        return answer

    async def broken(self, request: Request, error: Exception) -> Response:
        """A bug. The server's log has it; the page has none of it."""
        return await run_in_threadpool(self._notice, 500, pages.BROKEN, wording(self.settings.language))


class _NoData(ReportError):
    pass


def _no_data() -> NoReturn:
    raise _NoData("no posts")


def _csv(rows: list[Row]) -> bytes:
    """UTF-8 with the mark by which Excel knows it; no cell can be a formula."""
    told = io.StringIO(newline="")
    writer = csv.writer(told, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(list(rows[0]) if rows else [])
    writer.writerows([safe(value) for value in row.values()] for row in rows)
    return told.getvalue().encode("utf-8-sig", "replace")
