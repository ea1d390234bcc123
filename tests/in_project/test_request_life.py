"""What Django's handler and middleware do around a view, and what routes have of it: docs/request-life.md."""

import gc
import socket
import weakref
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import pytest
from conftest import Serve
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import connection, connections
from django.http import HttpRequest
from django.test import override_settings
from django.urls import get_urlconf, reverse, set_urlconf
from django.utils import timezone, translation
from fastapi import Depends, FastAPI
from rest_framework.exceptions import NotFound
from starlette.testclient import TestClient
from wire import answer

from asgi import app as shop
from bridge.dispatch import Strangler
from bridge.drf.policy import AllowAny, Policy
from bridge.drf.router import PortedRouter
from bridge.middleware import around
from bridge.mount import LegacyMount
from bridge.router import Router
from bridge.security import DjangoSecurity
from bridge.threads import legacy_threads, routes_threads
from legacy.catalog.models import Category
from routes import categories
from routes.dependencies import django_request

LOCALE = "django.middleware.locale.LocaleMiddleware"
OPEN = Policy(permissions=[AllowAny], authenticators=[])


class TokyoTime:
    """Activates a time zone, as the middleware of a project does."""

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        """Run the rest of the chain."""
        timezone.activate("Asia/Tokyo")
        return self.get_response(request)


TOKYO = f"{__name__}.TokyoTime"


class CountedCache(LocMemCache):
    """Knows which of its kind are alive, as clients with connections would be."""

    alive: ClassVar["weakref.WeakSet[CountedCache]"] = weakref.WeakSet()
    made: ClassVar[int] = 0

    def __init__(self, name: str, params: dict[str, Any]) -> None:
        super().__init__(name, params)
        type(self).alive.add(self)
        type(self).made += 1


def strangler(*middleware: str) -> Strangler:
    """Return a native and a ported router, each with the same routes, before the shop's legacy half."""
    options: dict[str, Any] = {"route_class": around(*middleware)} if middleware else {}
    api = FastAPI()
    api.add_middleware(DjangoSecurity)
    for router in (Router(prefix="/native", **options), PortedRouter(prefix="/ported", policy=OPEN, **options)):

        @router.get("/context/")
        async def context() -> list[str | None]:
            return [translation.get_language(), timezone.get_current_timezone_name(), get_urlconf()]

        @router.get("/missing/")
        async def missing() -> None:
            raise NotFound

        @router.get("/activate/")
        def activate() -> None:
            translation.activate("fr")
            timezone.activate("Asia/Tokyo")
            set_urlconf("of.another.host")

        @router.get("/url/")
        async def url() -> str:
            return reverse("category-list")

        @router.get("/cache/")
        def use_cache() -> None:
            caches["counted"].set("key", "value")

        @router.post("/write/")
        def write() -> None:
            Category.objects.create(name="a", slug="a")
            raise NotFound

        @router.get("/session/")
        async def session() -> int:
            return await Category.objects.acount()

        api.include_router(router, dependencies=[Depends(django_request)])
    return Strangler(api, shop.legacy)


def client(*middleware: str) -> TestClient:
    return TestClient(strangler(*middleware), raise_server_exceptions=False, follow_redirects=False)


HALVES = ["native", "ported"]


@pytest.mark.parametrize("half", HALVES)
def test_hosts_https_and_headers(half: str) -> None:
    http = client()
    with override_settings(ALLOWED_HOSTS=["good.example"], SECURE_SSL_REDIRECT=True, SECURE_HSTS_SECONDS=60):
        assert http.get(f"https://evil.example/{half}/context/").status_code == 400
        assert http.get(f"http://good.example/{half}/context/").status_code == 301
        response = http.get(f"https://good.example/{half}/context/")
    assert response.status_code == 200
    assert response.headers["Strict-Transport-Security"] == "max-age=60"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("half", HALVES)
def test_language(half: str) -> None:
    german = {"Accept-Language": "de"}
    with override_settings(MIDDLEWARE=[LOCALE]):
        response = client().get(f"/{half}/context/", headers=german)
        assert response.json()[0] == "en-us", "lost without an adapter"
        response = client(LOCALE).get(f"/{half}/context/", headers=german)
    assert response.json()[0] == "de"
    assert response.headers["Content-Language"] == "de"
    assert "Accept-Language" in response.headers["Vary"]


