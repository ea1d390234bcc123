"""What goes in and out, for the peers with Pydantic."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, EmailStr


def all_of(value: Any) -> Any:
    """Return the rows of a related manager, which have been prefetched; anything else as it is."""
    return list(value.all()) if hasattr(value, "all") else value


class FromRow(BaseModel):
    """Made of a dictionary or of a model's instance."""

    model_config = ConfigDict(from_attributes=True)


class Product(FromRow):
    """A product as a list has it."""

    id: int
    sku: str
    name: str
    price: Decimal
    stock: int
    is_active: bool
    created_at: datetime


class Category(FromRow):
    """A category as a product has it."""

    id: int
    name: str
    slug: str


class Review(FromRow):
    """A review as a product has it."""

    id: int
    rating: int
    title: str


class CatalogueProduct(Product):
    """A product with its category and its reviews."""

    category: Category
    reviews: Annotated[list[Review], BeforeValidator(all_of)]


class Page(BaseModel):
    """A page of products, as DRF sends one."""

    count: int
    next: str | None
    previous: str | None
    results: list[Product]


class AlertIn(BaseModel):
    """Somebody wants a mail when the product is back."""

    product: int
    email: EmailStr


class Alert(FromRow):
    """The same, stored."""

    id: int
    product: int
    email: str


class Me(FromRow):
    """Who is asking."""

    id: int
    username: str
