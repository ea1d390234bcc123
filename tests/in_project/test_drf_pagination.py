"""Pages of ported routes are those of Django REST Framework's paginators, byte for byte."""

import json
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from urllib.parse import quote_plus, urlencode, urlsplit

import pytest
from asgiref.sync import async_to_sync
from django.core.handlers.asgi import ASGIRequest
from django.db import connection, transaction
from django.test import RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from fastapi import Depends, FastAPI
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pydantic import BaseModel
from rest_framework import pagination as drf
from rest_framework.exceptions import APIException
from rest_framework.filters import OrderingFilter
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request as DRFRequest
from starlette.requests import Request
from starlette.testclient import TestClient

from bridge.drf.context import current_request
from bridge.drf.rendering import to_json
from bridge.drf.resources.filters import Ordering
from bridge.drf.resources.pagination import (
    CursorPage,
    CursorPagination,
    CursorPaginator,
    LimitOffsetPagination,
    Page,
    PageNumberPagination,
    Paginator,
)
from bridge.drf.resources.query import query_string
from bridge.router import Router
from bridge.testing import share_connections
from legacy.catalog.models import Category, Product

pytestmark = pytest.mark.usefixtures("rows")

PATH = "/api/products/é b/"
START = datetime(2026, 1, 1, tzinfo=UTC)
MANY = hypothesis_settings(
    max_examples=250, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class ByNumber(drf.PageNumberPagination):
    """Pages whose size a client may choose."""

    page_size = 5
    page_size_query_param = "page_size"
    max_page_size = 8


class ByNumberWithoutMaximum(drf.PageNumberPagination):
    """Pages of any size."""

    page_size = 5
    page_size_query_param = "page_size"


class ByNumberOnly(drf.PageNumberPagination):
    """Pages of one size."""

    page_size = 7
    page_query_param = "p"


class ByOffset(drf.LimitOffsetPagination):
    """Excerpts."""

    default_limit = 5
    max_limit = 8


class ByOffsetWithoutMaximum(drf.LimitOffsetPagination):
    """Excerpts of any size."""

    default_limit = 5


COUNTED = [
    (ByNumber, PageNumberPagination(5, "page_size", 8)),
    (ByNumberWithoutMaximum, PageNumberPagination(5, "page_size")),
    (ByNumberOnly, PageNumberPagination(7, page_query_param="p")),
    (ByOffset, LimitOffsetPagination(5, 8)),
    (ByOffsetWithoutMaximum, LimitOffsetPagination(5)),
]


def by_cursor(*ordering: str, page_size: int = 4) -> tuple[type[drf.CursorPagination], CursorPagination]:
    attributes = {
        "ordering": ordering,
        "page_size": page_size,
        "page_size_query_param": "page_size",
        "max_page_size": 6,
    }
    return type("ByCursor", (drf.CursorPagination,), attributes), CursorPagination(page_size, ordering, "page_size", 6)


CURSORS = [by_cursor(*ordering) for ordering in [("-created_at", "-id"), ("created_at",), ("stock", "id"), ("-stock",)]]
CURSORS += [by_cursor("id"), by_cursor("weight_kg", "id"), by_cursor("-name"), by_cursor("stock", "id", page_size=2)]


class Sortable:
    """What DRF's ordering filter and cursor pagination want of a view."""

    filter_backends = (OrderingFilter,)
    ordering_fields = ("price", "stock", "name")
    ordering = "price"


@pytest.fixture
def rows(db: None, settings: Any) -> None:
    settings.ALLOWED_HOSTS = [".localhost", "shop.example.com", "[::1]", "testserver"]
    category = Category.objects.create(name="Shelf", slug="shelf")
    Product.objects.bulk_create(
        Product(
            category=category,
            sku=f"ABC-{number:04}",
            name=f"Ärticle {number % 9}",
            price=number,
            stock=[0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 3, 3, 3, 3, 3, 9, 9, 10, 11, 12, 13][number],
            weight_kg=None if number % 3 == 0 else number / 4,
            created_at=START + timedelta(minutes=number // 3),
        )
        for number in range(23)
    )


def products() -> Any:
    return Product.objects.order_by("id")


def read(product: Any) -> dict[str, Any]:
    if isinstance(product, dict):
        return product
    return {"sku": product.sku, "name": product.name}


def django_request(raw: bytes, host: str = "shop.localhost:8000", scheme: str = "http", **headers: str) -> Any:
    """Return the request as the legacy half has it: WSGI."""
    return RequestFactory().get(
        PATH, QUERY_STRING=raw.decode("latin-1"), HTTP_HOST=host, secure=scheme == "https", **headers
    )


def starlette_request(raw: bytes, host: str = "shop.localhost:8000", scheme: str = "http", **headers: str) -> Request:
    names = {name.removeprefix("HTTP_").replace("_", "-").lower(): value for name, value in headers.items()}
    return Request(
        {
            "type": "http",
            "method": "GET",
            "path": PATH,
            "root_path": "",
            "scheme": scheme,
            "query_string": raw,
            "headers": [(name.encode(), value.encode()) for name, value in ({"host": host} | names).items()],
            "server": ("testserver", 443 if scheme == "https" else 80),
            "client": ("127.0.0.1", 1234),
        }
    )


def outcome(answer: Callable[[], bytes]) -> Any:
    try:
        with transaction.atomic():
            return answer()
    except APIException as error:
        return error.status_code, JSONRenderer().render(error.detail), error.get_codes()
    except Exception as error:  # noqa: BLE001 - what is a 500 of DRF's is one of ours
        return type(error)


def theirs(paginator_class: Any, request: Any, view: Any = None, rows: Any = None) -> Any:
    def answer() -> bytes:
        paginator = paginator_class()
        page = paginator.paginate_queryset(products() if rows is None else rows, DRFRequest(request), view)
        return JSONRenderer().render(paginator.get_paginated_response([read(row) for row in page]).data)

    return outcome(answer)


def ours(pagination: Any, request: Request, rows: Any = None) -> Any:
    def answer() -> bytes:
        page = async_to_sync(pagination)(query=async_to_sync(query_string)(request))
        return to_json(page(products() if rows is None else rows, read).model_dump(mode="json"))

    return outcome(answer)


def assert_same(theirs_and_ours: Any, raw: bytes, view: Any = None, rows: Any = None, **request: str) -> Any:
    paginator_class, pagination = theirs_and_ours
    expected = theirs(paginator_class, django_request(raw, **request), view, rows)
    assert ours(pagination, starlette_request(raw, **request), rows) == expected, raw
    return expected


NUMBERS = [
    "",
    "0",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "8",
    "9",
    "22",
    "23",
    "24",
    "100",
    "-1",
    "+2",
    " 2 ",
    "2.0",
    "1e3",
    "1_0",
]
NUMBERS += ["٣", "abc", "last", "LAST", "first", "\x00", "é", "9" * 30, "9" * 400, "9" * 5000, "0x2", "true", "None"]
NAMES = ["page", "p", "page_size", "limit", "offset", "cursor", "ordering", "q", "é", "", "a b", "format"]
pairs = st.tuples(st.sampled_from(NAMES), st.one_of(st.sampled_from(NUMBERS), st.text(max_size=4)))
encoders = st.sampled_from(
    [lambda text: quote_plus(text.encode(errors="replace")).encode(), lambda text: text.encode(errors="replace")]
)
queries = st.one_of(
    st.builds(
        lambda parts, encode: b"&".join(encode(name) + b"=" + encode(value) for name, value in parts),
        st.lists(pairs, max_size=5),
        encoders,
    ),
    st.binary(max_size=12),
)


@pytest.mark.parametrize("pair", COUNTED, ids=lambda pair: pair[0].__name__)
def test_every_number(pair: Any) -> None:
    for name in ["page", "p", "page_size", "limit", "offset"]:
        for value in NUMBERS:
            assert_same(pair, urlencode({name: value}).encode())


@pytest.mark.parametrize("pair", COUNTED, ids=lambda pair: pair[0].__name__)
@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"&&",
        b"page",
        b"page=2&page=3",
        b"page=3&page=",
        b"z=1&a=2&page=2&a=1&b=&c",
        b"page=2&page_size=2&q=a+b%20c&q=%E9%FF&x=%C3%A9",
        b"page=2&q=\xc3\xa9&r=\xff",
        b"page=last&page_size=100",
        b"limit=100&offset=20",
        b"limit=3&offset=2&limit=2",
        b"limit=0&offset=5&z",
        b"offset=3&a=%26%3D%23#x",
        b"page=2;page_size=2",
    ],
)
def test_query_strings(pair: Any, raw: bytes) -> None:
    assert_same(pair, raw)


