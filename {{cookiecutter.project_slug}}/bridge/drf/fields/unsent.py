"""Fields that a client doesn't send: hidden ones, and those that are printed as they are."""

from collections.abc import Mapping
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


def current_user(context: Mapping[str, Any]) -> Any:
    """Return who sent the request; a default (`rest_framework.fields.CurrentUserDefault`)."""
    return context["request"].user


current_user.requires_context = True  # type: ignore[attr-defined]
