"""What it costs to decide who answers a request, with more and more routes: a table of microseconds.

    cd demo/shop_api && .venv/bin/python ../../benchmarks/dispatch.py

It runs in a generated project's environment, in the project's folder or the template's. The same tables of routes are
decided by scanning, as FastAPI and Django do, and by the bridge's indexes. Each number is the best of several rounds.
"""

import asyncio
import os
import sys
import timeit
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

sys.path.insert(0, str(Path.cwd()))
os.environ.setdefault("DEBUG", "true")

from bridge.setup import setup

setup()

from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import URLPattern, URLResolver, clear_url_caches, include, path, resolve
from fastapi import FastAPI
from rest_framework.routers import DefaultRouter
from rest_framework.viewsets import ViewSet
from starlette.routing import BaseRoute, Match

from bridge.dispatch import Strangler
from bridge.drf.legacy import find_legacy
from bridge.router import Router

SIZES = (10, 100, 500, 1000)
ROUNDS, REPEATS = 7, 300
PER_RESOURCE = 2  # a list and a detail route each
Scope = dict[str, Any]


class Items(ViewSet):
    """A legacy view; it is only ever found."""

    def list(self, request: HttpRequest) -> HttpResponse:  # noqa: D102, ARG002
        return HttpResponse()

    def retrieve(self, request: HttpRequest, pk: str) -> HttpResponse:  # noqa: D102, ARG002
        return HttpResponse()


async def nothing(*_: Any) -> None:
    """Stand for the legacy half, and for sending."""


async def endpoint(pk: int = 0) -> None:
    """Stand for a route's function; `reached` takes its place, so that matching alone is timed."""


def fastapi_app(size: int) -> FastAPI:
    """Return an application with `size` routes, in a router for each resource, all included in one router."""
    api, api_router = FastAPI(openapi_url=None), Router()
    for number in range(size // PER_RESOURCE):
        router = Router(prefix=f"/api/v1/resource{number}")
        router.add_api_route("/", endpoint, methods=["GET"])
        router.add_api_route("/{pk:int}/", endpoint, methods=["GET"])
        api_router.include_router(router)
    api.include_router(api_router)
    return api


def flat_app(size: int) -> FastAPI:
    """Return an application with `size` routes of its own."""
    api = FastAPI(openapi_url=None)
    for number in range(size // PER_RESOURCE):
        api.add_api_route(f"/api/v1/resource{number}/", endpoint, methods=["GET"])
        api.add_api_route(f"/api/v1/resource{number}/{{pk:int}}/", endpoint, methods=["GET"])
    return api


def path_urls(size: int) -> list[URLPattern | URLResolver]:
    """Return `size` legacy URLs as one writes them with `path`."""
    urls = []
    for number in range(size // PER_RESOURCE):
        urls.append(path(f"resource{number}/", Items.as_view({"get": "list"})))
        urls.append(path(f"resource{number}/<int:pk>/", Items.as_view({"get": "retrieve"})))
    return [path("api/v1/", include(urls))]


def router_urls(size: int) -> list[URLPattern | URLResolver]:
    """Return at least `size` legacy URLs as DRF's `DefaultRouter` makes them, with its suffixes for formats."""
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
    return min(timeit.repeat(call, number=REPEATS, repeat=ROUNDS)) / REPEATS * 1e6


def best_of(app: Any, url: str) -> float:
    """Return the microseconds of a call of an ASGI application."""

    async def run() -> None:
        for _ in range(REPEATS):
            await app(request(url), nothing, nothing)

    return min(timeit.repeat(lambda: asyncio.run(run()), number=1, repeat=ROUNDS)) / REPEATS * 1e6


def stop_at_the_endpoint(routes: list[Any]) -> None:
    """Let each route end where its function would be called."""
    for route in routes:
        if hasattr(route, "effective_route_contexts"):
            for context in route.effective_route_contexts():
                context.app = nothing
        else:
            route.app = nothing


def scan(routes: list[BaseRoute], scope: Scope) -> bool:
    """Return whether a route matches, as the dispatcher asked before there was an index."""
    return any(route.matches(dict(scope))[0] is Match.FULL for route in routes)


def routes_row(make: Callable[[int], FastAPI], size: int) -> list[float]:
    """Return hit and miss by scanning, then by the index; a hit includes FastAPI's own way to the endpoint."""
    last = size // PER_RESOURCE - 1
    hit, miss = f"/api/v1/resource{last}/7/", f"/api/v1/resource{last}/x/"
    api = make(size)
    stop_at_the_endpoint(api.router.routes)
    plain = api.router.app
    scanned_hit = best(lambda: scan(api.router.routes, request(hit))) + best_of(plain, hit)
    scanned_miss = best(lambda: scan(api.router.routes, request(miss)))
    strangler = Strangler(api, nothing)

    async def decide(scope: Scope, receive: Any, send: Any) -> None:
        if routed := strangler.routed(scope):
            await api.router({**scope, **routed}, receive, send)

    return [scanned_hit, scanned_miss, best_of(decide, hit), best_of(decide, miss)]


def urls_row(make: Callable[[int], list[URLPattern | URLResolver]], size: int) -> list[float]:
    """Return what the last legacy URL costs by Django's `resolve`, then by the index."""
    module = ModuleType("benchmark_urls")
    module.urlpatterns = make(size)  # type: ignore[attr-defined]
    sys.modules[module.__name__] = module
    url = f"/api/v1/resource{size // (PER_RESOURCE if make is path_urls else 2 * PER_RESOURCE) - 1}/7/"
    with override_settings(ROOT_URLCONF=module.__name__):
        clear_url_caches()
        return [best(lambda: resolve(url)), best(lambda: find_legacy(request(url)))]


def table(title: str, columns: list[str], row: Callable[[int], list[float]]) -> None:
    """Print a table with a row for each size."""
    print(f"\n{title}\n{'routes':>8}" + "".join(f"{column:>18}" for column in columns))  # noqa: T201
    for size in SIZES:
        print(f"{size:>8}" + "".join(f"{value:>18.1f}" for value in row(size)))  # noqa: T201


def main() -> None:
    """Print the tables."""
    columns = ["hit, scanned", "miss, scanned", "hit, index", "miss, index"]
    for make in (fastapi_app, flat_app):
        table(f"{make.__doc__} µs", columns, lambda size, make=make: routes_row(make, size))
    for make_urls in (path_urls, router_urls):
        doc = f"{make_urls.__doc__} µs to find the last of them"
        table(doc, ["resolve", "find_legacy"], lambda size, make=make_urls: urls_row(make, size))


if __name__ == "__main__":
    main()
