"""A test of a `def` route that writes, and of what it does after the response."""

import pytest
from django.core.mail import EmailMessage
from starlette.testclient import TestClient

from legacy.catalog.models import Category, Product, StockAlert


@pytest.fixture
def mug() -> Product:
    kitchen = Category.objects.create(name="Kitchen", slug="kitchen")
    return Product.objects.create(category=kitchen, sku="MUG-0001", name="Mug", price="12.50", stock=0)


def test_stock_alert_is_kept_once_and_confirmed(
    service: TestClient, mug: Product, mailoutbox: list[EmailMessage]
) -> None:
    url = f"/api/v2/products/{mug.pk}/stock-alerts"

    first = service.post(url, json={"email": "ann@example.com"})
    second = service.post(url, json={"email": "ann@example.com"})

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert StockAlert.objects.get().product == mug
    assert [mail.to for mail in mailoutbox] == [["ann@example.com"]]


def test_no_alert_for_a_product_in_stock(service: TestClient, mug: Product) -> None:
    Product.objects.update(stock=1)

    response = service.post(f"/api/v2/products/{mug.pk}/stock-alerts", json={"email": "ann@example.com"})

    assert response.status_code == 409
    assert not StockAlert.objects.exists()
