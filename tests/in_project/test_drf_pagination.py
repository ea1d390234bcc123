"""Counted pages of ported routes are those of Django REST Framework's paginators, byte for byte."""

from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from drf_pages import COUNTED, HOSTS, MANY, NUMBERS, add_rows, assert_same, products, queries
from hypothesis import given
from rest_framework.exceptions import NotFound

from bridge.drf.resources.pagination import NumberedPages
from bridge.drf.resources.query import QueryString
from legacy.catalog.models import Product


@pytest.fixture(autouse=True)
def _rows(db: None, settings: Any) -> None:
    settings.ALLOWED_HOSTS = HOSTS
    add_rows()


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


@pytest.mark.parametrize(("number", "queries"), [("0", 0), ("-1", 0), ("x", 0), ("99", 1), ("last", 2), ("1", 2)])
def test_what_is_no_number_of_a_page_is_refused_before_anything_is_counted(number: str, queries: int) -> None:
    page: NumberedPages[Product] = NumberedPages(
        QueryString(RequestFactory().get("/"), f"page={number}".encode()), "page", 2
    )
    with CaptureQueriesContext(connection) as captured, suppress(NotFound):
        page(Product.objects.order_by("pk"), lambda product: product.pk)
    assert len(captured) == queries
