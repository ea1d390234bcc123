"""Ported paths keep answering when their legacy views are gone: HEAD, OPTIONS, 405 and the slash."""

import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from django.urls import path
from rest_framework.authtoken.models import Token
from rest_framework.serializers import Serializer
from starlette.testclient import TestClient
from test_drf_grades import View, client_of, create_hybrid
from wire import answer

from bridge.drf.legacy import ported
from bridge.drf.policy import Policy, policy
from bridge.drf.router import PortedRouter
from bridge.mount import LegacyMount
from bridge.router import Router
from bridge.threads import legacy_threads
from legacy.catalog.models import Category, Product
from legacy.catalog.permissions import IsStaffOrReadOnly
from legacy.catalog.serializers import CategorySerializer
from legacy.catalog.views import ProductViewSet

REQUESTS = [
    ("GET", "/api/products/"),
    ("HEAD", "/api/products/"),
    ("HEAD", "/api/products/999999/"),
    ("OPTIONS", "/api/products/"),
    ("OPTIONS", "/api/products/{pk}/"),
    ("OPTIONS", "/api/products/999999/"),
    ("PUT", "/api/products/"),
    ("DELETE", "/api/products/"),
    ("TRACE", "/api/products/"),
    ("PROPFIND", "/api/products/"),
    ("PURGE", "/api/products/{pk}/"),
    ("POST", "/api/products/{pk}/"),
    ("GET", "/api/products/{pk}/nothing/"),
    ("GET", "/api/products/x/"),
]
REDIRECTED = [
    ("GET", "/api/products"),
    ("HEAD", "/api/products/{pk}"),
    ("POST", "/api/products?x=1&y=%20"),
    ("LINK", "/api/products"),
]
PRODUCTS = Policy(view=ProductViewSet)
JSON = b'{"sku": "XYZ-0001", "name": "Pot", "category": "kitchen", "price": "3.50"}'


@pytest.fixture
def pk(db: None) -> int:
    cache.clear()
    category = Category.objects.create(name="Kitchen", slug="kitchen")
    product = Product.objects.create(category=category, sku="ABC-0001", name="Pan", price=1)
    return int(product.pk)


@pytest.fixture
def tokens(db: None) -> list[str]:
    users = User.objects.create_user("carl"), User.objects.create_user("ann", is_staff=True)
    return ["nonsense", *(Token.objects.create(user=user).key for user in users)]


@pytest.fixture
def deleted() -> Iterator[override_settings]:
    """Return settings in which the legacy half has no products."""
    urls = ModuleType("urls_without_products")
    urls.urlpatterns = [path("api/products/<int:pk>/", ported, name="product-detail")]  # type: ignore[attr-defined]
    sys.modules[urls.__name__] = urls
    yield override_settings(ROOT_URLCONF=urls.__name__)
    del sys.modules[urls.__name__]


@pytest.mark.parametrize(("method", "template"), REQUESTS + REDIRECTED)
def test_answers_stay(
    service: TestClient,
    legacy: TestClient,
    deleted: override_settings,
    pk: int,
    tokens: list[str],
    method: str,
    template: str,
) -> None:
    url = template.format(pk=pk)
    for headers in ({}, *({"authorization": f"Token {token}"} for token in tokens)):
        before = answer(legacy, method, url, headers)
        with deleted:
            after = answer(client_of(create_hybrid()), method, url, headers)
        assert after == before


COMMON = "django.middleware.common.CommonMiddleware"
ORDERS = [
    [COMMON, *(path for path in settings.MIDDLEWARE if path != COMMON)],
    [*(path for path in settings.MIDDLEWARE if path != COMMON), COMMON],
]


