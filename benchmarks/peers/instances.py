"""Our service with reads without a thread, where rows are instances of models."""

from bridge.setup import setup

setup()

from decimal import Decimal
from typing import Any

from fastapi import HTTPException

from benchmarks.service import querysets
from benchmarks.service.common import router
from benchmarks.service.schemas import Product
from bridge.queries import fetch, prepared
from legacy.catalog.models import Product as ProductModel
from routes import api_router


@prepared
def product(pk: int) -> Any:
    """Return one product."""
    return querysets.products().filter(pk=pk)


cheapest = prepared(querysets.cheapest)


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


api_router.include_router(router)

from asgi import app

__all__ = ["app"]
