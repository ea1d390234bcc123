"""A test of an `async def` route."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from starlette.testclient import TestClient

from legacy.catalog.models import Category, Product
from legacy.sales.models import Customer, Order


@pytest.fixture
def customer() -> Customer:
    user = User.objects.create_user("bob")
    return Customer.objects.create(user=user, street="Main Street 1", postal_code="10115", city="Berlin", country="DE")


def sell(customer: Customer, product: Product, quantity: int, status: str, days_ago: int = 1) -> None:
    placed_at = timezone.now() - timedelta(days=days_ago)
    order = Order.objects.create(customer=customer, status=status, placed_at=placed_at)
    order.lines.create(product=product, product_name=product.name, unit_price=product.price, quantity=quantity)


def test_bestsellers_count_what_was_sold(service: TestClient, customer: Customer) -> None:
    kitchen = Category.objects.create(name="Kitchen", slug="kitchen")
    mug, pan, pot = (
        Product.objects.create(category=kitchen, sku=sku, name=sku, price="10.00")
        for sku in ("MUG-0001", "PAN-0001", "POT-0001")
    )
    sell(customer, mug, 2, Order.Status.PLACED)
    sell(customer, pan, 5, Order.Status.PLACED)
    sell(customer, pan, 9, Order.Status.CANCELLED)
    sell(customer, pot, 9, Order.Status.PLACED, days_ago=40)

    response = service.get("/api/v2/bestsellers", params={"days": 30})

    assert response.status_code == 200
    assert [(item["sku"], item["sold"], item["revenue"]) for item in response.json()] == [
        ("PAN-0001", 5, "50.00"),
        ("MUG-0001", 2, "20.00"),
    ]


def test_wrong_parameters_are_refused(service: TestClient) -> None:
    assert service.get("/api/v2/bestsellers", params={"limit": 0}).status_code == 422
