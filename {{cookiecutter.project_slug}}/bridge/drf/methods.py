"""What follows from a ported path once its legacy view is deleted: OPTIONS, 405, and the slash at the end.

While the view is there, these routes match nothing, and the legacy half answers as ever.
"""

from typing import ClassVar, cast

from django.conf import settings
from django.db.transaction import non_atomic_requests
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.middleware.common import CommonMiddleware
from fastapi import Request, Response
from starlette.routing import Match
from starlette.types import Scope

from bridge.drf.call import call_of
from bridge.drf.legacy import find_legacy
from bridge.drf.paths import routed_methods, without_legacy
from bridge.drf.rendering import from_drf
from bridge.drf.route import PortedRoute
from bridge.request import DjangoRequest, from_django, no_response
from bridge.router import DjangoRoute
from bridge.routing import within_path
from bridge.security import skip_middleware


class AppendSlash(CommonMiddleware):
    """Django's middleware, for paths of which it is known that they have a slash."""

    def should_redirect_with_slash(self, request: HttpRequest) -> bool:  # noqa: ARG002 - as Django has it
        """Return True; Django would look for the URL, which is gone."""
        return True


APPEND_SLASH = AppendSlash(no_response)


class OtherMethodsRoute(PortedRoute):
    """The methods of a ported path that have no route. It has no methods itself, which lets FastAPI pass any on."""

    needs_action = False
    stands_in: ClassVar[bool] = True

    @within_path
    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match what is left when the legacy half has no such path any more."""
        match = without_legacy(scope, super().matches(scope))
        if match[0] is Match.FULL:
            routed = routed_methods(scope, self)
            as_get = scope["method"] == "HEAD" and self.router.habits.head
            if scope["method"] in routed or (as_get and "GET" in routed):
                return Match.NONE, {}
        return match


def answer_other_methods(request: Request) -> Response:
    """Answer OPTIONS with what the view's metadata class says, and any other method as the view does: with 405.

    Raises:
        MethodNotAllowed: it is not OPTIONS.
    """
    call = call_of(request)
    handler = call.view.options if request.method == "OPTIONS" else call.view.http_method_not_allowed
    return from_drf(handler(call.request, **call.view.kwargs))


class SlashRoute(DjangoRoute):
    """Redirects a ported path that lacks its slash, as Django's `CommonMiddleware` does (APPEND_SLASH)."""

    stands_in: ClassVar[bool] = True

    @within_path
    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match where Django would have redirected, had it still the URL."""
        match, child_scope = super().matches(scope)
        if match is Match.FULL and settings.APPEND_SLASH and not routed_methods(scope, self) and not is_legacy(scope):
            return match, child_scope
        return Match.NONE, {}


@non_atomic_requests
async def add_slash(request: Request) -> Response:
    """Redirect to the path with its slash.

    Raises:
        RuntimeError: with DEBUG, where the redirect would lose what the client sends, as Django does.
    """
    redirect = APPEND_SLASH.process_response(DjangoRequest(request.scope), HttpResponseNotFound())
    response = from_django(cast("HttpResponse", redirect))
    if not redirect.has_header("Content-Length"):  # Django gives it one since 6.1
        del response.headers["content-length"]
    skip_middleware(request.scope, inside=CommonMiddleware)
    return response


def is_legacy(scope: Scope) -> bool:
    """Return whether the legacy half has that path, or would redirect to one that it has."""
    return find_legacy(scope) is not None or find_legacy({**scope, "path": scope["path"] + "/"}) is not None
