"""What the legacy half still knows of a path that has been ported."""

from typing import Any, NoReturn

from django.http import Http404, HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve
from django.views import View
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bridge.dispatch import LEGACY


class FromLegacy(Response):
    """The legacy half's own answer to the request, Django's middleware included."""

    def __init__(self) -> None:
        self.background = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the connection over (ASGI). Nothing of its body may have been read."""
        await scope[LEGACY](scope, receive, send)


def ported(request: HttpRequest, **_: Any) -> NoReturn:
    """Stand in `urls.py` for a deleted view, so that `reverse` still finds its name.

    `path("products/<int:pk>/", ported, name="product-detail")`. Only requests that the routes don't take arrive here.

    Raises:
        Http404: always.
    """
    raise Http404


def has_legacy(request: Request) -> bool:
    """Return whether there is a legacy half behind this request; in a bare FastAPI application there is none."""
    return LEGACY in request.scope


def find_legacy(scope: Scope) -> ResolverMatch | None:
    """Return what Django's URLs have for a request's path, or None when there is nothing, or only `ported`."""
    try:
        match = resolve(scope["path"].removeprefix(scope.get("root_path", "")))
    except Resolver404:
        return None
    return None if match.func is ported else match


def legacy_methods(match: ResolverMatch | None) -> set[str]:
    """Return the methods that a legacy view answers."""
    view = match and match.func
    actions: dict[str, str] | None = getattr(view, "actions", None)  # of a viewset
    view_class: Any = getattr(view, "cls", None) or getattr(view, "view_class", None)
    if actions is not None:
        methods = set(actions) | {"options"}
    elif view_class is not None:
        methods = {name for name in View.http_method_names if hasattr(view_class, name)}
    else:
        return set()
    return {name.upper() for name in methods | ({"head"} if "get" in methods else set())}
