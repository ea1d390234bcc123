"""A permission that asks its view for more than a policy has keeps the operation from being native."""

from typing import Any

import pytest
from rest_framework.permissions import BasePermission, DjangoModelPermissions, IsAuthenticatedOrReadOnly
from rest_framework.throttling import ScopedRateThrottle, UserRateThrottle

from legacy.catalog.permissions import IsAuthorOrReadOnly
from strangler.porting.views.native.asking_views import asked_in_vain


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
        (DjangoModelPermissions, ["get_queryset", "queryset"]),
        (UserRateThrottle, []),
        (ScopedRateThrottle, []),
    ],
)
def test_what_is_asked_in_vain(cls: type[Any], names: list[str]) -> None:
    assert [name for name in asked_in_vain(cls) if name != "__class__"] == names
