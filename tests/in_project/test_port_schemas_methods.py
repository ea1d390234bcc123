# ruff: noqa: D102
"""`validate` and `validate_<field>`: copied or called in place, with the same outcome; and what is left over."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError as DjangoValidationError
from drf_schema_probes import open_shop, same
from port_schemas import schema_for
from rest_framework import serializers
from rest_framework.request import Request

from strangler.porting.module import Fidelity

WORST = 3


@pytest.fixture
def shop(db: None) -> Iterator[Request]:
    with open_shop() as request:
        yield request


class CopiedSerializer(serializers.Serializer):
    """Everything can stand by itself."""

    a = serializers.IntegerField()
    b = serializers.IntegerField(required=False)
    c = serializers.CharField(default="c")

    def validate_a(self, value: Any) -> Any:
        user = self.context["request"].user
        if value > WORST and not user.is_staff:
            raise serializers.ValidationError(f"Too much for {user}.", code="much")
        return value * 2

    def validate_b(self, b: Any) -> Any:
        """Refuse what is odd, in another way."""
        if b % 2:
            raise DjangoValidationError("Odd: %(b)s", params={"b": b})
        return b

    def validate(self, attrs: Any) -> Any:
        attrs = super().validate(attrs)
        if self.partial and "a" not in attrs:
            return attrs
        if self.instance is not None and attrs.get("b") == 8:
            raise serializers.ValidationError({"b": "Not eight."})
        attrs["sum"] = attrs.get("a", 0) + attrs.get("b", 0)
        attrs.pop("c", None)
        return attrs


class InPlaceSerializer(serializers.Serializer):
    """Everything needs the serializer."""

    a = serializers.IntegerField()
    inner = CopiedSerializer(required=False)

    def limit(self) -> Any:
        return self.context["request"].user.pk + self.instance_pk()

    def instance_pk(self) -> Any:
        return 0 if self.instance is None else self.instance.pk

    def validate_a(self, value: Any) -> Any:
        self.seen = value
        if value > self.limit() + 100:
            raise serializers.ValidationError("Too much.")
        return value

    def validate_inner(self, inner: Any) -> Any:
        if inner["a"] == 2:
            raise serializers.ValidationError("Two.")
        return {**inner, "more": True}

    def validate(self, attrs: Any) -> Any:
        sent = sorted(self.initial_data)
        return {**attrs, "seen": getattr(self, "seen", None), "sent": sent, "fields": list(self.fields)}


DATA: list[Any] = [
    {}, None, {"a": 1}, {"a": 4}, {"a": "x"}, {"a": 1, "b": 3}, {"a": 1, "b": 8}, {"b": 2}, {"a": 3, "c": "d"},
    {"a": 10**6}, {"a": 1, "inner": {}}, {"a": 1, "inner": {"a": 1, "b": 2}}, {"a": 1, "inner": {"a": 5}},
    {"a": 1, "inner": None}, {"inner": {"b": 2}}, {"a": 1, "inner": {"a": 3, "b": 1}},
]  # fmt: skip


def test_copied(shop: Request) -> None:
    facts, schema = schema_for(CopiedSerializer)
    assert {one.name: one.fidelity for one in facts.methods} == dict.fromkeys(
        ["validate_a", "validate_b", "validate"], Fidelity.NATIVE
    )
    for data in DATA:
        same((CopiedSerializer, schema), data, shop, shop.user)


def test_in_place(shop: Request) -> None:
    facts, schema = schema_for(InPlaceSerializer)
    assert {one.name: one.fidelity for one in facts.methods} == dict.fromkeys(
        ["validate_a", "validate_inner", "validate"], Fidelity.BRIDGED
    )
    assert facts.writing is Fidelity.BRIDGED
    for data in DATA:
        inner = (data or {}).get("inner", {"a": 0})
        if inner is None or "a" in inner:  # else the legacy fails with KeyError
            same((InPlaceSerializer, schema), data, shop, shop.user)
