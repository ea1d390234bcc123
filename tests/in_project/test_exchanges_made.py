"""Requests that are made up of rows, serializers and the schema."""

import json
from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from legacy.catalog.models import Category, Product
from strangler.exchanges.exchange import Request
from strangler.exchanges.made.field import Field, Sort
from strangler.exchanges.made.requests import made_requests
from strangler.exchanges.made.schema import field_of
from strangler.exchanges.made.values import wrong
from strangler.exchanges.sources import read_requests
from strangler.operations.find import find_operations
from strangler.parity.asking.sides import Sides
from strangler.parity.judging.judge import judge

LIST, DETAIL = "GET /api/products/", "PUT /api/products/{pk}/"
CATEGORIES = "POST /api/categories/"


@pytest.fixture
def product(db: None) -> Product:
    User.objects.create_user("ann")
    User.objects.create_superuser("root")
    pans = Category.objects.create(name="Pans", slug="pans")
    return Product.objects.create(category=pans, sku="ABC-0001", name="Pan", price=Decimal("9.50"), attributes={})


def made(key: str, *, each: int = 200) -> list[Request]:
    return made_requests(find_operations(key), each=each)


def test_a_list_is_asked_for_pages_filters_order_and_search(product: Product) -> None:
    requests = made(LIST)
    targets = [request.target for request in requests]
    assert [request.login for request in requests[:3]] == ["", "ann", "root"]
    assert targets[:3] == ["/api/products/"] * 3
    for query in ("page=2", "page=many", "ordering=price", "ordering=-price", "search=a", "ordering=no_such_field"):
        assert f"/api/products/?{query}" in targets
    assert "text/html" in [dict(request.headers)["accept"] for request in requests]


def test_paths_are_of_rows_that_exist_and_of_one_that_does_not(product: Product) -> None:
    paths = {request.path for request in made("GET /api/products/{pk}/")}
    assert paths == {f"/api/products/{product.pk}/", "/api/products/999999999/"}


def test_bodies_are_right_first_and_then_wrong_in_one_way(product: Product) -> None:
    requests = made(DETAIL)
    right = json.loads(requests[2].body)
    assert right["name"] == "Pan"
    assert right["category"] == product.category.slug
    sources = " ".join(request.source for request in requests)
    for what in ("no name", "name: null", "name: too long", "price: 'many'", "category: 999999999", "broken", "a form"):
        assert what in sources
    kinds = {dict(request.headers)["content-type"].partition(";")[0] for request in requests}
    assert kinds == {
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "text/x-unknown",
    }


def test_a_new_row_has_unique_values_of_its_own(product: Product) -> None:
    body = json.loads(made(CATEGORIES)[0].body)
    assert body["slug"] != "pans"
    assert body["name"]


def test_requests_are_the_same_for_the_same_seed(product: Product) -> None:
    assert made(DETAIL) == made(DETAIL)
    other = made_requests(find_operations(DETAIL), seed=1, each=200)
    assert other != made(DETAIL)
    assert sorted(map(str, other))[:2] == sorted(map(str, made(DETAIL)))[:2]
    assert len(made(DETAIL, each=7)) == 7


def test_both_halves_take_them(product: Product) -> None:
    operations = [operation for key in (CATEGORIES, DETAIL) for operation in find_operations(key)]
    statuses = set()
    with Sides() as sides:
        for request in [each for each in read_requests("schema", operations) if "all fields" in each.source]:
            comparison = sides.ask(request)
            statuses.add((request.method, request.login, comparison.legacy.answer.status))
            assert comparison.operation is not None
            assert [each for each in judge(comparison) if each.path == "status"] == []
    assert {("POST", "", 401), ("POST", "ann", 403), ("POST", "root", 201), ("PUT", "root", 200)} <= statuses


def test_files_are_sent_as_such(product: Product) -> None:
    request = made("POST /api/products/{pk}/image/")[2]
    assert dict(request.headers)["content-type"].startswith("multipart/form-data; boundary=")
    assert b'filename="image.png"\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n\x1a\n' in request.body
    with Sides() as sides:
        assert sides.ask(request).legacy.answer.status == 200


def test_what_a_schema_says() -> None:
    schema = {
        "type": "object",
        "required": ["a"],
        "properties": {
            "a": {"type": ["string", "null"], "maxLength": 3},
            "b": {"allOf": [{"type": "string", "enum": ["x", ""]}]},
            "c": {"type": "array", "items": {"type": "integer", "minimum": 1}},
            "d": {"type": "string", "format": "date", "readOnly": True},
        },
    }
    assert field_of("", schema).fields == (
        Field("a", Sort.TEXT, required=True, longest=3),
        Field("b", Sort.CHOICE, choices=("x",)),
        Field("c", Sort.LIST, item=Field("", Sort.INTEGER, lowest=1)),
    )
    assert ("too long", "xxxx") in list(wrong(field_of("", schema).fields[0]))
    assert ("a list of too low", [0]) in list(wrong(field_of("", schema).fields[2]))
