"""Serializers of models: the schemas made of them read, refuse and print the same."""

# ruff: noqa: RUF012

import json

from django.contrib.auth.models import Group, User
from drf_schema_probes import of_drf, of_ours, same
from port_schemas import grades, schema_for, shop
from rest_framework import serializers
from rest_framework.request import Request

from bridge.drf.rendering import to_json
from legacy.catalog.models import Review
from legacy.sales.models import Order

__all__ = ["shop"]


class ReviewDetails(serializers.ModelSerializer):
    """What a model gives: depth, extra_kwargs, annotations, properties, methods."""

    is_on_sale = serializers.ReadOnlyField(source="product.is_on_sale")
    stars = serializers.SerializerMethodField()
    by_me = serializers.SerializerMethodField(method_name="mine")
    length = serializers.SerializerMethodField(read_only=True)

    class Meta:
        model = Review
        depth = 1
        fields = ("id", "product", "author_id", "title", "body", "is_on_sale", "stars", "by_me", "length", "rating")
        extra_kwargs = {
            "title": {"max_length": 7, "error_messages": {"blank": "No title?"}},
            "body": {"required": True},
        }

    def get_stars(self, review: Review) -> str:
        """Return stars."""
        return "*" * review.rating

    def mine(self, review: Review) -> bool:
        return review.author == self.context["request"].user

    def get_length(self, review: Review) -> int | None:
        return self.count(review)

    def count(self, review: Review) -> int | None:
        return len(review.body) or None


def test_models(shop: Request) -> None:
    facts, schema = schema_for(ReviewDetails)
    assert grades(facts) == {"length": "get_length is called in place: it uses self.count(review)"}
    assert {one.name: one.annotation.text for one in facts.fields if not one.nested} == {
        "id": "int", "author_id": "int", "title": "str", "body": "str", "is_on_sale": "Any", "stars": "str",
        "by_me": "bool", "length": "int | None", "rating": "int",
    }  # fmt: skip
    assert [one.name for one in facts.fields if one.nested] == ["product"]
    for review in Review.objects.all():
        expected = ReviewDetails(review, context={"request": shop}).data
        assert json.loads(to_json(schema.read(review).model_dump(mode="json"))) == json.loads(to_json(dict(expected)))
    for title, body in [("ok", "x"), ("", ""), ("too long title", None)]:
        same((ReviewDetails, schema), {"title": title, "body": body, "rating": 3}, shop, Review.objects.first())


class GroupSerializer(serializers.ModelSerializer):
    """Many to many, and what is unique."""

    class Meta:
        model = Group
        fields = ("id", "name", "permissions", "user_set")


class StaffSerializer(serializers.ModelSerializer):
    """Nested for reading only, with keys for writing."""

    groups = GroupSerializer(many=True, read_only=True)
    group_ids = serializers.PrimaryKeyRelatedField(many=True, queryset=Group.objects.all(), source="groups")

    class Meta:
        model = User
        fields = ("url", "username", "groups", "group_ids", "date_joined")
        read_only_fields = ("date_joined",)
        extra_kwargs = {"url": {"view_name": "product-detail"}}


def test_many_to_many(shop: Request) -> None:
    facts, schema = schema_for(StaffSerializer)
    assert grades(facts) == {}
    group = Group.objects.create(name="staff")
    shop.user.groups.add(group)
    for groups in ([group.pk], [0], [], None, "x"):
        same((StaffSerializer, schema), {"username": "new", "group_ids": groups}, shop, shop.user)
        same((StaffSerializer, schema), {"username": "bob", "group_ids": groups}, shop, shop.user)
    expected = StaffSerializer(shop.user, context={"request": shop}).data
    assert to_json(schema.read(shop.user).model_dump(mode="json")) == to_json(dict(expected))


class OrderNumbers(serializers.ModelSerializer):
    """Fields whose names are those of types."""

    date = serializers.DateField(source="placed_at.date", required=False)
    datetime = serializers.DateTimeField(source="placed_at", required=False)
    list = serializers.ListField(child=serializers.IntegerField(), required=False)
    tags = serializers.ListField(child=serializers.IntegerField(), required=False)
    until = serializers.DateField(required=False)

    class Meta:
        model = Order
        fields = ("date", "datetime", "list", "tags", "until")


def test_fields_with_the_names_of_types(shop: Request) -> None:
    facts, schema = schema_for(OrderNumbers)
    assert grades(facts) == {}
    data = {"datetime": "2024-01-01T00:00:00Z", "list": [1], "tags": [2, "x"], "until": "2024-01-01"}
    for sent in (data, {**data, "tags": [3]}):
        assert of_ours(schema, sent) == of_drf(OrderNumbers(data=sent))
