"""Schemas print what serializers do."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any

import pydantic
import pytest
from django.utils import timezone
from drf_schema_probes import CATEGORIES, ORDERS, PRODUCTS, REVIEWS, open_shop
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from bridge.drf.fields import (
    IntegerField,
)
from bridge.drf.rendering import to_json
from bridge.drf.schemas import Schema
from legacy.catalog.models import Category, Product, Review
from legacy.catalog.serializers import ProductSerializer
from legacy.sales.models import Order
from routes.orders import OrderSchema
from routes.products import ProductSchema
from routes.reviews import ReviewSchema


@pytest.fixture
def shop(db: None) -> Iterator[Request]:
    with open_shop() as request:
        yield request


@pytest.mark.parametrize("zone", ["UTC", "Europe/Paris", "America/St_Johns"])
def test_prints_as_drf(shop: Request, zone: str) -> None:
    rows: list[tuple[Any, tuple[Any, type[Schema]]]] = [
        *((one, CATEGORIES) for one in Category.objects.all()),
        *((one, PRODUCTS) for one in Product.objects.select_related("category")),
        *((one, REVIEWS) for one in Review.objects.select_related("author")),
        *((one, ORDERS) for one in Order.objects.prefetch_related("lines")),
    ]
    with timezone.override(zone):
        for row, (serializer, schema) in rows:
            expected = JSONRenderer().render(serializer(row, context={"request": shop}).data)
            assert to_json(schema.read(row).model_dump(mode="json")) == expected
            assert json.loads(schema.read(row).model_dump_json()) == json.loads(expected)
    assert len(rows) == 9


def test_keys_are_read_without_queries(shop: Request, django_assert_num_queries: Any) -> None:
    review, order = Review.objects.select_related("author")[0], Order.objects.get()
    with django_assert_num_queries(0):
        ReviewSchema.read(review)
    with django_assert_num_queries(1):
        OrderSchema.read(order).model_dump(mode="json")


def test_what_was_read_is_not_validated(shop: Request) -> None:
    """FastAPI validates what an endpoint returns; rules for what clients send don't hold for what is stored."""
    free = Product.objects.earliest("id")
    free.price = Decimal(0)
    read = ProductSchema.read(free)
    assert pydantic.TypeAdapter(ProductSchema).validate_python(read) is read
    (one,) = pydantic.TypeAdapter(list[ProductSchema]).validate_python([read])
    assert one is read
    sent = {"sku": "NEW-0001", "name": "Saw", "category": "saws", "price": 0}
    with pytest.raises(pydantic.ValidationError, match="above zero"):
        ProductSchema.model_validate(sent, context={"instance": None})


def test_missing_attributes(shop: Request) -> None:
    class Theirs(serializers.Serializer):
        a = serializers.IntegerField(required=False)
        b = serializers.IntegerField(allow_null=True)
        c = serializers.IntegerField(default=4)
        d = serializers.IntegerField(read_only=True)

    class Ours(Schema):
        a: Annotated[int, IntegerField()] = 7
        b: Annotated[int | None, IntegerField(allow_null=True)]
        c: Annotated[int, IntegerField(default=4)]
        d: Annotated[int, IntegerField(read_only=True)]

    class Required(Schema):
        a: Annotated[int, IntegerField()]

    for data in ({}, {"a": 1, "b": 2, "c": 3, "d": 4}, {"a": None, "c": None}):
        assert Ours.read(data).model_dump(mode="json") == dict(Theirs(data).data)
    with pytest.raises(KeyError):
        Required.read({})


def test_openapi() -> None:
    sent = ProductSchema.model_json_schema()
    printed = ProductSchema.model_json_schema(mode="serialization")
    assert sent["required"] == ["sku", "name", "category", "price"]
    assert not {"url", "id", "rating", "created_at"} & set(sent["properties"])
    assert list(printed["properties"]) == printed["required"] == ProductSerializer.Meta.fields
    assert "author" not in ReviewSchema.model_json_schema()["properties"]
    assert "author" not in ReviewSchema.model_json_schema(mode="serialization")["properties"]
    lines = OrderSchema.model_json_schema()["properties"]["lines"]
    assert (lines["type"], lines["items"]) == ("array", {"$ref": "#/$defs/OrderLineSchema"})
