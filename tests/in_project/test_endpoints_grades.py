"""How far an operation is, which routes hide one, and what is retired."""

from typing import Annotated, Any

import endpoints_urls
import pytest
from django.test import override_settings
from django.urls import path
from endpoints_urls import Long, Status, Things, urlconf
from fastapi import FastAPI
from pydantic import BaseModel
from rest_framework.serializers import CharField as NativeCharField
from rest_framework.views import APIView

from bridge.drf.fields import CharField
from bridge.drf.fields.bridged import Bridged
from bridge.drf.legacy import ported
from bridge.drf.policy import Policy, policy
from bridge.drf.router import PortedRouter
from bridge.drf.schemas import Schema
from bridge.drf.wrapped import WrappedRouter
from strangler.errors import ToolkitError
from strangler.ledger.hiding import hidden_operations
from strangler.operations.grades import Routes, grade_of
from strangler.operations.legacy import legacy_operations
from strangler.operations.operation import Grade
from strangler.operations.routes import fastapi_routes

APPLICATION = f"{__name__}.application"
application: Any = None  # what `settings.ASGI_APPLICATION` names


class Native(Schema):
    """Without DRF's fields."""

    name: Annotated[str, CharField()]


class WithBridged(Schema):
    """With one of DRF's."""

    name: Annotated[str, Bridged(NativeCharField())]


class Outer(BaseModel):
    """With one far within."""

    inner: list[WithBridged]


class Base(APIView):
    """Says who may come in, and answers nothing."""


def through_helper() -> Any:
    return [Long(one) for one in ()]


def helps() -> Any:
    return through_helper()


def reads() -> Native:
    return Native(name="x")


def bridges(body: Outer) -> None:
    return None


def fastapi(*routers: Any) -> FastAPI:
    api = FastAPI()
    for router in routers:
        api.include_router(router)
    return api


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Any:
    def start(*routers: Any) -> None:
        monkeypatch.setattr(f"{__name__}.application", type("Strangler", (), {"api": fastapi(*routers)}))

    settings.ASGI_APPLICATION = APPLICATION
    return start


def grades(*patterns: Any) -> dict[str, Grade]:
    with override_settings(ROOT_URLCONF=urlconf(*patterns)):
        return {operation.key: grade_of(operation) for operation in legacy_operations()}


def test_grades_follow_from_what_a_route_uses(serve: Any) -> None:
    wrapped, plain, viewed = WrappedRouter(), PortedRouter(), PortedRouter(policy=Policy(view=Status))
    wrapped.get("/wrapped/{key}/")(lambda key: None)
    plain.get("/native/{pk:int}/")(reads)
    plain.get("/bridged/")(bridges)
    plain.get("/helped/")(helps)
    plain.get("/based/")(policy(view=Base)(lambda: None))
    viewed.get("/viewed/")(lambda: None)
    serve(wrapped, plain, viewed)
    paths = ["wrapped/<slug:pk>/", "native/<int:pk>/", "bridged/", "helped/", "based/", "viewed/", "untouched/"]
    found = grades(*(path(one, Status.as_view(http_method_names=["get"])) for one in paths))
    assert found == {
        "GET /wrapped/{pk}/": Grade.WRAPPED,
        "GET /native/{pk}/": Grade.NATIVE,
        "GET /bridged/": Grade.HYBRID,
        "GET /helped/": Grade.HYBRID,
        "GET /based/": Grade.NATIVE,
        "GET /viewed/": Grade.HYBRID,
        "GET /untouched/": Grade.LEGACY,
    }


def test_a_method_is_a_grade_of_its_own(serve: Any) -> None:
    router = PortedRouter()
    router.get("/a/")(reads)
    serve(router)
    assert grades(path("a/", Status.as_view())) == {"GET /a/": Grade.NATIVE, "POST /a/": Grade.LEGACY}


def test_a_route_stands_for_the_operation_whose_parameters_it_names(serve: Any) -> None:
    router = PortedRouter()
    router.get("/a/{slug}/")(lambda slug: None)
    serve(router)
    view = Things.as_view({"get": "list"})
    found = grades(path("a/<int:pk>/", view), path("a/<slug:slug>/", view))
    assert found == {"GET /a/{pk}/": Grade.LEGACY, "GET /a/{slug}/": Grade.NATIVE}


def hidings(*patterns: Any) -> list[tuple[str, str, str]]:
    with override_settings(ROOT_URLCONF=urlconf(*patterns)):
        operations = legacy_operations(everything=True)
        found = hidden_operations(operations, Routes(fastapi_routes(), operations))
    return [(one.route, one.operation, one.example) for one in found]


def test_a_route_that_takes_another_url_hides_it(serve: Any) -> None:
    router = PortedRouter()
    router.get("/products/{slug}/")(lambda slug: None)
    serve(router)
    views = [path("products/export/", Status.as_view()), path("products/<slug:slug>/", Things.as_view({"get": "list"}))]
    hidden = ("GET /products/{slug}/", "GET /products/export/", "GET /products/export/")
    assert hidings(*views) == [hidden]
    # Django itself comes to the first one alone.
    assert hidings(*reversed(views)) == []


def test_a_route_for_the_hidden_url_that_stands_first_heals_it(serve: Any) -> None:
    router = PortedRouter()
    router.get("/products/export/")(reads)
    router.get("/products/{slug}/")(lambda slug: None)
    serve(router)
    views = [path("products/export/", Status.as_view()), path("products/<slug:slug>/", Things.as_view({"get": "list"}))]
    assert hidings(*views) == []


def test_a_plain_route_at_a_legacy_path_hides_it(serve: Any) -> None:
    api = FastAPI()
    api.get("/a/{name}/{number}/")(lambda name, number: None)
    serve(api.router)
    view = Status.as_view(http_method_names=["get"])
    found = hidings(path("a/<uuid:key>/<int:number>/", view), path("a/<slug:slug>/", view))
    assert found == [
        ("GET /a/{name}/{number}/", "GET /a/{key}/{number}/", "GET /a/00000000-0000-4000-8000-000000000000/1/")
    ]


def test_wrapped_routes_hide_nothing(serve: Any) -> None:
    router = WrappedRouter()
    router.get("/products/{slug}/")(lambda slug: None)
    serve(router)
    views = [path("products/export/", Status.as_view()), path("products/<slug:slug>/", Things.as_view({"get": "list"}))]
    assert hidings(*views) == []


def test_a_port_without_a_view_is_retired_and_a_new_route_is_none(serve: Any) -> None:
    router, api = PortedRouter(), FastAPI()
    router.get("/gone/{pk}/")(lambda pk: None)
    router.get("/deleted/")(reads)
    api.get("/new/")(reads)
    serve(router, api.router)
    with override_settings(ROOT_URLCONF=urlconf(path("deleted/", ported, name="deleted"))):
        operations = legacy_operations(everything=True)
        alone = Routes(fastapi_routes(), operations).without_legacy()
    assert operations == []
    assert [(route.key, route.grade) for route in alone] == [
        ("GET /gone/{pk}/", Grade.NATIVE),
        ("GET /deleted/", Grade.NATIVE),
        ("GET /new/", None),
    ]


def test_an_application_that_cannot_be_read_is_one_line(settings: Any) -> None:
    settings.ASGI_APPLICATION = f"{endpoints_urls.__name__}.nothing"
    with pytest.raises(
        ToolkitError, match=r"^ASGI_APPLICATION = 'endpoints_urls\.nothing' can't be read: ImportError: .*$"
    ):
        fastapi_routes()
