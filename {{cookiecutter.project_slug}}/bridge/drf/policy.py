"""Who may use a ported route, and how often: Django REST Framework's own classes, held by a view without handlers.

DRF asks a view for its authenticators, permissions, throttles, parsers and renderers. `view_class` makes a view that
has these and nothing else, so that DRF's code runs as it ever did, in its own order and with its own answers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeVar

from django.db.models import QuerySet
from rest_framework.authentication import BaseAuthentication
from rest_framework.generics import GenericAPIView
from rest_framework.parsers import BaseParser
from rest_framework.permissions import (
    AllowAny,
    BasePermission,
    DjangoModelPermissions,
    DjangoModelPermissionsOrAnonReadOnly,
    DjangoObjectPermissions,
    IsAdminUser,
    IsAuthenticated,
    IsAuthenticatedOrReadOnly,
)
from rest_framework.renderers import BaseRenderer
from rest_framework.serializers import BaseSerializer
from rest_framework.throttling import BaseThrottle, ScopedRateThrottle
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSetMixin

__all__ = [
    "AllowAny",
    "DjangoModelPermissions",
    "DjangoModelPermissionsOrAnonReadOnly",
    "DjangoObjectPermissions",
    "IsAdminUser",
    "IsAuthenticated",
    "IsAuthenticatedOrReadOnly",
    "Policy",
    "policy",
    "policy_of",
    "view_class",
]

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
ATTRIBUTE = "drf_policy"
ROUTED = "drf_routed"  # noted on an endpoint whose policy a route has read
# In DRF's order, which is also the order of an Allow header.
METHODS = [name.upper() for name in APIView.http_method_names]


@dataclass(frozen=True)
class Policy:
    """What a DRF view says in its class attributes. None leaves the project's default (`REST_FRAMEWORK`).

    Args:
        authenticators: `authentication_classes`; the first decides between 401 and 403 for anonymous requests.
        permissions: `permission_classes`.
        throttles: `throttle_classes`.
        throttle_scope: `throttle_scope`; with it, DRF's `ScopedRateThrottle` joins the throttles.
        parsers: `parser_classes`.
        renderers: `renderer_classes` of an endpoint that answers in all of them by itself. Without it, the project's
            or the view's hold, and a representation other than JSON is left to the legacy view while that exists.
        view: the class to start from: the project's own subclass of `APIView`, or the legacy view itself, whose
            `get_permissions` and other methods then run too.
        action: the view's `action`, where its methods ask for that.
        name: the view's name, for OPTIONS.
        description: its description, likewise.
        serializer: `serializer_class`, whose fields OPTIONS tells to those who may write.
        queryset: where OPTIONS looks whether the object of the URL is there to be changed, and permissions look too.
    """

    authenticators: Sequence[type[BaseAuthentication]] | None = None
    permissions: Sequence[type[BasePermission]] | None = None
    throttles: Sequence[type[BaseThrottle]] | None = None
    throttle_scope: str | None = None
    parsers: Sequence[type[BaseParser]] | None = None
    renderers: Sequence[type[BaseRenderer]] | None = None
    view: type[APIView] | None = None
    action: str | None = None
    name: str | None = None
    description: str | None = None
    serializer: type[BaseSerializer[Any]] | None = None
    queryset: QuerySet[Any] | None = field(default=None, repr=False)  # which repr would ask the database for

    def override(self, other: "Policy") -> "Policy":
        """Return this policy with whatever the other one says."""
        said = {one.name: value for one in fields(other) if (value := getattr(other, one.name)) is not None}
        return replace(self, **said)


class SerializerView(GenericAPIView[Any]):
    """The view of a policy that names no view but a serializer; DRF's metadata asks it for the object, if any."""

    def get_object(self) -> Any:
        """Return the object of the URL, where there is a queryset to find it in."""
        return super().get_object() if self.kwargs and getattr(self, "queryset", None) is not None else None


def policy(**options: Any) -> Callable[[Endpoint], Endpoint]:
    """Decorate an endpoint that differs from its router's policy; takes what `Policy` takes.

    Raises:
        TypeError: it stands above the route's decorator, where it would come too late and let the wrong people in.
    """

    def decorate(endpoint: Endpoint) -> Endpoint:
        if getattr(endpoint, ROUTED, False):
            raise TypeError(f"Put @policy of {endpoint.__qualname__} below @router.get, where the route can see it.")
        setattr(endpoint, ATTRIBUTE, policy_of(endpoint).override(Policy(**options)))
        return endpoint

    return decorate


def policy_of(endpoint: Callable[..., Any]) -> Policy:
    """Return what `policy` noted on an endpoint."""
    noted: Policy = getattr(endpoint, ATTRIBUTE, Policy())
    return noted


def view_class(policy: Policy, own: Policy, name: str) -> type[APIView]:
    """Return a subclass of `rest_framework.views.APIView` for a router's policy and that of one endpoint.

    Raises:
        TypeError: the policy's view decides in a way that would be lost.
    """
    both = policy.override(own)
    base = both.view or (APIView if both.serializer is None else SerializerView)
    action = both.action
    if base.dispatch is not APIView.dispatch:
        raise TypeError(f"{base.__name__} overrides `dispatch`, which a ported route doesn't run. Wrap it instead.")
    said = _attributes(base, policy)
    if issubclass(base, ViewSetMixin):
        if action is not None and not hasattr(base, action):
            raise TypeError(f"{base.__name__} has no action {action!r}.")
        # What a router would have told it: the action of each method, and what its `@action` says.
        said |= {"action": action, "action_map": dict.fromkeys(base.http_method_names, action)}
        said |= getattr(getattr(base, action or "", None), "kwargs", {})
    said |= _attributes(base, own)
    said["said_by_policy"] = set(_attributes(base, both))
    said["__doc__"] = base.__doc__ if both.view else None  # the description
    # DRF counts handlers, of which there are none.
    said["allowed_methods"] = property(lambda view: view.ported_methods)
    return type(base.__name__ if both.view else name, (base,), said)


def _attributes(base: type[APIView], policy: Policy) -> dict[str, Any]:
    throttles = policy.throttles
    if policy.throttle_scope is not None:
        throttles = list(base.throttle_classes if throttles is None else throttles)
        if not any(issubclass(throttle, ScopedRateThrottle) for throttle in throttles):
            throttles.append(ScopedRateThrottle)
    attributes = {
        "authentication_classes": policy.authenticators,
        "permission_classes": policy.permissions,
        "throttle_classes": throttles,
        "throttle_scope": policy.throttle_scope,
        "parser_classes": policy.parsers,
        "renderer_classes": policy.renderers,
        "action": policy.action,
        "name": policy.name,
        "description": policy.description,
        "serializer_class": policy.serializer,
        "queryset": policy.queryset,
    }
    return {attribute: value for attribute, value in attributes.items() if value is not None}
