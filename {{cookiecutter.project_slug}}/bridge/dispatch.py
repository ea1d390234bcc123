"""Decides for each request which half answers it."""

from typing import Any

from django.conf import settings
from django.urls import set_script_prefix, set_urlconf
from django.utils import timezone, translation
from fastapi import FastAPI
from starlette._utils import get_route_path
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

from bridge.drf.context import current_request
from bridge.routing import CANDIDATES, RouteIndex
from bridge.urls import RESOLVED

# Where a route finds the legacy half, to leave a request to it after all.
LEGACY = "bridge.legacy"
WHITE_SPACE = (b" ", b"\t")


class Strangler:
    """The combined ASGI application: a route where one matches method and path, the legacy service otherwise.

    It stands outside both, so FastAPI's middleware, error pages and limits never touch legacy traffic. A path may
    be split by method: where only GET has a route, POST, HEAD and OPTIONS are still the legacy's.

    Args:
        api: the FastAPI application; it also gets the lifespan.
        legacy: the ASGI application for all other HTTP requests.
        websockets: the ASGI application for WebSockets that no route matches; None leaves them to FastAPI, which
            refuses them.
    """

    def __init__(self, api: FastAPI, legacy: ASGIApp, websockets: ASGIApp | None = None) -> None:
        self.api = api
        self.legacy = legacy
        self.websockets = websockets
        self._routes = RouteIndex(api.router)
        # Within FastAPI's middleware, where it would try all routes once more.
        api.router.middleware_stack = self._routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the connection over (ASGI)."""
        begin_context(scope)
        if scope["type"] == "websocket" and self.websockets is not None and not self.routed(scope):
            await self.websockets(scope, receive, send)
        elif scope["type"] != "http":
            await self.api({**scope, **tidied(scope), LEGACY: self.legacy}, receive, send)
        elif routed := self.routed(scope):
            await self.api({**scope, **tidied(scope), **routed, LEGACY: self.legacy}, receive, send)
        else:
            await self.legacy(scope, receive, send)

    def routed(self, scope: Scope) -> Scope | None:
        """Return what was found out for the routes if one of them matches path and method of `scope`."""
        # Starlette's patterns end in `$`, which also matches before a line break at the end; Django's don't.
        if scope["path"].endswith("\n"):
            return None
        path = get_route_path(scope)
        candidates = self._routes.candidates(path)
        if not candidates:
            return None
        found: Scope = {CANDIDATES: (path, candidates), RESOLVED: {}}
        # A copy, because the routers that FastAPI includes note in the scope what they found.
        copied = {**scope, **found}
        return found if any(_matches(route, copied) for route in candidates) else None


def tidied(scope: Scope) -> dict[str, Any]:
    """Return what a route must not see as uvicorn leaves it; the legacy mount does the same for its half."""
    tidy: dict[str, Any] = {}
    if scope["type"] == "http" and scope["scheme"] != "https":
        tidy["scheme"] = "http"  # uvicorn takes any X-Forwarded-Proto for it, and absolute URLs would begin with that
    if [name for name, value in scope.get("headers", ()) if value.endswith(WHITE_SPACE)]:
        tidy["headers"] = [(name, value.strip(b" \t")) for name, value in scope["headers"]]
    return tidy


def begin_context(scope: Scope) -> None:
    """Forget the request before: language, time zone and URLconf; and let `reverse` know where the service is mounted.

    uvicorn may begin with a client's next request in the context of the one before, or of another client's. Mirrors
    the beginning of `django.core.handlers.asgi.ASGIHandler.handle`, and of `BaseHandler.get_response_async`.
    """
    current_request.set(None)
    translation.deactivate()
    timezone.deactivate()
    set_script_prefix(settings.FORCE_SCRIPT_NAME or scope.get("root_path", ""))
    set_urlconf(settings.ROOT_URLCONF)


def _matches(route: BaseRoute, scope: Scope) -> bool:
    try:
        match, _ = route.matches(scope)
    except ValueError:  # more digits than Python makes a number of
        return False
    return match is Match.FULL
