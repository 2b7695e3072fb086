"""A small web server for the link in an alert's mail: GET shows what it is and a button, POST acknowledges.

Programs that look at mail fetch every link in it, so GET changes nothing. The token is all that is asked for: it is
signed, for one alert and one act, and ends. A page tells an alert's name and numbers, never a post; the log no token.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from contract.errors import FengxiangError
from contract.findings import ALL_PLATFORMS
from fengxiang import alert_handling, alert_links, alert_states, web_serving
from fengxiang import home as place
from fengxiang.alert_actions import LINK
from fengxiang.alert_states import Standing
from fengxiang.alert_words import names_of
from fengxiang.settings import Settings
from reports import link_page

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

log = logging.getLogger(__name__)

LARGEST_BODY = 4096  # bytes; a form with nothing but a button has none
HEADERS = web_serving.HEADERS | {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
_FAULTS = {404: link_page.UNKNOWN, 405: link_page.REFUSED}


def application(settings: Settings, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> "Starlette":
    """The server's application; `now` tells the time."""
    from starlette.applications import Starlette
    from starlette.routing import Route

    site = _Site(settings, now)
    route = Route("/alerts/{token}", site.answer, methods=["GET", "POST"])
    faults = {404: site.fault, 405: site.fault, 500: site.fault}
    return Starlette(routes=[route], exception_handlers=faults)


class _Site:
    def __init__(self, settings: Settings, now: Callable[[], datetime]) -> None:
        self.settings, self.now = settings, now

    def answer(self, request: "Request") -> "Response":
        """A link was opened, or its button pressed. Runs in a thread of its own."""
        try:
            return self._answer(request)
        except alert_links.Forged:
            return self._page(request, 403, link_page.FORGED)
        except alert_links.Expired:
            return self._page(request, 410, link_page.EXPIRED)
        except FengxiangError as fault:
            log.error("%s", fault)
            return self._page(request, 503, link_page.BROKEN)

    def _answer(self, request: "Request") -> "Response":
        link = alert_links.read(self.settings, request.path_params["token"], self.now())
        known = alert_states.standing(self.settings.home, place.published(self.settings.home))
        alert = next((a for a in known if a.alert_id == link.alert_id), None)
        if alert is None:
            return self._page(request, 404, link_page.UNKNOWN, language=link.language)
        if request.method != "POST":
            return self._page(request, 200, _state(alert), alert, link.language)
        if not _own_form(request, self.settings.server.url):
            return self._page(request, 403, link_page.REFUSED, language=link.language)
        return self._page(request, 200, self._act(alert, link.action), alert, link.language)

    def _act(self, alert: Standing, action: str) -> str:
        if _state(alert) != link_page.ASK:
            return _state(alert)
        alert_handling.handle(self.settings.home, alert, action, self.now(), via=LINK)
        return link_page.DONE

    def _page(
        self, request: "Request", status: int, state: str, alert: Standing | None = None, language: str = ""
    ) -> "Response":
        from starlette.responses import HTMLResponse

        language = language if language in ("zh", "en") else self.settings.language
        told = self._told(alert, language) if alert else None
        page = link_page.render(language, state, told, self.settings.brand)
        log.info("%s %s %d", request.method, "/alerts/..." if request.path_params else "(elsewhere)", status)
        return HTMLResponse(page, status, HEADERS)

    def _told(self, alert: Standing, language: str) -> link_page.Told:
        row, names = alert.told, names_of(place.published(self.settings.home), language)
        scope = row["scope"] if row["scope"] == ALL_PLATFORMS else names.platform(row["scope"])
        name, where = (names.subject(row), scope) if row["theme"] else (scope, "")
        return link_page.Told(name, where, row["metric"], row["value"], row["baseline"], row["opened"])

    async def fault(self, request: "Request", error: Exception) -> "Response":
        """What no route answers, or what broke."""
        status = getattr(error, "status_code", 500)
        told = self._page(request, status, _FAULTS.get(status, link_page.BROKEN))
        told.headers.update(getattr(error, "headers", None) or {})
        return told


def _state(alert: Standing) -> str:
    if alert.over:
        return link_page.OVER
    return link_page.ALREADY if alert.status == "acknowledged" else link_page.ASK


def _own_form(request: "Request", url: str) -> bool:
    """Whether a form comes from our own page, as far as browsers tell, and carries nothing to speak of.

    Whoever posts has the token, which is secret; that a strange page cannot make a browser post it is a second fence.
    """
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    ours = {f"{urlsplit(url).scheme}://{urlsplit(url).netloc}", f"{request.url.scheme}://{request.headers.get('host')}"}
    small = request.headers.get("content-length", "0")
    return (
        (origin is None or origin in ours)
        and site in (None, "same-origin")
        and small.isdecimal()
        and int(small) <= LARGEST_BODY
    )
