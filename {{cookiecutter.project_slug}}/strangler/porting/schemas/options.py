"""What a field of a schema is told: its arguments, as far as they differ from the defaults of our field's class."""

import inspect
from collections.abc import Mapping
from typing import Any

from django.utils import translation
from rest_framework import serializers
from rest_framework.fields import empty

from bridge.drf import fields as ours
from strangler.porting.schemas.expressions import Expression, UnwritableError, call, imported, written
from strangler.porting.schemas.here import Here, NotNativeError
from strangler.porting.schemas.sources import written_argument
from strangler.porting.schemas.validators import field_validator, own_validators

# What is of no consequence for a field that clients can't set.
FOR_INPUT = {"allow_blank", "trim_whitespace", "max_length", "min_length", "max_value", "min_value", "allow_empty"}
FOR_INPUT |= {"input_formats", "allow_empty_file"}


def field_name(name: str) -> Expression:
    """Return the name of one of our fields."""
    return Expression.of(name, f"bridge.drf.fields.{name}")


def changed(name: str, values: Mapping[str, Any], *, read_only: bool) -> dict[str, Any]:
    """Return the arguments of one of our fields that differ from its defaults."""
    parameters = _parameters(getattr(ours, name))
    return {
        argument: value
        for argument, value in values.items()
        if not (read_only and argument in FOR_INPUT)
        and (parameters[argument] is inspect.Parameter.empty or not _equal(parameters[argument], value))
    }


def _parameters(cls: type[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        if "__init__" in vars(base) and base is not object:
            found.update({one.name: one.default for one in inspect.signature(base).parameters.values()})
    return found


def _equal(one: Any, other: Any) -> bool:
    return one is other or (type(one) is type(other) and one == other)


def arguments(values: Mapping[str, Any], field: Any, here: Here) -> dict[str, Expression]:
    """Return arguments as source: by value, or else as the serializer's author wrote them.

    Raises:
        UnwritableError: one can't be written either way.
    """
    return {name: argument(value, name, field) for name, value in values.items()}


def argument(value: Any, name: str, field: Any) -> Expression:
    """Return one argument.

    Raises:
        UnwritableError: it can't be written.
    """
    try:
        return written(value)
    except UnwritableError as error:
        if field.field_name and hasattr(field.parent, "fields"):
            try:
                return written_argument(type(field.parent), field, name)
            except UnwritableError:
                pass
        raise UnwritableError(f"{name}: {error}") from error


def of_any(field: Any) -> dict[str, Expression]:
    """Return the arguments that every field may have, a nested serializer too.

    Raises:
        UnwritableError: the default can't be said.
    """
    said: dict[str, Expression] = {}
    if field.source not in {None, "", field.field_name}:
        said["source"] = written(field.source)
    for flag in ("read_only", "write_only"):
        if getattr(field, flag):
            said[flag] = Expression.of("True")
    if field.default is not empty:
        said["default"] = default(field)
    if field.allow_null:
        said["allow_null"] = Expression.of("True")
    return said


def common(field: Any, name: str, here: Here, fresh: Any) -> dict[str, Expression]:
    """Return the arguments that all fields share.

    Args:
        field: DRF's.
        name: of our class.
        here: where the field stands.
        fresh: a field of DRF's with the same limits, to tell its own validators from those that were given.

    Raises:
        NotNativeError, UnwritableError: it can't be said.
    """
    said = of_any(field)
    if field.read_only:
        return said
    own = [field_validator(one, field.source or field.field_name or "") for one in own_validators(field, fresh)]
    if own:
        said["validators"] = Expression.of("[") + _row(own) + "]"
    messages = own_messages(field, name, type(fresh))
    if messages:
        said["error_messages"] = written(messages)
    return said


def _row(parts: list[Expression]) -> Expression:
    whole = parts[0]
    for part in parts[1:]:
        whole = whole + ", " + part
    return whole


def default(field: Any) -> Expression:
    """Return DRF's default of a field.

    Raises:
        NotNativeError, UnwritableError: it can't be said.
    """
    value = field.default
    if type(value) is serializers.CurrentUserDefault:
        return field_name("current_user")
    if type(value) is serializers.CreateOnlyDefault:
        return call(field_name("create_only"), _plain_default(value.default, field))
    return _plain_default(value, field)


def _plain_default(value: Any, field: Any) -> Expression:
    if type(value) is serializers.CurrentUserDefault:
        return field_name("current_user")
    if getattr(value, "requires_context", False):
        raise NotNativeError(f"the default {type(value).__name__} asks for the serializer's field")
    if not callable(value):
        return argument(value, "default", field)
    try:
        return imported(value)
    except UnwritableError:
        return argument(value, "default", field)


def own_messages(field: Any, name: str, theirs: type[Any]) -> dict[str, Any]:
    """Return the error messages of a field that are not those of our class."""
    known, usual = _messages(getattr(ours, name)), _messages(theirs)
    with translation.override("en"):
        return {
            code: text
            for code, text in field.error_messages.items()
            if str(text) != str(known.get(code, usual.get(code, "")))
        }


def _messages(cls: type[Any]) -> dict[str, Any]:
    messages: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        messages.update(vars(base).get("default_error_messages", {}))
    return messages


def lengths(field: Any) -> dict[str, Expression]:
    """Return the arguments of `Nested` for the length of a list."""
    usual: Mapping[str, Any] = {"allow_empty": True, "min_length": None, "max_length": None}
    has = {name: getattr(field, name, default) for name, default in usual.items()}
    return {name: written(value) for name, value in has.items() if value != usual[name]}
