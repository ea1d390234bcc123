"""What pages of ported routes have in common: links, errors, queries, routes and documentation."""

from typing import Annotated, Any

import pytest
from django.core.handlers.asgi import ASGIRequest
from django.db import connection
from django.test import RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from drf_pages import (
    COUNTED,
    CURSORS,
    HOSTS,
    ByNumber,
    add_rows,
    assert_same,
    django_request,
    ours,
    products,
    starlette_request,
    theirs,
)
from fastapi import Depends, FastAPI
from pydantic import BaseModel
from starlette.testclient import TestClient

from bridge.drf.context import current_request
from bridge.drf.resources.pagination import (
    CursorPage,
    CursorPagination,
    CursorPaginator,
    LimitOffsetPagination,
    Page,
    PageNumberPagination,
    Paginator,
)
from bridge.router import Router
from bridge.testing import share_connections
from legacy.catalog.models import Product


@pytest.fixture(autouse=True)
def _rows(db: None, settings: Any) -> None:
    settings.ALLOWED_HOSTS = HOSTS
    add_rows()


@pytest.mark.parametrize("pair", COUNTED + CURSORS)
@pytest.mark.parametrize(
    "changed", [{}, {"USE_X_FORWARDED_HOST": True}, {"SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https")}]
)
def test_absolute_links(pair: Any, changed: dict[str, Any]) -> None:
    headers = {"HTTP_X_FORWARDED_HOST": "shop.example.com", "HTTP_X_FORWARDED_PROTO": "https"}
    with override_settings(**changed):
        for scheme in "http", "https":
            for host in "shop.localhost", "shop.localhost:8443", "[::1]:80", "evil.com":
                assert_same(pair, b"page=2&p=2&offset=5", scheme=scheme, host=host, **headers)
                assert_same(pair, b"page=2&p=2&offset=5", scheme=scheme, host=host)


def test_the_call_has_a_django_request() -> None:
    # With the legacy half's links, even where the query string has unescaped letters.
    raw = b"page=2&q=\xc3\xa9"
    request = starlette_request(raw)
    token = current_request.set(ASGIRequest(request.scope, None))
    try:
        assert ours(COUNTED[0][1], request) == theirs(ByNumber, django_request(raw))
    finally:
        current_request.reset(token)


@pytest.mark.parametrize("pair", COUNTED[:1] + CURSORS[:1])
def test_errors_are_translated(pair: Any) -> None:
    with translation.override("de"):
        status, detail, _ = assert_same(pair, b"page=0&cursor=x")
    assert status == 404
    assert detail != b'{"detail":"Invalid page."}'
    assert "ngültige" in detail.decode()


@pytest.mark.parametrize("pair", COUNTED + CURSORS)
@pytest.mark.parametrize("raw", [b"", b"page=2", b"page=99", b"offset=99", b"offset=23", b"offset=4"])
def test_no_more_queries(pair: Any, raw: bytes) -> None:
    with CaptureQueriesContext(connection) as expected:
        theirs(pair[0], django_request(raw))
    with CaptureQueriesContext(connection) as queries_:
        ours(pair[1], starlette_request(raw))
    assert statements(queries_) == statements(expected)


def statements(queries_: CaptureQueriesContext) -> list[str]:
    return [query["sql"] for query in queries_ if "SAVEPOINT" not in query["sql"]]


def test_sizes_must_be_positive() -> None:
    for make in PageNumberPagination, LimitOffsetPagination:
        with pytest.raises(ValueError, match="positive"):
            make(0)
    with pytest.raises(ValueError, match="positive"):
        CursorPagination(0, "id")
    with pytest.raises(ValueError, match="rows themselves"):
        CursorPagination(1, "category__name")


class ProductOut(BaseModel):
    """An item."""

    sku: str
    name: str

    @classmethod
    def read(cls, product: Product) -> "ProductOut":
        """Return a product as an item."""
        return cls(sku=product.sku, name=product.name)


def application() -> FastAPI:
    router = Router()
    numbered = PageNumberPagination(page_size=5, page_size_query_param="page_size", max_page_size=8)
    cursors = CursorPagination(4, ("-created_at", "-id"), "page_size", 6)

    @router.get("/numbered")
    def numbers(page: Annotated[Paginator[Product], Depends(numbered)]) -> Page[ProductOut]:
        return page(products(), ProductOut.read)

    @router.get("/numbered-async")
    async def numbers_async(page: Annotated[Paginator[Product], Depends(numbered)]) -> Page[ProductOut]:
        return await page.fetch(products(), ProductOut.read)

    @router.get("/offset")
    async def offsets(page: Annotated[Paginator[Product], Depends(LimitOffsetPagination(5, 8))]) -> Page[ProductOut]:
        return await page.fetch(products(), ProductOut.read)

    @router.get("/cursor")
    def by_position(page: Annotated[CursorPaginator[Product], Depends(cursors)]) -> CursorPage[ProductOut]:
        return page(products(), ProductOut.read)

    @router.get("/cursor-async")
    async def by_position_async(page: Annotated[CursorPaginator[Product], Depends(cursors)]) -> CursorPage[ProductOut]:
        return await page.fetch(products(), ProductOut.read)

    app = FastAPI()
    app.include_router(router)
    return app


PAIRS = {
    "/numbered": COUNTED[0],
    "/numbered-async": COUNTED[0],
    "/offset": COUNTED[3],
    "/cursor": CURSORS[0],
    "/cursor-async": CURSORS[0],
}


@pytest.mark.parametrize("path", PAIRS)
def test_in_a_route(path: str) -> None:
    paginator_class, _ = PAIRS[path]
    with share_connections():
        client = TestClient(application())
        for query in ["", "page=2&page_size=3", "page_size=x", "limit=x&offset=2", "offset=-", "page_size=2"]:
            answer = client.get(f"{path}?{query}")
            expected = theirs(paginator_class, RequestFactory().get(path, QUERY_STRING=query))
            assert (answer.status_code, answer.content) == (200, expected)


def test_openapi() -> None:
    paths = application().openapi()["paths"]
    found = {
        path: [(parameter["name"], parameter["schema"]["type"], parameter["required"]) for parameter in parameters]
        for path in PAIRS
        if (parameters := paths[path]["get"]["parameters"])
    }
    assert found["/numbered"] == [("page", "integer", False), ("page_size", "integer", False)]
    assert found["/numbered"] == found["/numbered-async"]
    assert found["/offset"] == [("limit", "integer", False), ("offset", "integer", False)]
    assert found["/cursor"] == [("cursor", "string", False), ("page_size", "integer", False)]
    answer = paths["/numbered"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    schema = application().openapi()["components"]["schemas"][answer["$ref"].rpartition("/")[2]]
    assert list(schema["properties"]) == ["count", "next", "previous", "results"]
