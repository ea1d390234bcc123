"""Values from the environment, for the settings that are ours."""

import os
from typing import TypeVar

from django.core.exceptions import ImproperlyConfigured

Number = TypeVar("Number", int, float)
ON = {"true", "yes", "on", "1"}
OFF = {"false", "no", "off", "0", ""}


def number(name: str, default: Number, *, at_least: int | None = None, at_most: int | None = None) -> Number:
    """Return the number that an environment variable holds, of the default's type.

    Raises:
        ImproperlyConfigured: it is none, too small or too large; the message says so.
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
    if at_most is not None and value > at_most:
        raise ImproperlyConfigured(f"{name} is {text}, and should be {at_most} or less.")
    return value


def switch(name: str) -> bool:
    """Return whether an environment variable is on; it is off by default.

    Raises:
        ImproperlyConfigured: it is neither on nor off; the message says so.
    """
    text = os.environ.get(name, "").strip().lower()
    if text not in ON | OFF:
        raise ImproperlyConfigured(f"{name} is {text!r}, and should be true or false.")
    return text in ON


def words(name: str) -> list[str]:
    """Return the words of an environment variable, which commas separate."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]
