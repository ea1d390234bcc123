"""What breaks clients is told from what does not."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from strangler.document.comparing.operations import compare
from strangler.document.comparing.report import as_json, as_markdown, as_text
from strangler.document.walking import Json

BASE: Json = {
    "openapi": "3.1.0",
    "info": {"title": "", "version": ""},
    "paths": {
        "/a/{id}/": {
            "get": {
                "operationId": "get_a",
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "pattern": "^\\d+$"}},
                    {"name": "page", "in": "query", "schema": {"type": "integer", "maximum": 100}},
                    {"name": "X-Trace", "in": "header", "schema": {"type": "string"}},
                ],
                "responses": {
                    "200": {
                        "description": "",
                        "headers": {"ETag": {"schema": {"type": "string"}}},
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}},
                    },
                    "404": {"description": ""},
                },
                "security": [{"token": []}, {}],
            },
            "put": {
                "operationId": "put_a",
                "requestBody": {
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/A"}},
                        "multipart/form-data": {"schema": {"$ref": "#/components/schemas/A"}},
                    },
                },
                "responses": {"204": {"description": ""}},
                "security": [{"token": []}],
            },
        },
    },
    "components": {
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        "schemas": {
            "A": {
                "type": "object",
                "properties": {
                    "id": {"type": "integer", "readOnly": True},
                    "name": {"type": "string", "maxLength": 10, "format": "email"},
                    "kind": {"type": "string", "enum": ["x", "y"]},
                    "note": {"type": ["string", "null"]},
                    "count": {"type": "integer", "format": "int32"},
                    "parent": {"anyOf": [{"$ref": "#/components/schemas/A"}, {"type": "null"}]},
                    "secret": {"type": "string", "writeOnly": True},
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "owner": {"oneOf": [{"$ref": "#/components/schemas/P"}, {"$ref": "#/components/schemas/Q"}]},
                },
                "required": ["id", "name"],
            },
            "P": {"type": "object", "properties": {"p": {"type": "string"}}},
            "Q": {"type": "object", "properties": {"q": {"type": "string"}}},
        },
    },
}


def get(document: Json) -> Json:
    found: Json = document["paths"]["/a/{id}/"]["get"]
    return found


def put(document: Json) -> Json:
    found: Json = document["paths"]["/a/{id}/"]["put"]
    return found


def a(document: Json) -> Json:
    found: Json = document["components"]["schemas"]["A"]
    return found


def fields(document: Json) -> Json:
    found: Json = a(document)["properties"]
    return found


Edit = Callable[[Json], Any]
GET, PUT = "GET /a/{id}/", "PUT /a/{id}/"
SENT, GOT = f"{PUT} request body", f"{GET} 200 body"
BREAKING: list[tuple[Edit, str]] = [
    (lambda d: d["paths"].pop("/a/{id}/"), f"{GET}: operation removed"),
    (lambda d: d["paths"]["/a/{id}/"].pop("put"), f"{PUT}: operation removed"),
    (lambda d: get(d)["parameters"].pop(1), f"{GET} query parameter page: removed"),
    (lambda d: get(d)["parameters"][1].update(required=True), f"{GET} query parameter page: required now"),
    (
        lambda d: get(d)["parameters"].append({"name": "n", "in": "query", "required": True, "schema": {}}),
        f"{GET} query parameter n: new, and required",
    ),
    (
        lambda d: get(d)["parameters"][1]["schema"].update(maximum=50),
        f"{GET} query parameter page: maximum: was 100, is 50",
    ),
    (
        lambda d: get(d)["parameters"][1].update(schema={"type": "boolean"}),
        f"{GET} query parameter page: type: was integer, is boolean",
    ),
    (lambda d: get(d)["responses"].pop("200"), f"{GET} 200: no longer answered"),
    (lambda d: get(d)["responses"]["200"].pop("headers"), f"{GET} 200 header ETag: removed"),
    (lambda d: get(d).update(security=[{"token": []}]), f"{GET}: needs to be logged in now"),
    (lambda d: put(d).update(security=[{"other": []}]), f"{PUT}: no longer takes http bearer"),
    (
        lambda d: put(d)["requestBody"]["content"].pop("multipart/form-data"),
        f"{SENT}: content type multipart/form-data removed",
    ),
    (lambda d: put(d).pop("requestBody"), f"{SENT}: no longer taken"),
    (
        lambda d: get(d)["responses"]["200"].update(content={"text/csv": {"schema": {}}}),
        f"{GOT}: content type application/json removed",
    ),
    (lambda d: fields(d).pop("tags"), f"{GOT}.tags: field removed"),
    (lambda d: fields(d).pop("tags"), f"{SENT}.tags: field removed"),
    (lambda d: fields(d).pop("id"), f"{GOT}.id: field removed"),
    (lambda d: a(d).update(required=["id"]), f"{GOT}.name: no longer required"),
    (lambda d: a(d).update(required=["id", "name", "kind"]), f"{SENT}.kind: required now"),
    (
        lambda d: (fields(d).update(new={"type": "string"}), a(d)["required"].append("new")),
        f"{SENT}.new: new, and required",
    ),
    (lambda d: fields(d)["name"].update(type="integer"), f"{GOT}.name: type: was string, is integer"),
    (lambda d: fields(d)["name"].update(maxLength=5), f"{SENT}.name: maxLength: was 10, is 5"),
    (lambda d: fields(d)["name"].update(pattern="^a"), f"{SENT}.name: pattern is ^a"),
    (lambda d: fields(d)["name"].update(format="uri"), f"{SENT}.name: format: was email, is uri"),
    (lambda d: fields(d)["name"].update(type=["string", "null"]), f"{GOT}.name: may be null"),
    (lambda d: fields(d)["note"].update(type="string"), f"{SENT}.note: null no longer"),
    (lambda d: fields(d)["kind"].update(enum=["x"]), f'{SENT}.kind: values no longer there: "y"'),
    (lambda d: fields(d)["kind"].update(enum=["x", "y", "z"]), f'{GOT}.kind: new values: "z"'),
    (lambda d: fields(d)["kind"].pop("enum"), f"{GOT}.kind: any value, not only those of a list"),
    (lambda d: fields(d)["name"].update(enum=["x"]), f'{SENT}.name: only "x"'),
    (lambda d: fields(d)["count"].update(format="int64"), f"{GOT}.count: format: was int32, is int64"),
    (lambda d: fields(d)["tags"]["items"].update(type="integer"), f"{GOT}.tags[]: type: was string, is integer"),
    (lambda d: fields(d)["owner"]["oneOf"].pop(), f"{SENT}.owner: no longer Q"),
    (
        lambda d: d["components"]["schemas"]["P"]["properties"].pop("p"),
        f"{GOT}.owner (P): fields not described any more",
    ),
    (lambda d: a(d).update(additionalProperties=False), f"{SENT}: no other fields than those listed"),
]
NOT_BREAKING: list[tuple[Edit, str]] = [
    (lambda d: d["paths"].update({"/b/": {"get": {"responses": {}}}}), "GET /b/: new operation"),
    (
        lambda d: get(d)["parameters"].append({"name": "n", "in": "query", "schema": {}}),
        f"{GET} query parameter n: new",
    ),
    (
        lambda d: get(d)["parameters"][1]["schema"].update(maximum=500),
        f"{GET} query parameter page: maximum: was 100, is 500",
    ),
    (lambda d: get(d)["responses"].update({"410": {"description": ""}}), f"{GET} 410: new answer"),
    (lambda d: get(d)["responses"].pop("404"), f"{GET} 404: no longer answered"),
    (lambda d: get(d).update(deprecated=True), f"{GET}: deprecated now"),
    (lambda d: get(d).update(operationId="b"), f"{GET}: operationId: was get_a, is b"),
    (lambda d: put(d).pop("security"), f"{PUT}: needs no login any more"),
    (lambda d: put(d)["security"].append({"other": []}), f"{PUT}: takes other"),
    (lambda d: fields(d).update(new={"type": "string"}), f"{SENT}.new: new field"),
    (lambda d: fields(d).update(new={"type": "string"}), f"{GOT}.new: new field"),
    (lambda d: a(d)["required"].append("tags"), f"{GOT}.tags: required now"),
    (lambda d: fields(d)["count"].update(format="int64"), f"{SENT}.count: format: was int32, is int64"),
    (lambda d: fields(d)["kind"].update(enum=["x", "y", "z"]), f'{SENT}.kind: new values: "z"'),
]
# The same to a client.
EQUAL: list[Edit] = [
    lambda d: get(d)["parameters"][2].update(name="x-trace"),
    lambda d: get(d)["parameters"][0].update(schema={"type": "integer"}),
    lambda d: get(d).update(description="", tags=["a"], summary="b"),
    lambda d: d["components"]["securitySchemes"].update(token={"type": "http", "scheme": "Bearer", "description": "x"}),
    lambda d: fields(d).update(note={"anyOf": [{"type": "string"}, {"type": "null"}], "title": "Note"}),
    lambda d: fields(d).update(name={"allOf": [{"type": "string", "maxLength": 10}], "format": "email"}),
    lambda d: (
        d["components"]["schemas"].update(B=d["components"]["schemas"].pop("A")),
        fields_of(d, "B").update(parent={"anyOf": [{"type": "null"}, {"$ref": "#/components/schemas/B"}]}),
        get(d)["responses"]["200"]["content"]["application/json"].update(schema={"$ref": "#/components/schemas/B"}),
        [each.update(schema={"$ref": "#/components/schemas/B"}) for each in put(d)["requestBody"]["content"].values()],
    ),
]


def fields_of(document: Json, name: str) -> Json:
    found: Json = document["components"]["schemas"][name]["properties"]
    return found


def compared(edit: Edit) -> list[str]:
    new = deepcopy(BASE)
    edit(new)
    return [str(change) for change in compare(BASE, new)]


@pytest.mark.parametrize(("edit", "said"), BREAKING)
def test_breaking(edit: Edit, said: str) -> None:
    assert f"breaking: {said}" in compared(edit)


@pytest.mark.parametrize(("edit", "said"), NOT_BREAKING)
def test_not_breaking(edit: Edit, said: str) -> None:
    assert f"changed: {said}" in compared(edit)


@pytest.mark.parametrize("edit", EQUAL)
def test_equal(edit: Edit) -> None:
    assert compared(edit) == []


def test_nothing_has_changed() -> None:
    assert compare(BASE, deepcopy(BASE)) == []


def test_a_path_whose_parameter_is_called_otherwise() -> None:
    new = deepcopy(BASE)
    new["paths"]["/a/{pk}/"] = new["paths"].pop("/a/{id}/")
    new["paths"]["/a/{pk}/"]["get"]["parameters"][0]["name"] = "pk"
    names = [str(change) for change in compare(BASE, new)]
    assert names == [f"changed: {each}: parameter id in the path is called pk" for each in (GET, PUT)]


def test_reports() -> None:
    new = deepcopy(BASE)
    fields(new).pop("tags")
    get(new)["deprecated"] = True
    changes = compare(BASE, new)
    assert as_text(changes).splitlines()[-1] == "2 breaking, 1 other changes"
    assert f"- `{GOT}.tags`: field removed" in as_markdown(changes)
    report = json.loads(as_json(changes))
    assert (report["version"], report["breaking"], len(report["changes"])) == (1, 2, 3)
    assert report["changes"][0] == {"level": "breaking", "where": f"{GOT}.tags", "what": "field removed"}
