"""A plain value for a model's field: of its type, one of its choices, within its limits."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

LEAVE: Final = object()  # the field has a value of its own, or needs none
MOMENT = datetime(2024, 5, 17, 9, 30, tzinfo=UTC)
Make = Callable[[Any, int], Any]


def value_of(field: Any, number: int) -> Any:
    """Return a value for a field, or `LEAVE`.

    Args:
        field: of a model; no relation.
        number: which row of its model it is, for what must be different in each.
    """
    if field.primary_key and (isinstance(field, models.AutoField) or field.has_default()):
        return LEAVE
    if field.has_default() and not (field.unique and not callable(field.default)):
        return LEAVE
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return LEAVE
    if field.null or (field.blank and field.empty_strings_allowed and not field.unique):
        return LEAVE
    if field.flatchoices:
        return _choice(field, number)
    make = next((make for kind, make in KINDS if isinstance(field, kind)), None)
    return LEAVE if make is None else make(field, number)


def _choice(field: Any, number: int) -> Any:
    choices = [key for key, _ in field.flatchoices if key not in {None, ""}] or [field.flatchoices[0][0]]
    return choices[(number - 1) % len(choices)] if field.unique else choices[0]


def _text(field: Any, number: int) -> str:
    text = f"{field.name.replace('_', ' ')} {number}"
    return _short(text, str(number), field.max_length)


def _short(text: str, least: str, length: int | None) -> str:
    if length is None or len(text) <= length:
        return text
    return text[: length - len(least)] + least if length > len(least) else least[:length]


def _slug(field: Any, number: int) -> str:
    return _short(f"{field.name.replace('_', '-')}-{number}", str(number), field.max_length)


def _email(field: Any, number: int) -> str:
    return f"person{number}@example.com"


def _url(field: Any, number: int) -> str:
    return f"https://example.com/{number}"


def _limits(field: Any) -> tuple[Any, Any]:
    """Return the least and the greatest value that the field's own validators allow."""
    least = [each.limit_value for each in field.validators if isinstance(each, MinValueValidator)]
    most = [each.limit_value for each in field.validators if isinstance(each, MaxValueValidator)]
    values = [[value() if callable(value) else value for value in each] for each in (least, most)]
    return max(values[0], default=None), min(values[1], default=None)


def _number(field: Any, number: int) -> int:
    least, most = _limits(field)
    value = number if field.unique else 1
    if least is not None and value < least:
        value = int(least) + (value - 1 if field.unique else 0)
    return int(most) if most is not None and value > most else value


def _decimal(field: Any, number: int) -> Decimal:
    step = Decimal(1).scaleb(-field.decimal_places)
    highest: Decimal = Decimal(10) ** (field.max_digits - field.decimal_places) - step
    value = Decimal(_number(field, number)).quantize(step)
    return min(highest, value)


def _moment(field: Any, number: int) -> datetime:
    moment = MOMENT + timedelta(days=number)
    return moment if settings.USE_TZ else moment.replace(tzinfo=None)


def _date(field: Any, number: int) -> date:
    return (MOMENT + timedelta(days=number)).date()


def _address(field: Any, number: int) -> str:
    return f"192.0.2.{number % 250 + 1}"


# The first that fits: a subclass stands before its base.
KINDS: tuple[tuple[type, Make], ...] = (
    (models.EmailField, _email),
    (models.URLField, _url),
    (models.SlugField, _slug),
    (models.FileField, lambda field, number: f"{field.name}-{number}.txt"),
    (models.CharField, _text),
    (models.TextField, _text),
    (models.BooleanField, lambda *_: False),
    (models.DecimalField, _decimal),
    (models.FloatField, lambda field, number: float(_number(field, number))),
    (models.IntegerField, _number),
    (models.DateTimeField, _moment),
    (models.DateField, _date),
    (models.TimeField, lambda *_: time(9, 30)),
    (models.DurationField, lambda *_: timedelta(hours=1)),
    (models.UUIDField, lambda _, number: uuid.UUID(int=number)),
    (models.GenericIPAddressField, _address),
    (models.JSONField, lambda *_: {}),
    (models.BinaryField, lambda *_: b""),
)
