"""The seed article's way: a thread for each request that uses the ORM, and Django mounted by a2wsgi."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.service.other")
django.setup(set_prefix=False)

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Annotated, Any

from a2wsgi import WSGIMiddleware
from asgiref.sync import SyncToAsync, ThreadSensitiveContext, sync_to_async
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException, Request

from benchmarks.service import querysets
from benchmarks.service.pages import envelope
from benchmarks.service.schemas import Alert, AlertIn, CatalogueProduct, Me, Page, Product
from benchmarks.service.upstream import URL, client, open_client


@sync_to_async
def _close() -> None:
    connection.close()


async def _django_request_wrapper() -> AsyncIterator[None]:
    async with ThreadSensitiveContext() as ctx:
        try:
            yield
        finally:
            executor = SyncToAsync.context_to_thread_executor.get(ctx, None)
            if executor:
                await _close()


router = APIRouter(prefix="/bench", dependencies=[Depends(_django_request_wrapper)])


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


app = FastAPI(lifespan=open_client)
app.include_router(router)
app.mount("/", WSGIMiddleware(WSGIHandler(), workers=10))
