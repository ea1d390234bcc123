"""Whether a project shows the document of its API to everybody, as its own URLs say."""

import importlib.util
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, get_resolver
from rest_framework.permissions import AllowAny
from rest_framework.schemas.views import SchemaView


def is_public_somewhere() -> bool:
    """Return whether some URL answers with the document of all operations, and needs no permission."""
    kinds = schema_views()
    return any(
        isinstance(view, type) and issubclass(view, kinds) and _is_public(view, options)
        for view, options in _views(get_resolver().url_patterns)
    )


def schema_views() -> tuple[type[Any], ...]:
    """Return the classes of views that answer with a document."""
    kinds: list[type[Any]] = [SchemaView]
    if importlib.util.find_spec("drf_spectacular") is not None:
        from drf_spectacular.views import SpectacularAPIView  # noqa: PLC0415 - may not be there

        kinds.append(SpectacularAPIView)
    return tuple(kinds)


def _views(patterns: Any) -> Iterator[tuple[Any, dict[str, Any]]]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            view = getattr(pattern.callback, "cls", None) or getattr(pattern.callback, "view_class", None)
            yield view, getattr(pattern.callback, "initkwargs", None) or {}
        else:
            yield from _views(pattern.url_patterns)


def _is_public(view: Any, options: dict[str, Any]) -> bool:
    permissions = options.get("permission_classes", view.permission_classes)
    # With `serve_public` off, each sees what they may use.
    everything = options.get("serve_public", getattr(view, "serve_public", True))
    everything = (
        options.get("public", getattr(view, "public", everything)) if issubclass(view, SchemaView) else everything
    )
    return bool(everything) and all(permission is AllowAny for permission in permissions)
