"""django-bolt, with handlers that return querysets, as its documentation writes them."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

import msgspec
from asgiref.sync import sync_to_async
from django_bolt import BoltAPI, Depends
from django_bolt.exceptions import HTTPException
from django_bolt.param_functions import Header
from django_bolt.serializers import Serializer

from benchmarks.service import querysets
from benchmarks.service.pages import envelope

api = BoltAPI(prefix="/bench", trailing_slash="keep", enable_logging=False)


class Product(msgspec.Struct):
    """A product as a list has it."""

    id: int
    sku: str
    name: str
    price: Decimal
    stock: int
    is_active: bool
    created_at: datetime


class Category(Serializer):
    """A category as a product has it."""

    id: int
    name: str
    slug: str


class Review(Serializer):
    """A review as a product has it."""

    id: int
    rating: int
    title: str


class CatalogueProduct(Serializer):
    """A product with its category and its reviews."""

    id: int
    sku: str
    name: str
    price: Decimal
    stock: int
    is_active: bool
    created_at: datetime
    category: Category
    reviews: list[Review]


class Page(msgspec.Struct):
    """A page of products, as DRF sends one."""

    count: int
    next: str | None
    previous: str | None
    results: list[Product]


class AlertIn(msgspec.Struct):
    """Somebody wants a mail when the product is back."""

    product: int
    email: Annotated[str, msgspec.Meta(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)]


class Alert(msgspec.Struct):
    """The same, stored."""

    id: int
    product: int
    email: str


class Me(msgspec.Struct):
    """Who is asking."""

    id: int
    username: str


@api.get("/products/{pk}/")
async def one(pk: int) -> Product:
    """Return one product."""
    product = await querysets.products().filter(pk=pk).afirst()
    if product is None:
        raise HTTPException(status_code=404)
    return product


@api.get("/products/")
async def products(min_price: Decimal) -> list[Product]:
    """Return 20 products of a price or more."""
    return querysets.cheapest(min_price)


@api.get("/catalogue/")
async def catalogue() -> list[CatalogueProduct]:
    """Return 100 products with their categories and reviews."""
    return querysets.catalogue()


@api.get("/page/")
async def page(request: Any, category: str, page: int = 1) -> Page:
    """Return a page of a category's products."""
    rows = querysets.of_category(category)
    count = await rows.acount()
    results = [row async for row in querysets.page_of(rows.only().values(*querysets.COLUMNS), page)]
    return envelope(request.build_absolute_uri(), page, count, results)


@api.post("/alerts/", status_code=201)
async def create(alert: AlertIn) -> Alert:
    """Store an alert."""
    return await sync_to_async(querysets.store_alert)(alert.product, alert.email)


async def user(authorization: Annotated[str, Header()] = "") -> Any:
    """Return the user of the token."""
    token = await querysets.token(authorization).afirst()
    if token is None:
        raise HTTPException(status_code=401)
    return token.user


@api.get("/me/")
async def me(user: Annotated[Any, Depends(user)]) -> Me:
    """Return who is asking."""
    return user
