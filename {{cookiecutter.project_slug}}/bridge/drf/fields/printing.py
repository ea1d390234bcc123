"""How Django REST Framework prints values that JSON has no type for."""

import datetime as dt
import decimal
import math
import uuid
from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise

PRIMITIVES = {str, int, float, bool, type(None)}


def jsonable(value: Any) -> Any:
    """Return a value as `rest_framework.utils.encoders.JSONEncoder` prints it.

    Raises:
        ValueError: a number is infinite or not a number, for which Pydantic would print null.
    """
    if type(value) is float and not math.isfinite(value):
        raise ValueError(f"Out of range float values are not JSON compliant: {value}")
    if type(value) in PRIMITIVES:
        return value
    if isinstance(value, Mapping):
        return {key if type(key) is str else _key(key): jsonable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [jsonable(one) for one in value]
    return jsonable(float(value)) if isinstance(value, decimal.Decimal) else _text(value)


def spoken(value: Any) -> Any:
    """Return a value with its lazy texts translated, in the language that is active now."""
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key) if isinstance(key, Promise) else key: spoken(one) for key, one in value.items()}
    return [spoken(one) for one in value] if isinstance(value, list | tuple) else value


def _text(value: Any) -> Any:
    """Return the text for a value that JSON has no type for; others as they are."""
    if isinstance(value, Promise | uuid.UUID):
        return str(value)
    if isinstance(value, dt.timedelta):
        return str(value.total_seconds())
    if isinstance(value, dt.datetime):
        return iso_time(value)
    return value.isoformat() if isinstance(value, dt.date | dt.time) else value


def _key(key: Any) -> Any:
    """Return a key as JSON has it: true, null and numbers in quotes."""
    names = {True: "true", False: "false", None: "null"}
    return names[key] if key is None or isinstance(key, bool) else str(key)


def iso_time(value: dt.datetime) -> str:
    """Return a time in ISO 8601, with `Z` for UTC."""
    text = value.isoformat()
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text
