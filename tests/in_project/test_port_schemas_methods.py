# ruff: noqa: D102, D106
"""`validate` and `validate_<field>`: copied or called in place, with the same outcome; and what is left over."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError as DjangoValidationError
from drf_schema_probes import open_shop, same
from port_schemas import importable, schema_for
from rest_framework import serializers
from rest_framework.request import Request

from legacy.catalog.models import Category, Product
from strangler.porting.module import Fidelity
from strangler.porting.schemas import SerializerFacts, describe

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


class PrintsSerializer(serializers.ModelSerializer):
    """Says itself what it prints."""

    class Meta:
        model = Category
        fields = ("id", "name")

    def to_representation(self, instance: Any) -> Any:
        return {**super().to_representation(instance), "more": 1}


class ReadsSerializer(PrintsSerializer):
    """Says itself what it reads."""

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value(data)


class DynamicSerializer(serializers.ModelSerializer):
    """Has other fields for others."""

    class Meta:
        model = Category
        fields = ("id", "name")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        only = kwargs.pop("only", None)
        super().__init__(*args, **kwargs)
        if only:
            self.fields.pop("name")


class SettledSerializer(serializers.ModelSerializer):
    """Changes its fields, for everybody alike."""

    class Meta:
        model = Category
        fields = ("id", "name", "slug")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False

    def get_fields(self) -> Any:
        fields = super().get_fields()
        fields.pop("slug")
        return fields


class AskingSerializer(serializers.Serializer):
    """Asks for what is around it."""

    a = serializers.IntegerField()

    def validate_a(self, value: Any) -> Any:
        return value + self.helper()

    def helper(self) -> Any:
        return len(self.parent.fields)


class KeyField(serializers.CharField):
    """A field that asks for what only the view gives."""

    def to_representation(self, value: Any) -> Any:
        return f"{self.context['tenant']}: {value}"


class TenantSerializer(serializers.ModelSerializer):
    """Asks for what only the view gives."""

    key = KeyField(source="name")
    told = serializers.SerializerMethodField()
    others = serializers.SerializerMethodField()
    mine = serializers.SerializerMethodField()

    class Meta:
        model = Category
        fields = ("key", "told", "others", "mine")

    def get_told(self, shelf: Category) -> str:
        return self.context.get("tenant", "")

    def get_others(self, shelf: Category) -> int:
        return len(self.instance)

    def get_mine(self, shelf: Category) -> bool:
        return self.is_mine(shelf)

    def is_mine(self, shelf: Category) -> bool:
        return shelf.name == self.context["request"].user.username


class TreeSerializer(serializers.ModelSerializer):
    """Contains itself, as deep as there are rows."""

    class Meta:
        model = Category
        fields = ("id", "children")

    def get_fields(self) -> Any:
        return {**super().get_fields(), "children": TreeSerializer(many=True, read_only=True)}


class BareSerializer(serializers.BaseSerializer):
    """Has no fields."""

    def to_representation(self, instance: Any) -> Any:
        return str(instance)


class AbstractSerializer(serializers.ModelSerializer):
    """Has no model yet."""


class BrokenSerializer(serializers.ModelSerializer):
    """Names what is not there."""

    class Meta:
        model = Category
        fields = ("id", "nothing")


class WantingSerializer(serializers.Serializer):
    """Wants an argument."""

    def __init__(self, kind: Any, **options: Any) -> None:
        super().__init__(**options)


class OwnList(serializers.ListSerializer):
    """A list of the project's own."""

    def to_representation(self, data: Any) -> Any:
        return super().to_representation(data)


class ListedSerializer(serializers.ModelSerializer):
    """Has a list of its own."""

    class Meta:
        model = Category
        fields = ("id",)
        list_serializer_class = OwnList


class ShelvesSerializer(serializers.ModelSerializer):
    """Nests those that a schema can't be written for."""

    children = ListedSerializer(many=True, read_only=True)
    parent = PrintsSerializer(read_only=True)
    bare = BareSerializer(source="name", read_only=True)
    tree = TreeSerializer(source="*", read_only=True)

    class Meta:
        model = Category
        fields = ("id", "children", "parent", "bare", "tree")


class NamedSerializer(serializers.Serializer):
    """Has fields with names that a schema has for itself."""

    read = serializers.BooleanField()
    ok = serializers.BooleanField()


def whole(value: Any) -> None:
    raise serializers.ValidationError("never")


class WholeSerializer(serializers.Serializer):
    """Has a validator of its own for the whole."""

    a = serializers.IntegerField()

    class Meta:
        validators = (whole,)


