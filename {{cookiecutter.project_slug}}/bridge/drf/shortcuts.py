"""What a ported endpoint asks of its request: the user, the permission for an object, absolute URLs."""

from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404 as django_get_object_or_404
from fastapi import Request
from rest_framework.request import Request as DRFRequest
from rest_framework.reverse import reverse as drf_reverse
from rest_framework.views import APIView

from bridge.drf.call import call_of

if TYPE_CHECKING:  # a project may be without these models
    from django.contrib.auth.models import AnonymousUser

Row = TypeVar("Row", bound=Model)


async def current_user(request: Request) -> "AbstractBaseUser | AnonymousUser":
    """Return whoever sends the request, as DRF's authenticators found. A dependency.

    `CurrentUser = Annotated[User, Depends(current_user)]` types it as the project's model.
    """
    return call_of(request).user


async def drf_request(request: Request) -> DRFRequest:
    """Return DRF's request, for serializers, filters and paginators that take one. A dependency."""
    return call_of(request).request


async def drf_view(request: Request) -> APIView:
    """Return the view that holds the policy; with `Policy(view=…)` a legacy view with all its methods. A dependency."""
    return call_of(request).view


def check_object_permissions(request: Request, instance: Any) -> None:
    """Ask the policy's permissions whether the client may do this with an object.

    Call it on the request's Django thread, as the permissions may use the ORM.

    Raises:
        NotAuthenticated, PermissionDenied: one of them says no.
    """
    call = call_of(request)
    call.view.check_object_permissions(call.request, instance)


def reverse(name: str, request: Request, **kwargs: Any) -> str:
    """Return the absolute URL of a Django URL name (`rest_framework.reverse.reverse`, versions included).

    Raises:
        NoReverseMatch: there is none.
    """
    url: str = drf_reverse(name, kwargs=kwargs, request=call_of(request).request)
    return url


def get_object_or_404(rows: QuerySet[Row], **lookup: Any) -> Row:
    """Return the one row; what can't be a key is as good as a missing one (`rest_framework.generics`).

    Raises:
        Http404: there is none.
    """
    try:
        return django_get_object_or_404(rows, **lookup)
    except (TypeError, ValueError, ValidationError):
        raise Http404 from None


def forget_prefetched(instance: Any) -> None:
    """Let an object that was changed read its related rows anew (`rest_framework.mixins.UpdateModelMixin.update`)."""
    if getattr(instance, "_prefetched_objects_cache", None):
        instance._prefetched_objects_cache = {}
