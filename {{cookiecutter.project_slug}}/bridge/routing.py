"""Which of FastAPI's routes may match a path, in the time of a few, however many there are."""

from collections.abc import Callable, Iterator
from re import Pattern
from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute, APIWebSocketRoute, _IncludedRouter
from starlette._utils import get_route_path
from starlette.routing import BaseRoute, Match, Mount, Route, WebSocketRoute
from starlette.types import Receive, Scope, Send

from bridge.patterns import UNKNOWN, PathIndex, Shape, shapes

CANDIDATES = "bridge.candidates"  # in a scope: the path that was looked up, and the routes that may match it

Matches = Callable[[Any, Scope], tuple[Match, Scope]]
Entry = tuple[Any, tuple[Shape, ...]]


def within_path(matches: Matches) -> Matches:
    """Mark a route's own `matches`: it matches no path that the route's pattern doesn't. A decorator.

    A route with an unmarked one is asked about every path.
    """
    matches.within_path = True  # type: ignore[attr-defined]
    return matches


WITHIN_PATH = {cls.matches for cls in (BaseRoute, Route, WebSocketRoute, Mount, APIRoute, APIWebSocketRoute)}


class Branch(_IncludedRouter):
    """A router as another includes it, with a single one of its routes. FastAPI's own code does the rest.

    Args:
        included: the router.
        inner: the route, or the branch of a router within.
    """

    def __init__(self, included: _IncludedRouter, inner: Any) -> None:
        super().__init__(included.original_router, included.include_context)
        self._inner = [inner]

    def effective_candidates(self) -> list[Any]:
        """Return the one that may match."""
        return self._inner


class RouteIndex:
    """The routes of a router, those of included routers too, by their paths.

    Args:
        router: FastAPI's; a route that it gets later is noticed.
    """

    def __init__(self, router: APIRouter) -> None:
        self.router = router
        self._rest = Rest(router)
        self._read()

    def candidates(self, path: str) -> list[BaseRoute]:
        """Return the routes that may match a path, in their order."""
        if self.router.routes != self._routes or [one._routes_version for one in self._included] != self._versions:
            self._read()
        return [self._entries[number] for number in self._paths.find(path)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Do the router's work (ASGI), with the routes that may match before all of them."""
        if scope["type"] == "lifespan":
            await self.router.app(scope, receive, send)
            return
        path = get_route_path(scope)
        looked_up, candidates = scope.get(CANDIDATES, (None, []))
        if looked_up != path:  # middleware has changed it
            candidates = self.candidates(path)
        scope.setdefault("router", self.router)
        await with_routes(self.router, [*candidates, self._rest]).app(scope, receive, send)

    def _read(self) -> None:
        self._included: list[APIRouter] = []
        self._routes = list(self.router.routes)
        entries = list(self._walk())
        self._versions = [router._routes_version for router in self._included]
        self._entries = [route for route, _ in entries]
        self._paths = PathIndex(shape for _, shape in entries)

    def _walk(self) -> Iterator[Entry]:
        for route in self._routes:
            if isinstance(route, _IncludedRouter):
                yield from self._included_entries(route)
            else:
                yield route, route_shapes(route, getattr(route, "path_regex", None))

    def _included_entries(self, included: _IncludedRouter) -> Iterator[Entry]:
        router = included.original_router
        self._included.append(router)
        if type(router).matches is not APIRouter.matches or type(router).handle is not APIRouter.handle:
            yield included, UNKNOWN
            return
        for candidate in included.effective_candidates():
            if not isinstance(candidate, _IncludedRouter):
                yield Branch(included, candidate), context_shapes(candidate)
            elif included.include_context.form_limits:
                yield from ((Branch(included, inner), shape) for inner, shape in self._included_entries(candidate))
            else:  # nothing else of the outer router is missing in the inner one's context
                yield from self._included_entries(candidate)


def with_routes(router: APIRouter, routes: list[BaseRoute]) -> APIRouter:
    """Return the same router with other routes."""
    copied: APIRouter = object.__new__(type(router))  # what `copy` does, in a third of its time
    vars(copied).update(vars(router), routes=routes)
    return copied


class Rest(BaseRoute):
    """Stands last, after those that may match: all routes, as the router itself has them, with its redirects and 404.

    Args:
        router: FastAPI's.
    """

    def __init__(self, router: APIRouter) -> None:
        self._router = router

    def matches(self, scope: Scope) -> tuple[Match, Scope]:  # noqa: ARG002 - as Starlette has it
        """Match anything."""
        return Match.FULL, {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the connection over (ASGI)."""
        await self._router.app(scope, receive, send)


def route_shapes(route: BaseRoute, pattern: Pattern[str] | None) -> tuple[Shape, ...]:
    """Return the shapes of the paths that a route matches."""
    deciding = [vars(cls)["matches"] for cls in type(route).__mro__ if "matches" in vars(cls)]
    known = all(matches in WITHIN_PATH or hasattr(matches, "within_path") for matches in deciding)
    return shapes(pattern) if known and pattern is not None and "matches" not in vars(route) else UNKNOWN


def context_shapes(context: Any) -> tuple[Shape, ...]:
    """Return the shapes of the paths that a route matches where it is included."""
    if isinstance(context.original_route, APIRoute):
        return route_shapes(context.original_route, context.path_regex)
    route = context.starlette_route
    return route_shapes(route, getattr(route, "path_regex", None)) if route is not None else UNKNOWN