MANUAL: list[tuple[Any, str, str, str]] = [
    (PrintsSerializer, "manual", "native", "to_representation is overridden"),
    (ReadsSerializer, "manual", "manual", "to_representation is overridden"),
    (DynamicSerializer, "manual", "manual", "__init__ makes the fields depend on its kwargs"),
    (AskingSerializer, "native", "manual", "validate_a asks for self.parent, which is not there"),
    (TenantSerializer, "manual", "manual", "KeyField asks for self.context['tenant'], which is not there"),
    (BareSerializer, "manual", "manual", "BareSerializer has no fields: it is a BaseSerializer"),
    (AbstractSerializer, "manual", "manual", "AbstractSerializer can't be made alone: AssertionError"),
    (BrokenSerializer, "manual", "manual", "BrokenSerializer can't be made alone: ImproperlyConfigured"),
    (WantingSerializer, "manual", "manual", "WantingSerializer can't be made alone: TypeError"),
    (ListedSerializer(many=True), "manual", "manual", "its list is a OwnList"),
    (NamedSerializer, "manual", "manual", "a schema has 'read' for itself"),
    (WholeSerializer, "native", "manual", "the validator whole is the project's own"),
    (int, "manual", "manual", "int is no serializer"),
]


@pytest.mark.parametrize(("serializer", "reading", "writing", "reason"), MANUAL)
def test_what_is_left(serializer: Any, reading: str, writing: str, reason: str) -> None:
    facts = describe(serializer)
    assert (str(facts.reading), str(facts.writing)) == (reading, writing)
    notes = [note for note in facts.notes() if note.fidelity is Fidelity.MANUAL]
    assert notes[0].reason.startswith(reason)
    assert serializer is int or (notes[0].file.endswith("test_port_schemas_methods.py") and notes[0].line)
    if facts.problem == "" and not isinstance(serializer, serializers.ListSerializer):
        schema_for(serializer)  # what is left out of it, the comments say; it can be imported all the same


def test_fields_that_are_changed_for_everybody(shop: Request) -> None:
    facts, schema = schema_for(SettledSerializer)
    assert facts.writing is Fidelity.NATIVE
    assert [one.name for one in facts.fields] == ["id", "name"]
    for data in ({}, {"name": "x"}, {"name": ""}, {"slug": "x"}):
        same((SettledSerializer, schema), data, shop, Category.objects.first())


def test_nested_ones_that_are_left_to_the_legacy(shop: Request) -> None:
    facts, schema = schema_for(ShelvesSerializer)
    assert {one.name: one.reason for one in facts.fields if one.fidelity is Fidelity.BRIDGED} == {
        "children": "its list is a OwnList",
        "parent": "PrintsSerializer: to_representation is overridden",
        "bare": "BareSerializer is a BaseSerializer",
    }
    assert facts.reading is Fidelity.BRIDGED
    for row in Category.objects.all():
        expected = ShelvesSerializer(row, context={"request": shop}).data
        assert schema.read(row).model_dump(mode="json") == expected


def test_what_only_the_view_gives() -> None:
    assert [(one.name, str(one.fidelity), one.reason) for one in describe(TenantSerializer).fields[1:]] == [
        ("told", "manual", "get_told asks for self.context['tenant'], which is not there"),
        ("others", "manual", "get_others asks for self.instance, which is not there"),
        ("mine", "bridged", "get_mine is called in place: it uses self.is_mine(shelf)"),
    ]


def test_a_tree(shop: Request) -> None:
    facts, schema = schema_for(TreeSerializer)
    assert facts.fields[1].reason == "TreeSerializer contains itself"
    for row in Category.objects.all():
        assert schema.read(row).model_dump(mode="json") == TreeSerializer(row).data


def test_a_serializer_that_can_not_be_imported() -> None:
    class Local(serializers.Serializer):
        a = serializers.IntegerField()
        b = serializers.ModelField(User._meta.get_field("username"))

    facts = describe(Local)
    assert [str(one.fidelity) for one in facts.fields] == ["native", "manual"]
    assert "has no name to import it by" in facts.fields[1].reason
    with importable(Local=Local):
        assert [str(one.fidelity) for one in describe(Local).fields] == ["native", "bridged"]


def test_who_saves() -> None:
    class Saving(serializers.ModelSerializer):
        class Meta:
            model = Product
            fields = ("name",)

        def create(self, validated_data: Any) -> Any:
            return super().create(validated_data)

    facts: SerializerFacts = describe(Saving)
    assert [one.name for one in facts.saves] == ["create"]
    assert facts.saves[0].where.line > 100
    assert facts.writing is Fidelity.NATIVE
