"""What a schema leaves to a serializer of the legacy's: fields, methods, defaults; and what `validate` returns."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, Self

import pytest
from django.contrib.auth.models import User
from django.test import RequestFactory
from django.utils.functional import lazystr
from drf_schema_probes import same
from pydantic import ValidationInfo, field_validator, model_validator
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from bridge.drf.context import current_request
from bridge.drf.fields import CharField, HiddenField, IntegerField, MethodField, create_only, current_user
from bridge.drf.fields.bridged import Bridged
from bridge.drf.schemas import Nested, Schema, instance_of, is_partial, request_of, serializer_of, through_dicts
from legacy.catalog.models import Category, Product


@pytest.fixture
def request_(db: None) -> Iterator[Request]:
    http = RequestFactory().get("/")
    http.user = User.objects.create_user("ann")
    request = Request(http)
    request.user = http.user
    token = current_request.set(request)
    yield request
    current_request.reset(token)


class ShelfSerializer(serializers.ModelSerializer):
    """Asks for the request, for the object, and keeps something."""

    name = serializers.CharField(max_length=9, default=serializers.CreateOnlyDefault("new"))
    shout = serializers.SerializerMethodField()
    times = serializers.SerializerMethodField()
    more = serializers.CharField(required=False)

    class Meta:
        """Some fields."""

        model = Category
        fields = ("name", "shout", "times", "more")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["more"].max_length = 3
        self.count = 0

    def get_shout(self, shelf: Category) -> str:
        """Return the name and who asks."""
        return f"{shelf.name}, {self.context['request'].user}"

    def get_times(self, shelf: Category) -> int:
        """Count."""
        self.count += 1
        return self.count

    def validate_name(self, name: str) -> str:
        """Refuse what it was."""
        if self.instance and self.instance.name == name:
            raise serializers.ValidationError("As it was.")
        self.kept = name
        return name.strip("-")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Add to it, and take away."""
        attrs.pop("more", None)
        kept = getattr(self, "kept", None)
        return {**attrs, "kept": kept, "partial": self.partial, "by": self.context["request"].user.username}


class ShelfSchema(Schema):
    """The same."""

    name: Annotated[str, Bridged.of(ShelfSerializer, "name")]
    shout: Annotated[str, Bridged.of(ShelfSerializer, "shout")]
    times: Annotated[int, Bridged.of(ShelfSerializer, "times")]
    more: Annotated[str, Bridged.of(ShelfSerializer, "more")] = ""

    @field_validator("name")
    @classmethod
    def validate_name(cls, name: str, info: ValidationInfo) -> Any:
        """Leave it to the serializer."""
        assert isinstance(name, str), "a default for new objects only is none for those that are changed"
        return serializer_of(ShelfSerializer, info).validate_name(name)

    @model_validator(mode="after")
    def check(self, info: ValidationInfo) -> Self:
        """Leave it to the serializer."""
        return self.replaced(serializer_of(ShelfSerializer, info).validate(self.changes()))


SHELVES = (ShelfSerializer, ShelfSchema)


def test_fields_and_methods(request_: Request) -> None:
    saws = Category.objects.create(name="Saws", slug="saws")
    for name in ["Saws", "x", "", None, "x" * 10, "-x-"]:
        same(SHELVES, {"name": name}, request_, saws)
        same(SHELVES, {"name": name, "more": "m"}, request_, saws)
    same(SHELVES, {}, request_, saws)


def test_printing(request_: Request) -> None:
    shelves = [Category.objects.create(name=name, slug=name) for name in "abc"]
    expected = ShelfSerializer(shelves, many=True, context={"request": request_}).data
    assert [one["times"] for one in expected] == [1, 2, 3]
    assert [ShelfSchema.read(one).model_dump(mode="json") for one in shelves] == expected
    current_request.set(None)
    with pytest.raises(KeyError, match="request"):  # as DRF without a context
        ShelfSchema.read(shelves[0])


def test_each_request_has_its_own(request_: Request) -> None:
    shelf = Category.objects.create(name="a", slug="a")
    assert ShelfSchema.read(shelf).model_dump(mode="json") == {"name": "a", "shout": "a, ann", "times": 1}
    other = RequestFactory().get("/")
    other.user = User(username="bob")
    token = current_request.set(other)
    assert ShelfSchema.read(shelf).model_dump(mode="json") == {"name": "a", "shout": "a, bob", "times": 1}
    current_request.reset(token)


def test_no_such_field() -> None:
    with pytest.raises(KeyError, match="nothing"):
        Bridged.of(ShelfSerializer, "nothing")


class LineSerializer(serializers.Serializer):
    """A line."""

    a = serializers.IntegerField()
    b = serializers.IntegerField(source="c", required=False)


