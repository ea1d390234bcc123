"""django-fastapi-bridge with `async def` endpoints, as its README writes them."""

import os
from decimal import Decimal
from typing import Annotated, Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.service.unpooled")

from asgiref.sync import sync_to_async
from django_fastapi.asgi import application as app
from fastapi import APIRouter, Header, HTTPException, Request

from benchmarks.service import querysets
from benchmarks.service.pages import envelope
from benchmarks.service.schemas import Alert, AlertIn, CatalogueProduct, Me, Page, Product
from benchmarks.service.upstream import URL, client, open_client

router = APIRouter(prefix="/bench", lifespan=open_client)


@router.get("/products/{pk}/", response_model=Product)
async def one(pk: int) -> Any:
    """Return one product."""
    product = await querysets.products().filter(pk=pk).afirst()
    if product is None:
        raise HTTPException(404)
    return product


@router.get("/products/", response_model=list[Product])
async def products(min_price: Decimal) -> Any:
    """Return 20 products of a price or more."""
    return [product async for product in querysets.cheapest(min_price)]


@router.get("/catalogue/", response_model=list[CatalogueProduct])
async def catalogue() -> Any:
    """Return 100 products with their categories and reviews."""
    return [product async for product in querysets.catalogue()]


@router.get("/page/", response_model=Page)
async def page(request: Request, category: str, page: int = 1) -> Any:
    """Return a page of a category's products."""
    rows = querysets.of_category(category)
    count = await rows.acount()
    return envelope(str(request.url), page, count, [product async for product in querysets.page_of(rows, page)])


@router.post("/alerts/", response_model=Alert, status_code=201)
async def create(alert: AlertIn) -> Any:
    """Store an alert."""
    return await sync_to_async(querysets.store_alert)(alert.product, alert.email)


@router.get("/me/", response_model=Me)
async def me(authorization: Annotated[str, Header()] = "") -> Any:
    """Return who is asking."""
    token = await querysets.token(authorization).afirst()
    if token is None:
        raise HTTPException(401)
    return token.user


@router.get("/upstream/")
async def upstream() -> Any:
    """Return what the other service answers."""
    return (await client.get(URL)).json()


app.include_router(router)
