"""django-ninja with `async def` views: the URLconf of its Django service, and the ASGI application."""

import os
from decimal import Decimal
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.service.other")

from django.core.asgi import get_asgi_application

application = get_asgi_application()

from asgiref.sync import sync_to_async
from django.http import HttpRequest
from django.shortcuts import aget_object_or_404
from django.urls import path
from ninja import NinjaAPI, Status
from ninja.security import HttpBearer

from benchmarks.service import querysets
from benchmarks.service.ninja_schemas import Alert, AlertIn, CatalogueProduct, Me, Page, Product
from benchmarks.service.pages import envelope
from benchmarks.service.upstream import URL, client

api = NinjaAPI(docs_url=None)


class TokenAuth(HttpBearer):
    """DRF's tokens."""

    openapi_scheme = "token"

    async def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Return the user of a token, or None."""
        found = await querysets.token(token).afirst()
        return found and found.user


@api.get("/products/{int:pk}/", response=Product)
async def one(request: HttpRequest, pk: int) -> Any:
    """Return one product."""
    return await aget_object_or_404(querysets.products(), pk=pk)


@api.get("/products/", response=list[Product])
async def products(request: HttpRequest, min_price: Decimal) -> Any:
    """Return 20 products of a price or more."""
    return [product async for product in querysets.cheapest(min_price)]


@api.get("/catalogue/", response=list[CatalogueProduct])
async def catalogue(request: HttpRequest) -> Any:
    """Return 100 products with their categories and reviews."""
    return [product async for product in querysets.catalogue()]


@api.get("/page/", response=Page)
async def page(request: HttpRequest, category: str, page: int = 1) -> Any:
    """Return a page of a category's products."""
    rows = querysets.of_category(category)
    count, url = await rows.acount(), request.build_absolute_uri()
    return envelope(url, page, count, [product async for product in querysets.page_of(rows, page)])


@api.post("/alerts/", response={201: Alert})
async def create(request: HttpRequest, alert: AlertIn) -> Any:
    """Store an alert."""
    return Status(201, await sync_to_async(querysets.store_alert)(alert.product, alert.email))


@api.get("/me/", response=Me, auth=TokenAuth())
async def me(request: HttpRequest) -> Any:
    """Return who is asking."""
    return request.auth


@api.get("/upstream/")
async def upstream(request: HttpRequest) -> Any:
    """Return what the other service answers."""
    return (await client.get(URL)).json()


urlpatterns = [path("bench/", api.urls)]
