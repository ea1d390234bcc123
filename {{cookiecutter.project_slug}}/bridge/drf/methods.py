"""What follows from a ported path once its legacy view is deleted: OPTIONS, 405, and the slash at the end.

While the view is there, these routes match nothing, and the legacy half answers as ever.
"""

from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import HttpRequest, HttpResponsePermanentRedirect
from fastapi import Request, Response
from rest_framework.exceptions import MethodNotAllowed
from starlette.routing import Match
from starlette.types import Scope

from bridge.drf.call import call_of
from bridge.drf.legacy import find_legacy
from bridge.request import DjangoRequest, from_django
from bridge.router import DjangoRoute

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


async def answer_other_methods(request: Request) -> Response:
    """Answer OPTIONS with what the view's metadata class says, and any other method with 405.

    Raises:
        MethodNotAllowed: it is not OPTIONS.
    """
    call = call_of(request)
    if request.method != "OPTIONS":
        raise MethodNotAllowed(request.method)

    def options() -> Response:
        response = call.view.options(call.request, **call.view.kwargs)
        return from_django(call.view.finalize_response(call.request, response).render())

    return await sync_to_async(options)()


class SlashRoute(DjangoRoute):
    """Redirects a ported path that lacks its slash, as Django's `CommonMiddleware` does (APPEND_SLASH)."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match where Django would have redirected, had it still the URL."""
        match, child_scope = super().matches(scope)
        if match is Match.FULL and settings.APPEND_SLASH and not is_legacy(scope):
            return match, child_scope
        return Match.NONE, {}


async def add_slash(request: Request) -> Response:
    """Redirect to the path with its slash.

    Raises:
        RuntimeError: with DEBUG, where the redirect would lose what the client sends, as Django does.
    """
    django_request: HttpRequest = DjangoRequest(request.scope)
    url = django_request.get_full_path(force_append_slash=True)
    if settings.DEBUG and request.method in UNSAFE:
        raise RuntimeError(f"{request.method} {request.url.path} lacks its slash, and a redirect would lose its data.")
    return from_django(HttpResponsePermanentRedirect(url))


def is_legacy(scope: Scope) -> bool:
    """Return whether the legacy half has that path, or would redirect to one that it has."""
    return find_legacy(scope) is not None or find_legacy({**scope, "path": scope["path"] + "/"}) is not None


def without_legacy(scope: Scope, match: tuple[Match, Scope]) -> tuple[Match, Any]:
    """Return that match if the legacy half has no such path any more."""
    if match[0] is Match.FULL and find_legacy(scope) is None:
        return match
    return Match.NONE, {}
