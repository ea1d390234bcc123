"""The first grade of a port: FastAPI documents the endpoint, and the DRF view still answers it.

Equal by construction: Django's middleware, the view and its serializers do what they did. It puts the endpoint into
OpenAPI and makes it a route, which can be measured, switched, and later filled.
"""

from typing import Any, ClassVar

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from bridge.dispatch import LEGACY
from bridge.drf.convertors import register_convertors
from bridge.drf.legacy import find_legacy
from bridge.routing import within_path

register_convertors()


class WrappedRoute(APIRoute):
    """A route whose request goes to the legacy half. Its endpoint is never called: only its signature counts."""

    stands_in: ClassVar[bool] = True

    @within_path
    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match while the legacy half has such a path."""
        match, child_scope = super().matches(scope)
        if match is Match.FULL and find_legacy(scope) is None:
            return Match.NONE, {}
        return match, child_scope

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the connection over (ASGI)."""
        await scope[LEGACY](scope, receive, send)


class WrappedRouter(APIRouter):
    """FastAPI's router with `WrappedRoute`s.

    The endpoint of each says what goes in and out, and needs no body::

        @router.get("/{pk:int}/")
        def get_order(pk: int) -> OrderOut:
            "Return one order."
            raise NotImplementedError
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("route_class", WrappedRoute)
        super().__init__(*args, **options)
