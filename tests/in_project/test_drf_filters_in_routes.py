"""Filters in routes, and what OpenAPI says of them."""

from typing import Annotated, Any

import pytest
from drf_filters import ORDERS, PRODUCTS, Everything, add_rows, queryset, theirs
from fastapi import Depends, FastAPI
from starlette.testclient import TestClient

from bridge.drf.resources.filters import Filters, QuerySetFilter
from bridge.router import Router
from bridge.testing import share_connections
from legacy.catalog.models import Product
from legacy.sales.models import Order


@pytest.fixture(autouse=True)
def _rows(db: None) -> None:
    add_rows()


def application() -> FastAPI:
    router = Router()

    @router.get("/products")
    def products(narrow: Annotated[QuerySetFilter, Depends(PRODUCTS[1])]) -> list[str]:
        return [product.sku for product in narrow(queryset(Product))]

    @router.get("/products-async")
    async def products_async(narrow: Annotated[QuerySetFilter, Depends(PRODUCTS[1])]) -> list[str]:
        return [product.sku async for product in await narrow.run(queryset(Product))]

    @router.get("/orders")
    def orders(narrow: Annotated[QuerySetFilter, Depends(ORDERS[1])]) -> list[int]:
        return [order.pk for order in narrow(queryset(Order))]

    @router.get("/everything")
    def everything(narrow: Annotated[QuerySetFilter, Depends(Filters(Everything))]) -> list[int]:
        return [product.pk for product in narrow(queryset(Product))]

    app = FastAPI()
    app.include_router(router)
    return app


@pytest.mark.parametrize("path", ["/products", "/products-async"])
def test_in_a_route(path: str) -> None:
    with share_connections():
        client = TestClient(application())
        for query in ["", "category=tea", "in_stock=true&search=tea&ordering=-price", "ordering=x&min_price="]:
            _, keys = theirs(PRODUCTS[0], query.encode())
            expected = [Product.objects.get(pk=key).sku for key in keys]
            answer = client.get(f"{path}?{query}")
            assert (answer.status_code, answer.json()) == (200, expected)


def documented(path: str) -> dict[str, Any]:
    parameters = application().openapi()["paths"][path]["get"]["parameters"]
    assert not any(parameter["required"] for parameter in parameters)
    return {
        parameter["name"]: {
            key: value for key, value in parameter["schema"].items() if key not in {"title", "description"}
        }
        for parameter in parameters
    }


def test_openapi() -> None:
    text, number, moment = {"type": "string"}, {"type": "number"}, {"type": "string", "format": "date-time"}
    day = {"type": "string", "format": "date"}
    assert documented("/products") == {
        "category": text,
        "min_price": number,
        "max_price": number,
        "in_stock": {"type": "boolean"},
        "updated_since": moment,
        "search": text,
        "ordering": text,
    }
    status = {"type": "string", "enum": ["placed", "paid", "shipped", "cancelled"]}
    assert documented("/orders") | {"search": text} == {
        "status": {"type": "array", "items": status},
        "placed_after": moment,
        "placed_before": moment,
        "min_total": number,
        "product": {"type": "integer"},
        "search": text,
        "ordering": text,
    }
    assert documented("/everything") == {
        "stock": number,
        "stock__gt": number,
        "category": {"type": "integer"},
        "price_min": number,
        "price_max": number,
        "created_after": day,
        "created_before": day,
        "sku": text,
        "sort": text,
        "mine": text,
    }
