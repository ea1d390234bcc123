"""What the peers with Django's ORM read and write: the same SQL for all of them."""

from typing import Any

from django.db import transaction
from django.db.models import Prefetch
from rest_framework.authtoken.models import Token

from benchmarks.service.pages import PAGE
from legacy.catalog.models import Product, Review, StockAlert

COLUMNS = ("id", "sku", "name", "price", "stock", "is_active", "created_at")
CATALOGUE = 100  # rows


def products() -> Any:
    """Return all products, with what a list has of them."""
    return Product.objects.only(*COLUMNS)


def cheapest(min_price: Any) -> Any:
    """Return 20 products of a price or more."""
    return products().filter(is_active=True, price__gte=min_price).order_by("name", "id")[:PAGE]


def catalogue() -> Any:
    """Return 100 products with their categories and reviews."""
    reviews = Prefetch("reviews", Review.objects.order_by("id").only("id", "product_id", "rating", "title"))
    rows = Product.objects.select_related("category").prefetch_related(reviews).order_by("id")
    return rows.only(*COLUMNS, "category__name", "category__slug")[:CATALOGUE]


def of_category(slug: str) -> Any:
    """Return all products of a category."""
    return products().filter(is_active=True, category__slug=slug).order_by("name", "id")


def page_of(rows: Any, page: int) -> Any:
    """Return the rows of a page; the first one is number 1."""
    return rows[(page - 1) * PAGE : page * PAGE]


def token(authorization: str) -> Any:
    """Return the tokens with the key in an Authorization header, of which there is one or none, with their users."""
    key = authorization.removeprefix("Token ")
    return Token.objects.select_related("user").filter(key=key, user__is_active=True)


@transaction.atomic
def store_alert(product: int, email: str) -> dict[str, Any]:
    """Store an alert, and return what is sent of it.

    Raises:
        Product.DoesNotExist: there is no such product, which no peer is asked for.
    """
    found = Product.objects.only("id").get(pk=product)
    alert = StockAlert.objects.create(product=found, email=email)
    return {"id": alert.id, "product": alert.product_id, "email": alert.email}