@pytest.mark.parametrize("middleware", ORDERS)
@pytest.mark.parametrize(("method", "template"), REDIRECTED)
def test_a_redirect_has_the_headers_of_the_middleware_around_it(
    service: TestClient, deleted: override_settings, pk: int, middleware: list[str], method: str, template: str
) -> None:
    url = template.format(pk=pk)
    with override_settings(MIDDLEWARE=middleware):
        before = answer(TestClient(LegacyMount(get_wsgi_application(), legacy_threads())), method, url, {})
        with deleted:
            after = answer(client_of(create_hybrid()), method, url, {})
    assert after == before


def create_native(serializer: type[Serializer[Any]]) -> Router:
    """Return the categories without their view."""
    both = Policy(permissions=[IsStaffOrReadOnly], serializer=serializer, queryset=Category.objects.all())
    native = PortedRouter(prefix="/api/categories", policy=both)

    @native.api_route("/", methods=["GET", "POST"])
    @policy(name="Category List", description="All categories, on one page.")
    def categories() -> None: ...

    @native.api_route("/{pk:int}/", methods=["GET", "PUT", "PATCH", "DELETE"])
    @policy(name="Category Detail")
    def category(pk: int) -> None: ...

    return native


@pytest.mark.parametrize("url", ["/api/categories/", "/api/categories/{pk}/", "/api/categories/999999/"])
def test_options_tell_the_fields(
    service: TestClient, legacy: TestClient, deleted: override_settings, pk: int, tokens: list[str], url: str
) -> None:
    url = url.format(pk=Category.objects.get().pk)
    for headers in ({}, *({"authorization": f"Token {token}"} for token in tokens)):
        before = answer(legacy, "OPTIONS", url, headers)
        with deleted:
            assert answer(client_of(create_native(CategorySerializer)), "OPTIONS", url, headers) == before


def create_two() -> Router:
    """Return two routers for one path, the second under a prefix that only its inclusion knows."""
    reads, writes, both = PortedRouter(prefix="/api/products", policy=PRODUCTS), PortedRouter(policy=PRODUCTS), Router()

    @reads.get("/")
    @policy(action="list", name="Product List")
    def list_products(view: View) -> Any:
        page = view.paginate_queryset(view.filter_queryset(view.get_queryset()))
        assert page is not None
        return view.get_paginated_response(view.get_serializer(page, many=True).data).data

    @writes.post("/products/", status_code=201)
    @policy(action="create")
    def create_product(view: View) -> Any:
        serializer = view.get_serializer(data=view.request.data)
        serializer.is_valid(raise_exception=True)
        return {"id": "not stored"}

    both.include_router(reads)
    both.include_router(writes, prefix="/api")
    return both


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PROPFIND"])
def test_two_routers_answer_as_one(
    service: TestClient,
    legacy: TestClient,
    deleted: override_settings,
    pk: int,
    tokens: list[str],
    method: str,
) -> None:
    for token in tokens:
        headers = {"authorization": f"Token {token}", "content-type": "application/json"}
        body = b'{"sku": "x"}' if method == "POST" else b""
        before = answer(legacy, method, "/api/products/", headers, body)
        with deleted:
            client = client_of(create_two())
            assert answer(client, method, "/api/products/", headers, body) == before
            if method == "POST" and token == tokens[-1]:
                assert client.post("/api/products/", headers=headers, content=JSON).json()["id"] == "not stored"


@pytest.mark.parametrize("method", ["PROPFIND", "PURGE"])
def test_while_the_view_is_there_it_answers_unknown_methods(
    service: TestClient, legacy: TestClient, method: str
) -> None:
    asked: list[str] = []
    client = client_of(create_two(), asked)
    assert answer(client, method, "/api/products/", {}) == answer(legacy, method, "/api/products/", {})
    assert asked == [method]


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "POST"])
def test_while_the_view_is_there_it_answers(service: TestClient, method: str, pk: int) -> None:
    asked: list[str] = []
    client = client_of(create_hybrid(), asked)
    answer(client, method, "/api/products/", {})
    assert asked == ([] if method in {"GET", "POST"} else [method])
