"""Addresses under Django REST Framework's versioning schemes and format suffixes: printed and read as DRF does."""

from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path, re_path
from fastapi import FastAPI
from rest_framework import serializers, versioning
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from starlette.testclient import TestClient

from asgi import app as shop
from bridge.dispatch import Strangler
from bridge.drf.body import Incoming
from bridge.drf.context import current_request
from bridge.drf.fields import HyperlinkedIdentityField, HyperlinkedRelatedField
from bridge.drf.fields.bridged import Bridged
from bridge.drf.policy import Policy
from bridge.drf.router import PortedRouter
from bridge.drf.schemas import Schema
from bridge.testing import share_connections
from legacy.catalog.models import Category, Product

HOSTS = [".example.com", "testserver"]


class ProductSerializer(serializers.Serializer):
    """Addresses in DRF."""

    url = serializers.HyperlinkedIdentityField("product")
    page = serializers.HyperlinkedIdentityField("product", format="html")
    category = serializers.HyperlinkedRelatedField("category", queryset=Category.objects, lookup_field="slug")


class ProductSchema(Schema):
    """The same, and once more with DRF's own field."""

    url: Annotated[str, HyperlinkedIdentityField("product")]
    page: Annotated[str, HyperlinkedIdentityField("product", format="html")]
    category: Annotated[Category, HyperlinkedRelatedField("category", queryset=Category.objects, lookup_field="slug")]


class BridgedSchema(Schema):
    """The same with DRF's own fields."""

    url: Annotated[str, Bridged(serializers.HyperlinkedIdentityField("product"))]
    page: Annotated[str, Bridged(serializers.HyperlinkedIdentityField("product", format="html"))]


class Products(APIView):
    """The legacy view."""

    permission_classes = (AllowAny,)
    authentication_classes = ()
    renderer_classes = (JSONRenderer,)

    def get(self, request: Request, **_: Any) -> Response:
        """Return the addresses."""
        context = {"request": request, "format": self.format_kwarg, "view": self}
        return Response(ProductSerializer(Product.objects.order_by("id"), many=True, context=context).data)

    def post(self, request: Request, **_: Any) -> Response:
        """Return the category at an address."""
        serializer = ProductSerializer(data=request.data, context={"request": request})
        serializer.is_valid(raise_exception=True)
        return Response(serializer.validated_data["category"].slug)


def view(scheme: Any) -> type[Products]:
    return type("Products", (Products,), {"versioning_class": scheme})


SCHEMES = {
    "plain": None,
    "namespace": type("V", (versioning.NamespaceVersioning,), {"allowed_versions": ["v1", "v2"]}),
    "path": versioning.URLPathVersioning,
    "accept": versioning.AcceptHeaderVersioning,
    "host": versioning.HostNameVersioning,
    "query": versioning.QueryParameterVersioning,
}
VIEWS = {name: view(scheme) for name, scheme in SCHEMES.items()}


def patterns(name: str) -> list[Any]:
    seen = VIEWS[name].as_view()
    return [
        path("products/", seen),
        re_path(r"^products\.(?P<format>json|html)$", seen),
        path("products/<int:pk>/", seen, name="product"),
        re_path(r"^products/(?P<pk>\d+)\.(?P<format>json|html)$", seen, name="product"),
        path("categories/<slug:slug>/", seen, name="category"),
        re_path(r"^categories/(?P<slug>\w+)\.(?P<format>json|html)$", seen, name="category"),
    ]


urlpatterns = [
    path("plain/", include(patterns("plain"))),
    path("accept/", include(patterns("accept"))),
    path("host/", include(patterns("host"))),
    path("query/", include(patterns("query"))),
    path("path/<str:version>/", include(patterns("path"))),
    path("namespace/v1/", include((patterns("namespace"), "shop"), namespace="v1")),
    path("namespace/v2/", include((patterns("namespace"), "shop"), namespace="v2")),
]

