"""Related fields find and print objects as Django REST Framework's do, and refuse in the same words."""

import json
from collections.abc import Callable, Iterator
from typing import Annotated, Any

import pydantic
import pytest
from django.contrib.auth.models import Group, Permission, User
from django.http import QueryDict
from django.test import RequestFactory
from django.utils import translation
from rest_framework import serializers
from rest_framework.request import Request

from bridge.drf import fields as relations
from bridge.drf.context import current_request
from bridge.drf.fields import IntegerField
from bridge.drf.schemas import Schema
from legacy.catalog.models import Category, Product

Make = Callable[[Any], Any]


def products() -> Any:
    return Product.objects.filter(is_active=True)


PAIRS: dict[str, Make] = {
    "key": lambda f: f.PrimaryKeyRelatedField(queryset=Product.objects.all()),
    "key, manager": lambda f: f.PrimaryKeyRelatedField(queryset=Product.objects, allow_null=True),
    "key, some": lambda f: f.PrimaryKeyRelatedField(queryset=Product.objects.filter(is_active=True)),
    "keys": lambda f: f.PrimaryKeyRelatedField(queryset=Product.objects.all(), many=True),
    "keys, not none": lambda f: f.PrimaryKeyRelatedField(queryset=Product.objects.all(), many=True, allow_empty=False),
    "slug": lambda f: f.SlugRelatedField(slug_field="sku", queryset=Product.objects.all()),
    "slug, null": lambda f: f.SlugRelatedField(slug_field="sku", queryset=Product.objects.all(), allow_null=True),
    "slug of another": lambda f: f.SlugRelatedField(slug_field="category__slug", queryset=Product.objects.all()[:1]),
    "slugs": lambda f: f.SlugRelatedField(slug_field="sku", queryset=Product.objects.all(), many=True),
    "link": lambda f: f.HyperlinkedRelatedField(view_name="product-detail", queryset=Product.objects.all()),
    "links": lambda f: f.HyperlinkedRelatedField(view_name="product-detail", queryset=Product.objects.all(), many=True),
    "link, lookup": lambda f: f.HyperlinkedRelatedField(
        view_name="product-detail", lookup_field="id", lookup_url_kwarg="pk", queryset=Product.objects.all()
    ),
}


@pytest.fixture
def request_(db: None) -> Iterator[Request]:
    """Return a request, with products in the database."""
    tools = Category.objects.create(name="Tools", slug="tools")
    for number in (1, 2, 3):
        active = number != 3
        Product.objects.create(category=tools, sku=f"SAW-000{number}", name="Saw", price=number, is_active=active)
    http = RequestFactory().get("/", headers={"Host": "testserver"})
    token = current_request.set(http)
    yield Request(http)
    current_request.reset(token)


def values() -> list[Any]:
    keys = [one.pk for one in Product.objects.order_by("id")]
    links = [
        "/api/products/{}/", "http://testserver/api/products/{}/", "https://other/api/products/{}/", "/api/products/{}",
        "/api/categories/{}/", "http:", "/api/products/%31/", "/nowhere/",
    ]  # fmt: skip
    some: list[Any] = [
        None, "", " ", 0, -1, 1.5, "x", True, False, [], {}, [1], {"a": 1}, 2**31, 2**63, 2**70, "1\x00", "SAW-0001",
        "SAW-9999", "tools", b"x", float("nan"), "\uff11", ("SAW-0001",),
    ]  # fmt: skip
    some += [*keys, *map(str, keys), *(link.format(keys[0]) for link in links), "/api/products/0/", "/api/products/x/"]
    return [*some, keys, keys[:1], [keys[0], 0], [None], [""], [True], {keys[0]: 1}, ["SAW-0001", "SAW-0002"]]


def exact(value: Any) -> Any:
    if isinstance(value, dict):
        return [(key, exact(one)) for key, one in value.items()]
    if isinstance(value, list):
        return [exact(one) for one in value]
    return type(value).__name__, str(value), getattr(value, "code", None)


def schemas(make: Make) -> tuple[Any, type[Schema]]:
    """Return a serializer and a schema with one field."""
    theirs = type("Theirs", (serializers.Serializer,), {"one": make(serializers)})
    ours = pydantic.create_model("Ours", __base__=Schema, one=(Annotated[Any, make(relations)], ...))
    return theirs, ours


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("name", PAIRS)
def test_same_as_drf(request_: Request, name: str, language: str) -> None:
    theirs, ours = schemas(PAIRS[name])
    with translation.override(language):
        for value in values():
            for data in ({"one": value}, form(value)):
                if name == "slug of another" and not isinstance(value, list):
                    continue  # a slice can't be filtered: both fail
                assert of_ours(ours, data) == of_drf(theirs(data=data, context={"request": request_})), data


def form(value: Any) -> QueryDict:
    """Return the same as a form."""
    data = QueryDict(mutable=True)
    for one in value if isinstance(value, list) else [value]:
        data.appendlist("one", str(one))
    return data


def of_drf(serializer: Any) -> Any:
    try:
        if serializer.is_valid():
            return "valid", exact(dict(serializer.validated_data))
    except Exception as error:  # noqa: BLE001 - a failure is compared, too
        return "failed", type(error).__name__
    return "refused", exact(dict(serializer.errors))


def of_ours(schema: type[Schema], data: Any) -> Any:
    try:
        return "valid", exact(schema.parse(data).changes())
    except serializers.ValidationError as error:
        return "refused", exact(error.detail)
    except Exception as error:  # noqa: BLE001 - a failure is compared, too
        return "failed", type(error).__name__