@pytest.mark.parametrize("pair", COUNTED, ids=lambda pair: pair[0].__name__)
def test_any_query_string(pair: Any) -> None:
    @MANY
    @given(queries)
    def check(raw: bytes) -> None:
        assert_same(pair, raw)

    check()


@pytest.mark.parametrize("pair", COUNTED, ids=lambda pair: pair[0].__name__)
@pytest.mark.parametrize("count", [0, 1, 5, 6, 10])
def test_other_counts(pair: Any, count: int) -> None:
    for raw in [b"", b"page=1", b"page=2", b"p=2", b"page=last", b"p=last", b"offset=5", b"offset=1", b"limit=5"]:
        kept = products().filter(price__lt=count)
        assert_same(pair, raw, rows=kept)
        assert_same(pair, raw, rows=list(kept))


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


def cursor(**tokens: Any) -> bytes:
    return urlencode({"cursor": b64encode(urlencode(tokens).encode())}).encode()


@pytest.mark.parametrize("pair", CURSORS)
@pytest.mark.parametrize("size", ["", "page_size=1", "page_size=2", "page_size=3", "page_size=99"])
def test_there_and_back(pair: Any, size: str) -> None:
    seen = 0
    query = size
    for direction in "next", "previous", "next":
        for _ in range(40):
            answer = assert_same(pair, query.encode())
            if not isinstance(answer, bytes):  # DRF fails where a position is null
                break
            seen += 1
            link = json.loads(answer)[direction]
            if link is None:
                break
            query = urlsplit(link).query
    assert seen > 1


