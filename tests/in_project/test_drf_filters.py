"""Filters of ported routes leave the rows that Django REST Framework's backends leave, or refuse in the same words."""

from typing import Any
from urllib.parse import quote_plus, urlencode

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import AnonymousUser, User
from django.utils import translation
from drf_filters import PRODUCTS, VIEWS, Everything, add_rows, outcome, queryset, theirs
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from rest_framework.filters import search_smart_split
from starlette.requests import Request

from bridge.drf.resources.filters import Filtering, Filters, Ordering
from bridge.drf.resources.query import QueryString, query_string
from bridge.drf.resources.search import split
from legacy.catalog.models import Product

MANY = hypothesis_settings(
    max_examples=250, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(autouse=True)
def _rows(db: None) -> None:
    add_rows()


def query_of(raw: bytes) -> QueryString:
    scope = {"type": "http", "method": "GET", "path": "/x/", "scheme": "http", "query_string": raw, "headers": []}
    return async_to_sync(query_string)(Request(scope))


def assert_same(pair: tuple[Any, Filtering], raw: bytes) -> Any:
    view_class, filtering = pair
    expected = theirs(view_class, raw)
    narrow = async_to_sync(filtering)(query=query_of(raw))
    assert outcome(lambda: narrow(queryset(view_class.model))) == expected, raw
    return expected


NAMES = ["category", "min_price", "max_price", "in_stock", "updated_since", "search", "ordering", "rating", "author"]
NAMES += ["product", "status", "placed_after", "placed_before", "min_total", "price_min", "price_max", "stock", "sku"]
NAMES += ["stock__gt", "created_after", "created_before", "sort", "mine", "x", "é", ""]
VALUES = ["", " ", "0", "1", "2", "5", "6", "-1", "1.5", "1e5", "9" * 30, "NaN", "Infinity", "true", "True", "false"]
VALUES += ["unknown", "tea", "pots", "TEA", "ann", "placed", "paid", "x", "\x00", "é", "2026-01-01", "2026-13-01"]
VALUES += ["2026-01-01T00:00:00Z", "2099-01-01 00:00", "ABC-0001", "ABC-0001,abc-0002", "green tea", "tea,green", ",,"]
VALUES += [
    '"green tea"',
    "'it''s'",
    '"',
    "'",
    '"big',
    'a "b c" d',
    '"a","b"',
    "100%",
    "a_b",
    "\\",
    ",",
    "(",
    "[a",
    "^B",
]
VALUES += ["name", "-name", "--name", "price,-name", " price , x", "-", "?", "id", "rating", "-rating", "shelf", "pk"]
VALUES += ["total", "placed_at,-total", "created_at", "name,name", "category__name", "-stock,price", "2026", "Green"]
pairs = st.tuples(st.sampled_from(NAMES), st.one_of(st.sampled_from(VALUES), st.text(max_size=6)))
queries = st.one_of(
    st.builds(
        lambda parts: "&".join(
            f"{name}={quote_plus(value.encode(errors='replace'))}" for name, value in parts
        ).encode(),
        st.lists(pairs, max_size=4),
    ),
    st.binary(max_size=12),
    st.binary(max_size=8).map(lambda value: b"search=" + value),
)


@pytest.mark.parametrize("name", VIEWS)
def test_every_value(name: str) -> None:
    found: set[Any] = set()
    for parameter in NAMES:
        for value in VALUES:
            answer = assert_same(VIEWS[name], urlencode({parameter: value}).encode())
            found.add(answer[0] if isinstance(answer, tuple) and isinstance(answer[0], int) else type(answer))
    assert {tuple, 400} <= found


@pytest.mark.parametrize("name", VIEWS)
def test_any_query_string(name: str) -> None:
    @MANY
    @given(queries)
    def check(raw: bytes) -> None:
        assert_same(VIEWS[name], raw)

    check()


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"category=tea&category=pots",
        b"category=pots&category=",
        b"rating=1&rating=3&rating=9",
        b"status=placed&status=x&min_total=y&product=99999",
        b"min_price=x&max_price=y&updated_since=z",
        b"search=x&search=tea",
        b"search=tea&search=",
        b"search=\xc3\xa4rger",
        b"search=%FF",
        b"ordering=price&ordering=-name",
        b"search=%00&min_price=x",
        b"search=tea&ordering=-created_at&in_stock=true&rating=1",
    ],
)
def test_query_strings(name: str, raw: bytes) -> None:
    assert_same(VIEWS[name], raw)


def test_errors_are_translated() -> None:
    with translation.override("de"):
        assert b"Null" in assert_same(PRODUCTS, b"search=%00")[1]
        assert_same(PRODUCTS, b"category=x&min_price=x")


@MANY
@given(st.one_of(st.sampled_from(VALUES), st.text(alphabet="ab ,'\"\\", max_size=14), st.text()))
def test_terms(text: str) -> None:
    assert split(text) == search_smart_split(text)


def test_the_user_stays_who_it_is() -> None:
    query = query_of(b"mine=tea")
    query.request.user = user = User.objects.get(username="ann")
    assert list(Filters(Everything).apply(query, queryset(Product))) == []
    assert query.request.user is user
    query.request.user = AnonymousUser()
    assert Filters(Everything).apply(query, queryset(Product)).get().name == "tea"


def test_ordering_fields_are_names() -> None:
    with pytest.raises(ValueError, match="list of names"):
        Ordering("name")
