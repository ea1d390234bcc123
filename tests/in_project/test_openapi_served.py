"""The document where the docs are: made once, off the event loop, and no more of it than may be seen."""

import asyncio
import logging
import sys
import threading
from types import ModuleType
from typing import Any

import httpx2
import pytest
from django.test import override_settings
from django.urls import path
from drf_spectacular.views import SpectacularAPIView
from fastapi import FastAPI
from half_ported import half_ported, serving
from rest_framework.permissions import IsAdminUser
from starlette.testclient import TestClient

from bridge.docs import add_documentation
from strangler.document import serving as module
from strangler.document.building import NOTE
from strangler.document.legacy import is_published
from strangler.document.published import is_public_somewhere


def served(app: Any, url: str = "/-/openapi.json", **options: Any) -> Any:
    return TestClient(app, **options).get(url).json()


def test_the_shop(service: TestClient) -> None:
    document = service.get("/api/v2/openapi.json").json()
    assert document["paths"]["/api/products/"]["get"]["x-grade"] == "native"
    assert "/api/v2/openapi.json" in service.get("/api/v2/docs").text


def test_once_for_all_and_the_event_loop_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    made, begun, go_on = [], threading.Event(), threading.Event()

    def make(api: FastAPI) -> Any:
        made.append(threading.current_thread())
        begun.set()
        assert go_on.wait(10)
        return {"openapi": "3.1.0"}

    monkeypatch.setattr(module, "make", make)

    async def ask(app: Any) -> list[Any]:
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://testserver") as client:
            waiting = [asyncio.create_task(client.get("/-/openapi.json")) for _ in range(20)]
            await asyncio.sleep(0)
            assert await asyncio.to_thread(begun.wait, 10)
            waiting.pop().cancel()  # who goes away leaves it to the others
            assert (await client.get("/health/live")).status_code == 200
            go_on.set()
            return [(await each).json() for each in waiting]

    with serving(half_ported()) as app:
        answers = asyncio.run(ask(app))
        assert served(app) == {"openapi": "3.1.0"}  # on another event loop
    assert answers == [{"openapi": "3.1.0"}] * 19
    (thread,) = made
    assert thread is not threading.main_thread()


def test_what_can_not_be_made_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    def make(api: FastAPI) -> Any:
        made.append(1)
        if len(made) == 1:
            raise MemoryError
        return {"openapi": "3.1.0"}

    monkeypatch.setattr(module, "make", make)
    with serving(half_ported()) as app:
        client = TestClient(app, raise_server_exceptions=False)
        assert client.get("/-/openapi.json").status_code == 500
        assert client.get("/-/openapi.json").status_code == 200


def test_a_broken_half_does_not_break_the_page(caplog: pytest.LogCaptureFixture) -> None:
    with serving(half_ported(), ROOT_URLCONF="no_such_urls", OPENAPI_LEGACY=True) as app:
        # Only the document: with such a URLconf the legacy half answers nothing at all.
        document = module.make(app.api)
    assert document["paths"].keys() >= {"/health/live", "/api/products/"}
    assert "/api/orders/" not in document["paths"]
    assert "log" in document[NOTE]
    assert [record.levelno for record in caplog.records if record.name.startswith("strangler")] == [logging.ERROR]


@pytest.mark.parametrize(
    ("settings", "options"), [({}, {"root_path": "/shop"}), ({"FORCE_SCRIPT_NAME": "/shop"}, {}), ({}, {})]
)
def test_where_the_service_is_mounted(settings: Any, options: Any) -> None:
    prefix = "/shop" if settings or options else ""
    with serving(half_ported(), **settings) as app:
        at = options.get("root_path", "")
        document = served(app, f"{at}/-/openapi.json", **options)
        assert document.get("servers") == ([{"url": "/shop"}] if prefix else None)
        assert "/api/orders/" in document["paths"]
        page = TestClient(app, **options).get(f"{at}/-/docs").text
    assert f"'{prefix}/-/openapi.json'" in page
    assert f'"{prefix}/-/docs/swagger-ui.css"' in page


def test_servers_of_the_application_stay() -> None:
    servers = [{"url": "https://shop.example.com"}]
    with serving(half_ported("https://shop.example.com")) as app:
        assert served(app, root_path="/shop", url="/shop/-/openapi.json")["servers"] == [{"url": "/shop"}, *servers]
        assert served(app)["servers"] == servers


@pytest.fixture
def urlconf(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return a URLconf whose document is for those whom the parameter lets in."""
    urls = ModuleType("urls_of_a_document")
    urls.urlpatterns = [path("schema/", SpectacularAPIView.as_view(**options)) for options in request.param]  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, urls.__name__, urls)
    return urls.__name__


@pytest.mark.parametrize(
    ("urlconf", "public"),
    [
        ([], False),
        ([{}], True),
        ([{"permission_classes": [IsAdminUser]}], False),
        ([{"permission_classes": [IsAdminUser]}, {}], True),
        ([{"serve_public": False}], False),
    ],
    indirect=["urlconf"],
)
def test_in_production_no_more_is_seen_than_the_project_shows(urlconf: str, public: bool) -> None:
    with override_settings(ROOT_URLCONF=urlconf, DEBUG=False):
        assert is_public_somewhere() is public
        assert is_published() is public
        with override_settings(OPENAPI_LEGACY=not public):
            assert is_published() is not public
        with override_settings(DEBUG=True):
            assert is_published()


def test_what_is_not_seen() -> None:
    with serving(half_ported(), OPENAPI_LEGACY=False) as app:
        document = served(app)
    assert "/health/live" in document["paths"]
    assert "/api/orders/" not in document["paths"]
    assert "not shown" in document[NOTE]
    assert "x-grade" not in document["paths"]["/health/live"]["get"]


def test_grades_on_the_page() -> None:
    api = FastAPI(docs_url=None)
    add_documentation(api, "/docs")
    page = TestClient(api).get("/docs").text
    assert "const Grades" in page
    assert "plugins: [Grades]" in page
    assert page.index("const Grades") < page.index("const ui")
