"""An APIRouter for routes that use Django's ORM: the one to use everywhere under `routes/`."""

import functools
import inspect
from collections.abc import Callable
from typing import Any

from asgiref.sync import sync_to_async
from fastapi import APIRouter
from fastapi.routing import APIRoute


class DjangoRoute(APIRoute):
    """A route whose `def` endpoint runs on the request's Django thread.

    FastAPI would run it on a thread of AnyIO's, where a connection taken from the pool is never given back.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        if _is_plain_function(endpoint):
            endpoint = functools.wraps(endpoint)(_on_django_thread(endpoint))
        super().__init__(path, endpoint, **options)


class Router(APIRouter):
    """FastAPI's router with `DjangoRoute`s. A router included in another keeps its own kind of route."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("route_class", DjangoRoute)
        super().__init__(*args, **options)


def _is_plain_function(endpoint: Callable[..., Any]) -> bool:
    function = inspect.unwrap(endpoint)
    return not (
        inspect.iscoroutinefunction(function)
        or inspect.isasyncgenfunction(function)
        or inspect.isgeneratorfunction(function)
    )


def _on_django_thread(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    run = sync_to_async(endpoint)

    async def call(*args: Any, **kwargs: Any) -> Any:
        return await run(*args, **kwargs)

    return call
