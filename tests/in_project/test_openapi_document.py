"""One document for both halves: valid, complete, each operation once, and nothing called by another's name."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from http import HTTPStatus
from typing import Annotated, Any

import pytest
from django.utils.translation import gettext_lazy
from drf_spectacular.validation import validate_schema
from fastapi import FastAPI
from fastapi.openapi.models import OpenAPI
from half_ported import half_ported, serving

from bridge.drf.body import Incoming
from bridge.drf.fields import CharField
from bridge.drf.router import PortedRouter
from bridge.drf.schemas import Schema
from legacy.catalog.views import CategoryList, ReviewViewSet
from strangler.document.building import NOTE, Half, build
from strangler.document.converting import convert, to_3_1
from strangler.document.grading import Grades
from strangler.document.legacy import plain
from strangler.document.merging import merged
from strangler.document.walking import Json, operations, references
from strangler.operations.legacy import legacy_operations
from strangler.operations.paths import structure


@pytest.fixture
def both() -> Iterator[Json]:
    """Return the document of a shop that is ported in part."""
    with serving(half_ported()):
        yield build()


def by_key(document: Json) -> dict[str, Json]:
    return {f"{method} {path}": operation for path, method, operation in operations(document)}


def check(document: Json) -> None:
    """Fail where it is no document of OpenAPI 3.1, or says something that OpenAPI forbids beyond its schema."""
    validate_schema(document)
    OpenAPI.model_validate(document)
    known = {f"#/components/{kind}/{name}" for kind, parts in document["components"].items() for name in parts}
    assert references(document) <= known
    assert not [key for key, count in Counter(map(structure, document["paths"])).items() if count > 1]
    every = by_key(document)
    ids = [operation["operationId"] for operation in every.values()]
    assert len(set(ids)) == len(ids)
    titles = [schema["title"] for schema in document["components"]["schemas"].values() if "title" in schema]
    assert len(set(titles)) == len(titles)  # or generators of clients make two classes of one name
    schemes = document["components"]["securitySchemes"]
    assert {name for one in every.values() for way in one.get("security", ()) for name in way} == set(schemes)
    for key, operation in every.items():
        names = {each["name"] for each in operation.get("parameters", ()) if each["in"] == "path"}
        assert names == {part.strip("{}") for part in key.split("/") if part.startswith("{")}, key


def test_valid(both: Json) -> None:
    check(both)
    assert both["openapi"] == "3.1.0"
    assert NOTE not in both


def test_both_halves_are_whole(both: Json) -> None:
    found = {(method, structure(path)) for path, method, _ in operations(both)}
    hidden = {("GET", "/api/"), ("GET", "/api/schema/"), ("GET", "/api/schema/swagger/")}  # from any document
    assert found >= {(one.method, structure(one.path)) for one in legacy_operations()} - hidden
    assert ("GET", "/health/live") in found
    assert not {method for item in both["paths"].values() for method in item} - {
        "get",
        "post",
        "put",
        "patch",
        "delete",
    }


@pytest.mark.parametrize(
    ("key", "grade", "half"),
    [
        ("GET /api/products/", "native", "route"),
        ("GET /api/reviews/", "wrapped", "legacy"),
        ("POST /api/reviews/", "legacy", "legacy"),
        ("GET /api/categories/{number}/", "native", "route"),
        ("PUT /api/categories/{number}/", "legacy", "legacy"),
        ("GET /api/orders/{id}/", "legacy", "legacy"),
        ("GET /health/live", "new", "route"),
    ],
)
def test_each_says_who_answers(both: Json, key: str, grade: str, half: str) -> None:
    operation = by_key(both)[key]
    assert (operation["x-grade"], operation["x-served-by"]) == (grade, half)
    assert operation["x-badges"][0]["name"] == grade


def test_names_that_both_use(both: Json) -> None:
    schemas = both["components"]["schemas"]
    assert set(schemas["OrderLine"]["properties"]) == {"nothing"}
    assert "unit_price" in schemas["LegacyOrderLine"]["properties"]
    assert references(schemas["Order"]["properties"]["lines"]) == {"#/components/schemas/LegacyOrderLine"}
    assert "Product" not in schemas  # which nothing uses, now that products are ported
    ids = {key: operation["operationId"] for key, operation in by_key(both).items()}
    assert ids["GET /api/categories/{number}/"] == "orders_list"
    assert ids["GET /api/orders/"] == "orders_list_get"
    assert by_key(both)["GET /api/categories/{number}/"]["deprecated"] is True


def test_a_client_logs_in_once(both: Json) -> None:
    assert set(both["components"]["securitySchemes"]) == {"TokenAuthentication", "SessionAuthentication"}
    orders = by_key(both)["POST /api/orders/"]
    assert orders["security"] == [{"TokenAuthentication": []}, {"SessionAuthentication": []}]


def part(path: str, schema: Json, **more: Any) -> Json:
    answer = {"description": "", "content": {"application/json": {"schema": schema}}}
    info = {"title": "", "version": ""}
    return {"openapi": "3.1.0", "info": info, "paths": {path: {"get": {"responses": {"200": answer}}}}, **more}


def refers(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def test_equal_components_stand_once_and_those_of_different_parts_do_not() -> None:
    same: Json = {"A": {"type": "object", "properties": {"b": refers("B"), "title": {"type": "string"}}}}
    titled: Json = {
        "A": {"title": "A", "type": "object", "properties": {"b": refers("B"), "title": {"type": "string"}}}
    }
    for theirs, expected in (({"type": "integer"}, {"A", "B"}), ({"type": "string"}, {"A", "B", "LegacyA", "LegacyB"})):
        routes = part("/r", refers("A"), components={"schemas": {**titled, "B": {"type": "integer"}}})
        legacy = part("/l", refers("A"), components={"schemas": {**same, "B": theirs}})
        both = merged(routes, legacy, Grades({}, frozenset()))
        assert set(both["components"]["schemas"]) == expected
        assert references(both["paths"]["/l"]) == {f"#/components/schemas/{'A' if len(expected) == 2 else 'LegacyA'}"}


def test_login_schemes_of_one_name_that_differ() -> None:
    def secured(path: str, scheme: Json) -> Json:
        components = {"securitySchemes": {"token": scheme}}
        return part(path, {}, security=[{"token": []}], components=components)

    routes = secured("/r", {"type": "apiKey", "in": "header", "name": "X-Key"})
    routes["paths"]["/r"]["get"]["security"] = routes.pop("security")
    both = merged(routes, secured("/l", {"type": "http", "scheme": "basic"}), Grades({}, frozenset()))
    assert set(both["components"]["securitySchemes"]) == {"token", "LegacyToken"}
    assert both["paths"]["/l"]["get"]["security"] == [{"LegacyToken": []}]
    assert "security" not in both  # which would hold for the routes too


def test_servers_of_the_legacy_half_are_its_own() -> None:
    legacy = part("/l", {}, servers=[{"url": "https://old.example.com"}])
    both = merged(part("/r", {}), legacy, Grades({}, frozenset()))
    assert both["paths"]["/l"]["get"]["servers"] == [{"url": "https://old.example.com"}]
    assert "servers" not in both
    assert "servers" not in both["paths"]["/r"]["get"]


@pytest.mark.parametrize(
    ("schema", "converted"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "nullable": False}, {"type": "string"}),
        ({"type": "string", "enum": ["a"], "nullable": True}, {"type": ["string", "null"], "enum": ["a", None]}),
        ({"allOf": [{"$ref": "#/x"}], "nullable": True}, {"anyOf": [{"$ref": "#/x"}, {"type": "null"}]}),
        (
            {"allOf": [{"$ref": "#/x"}], "nullable": True, "title": "T"},
            {"title": "T", "anyOf": [{"$ref": "#/x"}, {"type": "null"}]},
        ),
        ({"oneOf": [{"$ref": "#/x"}], "nullable": True}, {"oneOf": [{"$ref": "#/x"}, {"type": "null"}]}),
        (
            {"oneOf": [{"$ref": "#/x"}, {"enum": [None]}], "nullable": True},
            {"oneOf": [{"$ref": "#/x"}, {"enum": [None]}]},
        ),
        ({"nullable": True}, {}),
        (
            {"type": "number", "maximum": "5000", "minimum": "-0.5"},
            {"type": "number", "maximum": 5000, "minimum": -0.5},
        ),
        ({"type": "number", "minimum": 1, "exclusiveMinimum": True}, {"type": "number", "exclusiveMinimum": 1}),
        ({"type": "number", "maximum": 1, "exclusiveMaximum": False}, {"type": "number", "maximum": 1}),
        ({"type": "string", "example": "a"}, {"type": "string", "examples": ["a"]}),
        (
            {"type": "string", "format": "binary"},
            {"type": "string", "format": "binary", "contentMediaType": "application/octet-stream"},
        ),
        ({"type": "string", "format": "byte"}, {"type": "string", "format": "byte", "contentEncoding": "base64"}),
    ],
)
def test_from_3_0_to_3_1(schema: Json, converted: Json) -> None:
    assert convert(dict(schema)) == converted


def test_conversion_goes_everywhere_but_into_data() -> None:
    text: Json = {"type": "string", "nullable": True}
    data: Json = {"schema": dict(text)}
    operation: Json = {
        "parameters": [{"name": "a", "in": "query", "schema": {"type": "array", "items": dict(text)}, "example": data}],
        "requestBody": {
            "content": {"application/json": {"schema": {"additionalProperties": dict(text)}, "example": data}}
        },
    }
    document: Json = {
        "openapi": "3.0.3",
        "paths": {"/": {"get": operation}},
        "components": {"schemas": {"schema": {"properties": {"nullable": dict(text), "example": dict(text)}}}},
    }
    to_3_1(document)
    new = {"type": ["string", "null"]}
    assert operation["parameters"][0]["schema"]["items"] == new
    assert operation["requestBody"]["content"]["application/json"]["schema"]["additionalProperties"] == new
    assert document["components"]["schemas"]["schema"]["properties"] == {"nullable": new, "example": new}
    assert data == {"schema": text}


def test_a_legacy_half_that_breaks_the_generator(monkeypatch: pytest.MonkeyPatch) -> None:
    def explode(*_: Any) -> Any:
        raise LookupError("no such thing\nat all")

    monkeypatch.setattr(ReviewViewSet, "get_serializer_class", explode)
    monkeypatch.setattr(CategoryList, "schema", object())  # no AutoSchema, which the generator replaces
    with serving(half_ported()):
        document = build()
    check(document)
    assert "POST /api/reviews/" in by_key(document)


@pytest.mark.parametrize("also", [(), ("drf_yasg",)])
def test_without_spectacular(monkeypatch: pytest.MonkeyPatch, also: tuple[str, ...]) -> None:
    monkeypatch.setitem(sys.modules, "drf_spectacular", None)
    with serving(half_ported()):
        document = build()
    check(document)
    assert "install drf-spectacular" in document[NOTE]
    assert document[NOTE] in document["info"]["description"]
    every = by_key(document)
    assert every["POST /api/reviews/"]["requestBody"]["content"].keys() >= {"application/json", "multipart/form-data"}
    (number,) = every["PUT /api/categories/{number}/"]["parameters"]
    assert number == {"name": "number", "in": "path", "required": True, "schema": {"type": "integer"}}


@pytest.mark.parametrize("half", [Half.LEGACY, Half.ROUTES])
def test_one_half(half: Half) -> None:
    with serving(half_ported()):
        document = build(half)
    check(document) if half is Half.ROUTES else validate_schema(document)
    assert ("/health/live" in document["paths"]) == (half is Half.ROUTES)
    assert ("/api/orders/" in document["paths"]) == (half is Half.LEGACY)


def test_numbers_and_texts_of_all_kinds() -> None:
    said = {1: (Decimal(5000), Decimal("0.5"), 2.0, True, None, gettext_lazy("text")), "a": {HTTPStatus.OK}}
    assert plain(said) == {"1": [5000, 0.5, 2.0, True, None, "text"], "a": [200]}
    assert json.dumps(plain(said)) == '{"1": [5000, 0.5, 2.0, true, null, "text"], "a": [200]}'


class Inner(Schema):
    """Part of the other."""

    name: Annotated[str, CharField()]


class Outer(Schema):
    """A body."""

    inner: list[Inner]


def test_a_schema_that_many_routes_take() -> None:
    router = PortedRouter()

    def endpoint(body: Incoming[Outer]) -> Outer:
        return body.validated()

    for number in range(90):
        router.add_api_route(f"/{number}/", endpoint, methods=["POST"])
    api = FastAPI()
    api.include_router(router)
    assert len(api.openapi()["paths"]) == 90
