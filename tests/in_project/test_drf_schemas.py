"""Schemas of the shop's serializers take, refuse, store and print what the serializers do."""

import itertools
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any

import pytest
from django.contrib.auth.models import User
from django.http import QueryDict
from django.test import RequestFactory, override_settings
from django.utils import timezone
from drf_shop import (
    CategorySchema,
    CustomerSchema,
    OrderSchema,
    ProductSchema,
    ReportQuery,
    ReviewSchema,
)
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from bridge.drf.context import current_request
from bridge.drf.fields import (
    BooleanField,
    CharField,
    IntegerField,
    JSONField,
    ListField,
    MultipleChoiceField,
)
from bridge.drf.rendering import to_json
from bridge.drf.schemas import Nested, Schema
from legacy.catalog.models import Category, Product, Review
from legacy.catalog.serializers import CategorySerializer, ProductSerializer, ReviewSerializer
from legacy.sales.models import Customer, Order, OrderLine
from legacy.sales.serializers import (
    OrderSerializer,
    ProfileSerializer,
    ReportQuerySerializer,
)

FEW = hypothesis_settings(
    max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def shop(db: None) -> Iterator[Request]:
    """Return a request, with some rows in the database."""
    user = User.objects.create_user("ann", first_name="Ann")
    other = User.objects.create_user("bob")
    tools = Category.objects.create(name="Tools", slug="tools")
    saws = Category.objects.create(name="Saws", slug="saws", parent=tools)
    for number, active in [(1, True), (2, True), (3, False)]:
        Product.objects.create(
            category=saws,
            sku=f"SAW-000{number}",
            name=f"Saw {number}",
            price=Decimal("9.5") * number,
            is_active=active,
            weight_kg=number / 3,
            attributes={"colour": "réd", "n": str(number)},
            preparation_time=timedelta(days=number, seconds=5),
            image="products/saw.png" if number == 1 else "",
            available_from=datetime(2024, 7, 1, 12, 0, 0, number, tzinfo=UTC) if number == 1 else None,
        )
    late = timezone.now() + timedelta(days=9)
    Product.objects.create(category=tools, sku="LAT-0001", name="Later", price=3, available_from=late)
    first, second = Product.objects.order_by("id")[:2]
    Review.objects.create(product=first, author=user, rating=4, title="Good")
    Review.objects.create(product=second, author=other, rating=1, title="Bad", body="Broke.")
    customer = Customer.objects.create(user=user, street="A 1", postal_code="1", city="Bonn", country="DE")
    order = Order.objects.create(customer=customer, total=Decimal("28.5"), preparation_time=timedelta(hours=30))
    for product in (first, second):
        OrderLine.objects.create(order=order, product=product, product_name=product.name, unit_price=1, quantity=3)
    http = RequestFactory().get("/")
    http.user = user
    request = Request(http)
    request.user = user
    token = current_request.set(http)
    yield request
    current_request.reset(token)


def exact(value: Any) -> Any:
    if isinstance(value, dict):
        return "dict", [(str(key), exact(one)) for key, one in value.items()]
    if isinstance(value, list):
        return "list", [exact(one) for one in value]
    return type(value).__name__, str(value), getattr(value, "code", None)


def of_drf(serializer: Any) -> Any:
    if serializer.is_valid():
        return "valid", exact(dict(serializer.validated_data))
    return "refused", exact(json.loads(json.dumps(serializer.errors))), exact(serializer._errors and codes(serializer))


def codes(serializer: Any) -> Any:
    return ValidationError(serializer.errors).get_codes()


def of_ours(schema: type[Schema], data: Any, **options: Any) -> Any:
    try:
        return "valid", exact(schema.parse(data, **options).changes())
    except ValidationError as error:
        return "refused", exact(json.loads(json.dumps(error.detail))), exact(error.get_codes())


def same(pair: tuple[Any, type[Schema]], data: Any, request: Request, instance: Any = None) -> None:
    """Compare both for a new object, and for a changed one as a whole or in part."""
    serializer, schema = pair
    context = {"request": request}
    for given_instance, partial in {(None, False), (None, True), (instance, False), (instance, True)}:
        theirs = serializer(given_instance, data=data, partial=partial, context=context)
        got = of_ours(schema, data, instance=given_instance, partial=partial, context=context)
        assert got == of_drf(theirs), (data, given_instance, partial)


CATEGORIES = (CategorySerializer, CategorySchema)
PRODUCTS = (ProductSerializer, ProductSchema)
REVIEWS = (ReviewSerializer, ReviewSchema)
ORDERS = (OrderSerializer, OrderSchema)

NO_OBJECTS: list[Any] = [None, [], [{}], "text", 5, True, {}, {"unknown": 1}]
GOOD_PRODUCT = {"sku": "NEW-0001", "name": "Saw", "category": "saws", "price": "9.50"}
PRODUCT_VALUES: dict[str, list[Any]] = {
    "sku": ["SAW-0001", "SAW-0002", " NEW-0002 ", "bad", "", None, 7, "X" * 20, "A\x00B", [], True],
    "name": ["x", "", " ", None, "x" * 121, 5, {}],
    "description": ["", None, " d ", 5, "\ud800"],
    "category": ["tools", "none", "", None, 5, [], {}, True],
    "price": [0, "0.00", "1.234", "-1", "99999999.99", "999999999", None, "", "NaN", 1.5, True],
    "stock": [0, -1, 2**31, "5", None, "", 1.5, True],
    "weight_kg": [None, "", 0, -1, "1.5", "nan", []],
    "attributes": [{}, {"a": "b"}, {"a": 1}, [], None, "text", {"a": float("nan")}],
    "preparation_time": ["1 00:00:00", "04:00", 5, None, "", "soon", []],
    "is_active": [True, False, "off", None, "", "maybe", []],
    "available_from": ["2024-01-01T00:00:00", None, "", "soon", 5, "2024-03-31T02:30:00Z"],
    "rating": [3, None],
    "id": [99, None],
    "created_at": ["2001-01-01", 1],
}


@pytest.mark.parametrize("zone", ["UTC", "Europe/Paris"])
def test_products(shop: Request, zone: str) -> None:
    instance = Product.objects.get(sku="SAW-0001")
    with timezone.override(zone):
        for data in [*NO_OBJECTS, GOOD_PRODUCT]:
            same(PRODUCTS, data, shop, instance)
        for name, values in PRODUCT_VALUES.items():
            for value in values:
                same(PRODUCTS, {**GOOD_PRODUCT, name: value}, shop, instance)
                same(PRODUCTS, {name: value}, shop, instance)
        for active, price in itertools.product([True, False], [0, 1]):
            same(PRODUCTS, {**GOOD_PRODUCT, "is_active": active, "price": price}, shop, instance)


def test_product_that_costs_nothing(shop: Request) -> None:
    instance = Product.objects.get(sku="SAW-0003")
    instance.price = Decimal(0)
    same(PRODUCTS, {"is_active": True}, shop, instance)


@pytest.mark.parametrize("zone", ["UTC", "Europe/Paris"])
def test_categories(shop: Request, zone: str) -> None:
    tools, saws = Category.objects.order_by("id")
    values: dict[str, list[Any]] = {
        "name": ["x", "", None, "x" * 81, 3],
        "slug": ["tools", "saws", "new", "a b", "", None, 5, "x" * 81, "x" * 80 + "!"],
        "parent": [tools.pk, saws.pk, str(saws.pk), 0, "x", "", None, True, [], {}, 1.5, 2**70, "\uff11"],
        "product_count": [5],
    }
    for data in NO_OBJECTS:
        same(CATEGORIES, data, shop, tools)
    for name, some in values.items():
        for value in some:
            same(CATEGORIES, {"name": "N", "slug": "n", name: value}, shop, tools)
            same(CATEGORIES, {name: value}, shop, saws)


def test_reviews(shop: Request) -> None:
    first, second, third = (one.pk for one in Product.objects.order_by("id")[:3])
    mine = Review.objects.get(title="Good")
    values: dict[str, list[Any]] = {
        "product": [first, second, third, None, "", "x", True],
        "rating": [0, 1, 5, 6, None, "", "3.0"],
        "title": ["", None, "x", "x" * 121],
        "body": ["", None, "x" * 4001],
        "author": [5, None],
    }
    for data in NO_OBJECTS:
        same(REVIEWS, data, shop, mine)
    for name, some in values.items():
        for value, product in itertools.product(some, [first, second]):
            same(REVIEWS, {"product": product, "rating": 3, "title": "T", name: value}, shop, mine)
            same(REVIEWS, {name: value}, shop, mine)


@pytest.mark.parametrize("as_dict", [True, False])
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::PendingDeprecationWarning")
def test_orders(shop: Request, as_dict: bool, settings: Any) -> None:
    first, second, third, late = (one.pk for one in Product.objects.order_by("id"))
    order = Order.objects.get()
    lines: list[Any] = [
        None, "", "text", 5, {}, [], [None], [[]], [{}], [{}, {}], ["x"], [{"product": first}], [{"quantity": 1}],
        [{"product": first, "quantity": 1}], [{"product": first, "quantity": 0}, {"product": 0, "quantity": 101}],
        [{"product": first, "quantity": 1}, {"product": first, "quantity": 2}],
        [{"product": first, "quantity": "2.0"}, {"product": second, "quantity": 1, "unit_price": 0}],
        [{"product": third, "quantity": 1}], [{"product": late, "quantity": 1}],
        [{"product": first, "quantity": 1}, {"product": "x"}, {"product": second, "quantity": 1}],
    ]  # fmt: skip
    whole = {**settings.REST_FRAMEWORK, "LIST_SERIALIZER_ERRORS_AS_DICT": as_dict}
    with override_settings(REST_FRAMEWORK=whole):
        for data in NO_OBJECTS:
            orders_same(data, shop, order)
        for value in lines:
            orders_same({"lines": value}, shop, order)
            orders_same({"lines": value, "note": "x" * 501, "status": "paid"}, shop, order)


def orders_same(data: Any, shop: Request, order: Order) -> None:
    """Compare; the legacy code fails for a PATCH that has lines without products, the schema of this file doesn't."""
    lines = data.get("lines") if isinstance(data, dict) else None
    lacking = isinstance(lines, list) and all(isinstance(one, dict) for one in lines)
    if lacking and not all("product" in one for one in lines or ()):
        theirs = OrderSerializer(data=data, context={"request": shop})
        assert of_ours(OrderSchema, data, context={"request": shop}) == of_drf(theirs)
    else:
        same(ORDERS, data, shop, order)


def test_report_queries(shop: Request) -> None:
    values = [None, "", "2024-01-01", "2023-01-01", "2025-06-01", "x"]
    for start, end, group in itertools.product(values, values, ["day", "week", "year", None]):
        data = {"start": start, "end": end, "group": group}
        for kept in itertools.product([True, False], repeat=3):
            sent = {name: value for (name, value), keep in zip(data.items(), kept, strict=True) if keep}
            expected = of_drf(ReportQuerySerializer(data=sent))
            got = of_ours(ReportQuery, sent)
            if expected[0] == "valid":  # the order of what a validator has added is Pydantic's: the fields'
                assert sorted(got[1][1]) == sorted(expected[1][1])
            else:
                assert got == expected, sent


class Everything(Schema):
    """All kinds of fields, for forms."""

    text: Annotated[str, CharField()]
    blank: Annotated[str, CharField(allow_blank=True)] = ""
    nothing: Annotated[str | None, CharField(allow_null=True)] = None
    number: Annotated[int | None, IntegerField(allow_null=True)] = None
    optional: Annotated[int, IntegerField()] = 0
    flag: Annotated[bool, BooleanField()]
    maybe: Annotated[bool | None, BooleanField(allow_null=True)]
    default: Annotated[bool, BooleanField(default=True)]
    tags: Annotated[list[int], ListField(child=IntegerField())] = []  # noqa: RUF012 - Pydantic copies it
    some: Annotated[list[str], MultipleChoiceField(choices=["a", "b"])]
    data: Annotated[Any, JSONField()] = None
    lines: Annotated[list[CustomerSchema], Nested()] = []  # noqa: RUF012 - Pydantic copies it
    address: Annotated[CustomerSchema | None, Nested(allow_null=True)] = None
    moved: Annotated[int, IntegerField(source="other", default=3)]
    deep: Annotated[int, IntegerField(source="a.b")] = 0


class EverythingSerializer(serializers.Serializer):
    """The same in DRF."""

    text = serializers.CharField()
    blank = serializers.CharField(allow_blank=True, required=False)
    nothing = serializers.CharField(allow_null=True, required=False)
    number = serializers.IntegerField(allow_null=True, required=False)
    optional = serializers.IntegerField(required=False)
    flag = serializers.BooleanField()
    maybe = serializers.BooleanField(allow_null=True)
    default = serializers.BooleanField(default=True)
    tags = serializers.ListField(child=serializers.IntegerField(), required=False)
    some = serializers.MultipleChoiceField(choices=["a", "b"])
    data = serializers.JSONField(required=False)
    lines = ProfileSerializer().fields["customer"].__class__(many=True, required=False)
    address = ProfileSerializer().fields["customer"].__class__(required=False, allow_null=True)
    moved = serializers.IntegerField(source="other", default=3)
    deep = serializers.IntegerField(source="a.b", required=False)


EVERYTHING = (EverythingSerializer, Everything)
FORMS = [
    "", "text=x", "text=", "text=+&blank=&nothing=&number=&optional=", "text=x&number=5&optional=7&flag=on&maybe=",
    "text=x&flag=false&maybe=null&default=off&some=a&some=b&some=a", "text=x&some=c&tags=1&tags=2&tags=x",
    "text=x&tags[0]=4&tags[2]=6&tags[1]=5", "text=x&tags=", 'text=x&data={"a":1}', "text=x&data=&moved=&deep=4",
    "text=x&data=oops&moved=8", "text=x&lines[0]street=A&lines[0]city=B&lines[1]street=C",
    "text=x&lines[0]street=A&lines[0]city=B&lines[0]postal_code=1&lines[0]country=DE&lines[0]newsletter=on",
    "text=x&address.street=A&address.country=XX", "text=x&address.street=A&address.city=B&address.postal_code=C"
    "&address.country=FR", "text=a&text=b", "text=x&address=", "text=x&lines=",
]  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_forms(shop: Request, form: str) -> None:
    same(EVERYTHING, QueryDict(form), shop, object())


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 9), st.text(max_size=4), st.just([]), st.just({}), st.just(["a"]),
    st.lists(st.dictionaries(st.sampled_from(["street", "city", "country"]), st.sampled_from(["", "DE", None, 5]))),
    st.dictionaries(st.sampled_from(["street", "city", "postal_code", "country"]), st.just("DE")),
)  # fmt: skip


def test_whatever_comes(shop: Request) -> None:
    @FEW
    @given(st.dictionaries(st.sampled_from(list(Everything.model_fields)), VALUES))
    def compare(data: Any) -> None:
        same(EVERYTHING, data, shop, object())

    compare()


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
    assert (lines["type"], lines["items"]) == ("array", {"$ref": "#/$defs/LineSchema"})


def test_pydantic_alone_takes_the_same(shop: Request) -> None:
    """As FastAPI does with a schema in an endpoint's signature."""
    order = OrderSchema.model_validate({"lines": [{"product": Product.objects.earliest("id").pk, "quantity": "2"}]})
    assert order.lines[0].quantity == 2
    assert order.note == ""
    assert set(order.changes()) == {"lines"}


def test_what_an_endpoint_returns_is_not_validated_again(shop: Request) -> None:
    """FastAPI validates it, and validators of the model would take what is printed for what was sent."""
    product = ProductSchema.read(Product.objects.earliest("id"))
    assert TypeAdapter(list[ProductSchema]).validate_python([product]) == [product]
