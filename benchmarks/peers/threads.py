"""Our service with the ORM on the request's thread."""

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
from routes import api_router
from routes.users import CurrentUser

ported = PortedRouter(prefix="/bench/me", policy=IS_AUTHENTICATED)


@router.get("/products/{pk:int}/", response_model=Product)
def one(pk: int) -> Any:
    """Return one product."""
    product = querysets.products().filter(pk=pk).first()
    if product is None:
        raise HTTPException(404)
    return product


@router.get("/products/", response_model=list[Product])
def products(min_price: Decimal) -> Any:
    """Return 20 products of a price or more."""
    return list(querysets.cheapest(min_price))


@router.get("/catalogue/", response_model=list[CatalogueProduct])
async def catalogue() -> Any:
    """Return 100 products with their categories and reviews."""
    return [product async for product in querysets.catalogue()]


@router.get("/page/", response_model=Page)
def page(request: Request, category: str, page: int = 1) -> Any:
    """Return a page of a category's products."""
    rows = querysets.of_category(category)
    return envelope(str(request.url), page, rows.count(), list(querysets.page_of(rows, page)))


@ported.get("/", response_model=Me)
async def me(user: CurrentUser) -> Any:
    """Return who is asking, as DRF's authenticators have found."""
    return user


api_router.include_router(router)
api_router.include_router(ported)

from asgi import app

__all__ = ["app"]
