"""What the legacy half still knows of a path that has been ported."""

from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

from django.http import Http404, HttpRequest
from django.urls import ResolverMatch
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from bridge.dispatch import LEGACY
from bridge.spool import READ_SIZE
from bridge.urls import resolve_once

if TYPE_CHECKING:  # middleware around a route asks here for its view, also where DRF is not installed
    from rest_framework.views import APIView


class FromLegacy(Response):
    """The legacy half's own answer to the request, Django's middleware included.

    Args:
        body: what the client has sent, if that was received already.
    """

    def __init__(self, body: BinaryIO | None = None) -> None:
        self.background = None
        self._received = body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the connection over (ASGI)."""
        await scope[LEGACY](scope, receive if self._received is None else once_more(self._received, receive), send)


def once_more(body: BinaryIO, receive: Receive) -> Receive:
    """Return a `receive` that gives a body again, and after it what the connection gives."""
    body.seek(0)
    more = True

    async def receive_again() -> Message:
        nonlocal more
        if not more:
            return await receive()
        chunk = body.read(READ_SIZE)
        more = len(chunk) == READ_SIZE
        return {"type": "http.request", "body": chunk, "more_body": more}

    return receive_again


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
    match = resolve_once(scope, scope["path"].removeprefix(scope.get("root_path", "")))
    return None if match is None or match.func is ported else match


def legacy_methods(match: ResolverMatch | None) -> list[str]:
    """Return the methods that a legacy view answers, in its own order; none where it is no class or DRF's function."""
    view = match and match.func
    actions: dict[str, str] | None = getattr(view, "actions", None)  # of a viewset
    view_class: Any = getattr(view, "cls", None) or getattr(view, "view_class", None)
    if view_class is None:
        return []
    methods = {*actions, "options"} if actions is not None else set(dir(view_class))
    if "get" in methods:
        methods.add("head")
    return [name.upper() for name in view_class.http_method_names if name in methods]


def initkwargs_of(view_class: "type[APIView]", match: ResolverMatch | None) -> dict[str, Any]:
    """Return what the URL says of a policy's view, `as_view(permission_classes=…)`, unless the policy says it itself.

    Args:
        view_class: as `bridge.drf.policy.view_class` makes it.
        match: the URL; what it says of another view is of no concern.
    """
    if match is None or getattr(match.func, "cls", None) is not view_class.__base__:
        return {}
    said: dict[str, Any] = match.func.initkwargs  # type: ignore[attr-defined]
    by_policy: set[str] = view_class.said_by_policy  # type: ignore[attr-defined]
    return {name: value for name, value in said.items() if name not in by_policy}