class CategoryRelations(serializers.Serializer):
    """Everything that refers to another object."""

    url = serializers.HyperlinkedIdentityField(view_name="category-detail")
    parent = serializers.PrimaryKeyRelatedField(read_only=True)
    link = serializers.HyperlinkedRelatedField(view_name="category-detail", source="parent", read_only=True)
    name_of_parent = serializers.StringRelatedField(source="parent")
    slug_of_parent = serializers.SlugRelatedField("slug", source="parent", read_only=True)
    products = serializers.PrimaryKeyRelatedField(many=True, read_only=True)
    names = serializers.StringRelatedField(many=True, source="products")
    links = serializers.HyperlinkedRelatedField("product-detail", many=True, source="products", read_only=True)
    grand = serializers.PrimaryKeyRelatedField(source="parent.parent", read_only=True)


class CategoryRelationsSchema(Schema):
    """The same."""

    url: Annotated[str, relations.HyperlinkedIdentityField("category-detail")]
    parent: Annotated[int | None, relations.PrimaryKeyRelatedField(read_only=True)]
    link: Annotated[
        str, relations.HyperlinkedRelatedField("category-detail", source="parent", read_only=True, allow_null=True)
    ]
    name_of_parent: Annotated[str, relations.StringRelatedField(source="parent")]
    slug_of_parent: Annotated[str, relations.SlugRelatedField("slug", source="parent", read_only=True)]
    products: Annotated[list[int], relations.PrimaryKeyRelatedField(many=True, read_only=True)]
    names: Annotated[list[str], relations.StringRelatedField(many=True, source="products")]
    links: Annotated[
        list[str], relations.HyperlinkedRelatedField("product-detail", many=True, source="products", read_only=True)
    ]
    grand: Annotated[int | None, relations.PrimaryKeyRelatedField(source="parent.parent", read_only=True)]


def test_prints_as_drf(request_: Request) -> None:
    tools = Category.objects.get()
    saws = Category.objects.create(name="Saws", slug="saws", parent=tools)
    wood = Category.objects.create(name="Wood", slug="wood", parent=saws)
    for category in (tools, saws, wood, Category(name="unsaved")):
        expected = CategoryRelations(category, context={"request": request_}).data
        got = CategoryRelationsSchema.read(category).model_dump(mode="json")
        assert json.dumps(got) == json.dumps(expected)


def test_many_to_many(request_: Request) -> None:
    group = Group.objects.create(name="staff")
    group.permissions.set(Permission.objects.all()[:3])
    user = User.objects.create_user("ann")
    user.groups.add(group)

    class Theirs(serializers.ModelSerializer):
        class Meta:
            model = Group
            fields = ("name", "permissions", "user_set")

    class Ours(Schema):
        name: str
        permissions: Annotated[list[int], relations.PrimaryKeyRelatedField(many=True, queryset=Permission.objects)]
        user_set: Annotated[list[int], relations.PrimaryKeyRelatedField(many=True, queryset=User.objects.all)]

    assert Ours.read(group).model_dump(mode="json") == dict(Theirs(group).data)


def test_pk_field(request_: Request) -> None:
    key = Product.objects.earliest("id").pk
    ours = relations.PrimaryKeyRelatedField(queryset=products, pk_field=IntegerField())
    theirs = serializers.PrimaryKeyRelatedField(queryset=products(), pk_field=serializers.IntegerField())
    for value in (key, f"{key}.0", "x", 0, None, True):
        serializer = type("Theirs", (serializers.Serializer,), {"one": theirs})
        assert of_ours(schemas_of(ours), {"one": value}) == of_drf(serializer(data={"one": value}))


def schemas_of(field: Any) -> type[Schema]:
    return pydantic.create_model("Ours", __base__=Schema, one=(Annotated[Any, field], ...))


def test_a_function_for_the_queryset_runs_each_time(request_: Request) -> None:
    schema = schemas_of(relations.SlugRelatedField("sku", queryset=products))
    with pytest.raises(serializers.ValidationError):
        schema.parse({"one": "SAW-0003"})
    Product.objects.update(is_active=True)
    assert schema.parse({"one": "SAW-0003"}).changes()["one"].sku == "SAW-0003"


def test_keys_take_no_query(request_: Request, django_assert_num_queries: Any) -> None:
    product = Product.objects.earliest("id")
    field = relations.PrimaryKeyRelatedField(read_only=True, source="category")
    with django_assert_num_queries(0):
        assert schemas_of(field).read(product).model_dump(mode="json") == {"one": product.category_id}


def test_addresses_need_a_request(request_: Request) -> None:
    token = current_request.set(None)
    with pytest.raises(LookupError, match="request"):
        CategoryRelationsSchema.read(Category.objects.get())
    current_request.reset(token)


def test_a_queryset_is_needed() -> None:
    with pytest.raises(TypeError, match="queryset"):
        relations.PrimaryKeyRelatedField()


def test_openapi() -> None:
    properties = CategoryRelationsSchema.model_json_schema(mode="serialization")["properties"]
    kinds = {name: (one.get("type"), one.get("format")) for name, one in properties.items()}
    assert kinds["url"] == ("string", "uri")
    assert kinds["parent"] == ("integer", None)
    assert properties["products"]["items"] == {"type": "integer"}
    sent = schemas_of(relations.SlugRelatedField("sku", queryset=products)).model_json_schema()
    assert sent["properties"]["one"]["type"] == "string"
