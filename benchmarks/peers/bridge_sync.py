"""django-fastapi-bridge with `def` endpoints, as its README writes them."""

import os
from decimal import Decimal
from typing import Annotated, Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.service.unpooled")

from django_fastapi.asgi import application as app
from fastapi import Header, HTTPException, Request

from benchmarks.service import querysets
from benchmarks.service.pages import envelope
from benchmarks.service.schemas import Alert, AlertIn, CatalogueProduct, Me, Page, Product


@app.get("/bench/products/{pk}/", response_model=Product)
def one(pk: int) -> Any:
    """Return one product."""
    product = querysets.products().filter(pk=pk).first()
    if product is None:
        raise HTTPException(404)
    return product


@app.get("/bench/products/", response_model=list[Product])
def products(min_price: Decimal) -> Any:
    """Return 20 products of a price or more."""
    return list(querysets.cheapest(min_price))


@app.get("/bench/catalogue/", response_model=list[CatalogueProduct])
def catalogue() -> Any:
    """Return 100 products with their categories and reviews."""
    return list(querysets.catalogue())


@app.get("/bench/page/", response_model=Page)
def page(request: Request, category: str, page: int = 1) -> Any:
    """Return a page of a category's products."""
    rows = querysets.of_category(category)
    return envelope(str(request.url), page, rows.count(), list(querysets.page_of(rows, page)))


@app.post("/bench/alerts/", response_model=Alert, status_code=201)
def create(alert: AlertIn) -> Any:
    """Store an alert."""
    return querysets.store_alert(alert.product, alert.email)


@app.get("/bench/me/", response_model=Me)
def me(authorization: Annotated[str, Header()] = "") -> Any:
    """Return who is asking."""
    token = querysets.token(authorization).first()
    if token is None:
        raise HTTPException(401)
    return token.user
