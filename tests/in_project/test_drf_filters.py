"""Filters of ported routes leave the rows that Django REST Framework's backends leave, or refuse in the same words."""

from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import quote_plus, urlencode

import django_filters
import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.db.models import F, Max
from django.test import RequestFactory
from django.utils import translation
from django_filters.rest_framework import DjangoFilterBackend
from fastapi import Depends, FastAPI
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from rest_framework.exceptions import APIException
from rest_framework.filters import OrderingFilter, SearchFilter, search_smart_split
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request as DRFRequest
from starlette.requests import Request
from starlette.testclient import TestClient

from bridge.drf.resources.filters import Filtering, Filters, Ordering, QuerySetFilter, Search
from bridge.drf.resources.query import QueryString, query_string
from bridge.drf.resources.search import split
from bridge.router import Router
from bridge.testing import share_connections
from legacy.catalog.filters import ProductFilter, ReviewFilter
from legacy.catalog.models import Category, Product, Review
from legacy.sales.filters import OrderFilter
from legacy.sales.models import Customer, Order, OrderLine

pytestmark = pytest.mark.usefixtures("rows")

MANY = hypothesis_settings(
    max_examples=250, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class Everything(django_filters.FilterSet):
    """Filters of other kinds, and one that asks who wants to know."""

    price = django_filters.RangeFilter()
    created = django_filters.DateFromToRangeFilter(field_name="created_at")
    sku = django_filters.BaseInFilter(lookup_expr="in")
    sort = django_filters.OrderingFilter(fields=["name", "price"])
    mine = django_filters.CharFilter(method="filter_mine", help_text="Whose?")

    class Meta:
        """Filters made of fields."""

        model = Product
        fields = {"stock": ["exact", "gt"], "category": ["exact"]}  # noqa: RUF012

    def filter_mine(self, queryset: Any, _name: str, value: str) -> Any:
        """Keep what an anonymous user asks for by name."""
        anonymous = self.request.user.is_anonymous and self.request.auth is None
        return queryset.filter(name=value) if anonymous and self.request.query_params else queryset.none()


def view(model: Any, **attributes: Any) -> tuple[type, Filtering]:
    """Return a view with all three backends, and our filters of the same description."""
    backends = [DjangoFilterBackend, SearchFilter, OrderingFilter]
    filters = Filtering(
        Filters(attributes["filterset_class"]),
        Search(attributes["search_fields"]),
        Ordering(attributes["ordering_fields"], default=attributes.get("ordering")),
    )
    return type("View", (), {"filter_backends": backends, "model": model, **attributes}), filters


PRODUCTS = view(
    Product,
    filterset_class=ProductFilter,
    search_fields=["name", "=sku", "description"],
    ordering_fields=["name", "price", "rating", "created_at"],
    ordering="price",
)
REVIEWS = view(
    Review,
    filterset_class=ReviewFilter,
    search_fields=["^title", "$body", "author__username__iexact", "created_at__year"],
    ordering_fields=[("created_at", "When"), "rating"],
)
ORDERS = view(
    Order,
    filterset_class=OrderFilter,
    search_fields=["lines__product_name", "note", "=customer__user__username"],
    ordering_fields=["placed_at", "total"],
    ordering=["-total", "id"],
)
ANNOTATED = view(
    Product,
    filterset_class=Everything,
    search_fields=["name__startswith", "reviews__title", "shelf", "attributes__color"],
    ordering_fields="__all__",
)
VIEWS = {"products": PRODUCTS, "reviews": REVIEWS, "orders": ORDERS, "annotated": ANNOTATED}


@pytest.fixture
def rows(db: None) -> None:
    shelves = [Category.objects.create(name=f"Shelf {slug}", slug=slug) for slug in ("tea", "pots")]
    users = [User.objects.create(username=name) for name in ("ann", "bob", "x,y")]
    texts = ["Green tea", "Black, tea", 'A "big" pot', "Ärger 100%", "a_b\\c", "it's", "tea"]
    products = [
        Product.objects.create(
            category=shelves[number % 2], sku=f"ABC-{number:04}", name=name, price=number + 0.5, stock=number % 3,
            description=texts[-number], attributes={"color": name}
        )
        for number, name in enumerate(texts)
    ]  # fmt: skip
    for number, user in enumerate(users):
        customer = Customer.objects.create(user=user, street="1", postal_code="1", city="Dublin", country="IE")
        for product in products[: 3 + number]:
            Review.objects.create(
                product=product, author=user, rating=product.stock + 1, title=product.name, body=product.description
            )
        order = Order.objects.create(customer=customer, note=texts[number], total=number)
        for product in products[number:]:
            OrderLine.objects.create(order=order, product=product, product_name=product.name, unit_price=1, quantity=1)


def queryset(model: Any) -> Any:
    if model is Product:
        return model.objects.annotate(shelf=F("category__name"), rating=Max("reviews__rating"))
    return model.objects.all()


def outcome(answer: Callable[[], Any]) -> Any:
    try:
        with transaction.atomic():
            filtered = answer()
            return str(filtered.query), [row.pk for row in filtered]
    except APIException as error:
        return error.status_code, JSONRenderer().render(error.detail), error.get_codes()
    except Exception as error:  # noqa: BLE001 - what is a 500 of DRF's is one of ours
        return type(error)


def theirs(view_class: Any, raw: bytes) -> Any:
    def answer() -> Any:
        request = RequestFactory().get("/x/", QUERY_STRING=raw.decode("latin-1"))
        rows = queryset(view_class.model)
        for backend in view_class.filter_backends:
            rows = backend().filter_queryset(DRFRequest(request), rows, view_class())
        return rows

    return outcome(answer)


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


def application() -> FastAPI:
    router = Router()

    @router.get("/products")
    def products(narrow: Annotated[QuerySetFilter, Depends(PRODUCTS[1])]) -> list[str]:
        return [product.sku for product in narrow(queryset(Product))]

    @router.get("/products-async")
    async def products_async(narrow: Annotated[QuerySetFilter, Depends(PRODUCTS[1])]) -> list[str]:
        return [product.sku async for product in await narrow.run(queryset(Product))]

    @router.get("/orders")
    def orders(narrow: Annotated[QuerySetFilter, Depends(ORDERS[1])]) -> list[int]:
        return [order.pk for order in narrow(queryset(Order))]

    @router.get("/everything")
    def everything(narrow: Annotated[QuerySetFilter, Depends(Filters(Everything))]) -> list[int]:
        return [product.pk for product in narrow(queryset(Product))]

    app = FastAPI()
    app.include_router(router)
    return app


@pytest.mark.parametrize("path", ["/products", "/products-async"])
def test_in_a_route(path: str) -> None:
    with share_connections():
        client = TestClient(application())
        for query in ["", "category=tea", "in_stock=true&search=tea&ordering=-price", "ordering=x&min_price="]:
            _, keys = theirs(PRODUCTS[0], query.encode())
            expected = [Product.objects.get(pk=key).sku for key in keys]
            answer = client.get(f"{path}?{query}")
            assert (answer.status_code, answer.json()) == (200, expected)


def documented(path: str) -> dict[str, Any]:
    parameters = application().openapi()["paths"][path]["get"]["parameters"]
    assert not any(parameter["required"] for parameter in parameters)
    return {
        parameter["name"]: {
            key: value for key, value in parameter["schema"].items() if key not in {"title", "description"}
        }
        for parameter in parameters
    }


def test_openapi() -> None:
    text, number, moment = {"type": "string"}, {"type": "number"}, {"type": "string", "format": "date-time"}
    day = {"type": "string", "format": "date"}
    assert documented("/products") == {
        "category": text,
        "min_price": number,
        "max_price": number,
        "in_stock": {"type": "boolean"},
        "updated_since": moment,
        "search": text,
        "ordering": text,
    }
    status = {"type": "string", "enum": ["placed", "paid", "shipped", "cancelled"]}
    assert documented("/orders") | {"search": text} == {
        "status": {"type": "array", "items": status},
        "placed_after": moment,
        "placed_before": moment,
        "min_total": number,
        "product": {"type": "integer"},
        "search": text,
        "ordering": text,
    }
    assert documented("/everything") == {
        "stock": number,
        "stock__gt": number,
        "category": {"type": "integer"},
        "price_min": number,
        "price_max": number,
        "created_after": day,
        "created_before": day,
        "sku": text,
        "sort": text,
        "mine": text,
    }
