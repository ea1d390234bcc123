"""What a validator of a schema may have to know: the object that is changed, the request, the legacy's serializer."""

from collections.abc import Callable
from typing import Any

from pydantic import ValidationInfo
from rest_framework.serializers import BaseSerializer

from bridge.drf.context import current_request
from bridge.drf.fields.serializers import reading_serializer
from bridge.drf.schemas.schema import plain


def instance_of(info: ValidationInfo) -> Any:
    """Return the object that is being changed, or None (`self.instance` of a serializer)."""
    return (info.context or {}).get("instance")


def is_partial(info: ValidationInfo) -> bool:
    """Return whether fields may be left out: PATCH (`self.partial`)."""
    return bool((info.context or {}).get("partial"))


def request_of(info: ValidationInfo) -> Any:
    """Return the request whose data are validated (`self.context["request"]`).

    Raises:
        KeyError: there is none.
    """
    return (info.context or {})["request"]


def answered_request() -> Any:
    """Return the request that is being answered, for what is printed (`self.context["request"]`); None for none."""
    return current_request.get()


def serializer_of(cls: type[BaseSerializer[Any]], info: ValidationInfo) -> Any:
    """Return a serializer of the legacy's as its methods find it during validation, for what is left to them.

    It knows `instance`, `partial`, `context` and, unless it is nested, `initial_data`.
    """
    return reading_serializer(cls, {} if info.context is None else info.context)


def through_dicts(method: Callable[[Any], Any], value: Any) -> Any:
    """Return what a serializer's method makes of nested schemas, which it knows as dicts; the schemas if nothing else.

    Args:
        method: the method, such as `validate_lines`.
        value: a schema, or a list of them.
    """
    result = method(plain(value))
    return value if result == plain(value) else result
