# ruff: noqa: RUF012
"""Serializers with all that fields may be told, and their schemas: the same for what comes, and for what is printed."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.validators import MinLengthValidator, RegexValidator, validate_slug
from django.http import QueryDict
from django.utils.translation import gettext_lazy
from drf_schema_probes import same
from hypothesis import given
from hypothesis import strategies as st
from port_schemas import SOME, grades, schema_for, shop
from rest_framework import serializers
from rest_framework.request import Request

from bridge.drf.rendering import to_json
from legacy.catalog.models import Category, Product
from legacy.sales.models import Customer
from strangler.porting.module import Fidelity

__all__ = ["shop"]

COLOURS = [("r", "Red"), ("b", gettext_lazy("Blue"))]


def no_spam(value: str) -> None:
    if "spam" in value:
        raise serializers.ValidationError("No spam.", code="spam")


def three_days_ago() -> date:
    return date(2024, 1, 1) - timedelta(days=3)


class Next:
    """A default that asks for the field."""

    requires_context = True

    def __call__(self, field: Any) -> str:
        return f"{field.field_name} of {field.context['request'].user}"


class LoudField(serializers.CharField):
    """A field of the project's own."""

    def to_representation(self, value: Any) -> str:
        return str(value).upper()


class CalmField(serializers.CharField):
    """A field that is only configured."""

    default_error_messages = {"blank": "Say something."}

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 5)
        super().__init__(**options)


class OptionsSerializer(serializers.Serializer):
    """One of each."""

    calm = CalmField()
    loud = LoudField(max_length=9)
    slug = serializers.CharField(validators=[validate_slug, no_spam, MinLengthValidator(2)], max_length=6)
    words = serializers.RegexField(r"^\w+\Z", error_messages={"invalid": gettext_lazy("Words only.")}, required=False)
    code = serializers.CharField(validators=[RegexValidator(r"^\d+$", "Digits.")], allow_blank=True, required=False)
    secret = serializers.CharField(write_only=True, trim_whitespace=False)
    shown = serializers.CharField(source="username", read_only=True)
    deep = serializers.CharField(source="profile.motto", required=False, allow_null=True)
    colour = serializers.ChoiceField(COLOURS, default="r")
    colours = serializers.MultipleChoiceField(choices=COLOURS, required=False)
    country = serializers.ChoiceField(Customer.Country.choices, required=False)
    day = serializers.DateField(default=three_days_ago)
    since = serializers.DateField(default=serializers.CreateOnlyDefault(three_days_ago))
    owner = serializers.HiddenField(default=serializers.CurrentUserDefault())
    maker = serializers.HiddenField(default=serializers.CreateOnlyDefault(serializers.CurrentUserDefault()))
    price = serializers.DecimalField(6, 2, min_value=Decimal("0.5"), coerce_to_string=False, help_text="In euros.")
    local = serializers.DecimalField(6, 2, localize=True, required=False)
    wait = serializers.DurationField(max_value=timedelta(days=2), required=False)
    tags = serializers.ListField(child=serializers.CharField(max_length=3), required=False, max_length=2)
    sizes = serializers.DictField(child=serializers.IntegerField(min_value=1, allow_null=True), required=False)
    lambda_ = serializers.IntegerField(default=lambda: 7)
    asking = serializers.CharField(default=Next())
    category = serializers.PrimaryKeyRelatedField(
        queryset=Category.objects.filter(slug__startswith="s").order_by("name"), allow_null=True, required=False
    )
    products = serializers.SlugRelatedField(
        slug_field="sku", many=True, queryset=Product.objects.exclude(is_active=False), required=False
    )


BRIDGED = {
    "loud": "LoudField has its own to_representation",
    "asking": "the default Next asks for the serializer's field",
}


