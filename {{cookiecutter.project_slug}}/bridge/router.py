"""An APIRouter for routes that use Django's ORM: the one to use everywhere under `routes/`."""

import functools
import inspect
from collections.abc import Callable, Coroutine
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect

from bridge.request import answer_of_middleware, django_error, django_request
from bridge.threads import Lease, current_lease
from bridge.transactions import atomic_requests

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class DjangoRoute(APIRoute):
    """A route whose `def` endpoint runs on the request's Django thread.

    FastAPI would run it on a thread of AnyIO's, where a connection taken from the pool is never given back.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        endpoint = atomic_requests(endpoint)
        if _is_plain_function(endpoint):
            endpoint = functools.wraps(endpoint)(_on_django_thread(endpoint))
        super().__init__(path, endpoint, **options)

    def get_route_handler(self) -> Handler:
        """Return FastAPI's own handler with `respond` around it."""
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            return await self.respond(request, handler)

        return handle

    async def respond(self, request: Request, handler: Handler) -> Response:
        """Run the handler; an error that the application has no handler for is answered as Django would."""
        try:
            return await handler(request)
        except Exception as error:
            if is_handled(request, error):
                raise
            return await sync_to_async(unhandled)(request, error)


class Router(APIRouter):
    """FastAPI's router with `DjangoRoute`s. A router included in another keeps its own kind of route."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("route_class", DjangoRoute)
        super().__init__(*args, **options)


def is_handled(request: Request, error: Exception) -> bool:
    """Return whether the application has a handler for an error, or nobody is left to answer."""
    handlers = request.app.exception_handlers
    return isinstance(error, ClientDisconnect) or any(kind in handlers for kind in type(error).__mro__)


def unhandled(request: Request, error: Exception) -> Response:
    """Return what middleware around the route answers to an error.

    Otherwise log and mail it as Django does; with DEBUG return Django's technical page, FastAPI's plain answer without.
    """
    http = django_request(request.scope)
    if (response := answer_of_middleware(http, error)) is not None:
        return response
    page = django_error(http, error)
    return page if settings.DEBUG else PlainTextResponse("Internal Server Error", 500)


def _is_plain_function(endpoint: Callable[..., Any]) -> bool:
    function = inspect.unwrap(endpoint)
    return not (
        inspect.iscoroutinefunction(endpoint)  # which may run a plain one: `reads`, `atomic`
        or inspect.iscoroutinefunction(function)
        or inspect.isasyncgenfunction(function)
        or inspect.isgeneratorfunction(function)
    )


def _on_django_thread(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    @sync_to_async
    def run(lease: Lease | None, *args: Any, **kwargs: Any) -> Any:
        try:
            return endpoint(*args, **kwargs)
        finally:
            if lease is not None:
                lease.release_here()  # the response needs no database, so thread and connection go back at once

    async def call(*args: Any, **kwargs: Any) -> Any:
        return await run(current_lease(), *args, **kwargs)

    return call
