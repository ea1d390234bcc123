"""Endpoints that read without a thread: after writes of the same request, with a policy, with ATOMIC_REQUESTS."""

import threading
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections, transaction
from fastapi import Depends, FastAPI
from rest_framework.authentication import TokenAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.throttling import AnonRateThrottle
from starlette.testclient import TestClient

from bridge.drf.policy import Policy
from bridge.drf.router import PortedRouter
from bridge.queries import fetch, reads
from bridge.queries.loops import reads_on_loop
from bridge.router import Router
from bridge.transactions import atomic
from legacy.catalog.models import Category
from routes.dependencies import django_request

on_own_connections = pytest.mark.django_db(transaction=True)


@on_own_connections
def test_what_the_request_has_written_is_there_and_an_open_transaction_is_refused() -> None:
    router = Router()

    @router.post("/")
    async def write() -> list[int]:
        counts = [await fetch(Category.objects).count()]
        await atomic(lambda: Category.objects.create(name="Pans", slug="pans"))()
        counts.append(await fetch(Category.objects).count())
        await Category.objects.acreate(name="Pots", slug="pots")
        counts.append(len(await fetch(Category.objects.all())))
        return counts

    @router.post("/open")
    async def leave_open() -> int:
        await sync_to_async(transaction.atomic().__enter__)()
        return await fetch(Category.objects).count()

    with client(router) as http:
        assert http.post("/").json() == [0, 1, 2]
        assert http.post("/open").status_code == 500
        assert http.post("/open", headers={"x": "1"}).text == "Internal Server Error"


def client(router: Router) -> TestClient:
    api = FastAPI(lifespan=lambda _: reads_on_loop())
    api.include_router(router, dependencies=[Depends(django_request)])
    return TestClient(api, raise_server_exceptions=False)


@on_own_connections
@pytest.mark.parametrize("atomic_requests", [False, True])
def test_an_endpoint_may_be_plain_django_code(atomic_requests: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connections.settings["default"], "ATOMIC_REQUESTS", atomic_requests)
    router = Router()
    Category.objects.create(name="Pans", slug="pans")

    @router.get("/{slug}")
    @reads
    def get_category(slug: str) -> list[Any]:
        return [Category.objects.get(slug=slug).name, connection.in_atomic_block, threading.current_thread().name]

    @router.post("/{slug}")
    @atomic
    def make_category(slug: str) -> str:
        return Category.objects.create(name=slug, slug=slug).slug

    with client(router) as http:
        name, in_transaction, thread = http.get("/pans").json()
        assert (name, in_transaction) == ("Pans", atomic_requests)
        assert thread.startswith("routes") is atomic_requests
        assert http.post("/pots").json() == "pots"
    assert Category.objects.filter(slug="pots").exists()


class OwnTokens(TokenAuthentication):
    """Notes when a token was used, as teams do: a write."""

    def authenticate_credentials(self, key: str) -> Any:
        """Find the user."""
        Category.objects.create(name=key, slug=key)
        return super().authenticate_credentials(key)


class Often(AnonRateThrottle):
    """Asks a cache, and writes to it."""

    rate = "1000/hour"


@on_own_connections
@pytest.mark.parametrize(
    ("policy", "on_loop"),
    [
        ({"authenticators": [TokenAuthentication]}, True),
        ({"authenticators": [OwnTokens]}, False),
        ({"authenticators": [TokenAuthentication], "throttles": [Often]}, False),
    ],
)
def test_a_policy_needs_a_thread_where_it_does_more_than_read(policy: dict[str, Any], on_loop: bool) -> None:
    threads: list[str] = []

    class Noted(BasePermission):
        """Notes where it was asked, and asks the database."""

        def has_permission(self, request: Any, view: Any) -> bool:
            """Let everybody in."""
            threads.append(threading.current_thread().name)
            return not Category.objects.filter(slug="closed").exists()

    router = PortedRouter(policy=Policy(permissions=[Noted], **policy))

    @router.get("/names/")
    @reads
    def names() -> list[str]:
        return list(Category.objects.values_list("name", flat=True))

    with client(router) as http:
        assert http.get("/names/").json() == []
        (thread,) = threads
        assert thread.startswith("routes") is not on_loop
        refused = http.get("/names/", headers={"Authorization": "Token nobody"})
        assert (refused.status_code, refused.json()) == (401, {"detail": "Invalid token."})
