"""A ported endpoint's body: read by DRF's parsers, validated when the endpoint asks, documented as its schema."""

from typing import Any, Self

import pytest
from django.http import Http404
from fastapi import FastAPI, Request
from pydantic import BaseModel
from rest_framework.exceptions import ValidationError
from starlette.testclient import TestClient

from bridge.drf.body import Incoming
from bridge.drf.policy import AllowAny, IsAuthenticated, Policy, policy
from bridge.drf.router import PortedRouter


class Note(BaseModel):
    """A text."""

    text: str

    @classmethod
    def parse(cls, data: Any, *, instance: Any, partial: bool, context: dict[str, Any]) -> Self:
        """Join the text with what the body was asked for."""
        if "text" not in data or "view" not in context:
            raise ValidationError({"text": ["This field is required."]})
        return cls(text=f"{data['text']} {instance} {partial}")


@pytest.fixture
def client(db: None) -> TestClient:
    api = FastAPI()
    router = PortedRouter(prefix="/notes", policy=Policy(permissions=[AllowAny]))

    @router.post("/", status_code=201)
    def create_note(body: Incoming[Note]) -> Note:
        return body.validated()

    @router.patch("/{pk:int}/")
    async def change_note(pk: int, body: Incoming[Note]) -> Note:
        if pk > 1:
            raise Http404
        return body.validated(instance=pk)

    @router.put("/{pk:int}/")
    @policy(permissions=[IsAuthenticated])
    def replace_note(pk: int, body: Incoming[Note]) -> Note:
        return body.validated()

    @router.post("/files/")
    def upload(body: Incoming[Note], request: Request) -> dict[str, int]:
        return {name: file.size for name, file in body.data.items() if name != "text"}

    api.include_router(router)
    return TestClient(api)


@pytest.mark.parametrize(
    ("options", "status", "content"),
    [
        ({"json": {"text": "a"}}, 201, {"text": "a None False"}),
        ({"data": {"text": "a"}}, 201, {"text": "a None False"}),
        ({"data": {"text": "a"}, "files": {"f": b"x"}}, 201, {"text": "a None False"}),
        ({"json": {}}, 400, {"text": ["This field is required."]}),
        ({}, 400, {"text": ["This field is required."]}),
        ({"content": b"a", "headers": {"content-type": "text/plain"}}, 415, None),
        ({"content": b"{", "headers": {"content-type": "application/json"}}, 400, None),
        ({"content": iter([b'{"te', b'xt": "a"}']), "headers": {"content-type": "application/json"}}, 201, None),
    ],
)
def test_parsers_are_drfs(client: TestClient, options: dict[str, Any], status: int, content: Any) -> None:
    response = client.post("/notes/", **options)
    assert response.status_code == status, response.text
    assert content is None or response.json() == content


def test_a_missing_object_goes_before_a_broken_body(client: TestClient) -> None:
    broken = {"content": b"{", "headers": {"content-type": "application/json"}}
    assert client.patch("/notes/2/", **broken).status_code == 404
    assert client.patch("/notes/1/", **broken).status_code == 400
    assert client.patch("/notes/1/", json={"text": "a"}).json() == {"text": "a 1 True"}


def test_permissions_go_before_a_broken_body(client: TestClient) -> None:
    broken = {"content": b"{", "headers": {"content-type": "application/json"}}
    assert client.put("/notes/1/", **broken).status_code == 401


def test_uploads_arrive(client: TestClient) -> None:
    files = {"small": b"x", "large": b"x" * 5_000_000}
    assert client.post("/notes/files/", data={"text": "a"}, files=files).json() == {"small": 1, "large": 5_000_000}


def test_the_body_is_documented_as_its_schema(client: TestClient) -> None:
    schema = client.get("/openapi.json").json()
    body = schema["paths"]["/notes/"]["post"]["requestBody"]
    assert body["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Note"}
    assert body["required"] is True
