"""Which half answers."""

from collections.abc import Awaitable, Callable

import pytest
from fastapi import FastAPI, Request
from starlette.responses import PlainTextResponse, Response
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from bridge.dispatch import Strangler
from bridge.router import Router


async def legacy(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("legacy")(scope, receive, send)


@pytest.fixture
def client() -> TestClient:
    api = FastAPI(openapi_url=None)
    inner = Router(prefix="/items")

    @inner.get("/{pk:int}/")
    async def item(pk: int) -> str:
        return f"route {pk}"

    @inner.get("/broken/")
    async def broken() -> None:
        raise ValueError("broken")

    outer = Router()
    outer.include_router(inner)
    api.include_router(outer)

    @api.middleware("http")
    async def mark(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await call_next(request)
        response.headers["X-FastAPI"] = "yes"
        return response

    return TestClient(Strangler(api, legacy), raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("method", "path", "half"),
    [
        ("GET", "/items/1/", "route"),
        ("POST", "/items/1/", "legacy"),
        ("HEAD", "/items/1/", "legacy"),
        ("OPTIONS", "/items/1/", "legacy"),
        ("GET", "/items/stats/", "legacy"),
        ("GET", "/items/-1/", "legacy"),
        ("GET", "/items/1", "legacy"),
        ("GET", "/items/1/%0A", "legacy"),
        ("GET", "/docs", "legacy"),
        ("GET", "/openapi.json", "legacy"),
        ("GET", "/", "legacy"),
    ],
)
def test_a_route_takes_its_method_and_path_and_nothing_else(
    client: TestClient, method: str, path: str, half: str
) -> None:
    response = client.request(method, path)
    assert half in response.text or method == "HEAD"
    assert ("X-FastAPI" in response.headers) == (half == "route"), "FastAPI's middleware is for its routes only"


def test_an_error_of_a_route_does_not_fall_through_to_the_legacy(client: TestClient) -> None:
    response = client.get("/items/broken/")
    assert (response.status_code, response.text) == (500, "Internal Server Error")


@pytest.mark.parametrize("scheme", ["http", "https", "wss", "nonsense"])
def test_a_request_is_http_or_https_whatever_a_proxy_says(scheme: str) -> None:
    api = FastAPI(openapi_url=None)

    @api.get("/")
    async def url(request: Request) -> str:
        return request.url.scheme

    client = TestClient(in_the_words_of_a_proxy(Strangler(api, legacy), scheme))
    assert client.get("/").json() == ("https" if scheme == "https" else "http")


def in_the_words_of_a_proxy(app: ASGIApp, scheme: str) -> ASGIApp:
    async def proxied(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "scheme": scheme}, receive, send)

    return proxied


def test_white_space_after_a_header_is_none_of_it() -> None:
    api = FastAPI(openapi_url=None)

    @api.get("/")
    async def host(request: Request) -> list[str]:
        return [request.headers["host"], request.headers["x-note"]]

    client = TestClient(Strangler(api, legacy))
    assert client.get("/", headers={"Host": "shop.example \t", "X-Note": "a b "}).json() == ["shop.example", "a b"]
