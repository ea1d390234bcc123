"""What it costs to decide who answers a request, with more and more routes: a table of microseconds.

    cd demo/shop_api && .venv/bin/python ../../benchmarks/dispatch.py

It runs in a generated project's environment, in the project's folder or the template's. The same tables of routes are
decided by scanning, as FastAPI and Django do, and by the bridge's indexes. Each number is CPU time, the best of many
short rounds, some of which other processes leave alone.
"""
# ruff: noqa: E402 - Django's settings come first

import os
import sys
import timeit
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import process_time
from types import ModuleType
from typing import Any

sys.path.insert(0, str(Path.cwd()))
os.environ.setdefault("DEBUG", "true")

from bridge.setup import setup

setup()

from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import URLPattern, URLResolver, clear_url_caches, include, path, resolve
from fastapi import APIRouter, FastAPI
from rest_framework.routers import DefaultRouter
from rest_framework.viewsets import ViewSet
from starlette.routing import BaseRoute, Match

from bridge.dispatch import Strangler, begin_context
from bridge.drf.legacy import find_legacy
from bridge.drf.policy import Policy
from bridge.drf.router import PortedRouter
from bridge.router import Router

SIZES = (10, 100, 500, 1000)
ROUNDS, ROUND = 100, 0.003  # seconds of one
PER_RESOURCE = 2  # a list and a detail route each
PER_ROUTER = 10
Scope = dict[str, Any]


class Items(ViewSet):
    """A legacy view; it is only ever found."""

    def list(self, request: HttpRequest) -> HttpResponse:  # noqa: D102, ARG002
        return HttpResponse()

    def retrieve(self, request: HttpRequest, pk: str) -> HttpResponse:  # noqa: D102, ARG002
        return HttpResponse()


async def nothing(*_: Any) -> None:
    """Stand for the legacy half, and for sending."""


async def resolve_in_full(scope: Scope, *_: Any) -> None:
    """Stand for a ported route: ask Django for the legacy view."""
    resolve(scope["path"])


async def resolve_by_index(scope: Scope, *_: Any) -> None:
    """Stand for a ported route: ask the index for the legacy view."""
    find_legacy(scope)


async def endpoint(pk: int = 0) -> None:
    """Stand for a route's function, which is never called."""


def native_app(size: int) -> FastAPI:
    """`size` native routes in routers of 10, all included in one."""
    return included(size, Router)


def ported_app(size: int) -> FastAPI:
    """`size` ported routes in routers of 10, all included in one, and as many legacy URLs of a DefaultRouter."""
    return included(size, lambda: PortedRouter(policy=Policy(permissions=[])))


