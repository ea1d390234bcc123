"""The FastAPI routes of the service, and of which grade each is."""

import importlib.util
from dataclasses import dataclass, field
from re import Pattern
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from strangler.errors import ToolkitError
from strangler.operations.operation import Grade
from strangler.operations.paths import of_starlette


@dataclass(frozen=True)
class Route:
    """One method of a FastAPI route.

    Args:
        method: in capitals.
        path: as OpenAPI writes it.
        grade: of a ported route; None for a new one, which is no port.
        expression: what its path matches.
        endpoint: the dotted name of the function.
        route: FastAPI's own object.
    """

    method: str
    path: str
    grade: Grade | None
    expression: Pattern[str] = field(repr=False, compare=False)
    endpoint: str = ""
    route: Any = field(default=None, repr=False, compare=False)

    @property
    def key(self) -> str:
        """What reports call it: `GET /api/products/{pk}/`."""
        return f"{self.method} {self.path}"


def fastapi_routes() -> list[Route]:
    """Return the routes of the service's FastAPI application, in its order; none where FastAPI is not installed.

    Without those that the bridge adds by itself: documentation, OPTIONS and 405, the redirect to a slash.

    Raises:
        ToolkitError: `settings.ASGI_APPLICATION` is no application of the bridge's.
    """
    if importlib.util.find_spec("fastapi") is None:
        return []
    # Only here: the legacy half runs without FastAPI.
    from fastapi.routing import APIRoute, iter_route_contexts  # noqa: PLC0415

    found = []
    for context in iter_route_contexts(_application().routes):
        original = context.original_route
        if not isinstance(original, APIRoute) or not context.methods:  # without methods it stands for others
            continue
        if original.endpoint.__module__.startswith("bridge."):
            continue
        grade = grade_of_route(original)
        name = f"{original.endpoint.__module__}.{original.endpoint.__qualname__}"
        expression = getattr(context, "path_regex", None) or original.path_regex
        found += [
            Route(method, of_starlette(context.path or ""), grade, expression, name, original)
            for method in sorted(context.methods)
            if method not in {"HEAD", "OPTIONS"}
        ]
    return found


def _application() -> Any:
    try:
        return import_string(settings.ASGI_APPLICATION).api
    except (ImportError, AttributeError) as error:
        name = getattr(settings, "ASGI_APPLICATION", None)
        raise ToolkitError(f"ASGI_APPLICATION = {name!r} can't be read: {type(error).__name__}: {error}") from error


def grade_of_route(route: Any) -> Grade | None:
    """Return how far a route of FastAPI's has come, or None for a new one, which is no port."""
    from bridge.drf.wrapped import WrappedRoute  # noqa: PLC0415

    if isinstance(route, WrappedRoute):
        return Grade.WRAPPED
    if importlib.util.find_spec("rest_framework") is None:
        return None
    from bridge.drf.route import PortedRoute  # noqa: PLC0415

    if not isinstance(route, PortedRoute):
        return None
    from strangler.operations.hybrid import uses_drf  # noqa: PLC0415 - imports DRF

    return Grade.HYBRID if uses_drf(route) else Grade.NATIVE
