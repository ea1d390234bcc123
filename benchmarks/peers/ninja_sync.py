"""django-ninja with `def` views: the URLconf of its Django service."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import path
from ninja import NinjaAPI, Status
from ninja.security import HttpBearer

from benchmarks.service import querysets
from benchmarks.service.ninja_schemas import Alert, AlertIn, CatalogueProduct, Me, Page, Product
from benchmarks.service.pages import envelope

api = NinjaAPI(docs_url=None)


class TokenAuth(HttpBearer):
    """DRF's tokens."""

    openapi_scheme = "token"

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Return the user of a token, or None."""
        found = querysets.token(token).first()
        return found and found.user


@api.get("/products/{int:pk}/", response=Product)
def one(request: HttpRequest, pk: int) -> Any:
    """Return one product."""
    return get_object_or_404(querysets.products(), pk=pk)


@api.get("/products/", response=list[Product])
def products(request: HttpRequest, min_price: Decimal) -> Any:
    """Return 20 products of a price or more."""
    return querysets.cheapest(min_price)


@api.get("/catalogue/", response=list[CatalogueProduct])
def catalogue(request: HttpRequest) -> Any:
    """Return 100 products with their categories and reviews."""
    return querysets.catalogue()


@api.get("/page/", response=Page)
def page(request: HttpRequest, category: str, page: int = 1) -> Any:
    """Return a page of a category's products."""
    rows = querysets.of_category(category)
    return envelope(request.build_absolute_uri(), page, rows.count(), list(querysets.page_of(rows, page)))


@api.post("/alerts/", response={201: Alert})
def create(request: HttpRequest, alert: AlertIn) -> Any:
    """Store an alert."""
    return Status(201, querysets.store_alert(alert.product, alert.email))


@api.get("/me/", response=Me, auth=TokenAuth())
def me(request: HttpRequest) -> Any:
    """Return who is asking."""
    return request.auth


urlpatterns = [path("bench/", api.urls)]
