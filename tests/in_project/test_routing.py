"""The index of routes decides as FastAPI does when it tries one route after the other."""

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI, Request
from fastapi.routing import APIRoute, iter_route_contexts
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from starlette.responses import JSONResponse
from starlette.routing import Host, Match, Mount, Route, WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from bridge.dispatch import Strangler
from bridge.routing import RouteIndex, within_path

MANY = hypothesis_settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
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


async def legacy(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer as the legacy half."""
    await JSONResponse("legacy")(scope, receive, send)


def call(app: ASGIApp, request: dict[str, Any]) -> Any:
    """Return what an application answers, or the error that it raises."""
    return asyncio.run(answer(app, request))


async def answers(app: ASGIApp, requests: list[dict[str, Any]]) -> list[Any]:
    """Return what an application answers to each of some requests."""
    return [(request, await answer(app, request)) for request in requests]


async def answer(app: ASGIApp, request: dict[str, Any]) -> Any:
    """Return what an application answers, or the error that it raises."""
    headers = [(b"host", request["host"].encode())] + [(b"x-picky", b"1")] * request.get("picky", False)
    scope = {"scheme": "http", "query_string": b"", "headers": headers, "http_version": "1.1", **request}
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": f"{request['type']}.{'request' if request['type'] == 'http' else 'connect'}"}

    async def send(message: Message) -> None:
        sent.append({**message, "headers": sorted(message.get("headers", []))})

    try:
        await app(scope, receive, send)
    except Exception as error:  # noqa: BLE001 - whatever it is, it must be the same
        return [*sent, repr(error)]
    return sent


def scanning(api: FastAPI) -> ASGIApp:
    """Return the dispatcher without an index, as it asked before there was one."""

    def has_route(scope: Scope) -> bool:
        return not scope["path"].endswith("\n") and any(matches(route, scope) for route in api.router.routes)

    def matches(route: Any, scope: Scope) -> bool:
        try:
            return route.matches(dict(scope))[0] is Match.FULL
        except ValueError:
            return False

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        half = api if scope["type"] != "http" or has_route(scope) else legacy
        await half(scope, receive, send)

    return app


def assert_same(table: list[Any], asked: list[dict[str, Any]], change: Callable[[Builder], None] | None = None) -> None:
    """Compare both dispatchers, and FastAPI itself with and without the index, before and after a change."""
    apps = []
    for with_index in (False, True):
        builder = Builder()
        try:
            api = builder.app(table)
        except Exception:  # noqa: BLE001 - FastAPI refuses some tables
            return
        apps.append((Strangler(api, legacy) if with_index else scanning(api), api, builder))
    (expected, plain, first), (app, indexed, second) = apps
    for turn in range(2):
        all_asked = [*asked, *likely(plain)]
        all_asked += [{**request, "picky": True} for request in all_asked]
        assert asyncio.run(answers(app, all_asked)) == asyncio.run(answers(expected, all_asked))
        assert asyncio.run(answers(indexed, all_asked)) == asyncio.run(answers(plain, all_asked))
        if change is None or turn:
            return
        change(first)
        change(second)


@MANY
@given(tables, st.lists(requests, min_size=1, max_size=8))
def test_the_same_route_answers(table: list[Any], asked: list[dict[str, Any]]) -> None:
    assert_same(table, asked)


@MANY
@given(tables, st.lists(requests, min_size=1, max_size=4), trees, st.integers(0, 20))
def test_a_route_that_is_added_later_is_found(
    table: list[Any], asked: list[dict[str, Any]], late: Any, where: int
) -> None:
    def add(builder: Builder) -> None:
        if isinstance(late, Branch) or late.kind in KINDS or where % len(builder.routers) == 0:
            builder.add(builder.routers[where % len(builder.routers)], late)

    try:
        Builder().add(APIRouter(prefix="/a"), late)
    except Exception:  # noqa: BLE001 - FastAPI refuses it
        return
    assert_same(table, asked, add)


GET_A = {"type": "http", "method": "GET", "path": "/a", "root_path": "", "host": "shop.example"}


def test_a_route_that_is_taken_away_or_replaced_is_noticed() -> None:
    def table() -> list[Any]:
        return [Leaf("api", ("a",), ("GET",)), Leaf("api", ("a",), ("GET",)), Leaf("api", ("b",), ("GET",))]

    api = Builder().app(table())
    app = Strangler(api, legacy)

    def answered() -> Any:
        body = json.loads(call(app, GET_A)[1]["body"])
        return body if body == "legacy" else body["endpoint"]

    assert answered() == 1
    api.router.routes.pop(0)
    assert answered() == 2
    api.router.routes[0] = api.router.routes[1]
    assert answered() == "legacy"
    api.router.routes = Builder().app(table()).router.routes
    assert answered() == 1


def test_middleware_may_still_change_the_path() -> None:
    api = Builder().app([Leaf("api", (path,), ("GET",)) for path in ("b", "{}")])

    class Rewrite:
        def __init__(self, app: ASGIApp) -> None:
            self.app = app

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            await self.app({**scope, "path": scope["path"].replace("a", "b")}, receive, send)

    api.add_middleware(Rewrite)
    answer = json.loads(call(Strangler(api, legacy), GET_A)[1]["body"])
    assert answer["endpoint"] == 1, "the second was found for the path that the client has sent"


@pytest.mark.parametrize("limits", [{(): True, ("a",): False}, {(): False, ("a",): True}, {(): True, ("a",): True}])
def test_the_limits_of_routers_around_hold(limits: dict[tuple[str, ...], bool]) -> None:
    leaf = Leaf("api", ("a",), ("GET",))
    inner = Branch("router", (), ("a",), (leaf,), limits=limits["a",])
    table = [Branch("router", (), (), (inner,), limits=limits[()])]
    assert_same(table, [{**GET_A, "path": "/a/a"}])


def test_without_an_answer_the_router_looks_at_all_of_its_routes() -> None:
    """405, 404 and the slash are FastAPI's own, for requests that get there without the dispatcher."""
    api = Builder().app([Leaf("api", ("a", ""), ("GET",))])
    Strangler(api, legacy)
    statuses = [
        call(api, {**GET_A, "method": method, "path": path})[0]["status"]
        for method, path in [("GET", "/a/"), ("POST", "/a/"), ("GET", "/a"), ("GET", "/b")]
    ]
    assert statuses == [200, 405, 307, 404]


@pytest.mark.parametrize("make", ["included", "flat"])
def test_few_routes_are_asked(make: str) -> None:
    api = FastAPI(openapi_url=None)
    for number in range(300):
        router = APIRouter() if make == "included" else api.router
        router.add_api_route(f"/r{number}/", Builder.endpoint(number))
        router.add_api_route(f"/r{number}/{{pk:int}}/", Builder.endpoint(number))
        router.add_api_route(f"/t/{{tenant}}/r{number}/", Builder.endpoint(number))
        if make == "included":
            outer = APIRouter()
            outer.include_router(router)
            api.include_router(outer)
    index = RouteIndex(api.router)
    assert [len(index.candidates(path)) for path in ("/r299/", "/r299/7/", "/t/x/r299/", "/r299/7", "/x/")] == [
        1,
        1,
        1,
        0,
        0,
    ]