POSITIONS = ["0", "1", "3", "9", "13", "99", "None", "", "x", "\x00", "Ärticle 3", str(START), "1.25"]
POSITIONS += [str(START + timedelta(minutes=minutes)) for minutes in (0, 3, 7, 8)]
tokens = st.fixed_dictionaries(
    {},
    optional={
        "o": st.sampled_from(["0", "1", "2", "4", "5", "22", "23", "1000", "1001", "-1", "x", "", "9" * 5000]),
        "r": st.sampled_from(["0", "1", "2", "-1", "x", ""]),
        "p": st.sampled_from(POSITIONS),
        "page_size": st.sampled_from(["1", "2", "5"]),
    },
)


@pytest.mark.parametrize("pair", CURSORS)
def test_any_cursor(pair: Any) -> None:
    @MANY
    @given(tokens, st.sampled_from([b"", b"&page_size=2", b"&page_size=x&z&a=%FF"]))
    def check(parts: dict[str, str], more: bytes) -> None:
        assert_same(pair, cursor(**parts) + more)

    check()


def test_rows_that_are_dictionaries() -> None:
    for raw in [b"", cursor(p="1"), cursor(p="1", r="1"), cursor(o="5")]:
        assert_same(by_cursor("stock", "id"), raw, rows=Product.objects.values("sku", "name", "stock"))


@pytest.mark.parametrize("raw", [b"cursor=", b"cursor=x", b"cursor=%C3%A9", b"cursor=bz0x!", b"cursor=\xff", b"cursor"])
def test_what_is_no_cursor(raw: bytes) -> None:
    assert_same(CURSORS[0], raw)


def test_any_text_for_a_cursor() -> None:
    @MANY
    @given(queries)
    def check(raw: bytes) -> None:
        assert_same(CURSORS[0], raw)

    check()


def test_cursor_in_the_order_that_is_asked_for() -> None:
    theirs_class, _ = by_cursor("-id")
    pagination = CursorPagination(
        4, "-id", "page_size", 6, ordering_filter=Ordering(Sortable.ordering_fields, default="price")
    )
    plain = CursorPagination(4, "-id", "page_size", 6, ordering_filter=Ordering(["stock"]))
    unordered = type("Unordered", (Sortable,), {"ordering": None, "ordering_fields": ["stock"]})
    for raw in [b"", b"ordering=stock", b"ordering=-stock,price", b"ordering=id", b"ordering=,name", b"ordering=-name"]:
        query = raw
        for _ in range(8):
            answer = assert_same((theirs_class, pagination), query, view=Sortable())
            assert_same((theirs_class, plain), query, view=unordered())
            link = json.loads(answer)["next"] if isinstance(answer, bytes) else None
            if link is None:
                break
            query = urlsplit(link).query.encode()


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
