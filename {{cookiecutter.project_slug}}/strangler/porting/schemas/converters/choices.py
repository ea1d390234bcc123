"""One or several of a few values: by the enum or the constant that the project has for them, else as a list."""

import inspect
import re
import sys
from collections.abc import Iterator
from typing import Any

from django.db.models import Choices
from rest_framework import serializers

from bridge.drf.fields.choices import flat_choices
from strangler.porting.schemas.converters.native import attributes, native
from strangler.porting.schemas.expressions import Expression, UnwritableError, imported, is_forbidden, written
from strangler.porting.schemas.facts import Converted
from strangler.porting.schemas.here import Here, NotNativeError
from strangler.porting.schemas.registry import register
from strangler.porting.schemas.sources import home, written_argument

CALLABLE = "CallableChoiceIterator"  # Django's, for a function that is asked each time


@register(serializers.ChoiceField)
def choice(field: Any, here: Here) -> Converted:
    """Convert a choice."""
    values = attributes(field, ("allow_blank",))
    fresh = serializers.ChoiceField([])
    return native(field, here, "ChoiceField", values, first=(choices_of(field, here),), fresh=fresh)


@register(serializers.MultipleChoiceField)
def multiple_choice(field: Any, here: Here) -> Converted:
    """Convert several choices."""
    values = attributes(field, ("allow_blank", "allow_empty"))
    fresh = serializers.MultipleChoiceField(choices=[])
    return native(field, here, "MultipleChoiceField", values, first=(choices_of(field, here),), fresh=fresh)


@register(serializers.FilePathField)
def file_path(field: Any, here: Here) -> Converted:
    """Leave it to the legacy: which files there are shows when the server starts."""
    raise NotNativeError("which files there are shows when the server starts")


def choices_of(field: Any, here: Here) -> Expression:
    """Return the choices.

    Raises:
        NotNativeError: a function says them.
        UnwritableError: they can't be written.
    """
    given = field._args[0] if field._args else field._kwargs.get("choices")
    if type(given).__name__ == CALLABLE or callable(getattr(here.column, "_choices", None)):
        raise NotNativeError("its choices come from a function")
    keys = list(field.choices)
    found = _enum(keys, here) or _as_written(field) or _constant(keys, here)
    return found or written(keys)


def _as_written(field: Any) -> Expression | None:
    """Return the choices as the author of the serializer named them."""
    if not hasattr(field.parent, "fields"):
        return None
    try:
        found = written_argument(type(field.parent), field, "choices", 0)
    except UnwritableError:
        return None
    return found if found.imports else None  # a list is better without labels, which nobody reads here


def _enum(keys: list[Any], here: Here) -> Expression | None:
    """Return the enum of Django's with these values."""
    for value in _values(here):
        if isinstance(value, type) and issubclass(value, Choices) and list(value.values) == keys:
            try:
                return imported(value)
            except UnwritableError:
                continue
    return None


def _values(here: Here) -> Iterator[Any]:
    """Yield what the model, its module and the serializer's module hold."""
    for cls in (*getattr(here.model, "__mro__", ()), here.serializer):
        if cls.__module__.partition(".")[0] not in {"django", "builtins", "rest_framework"}:
            yield from list(vars(cls).values())
            yield from list(vars(sys.modules[cls.__module__]).values())


def _constant(keys: list[Any], here: Here) -> Expression | None:
    """Return the constant with these choices that the source of the model or the serializer names."""
    for cls in (*getattr(here.model, "__mro__", ()), *here.serializer.__mro__):
        module = sys.modules[cls.__module__]
        if is_forbidden(module.__name__) or module.__name__.startswith("django."):
            continue
        for name, value in list(vars(module).items()):
            if isinstance(value, list | tuple) and value and _keys(value) == keys and _names(cls, name):
                return Expression.of(name, home(module, name))
    return None


def _keys(value: Any) -> list[Any] | None:
    try:
        return flat_choices(value)
    except (TypeError, IndexError):
        return None


def _names(cls: type[Any], name: str) -> bool:
    try:
        return re.search(rf"\b{re.escape(name)}\b", inspect.getsource(cls)) is not None
    except (OSError, TypeError):
        return False
