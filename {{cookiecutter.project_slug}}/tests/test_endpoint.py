"""A test of an endpoint, whichever half answers it: copy it to pin down what it answers today, before it is ported."""

import pytest
from starlette.testclient import TestClient

from legacy.catalog.models import Category, Product


@pytest.fixture
def mug() -> Product:
    kitchen = Category.objects.create(name="Kitchen", slug="kitchen")
    return Product.objects.create(category=kitchen, sku="MUG-0001", name="Mug", price="12.50", stock=3)


def test_product_list_has_the_page_number_envelope(service: TestClient, mug: Product) -> None:
    response = service.get("/api/products/")

    assert response.status_code == 200
    body = response.json()
    assert list(body) == ["count", "next", "previous", "results"]
    assert [(product["sku"], product["price"]) for product in body["results"]] == [(mug.sku, "12.50")]


def test_anonymous_clients_may_not_write(service: TestClient, mug: Product) -> None:
    response = service.patch(f"/api/products/{mug.pk}/", json={"price": "1.00"})

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Token"
