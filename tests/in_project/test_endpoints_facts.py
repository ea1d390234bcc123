"""What the views say of their operations: permissions, serializers, and what can't be read."""

from collections.abc import Iterator

import endpoints_urls
import pytest
from django.db import connections, transaction
from django.test import override_settings
from django.urls import path
from drf_spectacular.utils import OpenApiResponse, extend_schema
from endpoints_urls import TRAPS, Categories, Long, Short, Things, plain, urlconf
from rest_framework.permissions import AllowAny, IsAdminUser, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.versioning import AcceptHeaderVersioning, URLPathVersioning
from rest_framework.views import APIView

from strangler.ledger.reading.facts import Facts
from strangler.ledger.reading.naming import permission_of, short
from strangler.ledger.reading.read import read_facts
from strangler.operations.legacy import legacy_operations

HERE = endpoints_urls.__name__


@pytest.fixture
def facts() -> Iterator[dict[str, Facts]]:
    with override_settings(ROOT_URLCONF=urlconf(*TRAPS)):
        yield {operation.key: read_facts(operation) for operation in legacy_operations()}


def facts_of(view: object) -> Facts:
    with override_settings(ROOT_URLCONF=urlconf(path("x/", view))):
        return read_facts(legacy_operations()[0])


def test_composed_permissions_are_told_as_they_are_written(facts: dict[str, Facts]) -> None:
    assert [short(one) for one in facts["GET /api/things/"].permissions] == [
        "IsAdminUser | (IsAuthenticated & ~IsOwner)"
    ]
    assert short(permission_of((AllowAny | IsAdminUser) & ~(IsAuthenticated & AllowAny))) == (
        "(AllowAny | IsAdminUser) & ~(IsAuthenticated & AllowAny)"
    )
    assert short(permission_of(AllowAny | IsAdminUser | IsAuthenticated)) == "AllowAny | IsAdminUser | IsAuthenticated"


def test_what_a_view_decides_is_told_for_each_operation(facts: dict[str, Facts]) -> None:
    listed, deleted = facts["GET /api/things/"], facts["DELETE /api/things/{pk}/"]
    assert listed.serializer_out == f"{HERE}.Short"
    assert facts["PUT /api/things/{pk}/"].serializer_in == f"{HERE}.Long"
    assert deleted.permissions == ("rest_framework.permissions.IsAdminUser",)
    assert deleted.serializer_in == deleted.serializer_out == ""
    assert facts["POST /api/things/{pk}/pay/"].permissions == (f"{HERE}.IsOwner",)
    assert set(listed.overridden) == {"get_serializer_class", "get_permissions"}


def test_what_cannot_be_read_is_told_beside_all_that_can(facts: dict[str, Facts]) -> None:
    broken = facts["GET /broken/"]
    assert broken.problems == ("get_serializer_class: KeyError: 'x-kind'", "get_permissions: RuntimeError: no tenant")
    assert broken.authentication
    assert broken.parsers


def test_decorators_and_mixins_of_django_are_permissions(facts: dict[str, Facts]) -> None:
    assert short(*facts["GET /mine/"].permissions) == "login_required"
    assert short(*facts["GET /staff/"].permissions) == "endpoints_urls.<lambda>"
    assert short(*facts["GET /guarded/"].permissions) == "PermissionRequiredMixin(view_category)"
    assert facts["POST /hook/"].csrf_exempt
    assert not facts["GET /plain/"].csrf_exempt


def test_declared_serializers_win() -> None:
    class Declared(APIView):
        serializer_class = Short

        @extend_schema(request=Long, responses={404: None, 201: OpenApiResponse(Short(many=True))})
        def post(self, request: Request) -> Response:
            return Response()

    declared = facts_of(Declared.as_view())
    assert (short(declared.serializer_in), short(declared.serializer_out)) == ("Long", "Short")

    class Partly(APIView):
        serializer_class = Short

        @extend_schema(responses=None)
        def post(self, request: Request) -> Response:
            return Response()

    partly = facts_of(Partly.as_view())
    assert (short(partly.serializer_in), partly.serializer_out) == ("Short", "")


def test_a_view_with_versions_is_read_as_any_other() -> None:
    class Versioned(APIView):
        versioning_class = AcceptHeaderVersioning

        @extend_schema(request=Long, responses=Short, versions=["1"])
        def post(self, request: Request) -> Response:
            return Response()

    assert facts_of(Versioned.as_view()).problems == ()


def test_pagination_and_filters_are_those_of_lists() -> None:
    class Numbers(Categories):
        pagination_class = type("Pages", (), {})
        filter_backends = (type("Search", (), {}),)
        versioning_class = URLPathVersioning

    listed = facts_of(Numbers.as_view())
    assert listed.pagination.endswith(".Pages")
    assert listed.filters[0].endswith(".Search")
    assert listed.versioning == "rest_framework.versioning.URLPathVersioning"
    one = facts_of(Things.as_view({"get": "retrieve"}))
    assert (one.pagination, one.filters) == ("", ())


def test_transactions_around_views_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connections.settings["default"], "ATOMIC_REQUESTS", True)
    assert facts_of(plain).atomic == ("default",)
    assert facts_of(transaction.non_atomic_requests(lambda request: None)).atomic == ()
