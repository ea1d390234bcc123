"""What goes in and out of django-ninja, in its own kind of Pydantic model."""

from datetime import datetime
from decimal import Decimal

from ninja import Schema
from pydantic import EmailStr


class Product(Schema):
    """A product as a list has it."""

    id: int
    sku: str
    name: str
    price: Decimal
    stock: int
    is_active: bool
    created_at: datetime


class Category(Schema):
    """A category as a product has it."""

    id: int
    name: str
    slug: str


class Review(Schema):
    """A review as a product has it."""

    id: int
    rating: int
    title: str


class CatalogueProduct(Product):
    """A product with its category and its reviews."""

    category: Category
    reviews: list[Review]


class Page(Schema):
    """A page of products, as DRF sends one."""

    count: int
    next: str | None
    previous: str | None
    results: list[Product]


class AlertIn(Schema):
    """Somebody wants a mail when the product is back."""

    product: int
    email: EmailStr


class Alert(Schema):
    """The same, stored."""

    id: int
    product: int
    email: str


class Me(Schema):
    """Who is asking."""

    id: int
    username: str
