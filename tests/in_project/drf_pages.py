"""Pages of Django REST Framework's paginators and of ours, for the same request."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote_plus

from asgiref.sync import async_to_sync
from django.db import transaction
from django.test import RequestFactory
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from rest_framework import pagination as drf
from rest_framework.exceptions import APIException
from rest_framework.filters import OrderingFilter
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request as DRFRequest
from starlette.requests import Request

from bridge.drf.rendering import to_json
from bridge.drf.resources.pagination import (
    CursorPagination,
    LimitOffsetPagination,
    PageNumberPagination,
)
from bridge.drf.resources.query import query_string
from legacy.catalog.models import Category, Product

PATH = "/api/products/é b/"
HOSTS = [".localhost", "shop.example.com", "[::1]", "testserver"]
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


def add_rows() -> None:
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