class LinesSerializer(serializers.Serializer):
    """Lines."""

    lines = LineSerializer(many=True)
    one = LineSerializer(required=False)

    def validate_lines(self, lines: Any) -> Any:
        """Look at dicts."""
        if lines and lines[0]["a"] == 1:
            raise serializers.ValidationError("One.")
        return sorted(lines, key=lambda line: line["a"])

    def validate_one(self, one: Any) -> Any:
        """Change what it is given."""
        one["c"] = 5
        return one


class Line(Schema):
    """The same."""

    a: Annotated[int, IntegerField()]
    b: Annotated[int, IntegerField(source="c")] = 0


class Lines(Schema):
    """The same."""

    lines: Annotated[list[Line], Nested()]
    one: Annotated[Line | None, Nested()] = None

    @field_validator("lines")
    @classmethod
    def validate_lines(cls, lines: Any, info: ValidationInfo) -> Any:
        """Leave it to the serializer."""
        return through_dicts(serializer_of(LinesSerializer, info).validate_lines, lines)

    @field_validator("one")
    @classmethod
    def validate_one(cls, one: Any, info: ValidationInfo) -> Any:
        """Leave it to the serializer."""
        return through_dicts(serializer_of(LinesSerializer, info).validate_one, one)


def test_nested(request_: Request) -> None:
    for lines in ([], [{"a": 1}], [{"a": 2}, {"a": 1, "b": 3}], [{"a": 2}, {"a": 3}], None):
        same((LinesSerializer, Lines), {"lines": lines}, request_, request_.user)
        same((LinesSerializer, Lines), {"lines": lines, "one": {"a": 1}}, request_, request_.user)
    assert isinstance(Lines.parse({"lines": [{"a": 2}]}).lines[0], Line)
    assert Lines.parse({"lines": [{"a": 3}, {"a": 2}]}).changes() == {"lines": [{"a": 2}, {"a": 3}]}


class OwnersSerializer(serializers.Serializer):
    """Defaults for new objects only."""

    name = serializers.CharField(default=serializers.CreateOnlyDefault("x"))
    owner = serializers.HiddenField(default=serializers.CreateOnlyDefault(serializers.CurrentUserDefault()))
    made = serializers.IntegerField(read_only=True, default=serializers.CreateOnlyDefault(int))


class Owners(Schema):
    """The same."""

    name: Annotated[str, CharField(default=create_only("x"))]
    owner: Annotated[Any, HiddenField(default=create_only(current_user))]
    made: Annotated[int, IntegerField(read_only=True, default=create_only(int))]

    @field_validator("name")
    @classmethod
    def text(cls, name: str) -> str:
        """See that there is something to check."""
        return name.upper()


def test_defaults_for_new_objects(request_: Request) -> None:
    class Upper(OwnersSerializer):
        def validate_name(self, name: str) -> str:
            return name.upper()

    for data in ({}, {"name": "y"}, {"owner": 3}):
        same((Upper, Owners), data, request_, request_.user)


def stars(row: dict[str, Any]) -> Any:
    return row["held"]


class Starred(Schema):
    """A function's value."""

    stars: Annotated[Any, MethodField(stars)]


def test_a_function(request_: Request) -> None:
    class StarredSerializer(serializers.Serializer):
        stars = serializers.SerializerMethodField()

        def get_stars(self, row: dict[str, Any]) -> Any:
            return row["held"]

    Product.objects.create(category=Category.objects.create(name="a", slug="a"), sku="ABC-0001", name="p", price=1)
    rows = Product.objects.values_list("sku", flat=True)
    values: list[Any] = [None, "x", 1, Decimal("1.5"), [1, None], {"a": lazystr("b")}, rows, {3}]
    for value in values:
        expected = json.loads(JSONRenderer().render(StarredSerializer({"held": value}).data))
        assert Starred.read({"held": value}).model_dump(mode="json") == expected
    assert Starred.model_json_schema(mode="serialization")["required"] == ["stars"]


class Told(Schema):
    """Asks what is going on."""

    a: Annotated[int, IntegerField()]

    @field_validator("a")
    @classmethod
    def told(cls, _: int, info: ValidationInfo) -> Any:
        """Return what it is told."""
        return instance_of(info), is_partial(info), request_of(info)


def test_what_validators_are_told(request_: Request) -> None:
    told = Told.parse({"a": 1}, instance=request_.user, partial=True, context={"request": request_})
    assert told.a == (request_.user, True, request_)
    with pytest.raises(KeyError, match="request"):
        Told.parse({"a": 1})


def test_replaced_changes_are_no_field(request_: Request) -> None:
    told = Told.parse({"a": 1}, context={"request": None}).replaced({"b": 2})
    assert told.changes() == {"b": 2}
    assert list(told.model_dump()) == ["a"]
    assert "b" not in repr(told)
