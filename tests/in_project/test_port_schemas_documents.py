"""Models that only document; converters of a project's own; the names of schemas; and what is asked of querysets."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings
from drf_schema_probes import of_drf
from port_schemas import module_of, schema_for
from rest_framework import serializers
from test_drf_unique import Seat, SeatSerializer, Talk, TalkSerializer, _tables, same
from test_port_schemas_shop import ALL

from legacy.catalog.models import Product
from legacy.catalog.serializers import ProductSerializer
from legacy.sales.serializers import OrderSerializer, ReportSerializer
from strangler.porting.merging import merge
from strangler.porting.module import Fidelity
from strangler.porting.schemas import Converted, Expression, Here, Names, describe, document_code, register, schema_code
from strangler.porting.schemas.registry import find_converter

__all__ = ["_tables"]


def documents(*classes: Any) -> Any:
    """Return a function for the model that documents one direction of a serializer."""
    names = Names("Product")
    facts = [describe(one) for one in classes]
    module = module_of(merge(document_code(one, names, sent=sent) for one in facts for sent in (True, False)))
    return lambda serializer, sent: getattr(module, names.document_of(serializer, sent=sent))


def test_what_goes_in_and_out() -> None:
    document = documents(*ALL)
    for serializer in ALL:
        fields = serializer().fields.values()
        sent = document(serializer, sent=True).model_json_schema()
        printed = document(serializer, sent=False).model_json_schema(mode="serialization")
        assert list(sent.get("properties", {})) == [one.field_name for one in fields if not one.read_only]
        assert list(printed["properties"]) == [one.field_name for one in fields if not one.write_only]
        assert sent.get("required", []) == [one.field_name for one in fields if one.required]
    order = document(OrderSerializer, sent=False)
    assert order.__name__ == "OrderOut"
    properties = order.model_json_schema()["properties"]
    assert properties["status"]["enum"] == ["placed", "paid", "shipped", "cancelled"]
    assert properties["lines"]["items"] == {"$ref": "#/$defs/OrderLineOut"}
    assert document(ReportSerializer, sent=True) is document(ReportSerializer, sent=False)
    price = document(ProductSerializer, sent=True).model_json_schema()["properties"]["price"]
    assert price["anyOf"][0] == {"minimum": 0, "type": "number"}


class OddSerializer(serializers.Serializer):
    """Names that Python or Pydantic has, and more than its fields say."""

    json = serializers.JSONField()

    def get_fields(self) -> Any:
        """Add a field with such a name."""
        return {
            **super().get_fields(),
            "@type": serializers.CharField(),
            "class": serializers.CharField(required=False),
        }

    def to_representation(self, instance: Any) -> Any:
        """Add what no field says."""
        return {**super().to_representation(instance), "more": 1}


def test_odd_names_and_more_than_fields() -> None:
    document = documents(OddSerializer)
    sent = document(OddSerializer, sent=True).model_json_schema()
    printed = document(OddSerializer, sent=False).model_json_schema()
    assert list(sent["properties"]) == list(printed["properties"]) == ["json", "@type", "class"]
    assert "additionalProperties" not in sent
    assert printed["additionalProperties"] is True
    held = {"json": 1, "@type": "x", "class": "y", "more": 1}
    assert document(OddSerializer, sent=False).model_validate(held).model_dump(by_alias=True) == held
    reasons = [one.reason for one in describe(OddSerializer).fields]
    assert reasons == ["a schema has 'json' for itself", "'@type' is no name in Python", "'class' is no name in Python"]


class MoneyField(serializers.CharField):
    """A field of the project's own."""

    def to_internal_value(self, data: Any) -> Any:
        """Do it otherwise."""
        return data


class MoneySerializer(serializers.Serializer):
    """Has one."""

    price = MoneyField()


@pytest.fixture
def money() -> Iterator[None]:
    @register(f"{__name__}.MoneyField")
    def convert(field: Any, here: Here) -> Converted:
        return Converted(Expression.of("str"), Expression.of("CharField()", "bridge.drf.fields.CharField"))

    yield
    from strangler.porting.schemas import registry  # noqa: PLC0415 - to take it back

    del registry._converters[f"{__name__}.MoneyField"]


def test_a_converter_of_the_projects_own(money: None) -> None:
    (field,) = describe(MoneySerializer).fields
    assert (field.fidelity, field.marker.text) == (Fidelity.NATIVE, "CharField()")


def test_without_the_converter() -> None:
    (field,) = describe(MoneySerializer).fields
    assert (field.fidelity, field.reason) == (Fidelity.BRIDGED, "MoneyField has its own to_internal_value")
    assert field.marker.text == 'Bridged.of(MoneySerializer, "price")'


def test_a_module_of_converters_is_imported() -> None:
    with override_settings(STRANGLER_CONVERTERS=["nowhere.at.all"]), pytest.raises(ModuleNotFoundError):
        describe(MoneySerializer)
    assert find_converter(type("PhoneNumberField", (), {"__module__": "phonenumber_field.serializerfields"}))[1]


class ListView:
    """A view with serializers in it."""

    class OutputSerializer(serializers.Serializer):
        """What it prints."""

        a = serializers.IntegerField()


class DetailView:
    """Another one."""

    class OutputSerializer(serializers.Serializer):
        """What it prints."""

        b = serializers.IntegerField()


def test_names() -> None:
    names = Names("OrderSchema")
    found = [ListView.OutputSerializer, DetailView.OutputSerializer, OrderSerializer, OrderSerializer]
    module = module_of(merge(schema_code(describe(one), names) for one in found))
    schemas = [names.schema_of(one) for one in found]
    assert schemas == ["ListOutputSchema", "DetailOutputSchema", "OrderSchema2", "OrderSchema2"]
    assert all(hasattr(module, name) for name in schemas)
    with pytest.raises(KeyError):
        names.schema_of(ProductSerializer)


def test_unique_together() -> None:
    """Constraints with conditions, and what is unique for a day, a month and a year."""
    facts, seats = schema_for(SeatSerializer)
    talks = schema_for(TalkSerializer)[1]
    assert facts.writing is Fidelity.NATIVE
    seat = Seat.objects.first()
    for row, number in ((1, 1), (2, None), (None, 2)):
        for state, guest in (("open", "ann"), ("done", "bob"), ("", None)):
            for code in ({}, {"code": "x"}):
                data = {"row": row, "number": number, "state": state, "guest": guest, **code}
                same(SeatSerializer, seats, data, seat)
                same(SeatSerializer, seats, {"row": row, **code}, seat)
    for title in ("a", "b", ""):
        for day in ("2024-03-05", "2025-03-06", "soon"):
            for starts in ("2024-12-31T23:30:00Z", "2023-01-01T00:00:00Z"):
                data = {"title": title, "room": "r", "speaker": "s", "day": day, "starts": starts}
                same(TalkSerializer, talks, data, Talk.objects.first())


def test_limited_choices() -> None:
    class Limited(serializers.ModelSerializer):
        class Meta:
            """With another queryset than the source says."""

            model = Product
            fields = ("category",)

        def get_fields(self) -> Any:
            fields = super().get_fields()
            fields["category"].queryset = fields["category"].queryset.filter(slug="x")
            return fields

    (field,) = describe(Limited).fields
    assert field.fidelity is Fidelity.MANUAL  # neither written down nor imported
    assert of_drf(Limited(data={}))[0] == "refused"
