"""The first two grades of a port: the view answers (wrapped), or FastAPI asks its parts (hybrid)."""

from decimal import Decimal
from typing import Annotated, Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from fastapi import Depends, FastAPI
from pydantic import BaseModel
from rest_framework.authtoken.models import Token
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send
from wire import answer

from asgi import app as shop
from bridge.dispatch import Strangler
from bridge.drf.policy import Policy, policy
from bridge.drf.router import PortedRouter
from bridge.drf.shortcuts import drf_view
from bridge.drf.wrapped import WrappedRouter
from bridge.security import DjangoSecurity
from legacy.catalog.models import Category, Product
from legacy.catalog.views import ProductViewSet
from routes.dependencies import django_request

View = Annotated[ProductViewSet, Depends(drf_view)]


class Documented(BaseModel):
    """Only for the documentation."""

    id: int


wrapped = WrappedRouter(prefix="/api/products")


@wrapped.get("/")
@wrapped.post("/", status_code=201)
def products() -> list[Documented]:
    raise NotImplementedError


@wrapped.get("/{pk:int}/")
@wrapped.patch("/{pk:int}/")
def product(pk: int) -> Documented:
    raise NotImplementedError


@wrapped.delete("/{pk:int}/", status_code=204)
def no_product(pk: int) -> None:
    raise NotImplementedError


def create_hybrid() -> PortedRouter:
    """Return a new router, since a route remembers what the legacy half has at its path."""
    hybrid = PortedRouter(prefix="/api/products", policy=Policy(view=ProductViewSet))

    @hybrid.get("/")
    @policy(action="list", name="Product List")
    def list_products(view: View) -> Any:
        page = view.paginate_queryset(view.filter_queryset(view.get_queryset()))
        assert page is not None
        return view.get_paginated_response(view.get_serializer(page, many=True).data).data

    @hybrid.post("/", status_code=201)
    @policy(action="create")
    def create_product(view: View) -> Any:
        serializer = view.get_serializer(data=view.request.data)
        serializer.is_valid(raise_exception=True)
        view.perform_create(serializer)
        return serializer.data

    @hybrid.get("/{pk:int}/")
    @policy(action="retrieve", name="Product Instance")
    def get_product(view: View) -> Any:
        return view.get_serializer(view.get_object()).data

    @hybrid.patch("/{pk:int}/")
    @policy(action="partial_update")
    def change_product(view: View) -> Any:
        serializer = view.get_serializer(view.get_object(), data=view.request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        view.perform_update(serializer)
        return serializer.data

    @hybrid.delete("/{pk:int}/", status_code=204)
    @policy(action="destroy")
    def delete_product(view: View) -> None:
        view.perform_destroy(view.get_object())

    @hybrid.get("/low_stock/")
    @policy(action="low_stock")
    def low_stock(view: View) -> Any:
        return view.low_stock(view.request).data

    @hybrid.put("/{pk:int}/")
    @policy(action="update")
    def replace_product(view: View) -> Any:
        serializer = view.get_serializer(view.get_object(), data=view.request.data)
        serializer.is_valid(raise_exception=True)
        view.perform_update(serializer)
        return serializer.data

    return hybrid


def client_of(router: Any, asked: list[str] | None = None) -> TestClient:
    """Return a client of that router before the shop's legacy half; `asked` notes the methods it is asked for."""

    async def legacy(scope: Scope, receive: Receive, send: Send) -> None:
        if asked is not None:
            asked.append(scope["method"])
        await shop.legacy(scope, receive, send)

    api = FastAPI()
    api.add_middleware(DjangoSecurity)
    api.include_router(router, dependencies=[Depends(django_request)])
    return TestClient(Strangler(api, legacy))


@pytest.fixture(params=["wrapped", "hybrid"])
def port(request: pytest.FixtureRequest, service: TestClient) -> TestClient:
    return client_of(wrapped if request.param == "wrapped" else create_hybrid())


@pytest.fixture
def tokens(db: None) -> list[str | None]:
    cache.clear()
    users = User.objects.create_user("carl"), User.objects.create_user("ann", is_staff=True)
    return [None, "nonsense", *(Token.objects.create(user=user).key for user in users)]


@pytest.fixture
def rows(db: None) -> list[Product]:
    category = Category.objects.create(name="Kitchen", slug="kitchen")
    return [
        Product.objects.create(
            category=category,
            sku=f"ABC-{number:04}",
            name=f"Pan {number}",
            price=Decimal(number),
            stock=number,
            is_active=number % 2 == 0,
        )
        for number in range(1, 7)
    ]


READS = [
    "/api/products/",
    "/api/products/?page=2&page_size=2&search=pan&ordering=-price",
    "/api/products/?page=x",
    "/api/products/?min_price=x",
    "/api/products/?format=xml",
    "/api/products/low_stock/?threshold=3",
    "/api/products/low_stock/?threshold=-1",
]


@pytest.mark.parametrize("url", READS)
def test_reads_are_equal(
    port: TestClient, legacy: TestClient, rows: list[Product], tokens: list[str | None], url: str
) -> None:
    for headers in headers_of(tokens):
        assert answer(port, "GET", url, headers) == answer(legacy, "GET", url, headers)


@pytest.mark.parametrize("which", ["active", "hidden", "missing"])
def test_details_are_equal(
    port: TestClient, legacy: TestClient, rows: list[Product], tokens: list[str | None], which: str
) -> None:
    pk = {"active": rows[1].pk, "hidden": rows[0].pk, "missing": 999999}[which]
    url = f"/api/products/{pk}/"
    for headers in headers_of(tokens):
        assert answer(port, "GET", url, headers) == answer(legacy, "GET", url, headers)
        body = {**headers, "content-type": "application/json"}
        for sent in (b'{"price": "1.234"}', b"{", b'{"price": null, "is_active": "maybe"}'):
            assert answer(port, "PATCH", url, body, sent) == answer(legacy, "PATCH", url, body, sent)
        if which == "missing":
            assert answer(port, "DELETE", url, headers) == answer(legacy, "DELETE", url, headers)


def test_writes_leave_the_same_rows(port: TestClient, rows: list[Product], tokens: list[str | None]) -> None:
    *_, staff = tokens
    headers = {"authorization": f"Token {staff}", "content-type": "application/x-www-form-urlencoded"}
    sent = b"sku=XYZ-0001&name=Pot&category=kitchen&price=3.5&stock=2&preparation_time=1+02:03:04"
    status, _, _ = answer(port, "POST", "/api/products/", headers, sent)
    assert status == 201
    pot = Product.objects.get(sku="XYZ-0001")
    assert (pot.name, pot.price, pot.is_active) == ("Pot", Decimal("3.50"), False)  # an unticked box sends nothing
    assert answer(port, "DELETE", f"/api/products/{pot.pk}/", headers)[0] == 204
    assert not Product.objects.filter(pk=pot.pk).exists()


def test_a_wrapped_route_is_documented() -> None:
    paths = client_of(wrapped).get("/openapi.json").json()["paths"]
    assert set(paths["/api/products/{pk}/"]) == {"get", "patch", "delete"}


def headers_of(tokens: list[str | None]) -> list[dict[str, str]]:
    return [{"authorization": f"Token {token}"} if token else {} for token in tokens]
