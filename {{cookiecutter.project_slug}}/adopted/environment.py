"""Numbers from the environment, for the settings that are ours."""

import os
from typing import TypeVar

from django.core.exceptions import ImproperlyConfigured

Number = TypeVar("Number", int, float)


def number(name: str, default: Number, *, at_least: int | None = None) -> Number:
    """Return the number that an environment variable holds, of the default's type.

    Raises:
        ImproperlyConfigured: it is none, or too small; the message says so.
    """
    text = os.environ.get(name, "")
    if not text:
        return default
    try:
        value = type(default)(text)
    except ValueError:
        kind = "a whole number" if isinstance(default, int) else "a number"
        raise ImproperlyConfigured(f"{name} is {text!r}, and should be {kind}.") from None
    if at_least is not None and value < at_least:
        raise ImproperlyConfigured(f"{name} is {text}, and should be {at_least} or more.")
    return value
