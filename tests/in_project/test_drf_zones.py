"""Times and texts of a ported route are printed in the zone and the language that its Django code has activated."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import pytest
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from fastapi import FastAPI
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication
from rest_framework.renderers import JSONRenderer
from starlette.testclient import TestClient

from bridge.drf.fields import CharField, DateTimeField, DecimalField, ListField, ReadOnlyField
from bridge.drf.policy import AllowAny, Policy
from bridge.drf.router import PortedRouter
from bridge.drf.schemas import Nested, Schema
from bridge.middleware import around

NOON = datetime(2024, 7, 1, 12, tzinfo=UTC)
REQUIRED = _("This field is required.")


class Inner(Schema):
    """Something within."""

    at: Annotated[datetime, DateTimeField()]


class Stamp(Schema):
    """All that depends on the zone or the language."""

    at: Annotated[datetime, DateTimeField()]
    formatted: Annotated[datetime, DateTimeField(format="%d.%m.%Y %H:%M %Z", source="at")]
    times: Annotated[list[datetime], ListField(child=DateTimeField())]
    inner: Annotated[Inner, Nested(source="*")]
    text: Annotated[str, CharField()]
    raw: Annotated[Any, ReadOnlyField(source="text")]
    price: Annotated[str, DecimalField(max_digits=8, decimal_places=2, localize=True)]


class InnerSerializer(serializers.Serializer):
    """The same in DRF."""

    at = serializers.DateTimeField()


class StampSerializer(serializers.Serializer):
    """The same in DRF."""

    at = serializers.DateTimeField()
    formatted = serializers.DateTimeField(format="%d.%m.%Y %H:%M %Z", source="at")
    times = serializers.ListField(child=serializers.DateTimeField())
    inner = InnerSerializer(source="*")
    text = serializers.CharField()
    raw = serializers.ReadOnlyField(source="text")
    price = serializers.DecimalField(max_digits=8, decimal_places=2, localize=True)


ROW = {"at": NOON, "times": [NOON, NOON], "text": REQUIRED, "price": 1234.5}


def activate() -> None:
    timezone.activate(ZoneInfo("Asia/Tokyo"))
    translation.activate("de")


class Tokyo(BaseAuthentication):
    """Knows where a user lives, and how he speaks."""

    def authenticate(self, request: Any) -> None:
        """Activate both."""
        activate()


def tokyo(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Return middleware that does the same around a view."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with timezone.override(ZoneInfo("Asia/Tokyo")), translation.override("de"):
            return get_response(request)

    return middleware


@pytest.fixture
def client() -> TestClient:
    api = FastAPI()
    public = Policy(permissions=[AllowAny], authenticators=[])
    inside = PortedRouter(prefix="/endpoint", policy=public)
    before = PortedRouter(prefix="/authenticator", policy=Policy(permissions=[AllowAny], authenticators=[Tokyo]))
    outside = PortedRouter(prefix="/middleware", policy=public, route_class=around(f"{__name__}.tokyo"))

    def get() -> Stamp:
        return Stamp.read(ROW)

    def get_activated() -> Stamp:
        with timezone.override(ZoneInfo("Asia/Tokyo")), translation.override("de"):
            return Stamp.read(ROW)

    def get_left() -> Stamp:
        activate()
        return Stamp.read(ROW)

    async def get_async() -> Stamp:
        return Stamp.read(ROW)

    async def get_async_activated() -> Stamp:
        activate()
        return Stamp.read(ROW)

    inside.get("/")(get_activated)
    inside.get("/left")(get_left)
    inside.get("/async")(get_async_activated)
    before.get("/")(get)
    before.get("/async")(get_async)
    outside.get("/")(get)
    outside.get("/async")(get_async)
    for router in (inside, before, outside):
        api.include_router(router)
    return TestClient(api)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/endpoint/",
        "/endpoint/left",
        "/endpoint/async",
        "/authenticator/",
        "/authenticator/async",
        "/middleware/",
        "/middleware/async",
    ],
)
def test_prints_what_was_activated(client: TestClient, path: str) -> None:
    with timezone.override(ZoneInfo("Asia/Tokyo")), translation.override("de"):
        expected = JSONRenderer().render(StampSerializer(ROW).data)
    response = client.get(path)
    assert response.content == expected
