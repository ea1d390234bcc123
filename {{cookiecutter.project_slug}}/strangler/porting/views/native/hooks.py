"""What of DRF's a view overrides, and whether a native endpoint knows what to make of it."""

from collections.abc import Iterator
from typing import Any

from rest_framework import generics, mixins, viewsets
from rest_framework.views import APIView

from strangler.porting.copying import CannotCopyError, uses
from strangler.porting.views.native.refusing import refusal
from strangler.porting.views.reasons import Why
from strangler.porting.views.view import FRAMEWORKS, STOCK, DRFView

DRFS = (APIView, generics.GenericAPIView, viewsets.ViewSetMixin, *vars(mixins).values())
# Handled elsewhere in this package.
KNOWN = {
    "authentication_classes",
    "filter_backends",
    "get_permissions",
    "get_queryset",
    "get_serializer_class",
    "get_throttles",
    "http_method_names",
    "lookup_field",
    "lookup_url_kwarg",
    "pagination_class",
    "parser_classes",
    "perform_create",
    "perform_destroy",
    "perform_update",
    "permission_classes",
    "queryset",
    "renderer_classes",
    "serializer_class",
    "throttle_classes",
    *STOCK,
    *APIView.http_method_names,
}
# Without a meaning for what a client gets from a native endpoint: documentation, and how the class was made.
HARMLESS = {
    "as_view",
    "basename",
    "description",
    "detail",
    "get_extra_actions",
    "get_view_description",
    "get_view_name",
    "name",
    "schema",
    "suffix",
}


def check_hooks(drf: DRFView) -> None:
    """See that nothing that DRF's code would call is the project's own, but for what is known.

    Raises:
        NotNativeError: something is.
    """
    names = {name for cls in DRFS if isinstance(cls, type) for name in dir(cls) if not name.startswith("__")}
    for name in sorted(names - KNOWN - HARMLESS):
        if drf.is_own(name):
            own = vars(drf.owner(name))[name]
            raise refusal(
                Why.HOOK, f"{drf.owner(name).__name__} has its own {name}.", own if callable(own) else drf.owner(name)
            )
    if unknown := set(drf.initkwargs) - {*KNOWN, *HARMLESS}:
        raise refusal(Why.HOOK, f"The URL says {min(unknown)} of {drf.cls.__name__}.", drf.cls)


def own_classes(cls: type[Any]) -> Iterator[type[Any]]:
    """Yield the classes of a view that are neither Django's nor DRF's."""
    return (each for each in cls.__mro__ if each.__module__.partition(".")[0] not in FRAMEWORKS | {"builtins"})


def asks_the_action_alone(function: Any) -> bool:
    """Return whether a view's method says the same for each request of an action."""
    try:
        asked = uses(function)
    except CannotCopyError:
        return False
    free = ("self.action", "self.permission_classes", "self.serializer_class", "self.throttle_classes", "super()")
    return all(
        use.text.startswith(free) or use.text.startswith(("self.get_permissions", "self.detail")) for use in asked
    )
