"""A permission that asks its view for more than a policy has keeps the operation from being native."""

from typing import Any

import pytest
from ported_views import imported, masked, rolled_back
from rest_framework import routers, viewsets
from rest_framework.authtoken.models import Token
from rest_framework.permissions import BasePermission, DjangoModelPermissions, IsAuthenticatedOrReadOnly
from rest_framework.throttling import ScopedRateThrottle, UserRateThrottle
from starlette.testclient import TestClient
from test_drf_grades import client_of
from test_drf_views import urls
from views_with_traps import CategorySerializer
from wire import answer

from legacy.catalog.models import Category
from legacy.catalog.permissions import IsAuthorOrReadOnly
from strangler.operations.legacy import legacy_operations
from strangler.operations.operation import Grade
from strangler.porting.views.native.asking_views import asked_in_vain
from strangler.porting.views.porting import port_operations


class _ByAction(BasePermission):
    """Asks for what there is."""

    def has_permission(self, request: Any, view: Any) -> bool:
        return view.action == "list" and getattr(view, "kwargs", {}) is not None and self.knows(view)

    def knows(self, view: Any) -> bool:
        return super().has_permission(view.request, view)


class _ByOwner(BasePermission):
    """Asks for what only the legacy view has."""

    def has_permission(self, request: Any, view: Any) -> bool:
        return self.owner_of(view) == request.user

    def owner_of(self, view: Any) -> Any:
        return getattr(view, "owner", None) or view.get_object().owner


class _HandsOn(BasePermission):
    """Hands the view on to somebody."""

    def has_permission(self, request: Any, view: Any) -> bool:
        return bool(repr(view))


@pytest.mark.parametrize(
    ("cls", "names"),
    [
        (IsAuthenticatedOrReadOnly, []),
        (IsAuthorOrReadOnly, []),
        (_ByAction, []),
        (_ByOwner, ["get_object", "owner"]),
        (_HandsOn, ["everything"]),
        (DjangoModelPermissions, []),  # by the model, which a policy can name
        (UserRateThrottle, []),
        (ScopedRateThrottle, []),
    ],
)
def test_what_is_asked_in_vain(cls: type[Any], names: list[str]) -> None:
    assert asked_in_vain(cls) == names


class ByModel(viewsets.ModelViewSet[Category]):
    """Is for those who have Django's permissions for the model."""

    queryset = Category.objects.order_by("id")
    serializer_class = CategorySerializer
    permission_classes = (DjangoModelPermissions,)


def test_a_model_whose_permissions_are_looked_up_is_named(service: TestClient, django_user_model: Any) -> None:
    from asgi import app as shop  # noqa: PLC0415 - once Django is there

    row = Category.objects.create(name="Pans", slug="pans")
    users = [django_user_model.objects.create_user("ann"), django_user_model.objects.create_superuser("bob")]
    keys = [{"authorization": f"Token {Token.objects.create(user=user).key}"} for user in users]
    router = routers.SimpleRouter()
    router.register("models", ByModel)
    with urls(*router.urls):
        ported = port_operations(legacy_operations(), Grade.NATIVE)
        assert {each.grade for each in ported.operations} == {Grade.NATIVE}
        old = TestClient(shop.legacy, raise_server_exceptions=False)
        new = client_of(imported(ported).router)
        for method, url in (("GET", "/models/"), ("GET", f"/models/{row.pk}/"), ("DELETE", f"/models/{row.pk}/")):
            for headers in ({}, *keys):
                answers = []
                for client in (old, new):
                    with rolled_back():
                        answers.append(masked(answer(client, method, url, headers, b"")))
                assert answers[0] == answers[1], (method, url, headers)
