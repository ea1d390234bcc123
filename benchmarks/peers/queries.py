"""Our service with reads without a thread: what its documentation advises for a hot route."""

from bridge.setup import setup

setup()

from decimal import Decimal
from typing import Any

from fastapi import HTTPException, Request

from benchmarks.service import querysets
from benchmarks.service.common import IS_AUTHENTICATED, router
from benchmarks.service.pages import envelope
from benchmarks.service.schemas import CatalogueProduct, Me, Page, Product
from bridge.drf.router import PortedRouter
from bridge.queries import fetch, prepared, reads
from legacy.catalog.models import Product as ProductModel
from routes import api_router
from routes.users import CurrentUser

ported = PortedRouter(prefix="/bench/me", policy=IS_AUTHENTICATED)


@prepared
def product(pk: int) -> Any:
    """Return one product's columns."""
    return ProductModel.objects.filter(pk=pk).values(*querysets.COLUMNS)


@prepared
def cheapest(min_price: Decimal) -> Any:
    """Return the columns of 20 products of a price or more."""
    return querysets.cheapest(min_price).only().values(*querysets.COLUMNS)


@prepared
def page_of(category: str, page: int) -> Any:
    """Return the columns of a page of a category's products."""
    return querysets.page_of(querysets.of_category(category).only().values(*querysets.COLUMNS), page)


@router.get("/products/{pk:int}/", response_model=Product)
async def one(pk: int) -> Any:
    """Return one product."""
    try:
        return await fetch(product(pk)).get()
    except ProductModel.DoesNotExist:
        raise HTTPException(404) from None


@router.get("/products/", response_model=list[Product])
async def products(min_price: Decimal) -> Any:
    """Return 20 products of a price or more."""
    return await fetch(cheapest(min_price))


@router.get("/catalogue/", response_model=list[CatalogueProduct])
async def catalogue() -> Any:
    """Return 100 products with their categories and reviews."""
    return await fetch(querysets.catalogue())


@router.get("/page/", response_model=Page)
async def page(request: Request, category: str, page: int = 1) -> Any:
    """Return a page of a category's products."""
    count = await fetch(querysets.of_category(category)).count()
    return envelope(str(request.url), page, count, await fetch(page_of(category, page)))


@ported.get("/", response_model=Me)
@reads
def me(user: CurrentUser) -> Any:
    """Return who is asking, as DRF's authenticators have found."""
    return user


api_router.include_router(router)
api_router.include_router(ported)

from asgi import app

__all__ = ["app"]
