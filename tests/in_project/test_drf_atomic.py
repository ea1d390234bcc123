"""With ATOMIC_REQUESTS the policy is in the endpoint's transaction, as in `APIView.dispatch`."""

import asyncio
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connections, transaction
from django.http import Http404
from django.urls import path
from fastapi import Depends, FastAPI, Request
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import BasePermission
from rest_framework.response import Response
from rest_framework.views import APIView
from starlette.testclient import TestClient
from test_drf_grades import client_of
from test_drf_views import urls
from wire import answer

from asgi import app as shop
from bridge.drf.policy import Policy
from bridge.drf.router import PortedRouter
from bridge.testing import share_connections
from legacy.catalog.models import Category


class Writes(BasePermission):
    """Writes before it says anything."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Return whether `?denied` is not in the URL."""
        make(f"permission-{request.method.lower()}")
        return "denied" not in request.query_params


class Writing(APIView):
    """A view that writes, and whose permission writes."""

    authentication_classes = ()
    permission_classes = (Writes,)

    def get(self, request: Any) -> Response:
        """Write."""
        work(request.query_params)
        return Response("written")


class Swallowing(Writing):
    """Answers errors without a word to the transaction."""

    def handle_exception(self, exc: Exception) -> Response:
        """Answer."""
        return Response(str(exc), status=409)


def make(slug: str) -> None:
    Category.objects.create(name=slug, slug=slug)


def work(parameters: Any) -> None:
    make("endpoint")
    transaction.on_commit(lambda: make("on-commit"))
    for word, error in (("invalid", ValidationError("no")), ("missing", Http404()), ("broken", ValueError("no"))):
        if word in parameters:
            raise error


def port(view: Any) -> TestClient:
    router = PortedRouter(policy=Policy(view=view))

    @router.get("/x/")
    def endpoint(request: Request) -> str:
        work(request.query_params)
        return "written"

    return client_of(router)


@pytest.fixture(
    params=[
        pytest.param("shared", marks=pytest.mark.django_db),
        pytest.param("own", marks=pytest.mark.django_db(transaction=True)),
    ]
)
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Run a test within the test's transaction, as the `service` fixture does, and on the routes' own connections."""
    cache.clear()
    monkeypatch.setitem(connections.settings["default"], "ATOMIC_REQUESTS", True)
    with share_connections() if request.param == "shared" else nullcontext():
        yield


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("url", ["/x/", "/x/?denied", "/x/?invalid", "/x/?missing", "/x/?broken", "/x/?format=xml"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "OPTIONS"])
def test_what_is_left_is_what_django_leaves(method: str, url: str) -> None:
    def after(client: TestClient) -> tuple[Any, list[str]]:
        Category.objects.all().delete()
        got = answer(client, method, url, {})
        return got, sorted(Category.objects.values_list("slug", flat=True))

    with urls(path("x/", Writing.as_view())):
        old = after(TestClient(shop.legacy, raise_server_exceptions=False))
        assert after(port(Writing)) == old
    with urls():
        assert after(port(Writing)) == old


@pytest.mark.usefixtures("database")
def test_a_slash_is_added_without_a_transaction() -> None:
    with urls():
        assert port(Writing).get("/x", follow_redirects=False).status_code == 301


@pytest.mark.usefixtures("database")
def test_an_error_that_the_view_answers_keeps_what_the_policy_wrote() -> None:
    assert port(Swallowing).get("/x/?invalid").status_code == 409
    assert "permission-get" in Category.objects.values_list("slug", flat=True)


@pytest.mark.usefixtures("database")
def test_without_a_thread_of_its_own_a_request_is_refused(caplog: pytest.LogCaptureFixture) -> None:
    router = PortedRouter(policy=Policy(view=Writing))

    @router.get("/x/")
    def endpoint() -> str:
        return "never"

    api = FastAPI()
    api.include_router(router)
    assert TestClient(api).get("/x/").status_code == 500
    assert "ATOMIC_REQUESTS needs a thread" in caplog.text
    assert not Category.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_request_that_is_cancelled_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connections.settings["default"], "ATOMIC_REQUESTS", True)
    router, waits = PortedRouter(policy=Policy(view=Writing)), asyncio.Event()

    async def wait(request: Request) -> None:
        if "wait" in request.query_params:
            waits.set()
            await asyncio.Event().wait()

    @router.get("/x/", dependencies=[Depends(wait)])
    def endpoint() -> str:
        return "written"

    client = client_of(router)

    async def cancel() -> None:
        scope = {"type": "http", "method": "GET", "path": "/x/", "query_string": b"wait", "scheme": "http"}
        scope |= {"headers": [(b"host", b"testserver")], "server": ("testserver", 80), "http_version": "1.1"}
        receive, send = asyncio.Queue[Any](), asyncio.Queue[Any]()
        receive.put_nowait({"type": "http.request"})
        task = asyncio.create_task(client.app(scope, receive.get, send.put))  # type: ignore[arg-type]
        waiting = asyncio.create_task(waits.wait())
        await asyncio.wait([task, waiting], return_when=asyncio.FIRST_COMPLETED)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert send.empty()

    with urls():
        asyncio.run(cancel())
        assert not Category.objects.exists()
        for _ in range(3):
            assert client.get("/x/").status_code == 200
            Category.objects.all().delete()