def test_drf_s_messages_are_in_the_client_s_language(service: TestClient) -> None:
    router = PortedRouter(prefix="/api/categories", policy=categories.router.policy, route_class=around(LOCALE))
    router.get("/{pk:int}/")(categories.get_category)
    api = FastAPI()
    api.add_middleware(DjangoSecurity)
    api.include_router(router, dependencies=[Depends(django_request)])
    with override_settings(
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            LOCALE,
            "django.middleware.common.CommonMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        SECURE_SSL_REDIRECT=False,
        ALLOWED_HOSTS=["testserver"],
    ):
        legacy = LegacyMount(WSGIHandler(), legacy_threads())
        ported, old = TestClient(Strangler(api, legacy)), TestClient(legacy)
        for headers in ({}, {"accept-language": "de"}, {"accept-language": "xx"}):
            sent = {"authorization": "Token nonsense", **headers}
            assert with_sorted_vary(answer(ported, "GET", "/api/categories/1/", sent)) == with_sorted_vary(
                answer(old, "GET", "/api/categories/1/", sent)
            )
        sent = {"authorization": "Token nonsense", "accept-language": "de"}
        assert ported.get("/api/categories/1/", headers=sent).json() == {"detail": "Ungültiges Token"}


def with_sorted_vary(answer: tuple[Any, ...]) -> tuple[Any, ...]:
    """Let the order of `Vary` be, which is that of the middleware and means nothing."""
    status, headers, body = answer
    return status, [(name, sorted(value.split(", ")) if name == "vary" else value) for name, value in headers], body


def test_a_language_takes_no_thread() -> None:
    routes_threads.cache_clear()
    try:
        assert client(LOCALE).get("/native/context/", headers={"Accept-Language": "de"}).json()[0] == "de"
        assert routes_threads()._started == 0
    finally:
        routes_threads.cache_clear()


@pytest.mark.parametrize("half", HALVES)
def test_time_zone(half: str) -> None:
    assert client().get(f"/{half}/context/").json()[1] == "UTC"
    assert client(TOKYO).get(f"/{half}/context/").json()[1] == "Asia/Tokyo"


@pytest.mark.parametrize("half", HALVES)
def test_a_request_has_nothing_of_the_one_before(half: str, serve: Serve) -> None:
    port = serve(strangler())

    def request(path: str, *more: str) -> bytes:
        return "\r\n".join([f"GET /{half}/{path}/ HTTP/1.1", "Host: localhost", *more, "", ""]).encode()

    with (
        override_settings(ALLOWED_HOSTS=["*"], SECURE_SSL_REDIRECT=False),
        socket.create_connection(("127.0.0.1", port)) as client,
    ):
        client.sendall(request("activate") + request("context", "Connection: close"))  # pipelined: in its context
        received = b"".join(iter(lambda: client.recv(65536), b""))
    assert received.count(b"200 OK") == 2
    assert received.endswith(b'["en-us","UTC","urls"]')


@pytest.mark.parametrize("half", HALVES)
def test_urls_know_where_the_service_is_mounted(half: str) -> None:
    http = TestClient(strangler(), root_path="/shop")
    assert http.get(f"/shop/{half}/url/").json() == "/shop/api/categories/"
    assert client().get(f"/{half}/url/").json() == "/api/categories/"


@pytest.fixture
def signals() -> Iterator[list[str]]:
    """Return the names of the request signals that were sent."""
    sent: list[str] = []

    def started(**_: Any) -> None:
        sent.append("started")

    def finished(**_: Any) -> None:
        sent.append("finished")

    request_started.connect(started)
    request_finished.connect(finished)
    yield sent
    request_started.disconnect(started)
    request_finished.disconnect(finished)


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("middleware", [(), (LOCALE,), (TOKYO,)])
def test_request_signals_are_not_sent(half: str, middleware: tuple[str, ...], signals: list[str]) -> None:
    assert client(*middleware).get(f"/{half}/context/").status_code == 200
    assert signals == []


@pytest.mark.parametrize("half", HALVES)
def test_a_cache_s_client_ends_with_its_request(half: str, serve: Serve) -> None:
    counted = f"{__name__}.CountedCache"
    with override_settings(CACHES={"default": {"BACKEND": counted}, "counted": {"BACKEND": counted}}):
        made, http = CountedCache.made, client()
        for _ in range(5):
            assert http.get(f"/{half}/cache/").status_code == 200
        assert CountedCache.made >= made + 5
        gc.collect()
        assert not CountedCache.alive


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("half", HALVES)
def test_connections_go_back_to_the_pool(half: str) -> None:
    connection.close()  # the test's own, which may be of a pool that a changed setting has replaced since
    http = client()
    for _ in range(30):  # more than the pool holds
        assert http.get(f"/{half}/session/").json() == 0
    stats = connection.pool.get_stats()  # type: ignore[attr-defined]
    assert stats["pool_available"] == stats["pool_size"]


@pytest.mark.parametrize("half", HALVES)
def test_atomic_requests(half: str, service: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connections.settings["default"], "ATOMIC_REQUESTS", True)
    http = client()
    assert http.post(f"/{half}/write/").status_code in {404, 500}
    assert not Category.objects.exists()
    assert http.get(f"/{half}/session/").status_code == 500, "a transaction can't be held open across an await"