def included(size: int, router_class: Callable[[], APIRouter]) -> FastAPI:
    """Return an application with `size` routes."""
    api, api_router = FastAPI(openapi_url=None), Router()
    for number in range(size // PER_RESOURCE):
        if number % (PER_ROUTER // PER_RESOURCE) == 0:
            router = router_class()
            api_router.include_router(router)
        router.add_api_route(f"/api/v1/resource{number}/", endpoint, methods=["GET"])
        router.add_api_route(f"/api/v1/resource{number}/{{pk:int}}/", endpoint, methods=["GET"])
    api.include_router(api_router)
    return api


def flat_app(size: int) -> FastAPI:
    """`size` native routes of the application's own."""
    api = FastAPI(openapi_url=None)
    for number in range(size // PER_RESOURCE):
        api.add_api_route(f"/api/v1/resource{number}/", endpoint, methods=["GET"])
        api.add_api_route(f"/api/v1/resource{number}/{{pk:int}}/", endpoint, methods=["GET"])
    return api


def path_urls(size: int) -> list[URLPattern | URLResolver]:
    """`size` legacy URLs as one writes them with `path`: to find the last of them."""
    urls = []
    for number in range(size // PER_RESOURCE):
        urls.append(path(f"resource{number}/", Items.as_view({"get": "list"})))
        urls.append(path(f"resource{number}/<int:pk>/", Items.as_view({"get": "retrieve"})))
    return [path("api/v1/", include(urls))]


def router_urls(size: int) -> list[URLPattern | URLResolver]:
    """`size` legacy URLs as DRF's `DefaultRouter` makes them, with its suffixes: to find the last detail of them."""
    router = DefaultRouter()
    for number in range(size // (2 * PER_RESOURCE)):
        router.register(f"resource{number}", Items, basename=f"resource{number}")
    return [path("api/v1/", include(router.urls))]


def request(url: str) -> Scope:
    """Return the scope of a GET request."""
    return {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "path": url,
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"accept", b"*/*"), (b"user-agent", b"benchmark")],
    }


def best(call: Callable[[], Any]) -> float:
    """Return the microseconds of a call."""
    call()
    number = calls_in_a_round(timeit.timeit(call, number=1))
    return min(timeit.repeat(call, timer=process_time, number=number, repeat=ROUNDS)) / number * 1e6


def best_of(app: Any, url: str) -> float:
    """Return the microseconds of a call of an ASGI application that waits for nothing."""

    def call() -> None:
        with suppress(StopIteration):  # a coroutine's return
            app(request(url), nothing, nothing).send(None)

    return best(call)


def calls_in_a_round(seconds: float) -> int:
    """Return how many calls make a round, where one takes that long."""
    return max(1, int(ROUND / seconds))


def end_with(app: Any, routes: list[Any]) -> None:
    """Let each route end where its function would be called."""
    for route in routes:
        for found in route.effective_route_contexts() if hasattr(route, "effective_route_contexts") else [route]:
            found.app = app


def scan(routes: list[BaseRoute], scope: Scope) -> bool:
    """Return whether a route matches, as the dispatcher asked before there was an index."""
    return any(route.matches(dict(scope))[0] is Match.FULL for route in routes)


def routes_row(make: Callable[[int], FastAPI], size: int) -> list[float]:
    """Return hit and miss by scanning, then by the index; a hit includes FastAPI's own way to the endpoint."""
    last = size // PER_RESOURCE - 1
    hit, miss = f"/api/v1/resource{last}/7/", f"/api/v1/resource{last}/x/y/"
    api = make(size)
    ported = make is ported_app
    end_with(resolve_in_full if ported else nothing, api.router.routes)
    scanned_hit = best(lambda: scan(api.router.routes, request(hit))) + best_of(api.router.app, hit)
    scanned_miss = best(lambda: scan(api.router.routes, request(miss)))
    end_with(resolve_by_index if ported else nothing, api.router.routes)
    strangler = Strangler(api, nothing)

    async def decide(scope: Scope, receive: Any, send: Any) -> None:
        if routed := strangler.routed(scope):
            await api.router({**scope, **routed}, receive, send)

    return [scanned_hit, best_of(decide, hit), scanned_miss, best_of(decide, miss)]


def urls_row(make: Callable[[int], list[URLPattern | URLResolver]], size: int) -> list[float]:
    """Return what the last legacy URL costs by Django's `resolve`, then by the index."""
    url = f"/api/v1/resource{size // (PER_RESOURCE if make is path_urls else 2 * PER_RESOURCE) - 1}/7/"
    with legacy_urls(make(size)):
        return [best(lambda: resolve(url)), best(lambda: find_legacy(request(url)))]


@contextmanager
def legacy_urls(patterns: list[URLPattern | URLResolver]) -> Iterator[None]:
    """Let these be the URLs of the legacy half."""
    module = ModuleType("benchmark_urls")
    module.urlpatterns = patterns  # type: ignore[attr-defined]
    sys.modules[module.__name__] = module
    with override_settings(ROOT_URLCONF=module.__name__):
        clear_url_caches()
        begin_context(request("/"))
        yield


def table(title: str, columns: list[str], row: Callable[[int], list[float]]) -> None:
    """Print a table with a row for each size."""
    print(f"\n{title} µs\n{'routes':>8}" + "".join(f"{column:>18}" for column in columns))
    for size in SIZES:
        print(f"{size:>8}" + "".join(f"{value:>18.1f}" for value in row(size)))


def main() -> None:
    """Print the tables."""
    columns = ["hit, scanned", "hit, index", "miss, scanned", "miss, index"]
    for make in (flat_app, native_app):
        table(str(make.__doc__), columns, lambda size, make=make: routes_row(make, size))

    def ported_row(size: int) -> list[float]:
        with legacy_urls(router_urls(2 * size)):  # half of which are suffixes
            return routes_row(ported_app, size)

    table(str(ported_app.__doc__), columns, ported_row)
    for make_urls in (path_urls, router_urls):
        table(str(make_urls.__doc__), ["resolve", "find_legacy"], lambda size, make=make_urls: urls_row(make, size))


if __name__ == "__main__":
    main()
