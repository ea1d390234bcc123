"""Every endpoint of the shop, ported untouched at each grade, answers as its view does."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from ported_views import masked, port, rolled_back
from rest_framework.authtoken.models import Token
from starlette.testclient import TestClient
from wire import answer

from legacy.catalog.models import Category, Product, Review
from legacy.sales.models import Customer, Order
from strangler.operations.legacy import legacy_operations
from strangler.operations.operation import Grade

JSON = {"content-type": "application/json"}
REVIEW = b'{"product": %(product)d, "rating": 5, "title": "Good", "body": "Yes"}'
PRODUCT = b'{"sku": "XYZ-0001", "name": "Pot", "category": "kitchen", "price": "3.5", "stock": 2}'
REQUESTS: list[tuple[str, str, dict[str, str], bytes]] = [
    ("GET", "/api/", {}, b""),
    ("POST", "/api/token/", JSON, b'{"username": "carl", "password": "x"}'),
    ("POST", "/api/token/", JSON, b'{"username": "carl"}'),
    ("GET", "/api/categories/", {}, b""),
    ("POST", "/api/categories/", JSON, b'{"name": "Bath", "slug": "bath"}'),
    ("POST", "/api/categories/", JSON, b'{"name": "", "parent": 99999}'),
    ("GET", "/api/categories/%(category)d/", {}, b""),
    ("PUT", "/api/categories/%(category)d/", JSON, b'{"name": "Bath", "slug": "bath"}'),
    ("PATCH", "/api/categories/%(category)d/", JSON, b'{"slug": "kitchen"}'),
    ("DELETE", "/api/categories/%(category)d/", {}, b""),
    ("DELETE", "/api/categories/%(empty)d/", {}, b""),
    ("GET", "/api/products/?page=2&page_size=2&search=pan&ordering=-price", {}, b""),
    ("GET", "/api/products/?page=x", {}, b""),
    ("GET", "/api/products/?min_price=x", {}, b""),
    ("GET", "/api/products/", {"accept": "application/json; indent=3"}, b""),
    ("GET", "/api/products/", {"accept": "text/html"}, b""),
    ("GET", "/api/products/?format=xml", {}, b""),
    ("POST", "/api/products/", JSON, PRODUCT),
    ("POST", "/api/products/", JSON, b"{"),
    ("POST", "/api/products/", {"content-type": "text/plain"}, b"{}"),
    ("POST", "/api/products/", {"content-type": "application/x-www-form-urlencoded"}, b"sku=XYZ-0001&name=Pot&price=1"),
    ("GET", "/api/products/low_stock/?threshold=3", {}, b""),
    ("GET", "/api/products/low_stock/?threshold=-3", {}, b""),
    ("POST", "/api/products/low_stock/", JSON, b"{}"),
    ("GET", "/api/products/%(product)d/", {}, b""),
    ("GET", "/api/products/%(product)d.json", {}, b""),
    ("GET", "/api/products/%(product)d", {}, b""),
    ("HEAD", "/api/products/%(product)d/", {}, b""),
    ("OPTIONS", "/api/products/%(product)d/", {}, b""),
    ("GET", "/api/products/999999/", {}, b""),
    ("GET", "/api/products/x/", {}, b""),
    ("PUT", "/api/products/%(product)d/", JSON, PRODUCT),
    ("PATCH", "/api/products/%(product)d/", JSON, b'{"price": null, "is_active": "maybe"}'),
    ("PATCH", "/api/products/%(product)d/", JSON, b'{"price": "1.25"}'),
    ("DELETE", "/api/products/%(product)d/", {}, b""),
    ("POST", "/api/products/%(product)d/image/", JSON, b"{}"),
    ("POST", "/api/products/%(product)d/image/", {"content-type": "multipart/form-data; boundary=x"}, b"--x--\r\n"),
    ("DELETE", "/api/products/%(product)d/image/", {}, b""),
    ("GET", "/api/reviews/?limit=1&rating=4&rating=5", {}, b""),
    ("POST", "/api/reviews/", JSON, REVIEW),
    ("POST", "/api/reviews/", JSON, b'{"product": %(reviewed)d, "rating": 9}'),
    ("GET", "/api/reviews/%(review)d/", {}, b""),
    ("PUT", "/api/reviews/%(review)d/", JSON, REVIEW),
    ("PATCH", "/api/reviews/%(review)d/", JSON, b'{"title": "New"}'),
    ("DELETE", "/api/reviews/%(review)d/", {}, b""),
    ("GET", "/api/orders/?ordering=total&status=new", {}, b""),
    ("POST", "/api/orders/", JSON, b'{"lines": [{"product": %(product)d, "quantity": 1}]}'),
    ("POST", "/api/orders/", JSON, b'{"lines": []}'),
    ("GET", "/api/orders/export/", {}, b""),
    ("GET", "/api/orders/export/", {"accept": "text/csv"}, b""),
    ("GET", "/api/orders/%(order)d/", {}, b""),
    ("GET", "/api/orders/%(order)d/", {"if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"}, b""),
    ("POST", "/api/orders/%(order)d/pay/", JSON, b'{"amount": "7"}'),
    ("POST", "/api/orders/%(order)d/pay/", JSON, b'{"amount": "x"}'),
    ("POST", "/api/orders/%(order)d/cancel/", {}, b""),
    ("POST", "/api/orders/%(order)d/ship/", {}, b""),
    ("GET", "/api/me/", {}, b""),
    ("HEAD", "/api/me/", {}, b""),
    ("PATCH", "/api/me/", JSON, b'{"first_name": "Carla"}'),
    ("PATCH", "/api/me/", JSON, b'{"email": "x"}'),
    ("GET", "/api/reports/sales/?group=month", {}, b""),
    ("GET", "/api/reports/sales/?group=x", {}, b""),
]


@pytest.fixture
def names(db: None) -> dict[bytes | str, Any]:
    """Return the keys of the rows that requests name."""
    cache.clear()
    kitchen, empty = (Category.objects.create(name=name, slug=name.lower()) for name in ("Kitchen", "Empty"))
    pans = [
        Product.objects.create(
            category=kitchen, sku=f"ABC-{number:04}", name=f"Pan {number}", price=Decimal(number), stock=number
        )
        for number in range(1, 5)
    ]
    carl, ann = User.objects.create_user("carl", None, "x"), User.objects.create_user("ann", is_staff=True)
    customer = Customer.objects.create(user=carl, street="S", postal_code="1", city="C", country="DE")
    order = Order.objects.create(customer=customer, total=Decimal(7))
    review = Review.objects.create(product=pans[1], author=carl, rating=4, title="Fine")
    keys = {
        "category": kitchen.pk,
        "empty": empty.pk,
        "product": pans[0].pk,
        "reviewed": pans[1].pk,
        "order": order.pk,
        "review": review.pk,
    }
    tokens = [Token.objects.create(user=user).key for user in (carl, ann)]
    return {**keys, **{key.encode(): value for key, value in keys.items()}, "tokens": tokens}


@pytest.mark.parametrize("grade", [Grade.WRAPPED, Grade.HYBRID, Grade.NATIVE])
def test_each_endpoint_answers_as_its_view(
    service: TestClient, legacy: TestClient, names: dict[bytes | str, Any], grade: Grade
) -> None:
    asked: list[str] = []
    new = port(legacy_operations(), grade, asked)
    differences = []
    for method, url, headers, body in REQUESTS:
        for token in (None, *names["tokens"]):
            who = {"authorization": f"Token {token}"} if token else {}
            arguments = (method, url % names, {**headers, **who}, body % names if b"%(" in body else body)
            answers = []
            for client in (legacy, new):
                with rolled_back():
                    cache.clear()
                    answers.append(masked(answer(client, *arguments)))
            if answers[0] != answers[1]:
                differences.append((arguments, *answers))
    assert not differences, "\n\n".join(map(str, differences[:5]))
