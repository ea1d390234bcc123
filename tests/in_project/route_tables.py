"""Random tables of FastAPI routes, applications made of them, and requests: for test_routing.py."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.routing import APIRoute, iter_route_contexts
from hypothesis import strategies as st
from starlette.responses import JSONResponse
from starlette.routing import Host, Match, Mount, Route, WebSocketRoute
from starlette.types import Scope
from starlette.websockets import WebSocket

from bridge.routing import within_path

UUID = "00000000-0000-0000-0000-000000000000"
# Of routes' paths; each parameter gets a name of its own, {} stands for it.
SEGMENTS = ["a", "b", "A", "é", "a.b", "a b", ""]
SEGMENTS += ["{}", "{:int}", "{:float}", "{:uuid}", "{:path}", "v{}", "{}.json", "{}-{:int}"]
# Of clients' paths, as servers hand them over: without percents. "%2F" is one that was sent twice encoded.
TEXTS = [
    "a",
    "b",
    "A",
    "é",
    "a.b",
    "a b",
    "",
    "7",
    "-7",
    "٣",
    "1.5",
    UUID,
    "v7",
    "x.json",
    "x-7",
    "%2F",
    "a\n",
    "9" * 5000,
]
METHODS = ["GET", "POST", "HEAD", "OPTIONS"]


class AnyCase(APIRoute):
    """Matches more than its pattern does, which nothing says of it."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match in capitals, too."""
        return super().matches({**scope, "path": scope["path"].lower()})


class Picky(APIRoute):
    """Matches less than its pattern does."""

    @within_path
    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match where there is a header."""
        match, child_scope = super().matches(scope)
        return (match, child_scope) if len(scope["headers"]) > 1 else (Match.NONE, {})


class Loud(APIRouter):
    """A router that decides for itself when it is included."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match also what begins with an A."""
        match, child_scope = super().matches(scope)
        return (Match.FULL, {}) if match is Match.NONE and scope["path"].startswith("/A") else (match, child_scope)


KINDS: dict[str, type[APIRoute]] = {"api": APIRoute, "any_case": AnyCase, "picky": Picky}
ROUTERS: dict[str, type[APIRouter]] = {"router": APIRouter, "loud": Loud}


@dataclass(frozen=True)
class Leaf:
    """A route: its kind, its segments, and its methods."""

    kind: str
    segments: tuple[str, ...]
    methods: tuple[str, ...]


@dataclass(frozen=True)
class Branch:
    """A router to include: its kind, both of its prefixes, and what is in it."""

    kind: str
    own: tuple[str, ...]
    prefix: tuple[str, ...]
    children: tuple[Any, ...] = field(default=())
    limits: bool = False


names = st.lists(st.sampled_from(SEGMENTS), max_size=3).map(tuple)
prefixes = st.lists(st.sampled_from([name for name in SEGMENTS if name]), max_size=2).map(tuple)
leaves = st.builds(
    Leaf,
    st.sampled_from([*KINDS, "api", "api", "api", "starlette", "websocket", "mount", "host"]),
    names,
    st.lists(st.sampled_from(METHODS), min_size=1, max_size=2).map(tuple),
)
trees = st.recursive(
    leaves,
    lambda children: st.builds(
        Branch,
        st.sampled_from([*ROUTERS, "router", "router", "router"]),
        prefixes,
        prefixes,
        st.lists(children, max_size=4).map(tuple),
        st.booleans(),
    ),
    max_leaves=10,
)
tables = st.lists(trees, min_size=1, max_size=6)
requests = st.builds(
    lambda kind, method, root, texts, host: {
        "type": kind,
        "method": method,
        "path": root + "/" + "/".join(texts),
        "root_path": root,
        "host": host,
    },
    st.sampled_from(["http", "http", "http", "websocket"]),
    st.sampled_from([*METHODS, "GET", "PURGE"]),
    st.sampled_from(["", "", "", "/a", "/mounted"]),
    st.lists(st.sampled_from(TEXTS), max_size=5),
    st.sampled_from(["shop.example", "a.example"]),
)


