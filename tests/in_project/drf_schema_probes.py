"""The shop's serializers and the schemas that take their place, given the same data."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.test import RequestFactory
from django.utils import timezone
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from bridge.drf.context import current_request
from bridge.drf.schemas import Schema
from legacy.catalog.models import Category, Product, Review
from legacy.catalog.serializers import CategorySerializer, ProductSerializer, ReviewSerializer
from legacy.sales.models import Customer, Order, OrderLine
from legacy.sales.serializers import (
    OrderSerializer,
)
from routes.categories import CategorySchema
from routes.orders import OrderSchema
from routes.products import ProductSchema
from routes.reviews import ReviewSchema


@contextmanager
def open_shop() -> Iterator[Request]:
    """Return a request, with some rows in the database."""
    user = User.objects.create_user("ann", first_name="Ann")
    other = User.objects.create_user("bob")
    tools = Category.objects.create(name="Tools", slug="tools")
    saws = Category.objects.create(name="Saws", slug="saws", parent=tools)
    for number, active in [(1, True), (2, True), (3, False)]:
        Product.objects.create(
            category=saws,
            sku=f"SAW-000{number}",
            name=f"Saw {number}",
            price=Decimal("9.5") * number,
            is_active=active,
            weight_kg=number / 3,
            attributes={"colour": "réd", "n": str(number)},
            preparation_time=timedelta(days=number, seconds=5),
            image="products/saw.png" if number == 1 else "",
            available_from=datetime(2024, 7, 1, 12, 0, 0, number, tzinfo=UTC) if number == 1 else None,
        )
    late = timezone.now() + timedelta(days=9)
    Product.objects.create(category=tools, sku="LAT-0001", name="Later", price=3, available_from=late)
    first, second = Product.objects.order_by("id")[:2]
    Review.objects.create(product=first, author=user, rating=4, title="Good")
    Review.objects.create(product=second, author=other, rating=1, title="Bad", body="Broke.")
    customer = Customer.objects.create(user=user, street="A 1", postal_code="1", city="Bonn", country="DE")
    order = Order.objects.create(customer=customer, total=Decimal("28.5"), preparation_time=timedelta(hours=30))
    for product in (first, second):
        OrderLine.objects.create(order=order, product=product, product_name=product.name, unit_price=1, quantity=3)
    http = RequestFactory().get("/")
    http.user = user
    request = Request(http)
    request.user = user
    token = current_request.set(http)
    try:
        yield request
    finally:
        current_request.reset(token)


def exact(value: Any) -> Any:
    if isinstance(value, dict):
        return "dict", [(str(key), exact(one)) for key, one in value.items()]
    if isinstance(value, list):
        return "list", [exact(one) for one in value]
    return type(value).__name__, str(value), getattr(value, "code", None)


def of_drf(serializer: Any) -> Any:
    if serializer.is_valid():
        return "valid", exact(dict(serializer.validated_data))
    return "refused", exact(json.loads(json.dumps(serializer.errors))), exact(serializer._errors and codes(serializer))


def codes(serializer: Any) -> Any:
    return ValidationError(serializer.errors).get_codes()


def of_ours(schema: type[Schema], data: Any, **options: Any) -> Any:
    try:
        return "valid", exact(schema.parse(data, **options).changes())
    except ValidationError as error:
        return "refused", exact(json.loads(json.dumps(error.detail))), exact(error.get_codes())


def same(pair: tuple[Any, type[Schema]], data: Any, request: Request, instance: Any = None) -> None:
    """Compare both for a new object, and for a changed one as a whole or in part."""
    serializer, schema = pair
    context = {"request": request}
    for given_instance, partial in {(None, False), (None, True), (instance, False), (instance, True)}:
        theirs = serializer(given_instance, data=data, partial=partial, context=context)
        got = of_ours(schema, data, instance=given_instance, partial=partial, context=context)
        assert got == of_drf(theirs), (data, given_instance, partial)


CATEGORIES = (CategorySerializer, CategorySchema)
PRODUCTS = (ProductSerializer, ProductSchema)
REVIEWS = (ReviewSerializer, ReviewSchema)
ORDERS = (OrderSerializer, OrderSchema)
