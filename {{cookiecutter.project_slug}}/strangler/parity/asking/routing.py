"""Which route and which legacy operation a request is for."""

from functools import cache
from typing import Any

from django.conf import settings
from django.urls import Resolver404, resolve
from starlette.routing import Match
from starlette.types import Scope

from bridge.routing import CANDIDATES
from strangler.operations.legacy import legacy_operations
from strangler.operations.operation import Operation


def route_of(application: Any, scope: Scope) -> str:
    """Return the route that the combined application chooses, as `GET /api/products/{pk}/`; "" for none."""
    routed = application.routed(scope)
    if routed is None:
        return ""
    copied = {**scope, **routed}
    for route in routed[CANDIDATES][1]:
        if route.matches(copied)[0] is Match.FULL:
            return f"{scope['method']} {path_of(route)}"
    return ""


def path_of(route: Any) -> str:
    """Return the path of a route, also of one of a router that another includes."""
    inner = route.effective_candidates()[0] if hasattr(route, "effective_candidates") else route
    while hasattr(inner, "effective_candidates"):
        inner = inner.effective_candidates()[0]
    return str(getattr(inner, "path_format", None) or getattr(inner, "path", ""))


def operation_of(scope: Scope) -> Operation | None:
    """Return the legacy operation; that of GET for HEAD."""
    try:
        match = resolve(scope["path"])
    except (Resolver404, UnicodeError):
        return None
    method = "GET" if scope["method"] == "HEAD" else scope["method"]
    found = operations(settings.ROOT_URLCONF).get((method, match.func), [])
    # A view may stand at several paths. Django leaves out the beginning of a regular expression within another one.
    here = [one for one in found if one.pattern.replace("^", "") == match.route.replace("^", "")]
    return next(iter(here or found), None)


@cache
def operations(_urlconf: Any) -> dict[tuple[str, Any], list[Operation]]:
    """Return the operations of a URLconf, which is the one that is set, by method and view."""
    found: dict[tuple[str, Any], list[Operation]] = {}
    for one in legacy_operations(everything=True):
        found.setdefault((one.method, one.callback), []).append(one)
    return found