CALLS: list[tuple[str, str, dict[str, str]]] = [
    ("plain", "/plain/", {}),
    ("accept", "/accept/", {}),
    ("accept", "/accept/", {"Accept": "application/json; version=2"}),
    ("host", "/host/", {}),
    ("host", "/host/", {"Host": "v1.example.com"}),
    ("query", "/query/", {}),
    ("path", "/path/v1/", {}),
    ("path", "/path/v2/", {}),
    ("namespace", "/namespace/v1/", {}),
    ("namespace", "/namespace/v2/", {}),
]
ENDS = [
    "products/",
    "products/?version=2",
    "products/?format=json&version=3&a=b",
    "products.json",
    "products.json?version=2",
]


@pytest.fixture
def _rows(db: None) -> None:
    for slug in ("tools", "saws"):
        category = Category.objects.create(name=slug, slug=slug)
        Product.objects.create(category=category, sku=slug, name=slug, price=1)


@cache
def application(schema: type[Schema]) -> FastAPI:
    api = FastAPI()

    def get() -> list[Any]:
        return [schema.read(one) for one in Product.objects.select_related("category").order_by("id")]

    def post(body: Incoming[ProductSchema]) -> str:
        return body.validated().category.slug

    for name, prefix in {(name, prefix) for name, prefix, _ in CALLS}:
        where = "/path/{version}/" if name == "path" else prefix
        router = PortedRouter(prefix=where.rstrip("/"), policy=Policy(view=VIEWS[name]))
        router.get("/products/", response_model=list[schema])(get)  # type: ignore[valid-type]
        router.get("/products.{format}", response_model=list[schema])(get)  # type: ignore[valid-type]
        router.post("/products/")(post)
        api.include_router(router)
    return api


@pytest.fixture
def clients(_rows: None) -> Iterator[tuple[Client, Any]]:
    """Return a client of the legacy half and a function that makes one of ported routes."""
    with override_settings(ROOT_URLCONF=__name__, ALLOWED_HOSTS=HOSTS), share_connections():
        yield Client(), lambda schema: TestClient(Strangler(application(schema), shop.legacy))


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize(("name", "prefix", "headers"), CALLS)
def test_printed(clients: Any, name: str, prefix: str, headers: dict[str, str], end: str) -> None:
    legacy, ported = clients
    expected = legacy.get(prefix + end, headers=headers)
    got = ported(ProductSchema).get(prefix + end, headers=headers)
    assert expected.status_code == 200
    assert (got.status_code, got.content) == (expected.status_code, expected.content)
    if "." not in end:  # DRF's fields learn nothing of a suffix without the view's context
        bridged = ported(BridgedSchema).get(prefix + end, headers=headers).json()
        assert bridged == [{name: one[name] for name in ("url", "page")} for one in expected.json()]


@pytest.mark.parametrize(("name", "prefix", "headers"), CALLS)
def test_read(clients: Any, name: str, prefix: str, headers: dict[str, str]) -> None:
    legacy, ported = clients
    client = ported(ProductSchema)
    taken = 0
    for _, where, _ in CALLS:
        for address in (f"{where}categories/saws/", f"http://testserver{where}categories/tools/", f"{where}nowhere/"):
            data = {"category": address}
            expected = legacy.post(f"{prefix}products/", data, headers=headers, content_type="application/json")
            got = client.post(f"{prefix}products/", json=data, headers=headers)
            assert (got.status_code, got.content) == (expected.status_code, expected.content), address
            taken += got.status_code == 200
    assert taken >= 2


class Lost(serializers.Serializer):
    """An address that leads nowhere."""

    url = serializers.HyperlinkedIdentityField("nowhere")


class LostSchema(Schema):
    """The same."""

    url: Annotated[str, HyperlinkedIdentityField("nowhere")]


@pytest.mark.parametrize("value", [Product(pk=1), Category(pk=2)])
def test_no_such_view(value: Any) -> None:
    http = RequestFactory().get("/")
    with pytest.raises(ImproperlyConfigured) as expected:
        _ = Lost(value, context={"request": Request(http)}).data
    token = current_request.set(http)
    with pytest.raises(ImproperlyConfigured) as got:
        LostSchema.read(value)
    current_request.reset(token)
    assert str(got.value) == str(expected.value)