def test_grades() -> None:
    facts, schema = schema_for(OptionsSerializer)
    assert grades(facts) == BRIDGED
    assert facts.reading is facts.writing is Fidelity.BRIDGED
    assert schema.model_fields["price"].description == "In euros."
    lines = {one.name: one for one in facts.fields}
    assert lines["lambda_"].marker.text == "IntegerField(default=lambda: 7)"
    assert lines["colour"].marker.text == 'ChoiceField(COLOURS, default="r")'
    assert lines["country"].marker.text == "ChoiceField(Customer.Country.choices)"
    assert lines["since"].marker.text == "DateField(default=create_only(three_days_ago))"
    assert lines["loud"].where.file.endswith("test_port_schemas_options.py")
    assert lines["loud"].where.line > lines["calm"].where.line > 60


VALUES: dict[str, list[Any]] = {
    "calm": ["abc", "", "abcdef", None, 5],
    "loud": ["hey", None, "x" * 10],
    "slug": ["ok", "a b", "spam", "x", "toolong"],
    "words": ["a", "a b", "", None],
    "code": ["1", "", "x"],
    "secret": [" s ", "", None],
    "shown": ["no"],
    "deep": ["x", None, ""],
    "colour": ["r", "g", None],
    "colours": [["r", "b"], ["g"], "r", []],
    "country": ["DE", "XX", None],
    "day": ["2024-01-01", "soon", None],
    "since": ["2024-01-01", None],
    "owner": ["x"],
    "price": ["1.5", 0.1, "1.234", None],
    "local": ["1.5", "1,5"],
    "wait": ["1 00:00:00", "3 00:00:00", 5],
    "tags": [["a"], ["abcd"], ["a", "b", "c"], "a", None],
    "sizes": [{"a": 1}, {"a": 0}, {"a": None}, []],
    "lambda_": [1, None, "x"],
    "asking": ["me", ""],
    "category": [1, None, "", "x", 0],
    "products": [["SAW-0001"], ["SAW-0003"], "SAW-0001", [], None],
}
GOOD = {"calm": "a", "loud": "b", "slug": "ok", "secret": "s", "price": 1}


def test_options(shop: Request) -> None:
    pair = (OptionsSerializer, schema_for(OptionsSerializer)[1])
    same(pair, {}, shop, shop.user)
    same(pair, GOOD, shop, shop.user)
    for name, values in VALUES.items():
        for value in values:
            same(pair, {**GOOD, name: value}, shop, shop.user)
            same(pair, {name: value}, shop, shop.user)
    saws = Category.objects.get(slug="saws")
    same(pair, {**GOOD, "category": saws.pk}, shop, shop.user)
    same(pair, {**GOOD, "category": saws.parent_id}, shop, shop.user)


def test_options_in_forms(shop: Request) -> None:
    pair = (OptionsSerializer, schema_for(OptionsSerializer)[1])
    for query in ("", "calm=a&loud=b&slug=ok&secret=s&price=1", "tags=a&tags=b&code=&deep=&category=", "sizes.a=1"):
        same(pair, QueryDict(query), shop, shop.user)


def test_options_together(shop: Request) -> None:
    pair = (OptionsSerializer, schema_for(OptionsSerializer)[1])
    whole = st.fixed_dictionaries({}, optional={name: st.sampled_from(one) for name, one in VALUES.items()})

    @SOME
    @given(whole)
    def together(data: dict[str, Any]) -> None:
        same(pair, data, shop, shop.user)

    together()


def test_options_are_printed(shop: Request) -> None:
    schema = schema_for(OptionsSerializer)[1]
    held = {
        "calm": "a", "loud": "b", "slug": "ok", "words": "w", "code": "", "secret": "s", "username": "ann",
        "profile": {"motto": None}, "colour": "gone", "colours": {"b"}, "country": "DE", "price": Decimal(2),
        "local": Decimal("1234.5"), "wait": timedelta(hours=30), "tags": [1, 2], "sizes": {1: 2}, "lambda_": "3",
        "category": Category.objects.get(slug="saws"), "products": Product.objects.all(),
    }  # fmt: skip
    expected = OptionsSerializer(held, context={"request": shop}).data
    assert to_json(schema.read(held).model_dump(mode="json")) == to_json(dict(expected))
