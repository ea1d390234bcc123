"""Ported paths keep answering when their legacy views are gone: HEAD, OPTIONS, 405, and the slash."""

import sys
from collections.abc import Iterator
from types import ModuleType

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import override_settings
from django.urls import path
from rest_framework.authtoken.models import Token
from starlette.testclient import TestClient
from test_drf_grades import client_of, create_hybrid
from wire import answer

from bridge.drf.legacy import ported
from legacy.catalog.models import Category, Product

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
    ("POST", "/api/products/{pk}/"),
    ("GET", "/api/products/{pk}/nothing/"),
    ("GET", "/api/products/x/"),
]
REDIRECTED = [("GET", "/api/products"), ("HEAD", "/api/products/{pk}"), ("POST", "/api/products?x=1&y=%20")]


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
        if (method, template) in REDIRECTED:
            # Django's redirect comes from the middle of its middleware, so it lacks one header.
            after = (after[0], [item for item in after[1] if item[0] != "x-frame-options"], after[2])
            before = (before[0], [*before[1], ("content-length", "0")], before[2])
            after, before = ((one[0], sorted(set(one[1])), one[2]) for one in (after, before))
        assert after == before


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "POST"])
def test_while_the_view_is_there_it_answers(service: TestClient, method: str, pk: int) -> None:
    asked: list[str] = []
    client = client_of(create_hybrid(), asked)
    answer(client, method, "/api/products/", {})
    assert asked == ([] if method in {"GET", "POST"} else [method])
