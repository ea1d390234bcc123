"""The legacy's serializers, for what a schema leaves to them: a field, or a method that validates."""

from collections.abc import Callable, Mapping
from typing import Any

from bridge.drf.context import current_request

KEY = "bridged_serializers"
_blank: dict[tuple[Callable[..., Any], bool], Any] = {}


def blank_serializer(cls: Callable[..., Any], *, partial: bool) -> Any:
    """Return a serializer without a request, which nothing may be asked but how it reads and prints."""
    if (cls, partial) not in _blank:
        _blank[cls, partial] = cls(partial=partial)
    return _blank[cls, partial]


def printing_serializer(cls: Callable[..., Any]) -> Any:
    """Return the serializer that prints all objects of the request that is being answered."""
    request: Any = current_request.get()
    if request is None:
        return blank_serializer(cls, partial=False)
    made: dict[Any, Any] = vars(request).setdefault(KEY, {})
    if cls not in made:
        made[cls] = cls(context=serializer_context({}))
    return made[cls]


def reading_serializer(cls: Callable[..., Any], context: Mapping[str, Any]) -> Any:
    """Return the serializer that a validation's fields and methods share: it knows `instance`, `partial`, the data."""
    made: dict[Any, Any] = context.setdefault(KEY, {}) if isinstance(context, dict) else {}
    key = cls, id(context.get("instance")), "initial_data" in context
    if key not in made:
        data = {"data": context["initial_data"]} if "initial_data" in context else {}
        partial = bool(context.get("partial"))
        made[key] = cls(context.get("instance"), partial=partial, context=serializer_context(context), **data)
    return made[key]


def serializer_context(context: Mapping[str, Any]) -> dict[str, Any]:
    """Return a serializer's context, as a view gives it (`GenericAPIView.get_serializer_context`)."""
    request: Any = context.get("request", current_request.get())
    if request is None:
        return dict(context)
    view = getattr(request, "parser_context", None) or {}
    found = view.get("view")
    return {"request": request, "format": getattr(found, "format_kwarg", None), "view": found, **context}
