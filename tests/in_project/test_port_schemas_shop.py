"""The schemas that the porter writes for the shop take, refuse and print what the shop's serializers do."""

import inspect
from collections.abc import Iterator
from datetime import date
from types import ModuleType
from typing import Any

import drf_schema_probes
import pytest
import test_drf_schema_forms
import test_drf_schema_output
import test_drf_schemas
from drf_schema_probes import open_shop, same
from port_schemas import generated, schema_for, written
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer

from legacy.catalog import serializers as catalog
from legacy.catalog.models import Product
from legacy.sales import serializers as sales
from legacy.sales.selectors import sales_report
from strangler.porting.module import Fidelity
from strangler.porting.schemas import Role

ALL = [
    one
    for module in (catalog, sales)
    for one in vars(module).values()
    if isinstance(one, type) and issubclass(one, BaseSerializer) and one.__module__ == module.__name__
]


@pytest.fixture
def shop(db: None) -> Iterator[Request]:
    with open_shop() as request:
        yield request


@pytest.fixture(scope="module")
def ours() -> Any:
    return generated(*ALL)


@pytest.fixture
def in_place_of_those_by_hand(ours: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = {
        "CATEGORIES": (catalog.CategorySerializer, ours.CategorySchema),
        "PRODUCTS": (catalog.ProductSerializer, ours.ProductSchema),
        "REVIEWS": (catalog.ReviewSerializer, ours.ReviewSchema),
        "ORDERS": (sales.OrderSerializer, ours.OrderSchema),
        "ReportQuery": ours.ReportQuerySchema,
        "OrderSchema": ours.OrderSchema,
        "ProductSchema": ours.ProductSchema,
        "ReviewSchema": ours.ReviewSchema,
        "CustomerSchema": ours.CustomerSchema,
    }
    modules: list[ModuleType] = [test_drf_schemas, test_drf_schema_output, drf_schema_probes, test_drf_schema_forms]
    for module in modules:
        for name, value in pairs.items():
            if hasattr(module, name):
                monkeypatch.setattr(module, name, value)


BY_HAND = [
    (test_drf_schemas.test_products, {"zone": "Europe/Paris"}),
    (test_drf_schemas.test_product_that_costs_nothing, {}),
    (test_drf_schemas.test_categories, {"zone": "UTC"}),
    (test_drf_schemas.test_reviews, {}),
    (test_drf_schemas.test_report_queries, {}),
    (test_drf_schemas.test_pydantic_alone_takes_the_same, {}),
    (test_drf_schema_output.test_prints_as_drf, {"zone": "America/St_Johns"}),
    (test_drf_schema_output.test_openapi, {}),
]


@pytest.mark.parametrize(("check", "options"), BY_HAND, ids=[check.__name__ for check, _ in BY_HAND])
def test_as_those_written_by_hand(
    shop: Request, in_place_of_those_by_hand: None, check: Any, options: dict[str, Any]
) -> None:
    check(*([shop] if "shop" in inspect.signature(check).parameters else []), **options)


@pytest.mark.parametrize("as_dict", [True, False])
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::PendingDeprecationWarning")
def test_orders(shop: Request, in_place_of_those_by_hand: None, as_dict: bool, settings: Any) -> None:
    test_drf_schemas.test_orders(shop, as_dict, settings)


def test_profiles(shop: Request, ours: Any) -> None:
    pair = (sales.ProfileSerializer, ours.ProfileSchema)
    address = {"street": "B 2", "postal_code": "2", "city": "Köln", "country": "DE"}
    for customer in [
        None,
        {},
        [],
        "x",
        address,
        {"city": ""},
        {**address, "phone": "+49 1"},
        {**address, "country": 1},
    ]:
        for instance in type(shop.user).objects.all():
            same(pair, {"first_name": "A", "customer": customer}, shop, instance)
    same(pair, {"email": "x", "last_name": "y" * 151, "username": "z"}, shop, shop.user)


def test_small_ones(shop: Request, ours: Any) -> None:
    product = Product.objects.first()
    for value in [None, "", "1", "1.5", -1, 1001, 0, "x", [], True]:
        same((catalog.LowStockQuerySerializer, ours.LowStockQuerySchema), {"threshold": value}, shop, product)
        same((sales.PaymentSerializer, ours.PaymentSchema), {"amount": value}, shop, product)
        same((catalog.ProductImageSerializer, ours.ProductImageSchema), {"image": value}, shop, product)
    same((catalog.LowStockQuerySerializer, ours.LowStockQuerySchema), {}, shop, product)


def test_report(shop: Request, ours: Any) -> None:
    report = sales_report(start=date(2024, 1, 1), end=date(2030, 1, 1), group="month")
    assert ours.ReportSchema.read(report).model_dump(mode="json") == sales.ReportSerializer(report).data


def test_grades() -> None:
    facts, code = written(*ALL)
    assert {name: (one.reading, one.writing) for name, one in facts.items()} == {
        **dict.fromkeys([one.__name__ for one in ALL], (Fidelity.NATIVE, Fidelity.NATIVE)),
        "OrderSerializer": (Fidelity.NATIVE, Fidelity.BRIDGED),
        "ProfileSerializer": (Fidelity.NATIVE, Fidelity.BRIDGED),
    }
    assert len(facts) == len(ALL) == 14
    told = {note.subject: note for note in code.notes}
    assert told["ProfileSerializer.validate_customer"].reason == "it gets dicts, where the validator gets schemas"
    line = inspect.getsourcelines(sales.ProfileSerializer.validate_customer)[1]
    assert told["ProfileSerializer.validate_customer"].where.endswith(f"legacy/sales/serializers.py:{line}")
    saving = {one.name: [method.name for method in one.saves] for one in facts.values() if one.saves}
    assert saving == {
        "ReviewSerializer": ["create"],
        "OrderSerializer": ["create"],
        "ProfileSerializer": ["update"],
    }
    assert all(method.role is Role.SAVES for one in facts.values() for method in one.saves)


def test_the_code_is_what_a_person_would_write() -> None:
    _, code = written(catalog.ProductSerializer, sales.OrderSerializer)
    source = "\n".join(statement.source for statement in code.statements)
    for line in (
        '    url: Annotated[str, HyperlinkedIdentityField("product-detail")]',
        "    name: Annotated[str, CharField(max_length=120)]",
        '    description: Annotated[str, CharField(allow_blank=True)] = ""',
        '    category: Annotated[Category, SlugRelatedField("slug", queryset=Category.objects)]',
        "    weight_kg: Annotated[float | None, FloatField(min_value=0, allow_null=True)] = None",
        "    status: Annotated[str, ChoiceField(Order.Status, read_only=True)]",
        "    lines: Annotated[list[OrderLineSchema], Nested(allow_empty=False)]",
        "        return through_dicts(serializer_of(OrderSerializer, info).validate_lines, lines)",
    ):
        assert line in source.splitlines(), source
    assert source.index("class OrderLineSchema") < source.index("class OrderSchema")
    assert "rest_framework" not in {each.module.partition(".")[0] for each in code.imports}


def test_nested_schemas_are_shared() -> None:
    _, code = written(sales.OrderLineSerializer, sales.OrderSerializer, sales.OrderSerializer)
    assert [name for statement in code.statements for name in statement.defines] == ["OrderLineSchema", "OrderSchema"]


def test_of_a_list() -> None:
    facts, schema = schema_for(sales.OrderLineSerializer(many=True, allow_empty=False, max_length=3))
    assert facts.many
    assert facts.lengths is not None
    assert facts.lengths.text == "Nested(allow_empty=False, max_length=3)"
    assert schema.__name__ == "OrderLineSchema"
