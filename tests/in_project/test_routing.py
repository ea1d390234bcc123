"""The index of routes decides as FastAPI does when it tries one route after the other."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from route_tables import KINDS, Branch, Builder, Leaf, likely, requests, tables, trees
from starlette.responses import JSONResponse
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bridge.dispatch import Strangler
from bridge.routing import RouteIndex

MANY = hypothesis_settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


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
