"""Fields that a client doesn't send: hidden ones, and those that are printed as they are."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema

from bridge.drf.fields.field import ABSENT, Field
from bridge.drf.fields.printing import spoken


class HiddenField(Field):
    """A value that clients neither send nor see (`rest_framework.fields.HiddenField`).

    Args:
        default: the value, or a function for it, such as `current_user`.
        options: those of `Field`.
    """

    def __init__(self, *, default: Any, **options: Any) -> None:
        super().__init__(default=default, write_only=True, **options)

    def get_value(self, data: Any, name: str, *, required: bool, partial: bool) -> Any:  # noqa: ARG002
        """Return nothing, whatever the client sent."""
        return ABSENT


class ReadOnlyField(Field):
    """A value that is printed as DRF prints it (`rest_framework.fields.ReadOnlyField`).

    The annotation tells OpenAPI how that looks: a Decimal is printed as a number, a duration as text.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def present(self, value: Any) -> Any:
        """Return the value, its lazy texts translated."""
        return spoken(value)

    def described_by(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Describe the field by its annotation."""
        return handler(source)


class MethodField(Field):
    """What a function says of the object that is printed (`rest_framework.fields.SerializerMethodField`).

        total: Annotated[Decimal, MethodField(total_of)]

    The annotation tells OpenAPI how that looks.

    Args:
        method: the function, which gets the object.
        options: those of `Field`.
    """

    def __init__(self, method: Callable[[Any], Any], **options: Any) -> None:
        super().__init__(read_only=True, source="*", **options)
        self.method = method

    def present(self, value: Any) -> Any:
        """Return what the function says, its lazy texts translated and its queries run."""
        return spoken(plain_rows(self.method(value)))

    def described_by(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Describe the field by its annotation."""
        return handler(source)


def plain_rows(value: Any) -> Any:
    """Return what DRF prints as a list, though it is none, as one (`rest_framework.utils.encoders.JSONEncoder`)."""
    if isinstance(value, str | bytes | Mapping | list | tuple) or not hasattr(value, "__iter__"):
        return value
    return list(value)


def create_only(default: Any) -> Callable[[Mapping[str, Any]], Any]:
    """Return a default for new objects; one that is changed stays as it is (`rest_framework.fields.CreateOnlyDefault`).

    Args:
        default: the value, or a function for it.
    """

    def of(context: Mapping[str, Any]) -> Any:
        if context.get("instance") is not None:
            return ABSENT
        if not callable(default):
            return default
        return default(context) if getattr(default, "requires_context", False) else default()

    of.requires_context = True  # type: ignore[attr-defined]
    return of


def current_user(context: Mapping[str, Any]) -> Any:
    """Return who sent the request; a default (`rest_framework.fields.CurrentUserDefault`)."""
    return context["request"].user


current_user.requires_context = True  # type: ignore[attr-defined]
