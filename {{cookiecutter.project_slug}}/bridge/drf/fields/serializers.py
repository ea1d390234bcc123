"""The legacy's serializers, for what a schema leaves to them: a field, or a method that validates."""

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from rest_framework.serializers import BaseSerializer

from bridge.drf.context import current_request

S = TypeVar("S", bound=BaseSerializer[Any])
KEY = "bridged_serializers"


@cache
def blank_serializer(cls: type[S], *, partial: bool) -> S:
    """Return a serializer without a request, which nothing may be asked but how it reads and prints."""
    return cls(partial=partial)


def printing_serializer(cls: type[S]) -> S:
    """Return the serializer that prints all objects of the request that is being answered."""
    request: Any = current_request.get()
    if request is None:
        return blank_serializer(cls, partial=False)
    made: dict[Any, Any] = vars(request).setdefault(KEY, {})
    if cls not in made:
        made[cls] = cls(context=serializer_context({}))
    serializer: S = made[cls]
    return serializer


def reading_serializer(cls: type[S], context: Mapping[str, Any]) -> S:
    """Return the serializer that a validation's fields and methods share: it knows `instance`, `partial`, the data."""
    made: dict[Any, Any] = context.setdefault(KEY, {}) if isinstance(context, dict) else {}
    key = cls, id(context.get("instance")), "initial_data" in context
    if key not in made:
        data = {"data": context["initial_data"]} if "initial_data" in context else {}
        partial = bool(context.get("partial"))
        made[key] = cls(context.get("instance"), partial=partial, context=serializer_context(context), **data)
    serializer: S = made[key]
    return serializer


def serializer_context(context: Mapping[str, Any]) -> dict[str, Any]:
    """Return a serializer's context, as a view gives it (`GenericAPIView.get_serializer_context`)."""
    request: Any = context.get("request", current_request.get())
    if request is None:
        return dict(context)
    view = getattr(request, "parser_context", None) or {}
    found = view.get("view")
    return {"request": request, "format": getattr(found, "format_kwarg", None), "view": found, **context}
