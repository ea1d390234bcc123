"""Functions that write categories, to be run in transactions, and a client of the routes that do."""

from collections.abc import AsyncIterator, Iterator

from fastapi import Depends, FastAPI
from starlette.testclient import TestClient

from bridge.router import Router
from legacy.catalog.models import Category
from routes.dependencies import django_request


def make(slug: str) -> Category:
    return Category.objects.create(name=slug, slug=slug)


def make_and_fail(slug: str, error: Exception) -> None:
    make(slug)
    raise error


def slugs() -> list[str]:
    return sorted(Category.objects.values_list("slug", flat=True))


def client(router: Router) -> TestClient:
    api = FastAPI()
    api.include_router(router, dependencies=[Depends(django_request)])
    return TestClient(api, raise_server_exceptions=False)


async def coroutine() -> None: ...


async def stream() -> AsyncIterator[int]:
    yield 1


def generator() -> Iterator[int]:
    yield 1
