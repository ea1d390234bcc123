"""The fields of Django REST Framework for Pydantic models, one by one and without DRF's own code.

    class ProductIn(Schema):
        name: Annotated[str, CharField(max_length=80)]
        note: Annotated[str, CharField(allow_blank=True)] = ""
        price: Annotated[Decimal, DecimalField(max_digits=10, decimal_places=2, min_value=0)]
        paid_at: Annotated[datetime | None, DateTimeField(allow_null=True)] = None

They read what DRF reads, refuse what it refuses, in its words and its languages, and print what it prints.
"""

from collections.abc import Mapping
from typing import Any

from bridge.drf.choices import ChoiceField, MultipleChoiceField
from bridge.drf.containers import DictField, HStoreField, JSONField, ListField
from bridge.drf.field import ABSENT, Field, Scope
from bridge.drf.files import FileField, ImageField
from bridge.drf.numeric import BigIntegerField, BooleanField, DecimalField, FloatField, IntegerField
from bridge.drf.temporal import DateField, DateTimeField, DurationField, TimeField
from bridge.drf.text import CharField, EmailField, IPAddressField, RegexField, SlugField, URLField, UUIDField

__all__ = [
    "BigIntegerField",
    "BooleanField",
    "CharField",
    "ChoiceField",
    "DateField",
    "DateTimeField",
    "DecimalField",
    "DictField",
    "DurationField",
    "EmailField",
    "Field",
    "FileField",
    "FloatField",
    "HStoreField",
    "HiddenField",
    "IPAddressField",
    "ImageField",
    "IntegerField",
    "JSONField",
    "ListField",
    "MultipleChoiceField",
    "ReadOnlyField",
    "RegexField",
    "Scope",
    "SlugField",
    "TimeField",
    "URLField",
    "UUIDField",
    "current_user",
]


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
    """A value that is printed as it is (`rest_framework.fields.ReadOnlyField`)."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)


def current_user(context: Mapping[str, Any]) -> Any:
    """Return who sent the request; a default (`rest_framework.fields.CurrentUserDefault`)."""
    return context["request"].user


current_user.requires_context = True  # type: ignore[attr-defined]
