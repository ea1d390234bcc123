"""Reads a dotted source off an object or a dict, as DRF's fields do (`rest_framework.fields.get_attribute`)."""

import functools
import inspect
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ObjectDoesNotExist


def get_attribute(instance: Any, names: Sequence[str]) -> Any:
    """Follow `names` from `instance`; functions without parameters are called, a missing related object is None.

    Raises:
        AttributeError, KeyError: there is no such attribute or key.
        ValueError: a function on the way raised one of these itself.
    """
    for name in names:
        try:
            instance = instance[name] if isinstance(instance, Mapping) else getattr(instance, name)
        except ObjectDoesNotExist:
            return None
        if callable(instance) and is_simple_callable(instance):
            instance = _called(instance, name)
    return instance


def is_simple_callable(value: Any) -> bool:
    """Return whether `value` is a function that can be called without arguments.

    Raises:
        TypeError: it is a built-in, of which DRF can't tell either.
    """
    if not callable(value):
        return False
    if inspect.isbuiltin(value):
        raise TypeError("A field's source is a built-in function; wrap it in a property or a method.")
    if not (inspect.isfunction(value) or inspect.ismethod(value) or isinstance(value, functools.partial)):
        return False
    optional = {inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD}
    return all(
        one.kind in optional or one.default is not one.empty for one in inspect.signature(value).parameters.values()
    )


def _called(function: Any, name: str) -> Any:
    try:
        return function()
    except (AttributeError, KeyError) as error:
        raise ValueError(f'Exception raised in callable attribute "{name}"; original exception was: {error}') from error


def set_value(target: dict[str, Any], names: Sequence[str], value: Any) -> None:
    """Put a value into nested dicts; without names, merge it (`rest_framework.serializers.Serializer.set_value`)."""
    if not names:
        target.update(value)
        return
    for name in names[:-1]:
        target = target.setdefault(name, {})
    target[names[-1]] = value