class Builder:
    """Makes an application of a table of routes; twice the same of the same."""

    def __init__(self) -> None:
        self.routers: list[APIRouter] = []
        self.number = 0

    def app(self, table: list[Any]) -> FastAPI:
        """Return the application."""
        api = FastAPI(openapi_url=None)
        self.routers.append(api.router)
        for child in table:
            self.add(api.router, child)
        return api

    def add(self, router: APIRouter, child: Any) -> None:
        """Add a route or a router to a router."""
        if isinstance(child, Branch):
            inner = ROUTERS[child.kind](prefix=self.path(child.own))
            self.routers.append(inner)
            for grandchild in child.children:
                self.add(inner, grandchild)
            limits: Any = {"max_fields": 5} if child.limits else None
            prefix = self.path(child.prefix)
            if prefix or not any(getattr(route, "path", None) == "" for route in inner.routes):
                router.include_router(inner, prefix=prefix, form_limits=limits)
            return
        self.number += 1
        endpoint, path = self.endpoint(self.number), self.path(child.segments)
        if child.kind in KINDS:
            options: dict[str, Any] = {"methods": child.methods, "route_class_override": KINDS[child.kind]}
            router.add_api_route(path or "/", endpoint, **options)
        elif child.kind == "starlette":
            router.routes.append(Route(path or "/", endpoint, methods=child.methods))
        elif child.kind == "websocket":
            router.routes.append(WebSocketRoute(path or "/", self.websocket(self.number)))
        elif child.kind == "mount":
            router.routes.append(Mount(path.rstrip("/"), routes=[Route("/{rest:path}", endpoint)]))
        else:
            router.routes.append(Host("a.example", Mount("", routes=[Route(path or "/", endpoint)])))

    def path(self, segments: tuple[str, ...]) -> str:
        """Return the path of segments, with a name for each parameter."""
        path = "".join(f"/{segment}" for segment in segments)
        while "{}" in path or "{:" in path:
            self.number += 1
            place = min(at for at in (path.find("{}"), path.find("{:")) if at >= 0)
            path = f"{path[: place + 1]}p{self.number}{path[place + 1 :]}"
        return path

    @staticmethod
    def endpoint(number: int) -> Callable[..., Any]:
        """Return an endpoint that says who it is, and what was found out about the request."""

        async def endpoint(request: Request) -> JSONResponse:
            scope = request.scope
            return JSONResponse(
                {
                    "endpoint": number,
                    "path_params": {name: str(value) for name, value in scope["path_params"].items()},
                    "root_path": scope["root_path"],
                    "path": getattr(scope.get("route"), "path", None),
                    "form_limits": scope.get("fastapi", {}).get("form_limits"),
                    "router": scope["router"] is scope["app"].router,
                    "url": str(request.url),
                }
            )

        return endpoint

    @staticmethod
    def websocket(number: int) -> Callable[..., Any]:
        """Return an endpoint for a websocket that says who it is."""

        async def endpoint(websocket: WebSocket) -> None:
            await websocket.accept(str(number))
            await websocket.close()

        return endpoint


def likely(api: FastAPI) -> list[dict[str, Any]]:
    """Return requests of which most match some route."""
    paths = []
    for context in iter_route_contexts(api.routes):
        path = getattr(context, "path_format", None) or "/a"
        some = [re.sub("{.*?}", text, path) for text in ("7", "x", "")]
        paths += [*some, path.upper(), f"{some[0]}/"]
    return [
        {"type": kind, "method": method, "path": path, "root_path": "", "host": "a.example"}
        for path in dict.fromkeys(paths)
        for kind, method in (("http", "GET"), ("http", "POST"), ("websocket", "GET"))
    ]
