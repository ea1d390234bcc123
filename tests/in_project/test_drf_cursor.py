"""Pages between cursors are those of Django REST Framework's paginator, byte for byte."""

import json
from base64 import b64encode
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from drf_pages import (
    CURSORS,
    HOSTS,
    MANY,
    START,
    Sortable,
    add_rows,
    assert_same,
    by_cursor,
    queries,
)
from hypothesis import given
from hypothesis import strategies as st

from bridge.drf.resources.filters import Ordering
from bridge.drf.resources.pagination import (
    CursorPagination,
)
from legacy.catalog.models import Product


@pytest.fixture(autouse=True)
def _rows(db: None, settings: Any) -> None:
    settings.ALLOWED_HOSTS = HOSTS
    add_rows()


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
