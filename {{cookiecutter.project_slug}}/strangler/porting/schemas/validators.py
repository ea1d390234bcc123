"""Validators of fields and of serializers as source."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import translation
from rest_framework import validators as drf

from bridge.drf.schemas.unique import MUST_BE_UNIQUE_TOGETHER, model_message
from strangler.porting.schemas.expressions import Expression, UnwritableError, call, text, written
from strangler.porting.schemas.facts import ValidatorFacts
from strangler.porting.schemas.here import NotNativeError

UNIQUE_FOR = {
    drf.UniqueForDateValidator: "UniqueForDate",
    drf.UniqueForMonthValidator: "UniqueForMonth",
    drf.UniqueForYearValidator: "UniqueForYear",
}


def own_validators(field: Any, fresh: Any) -> list[Any]:
    """Return the validators that a field was given, without those that its class adds behind them.

    Args:
        field: the field.
        fresh: one of the same class with the same limits, and no validators of its own.

    Raises:
        NotNativeError: somebody has changed the list afterwards.
    """
    built_in = list(fresh.validators)
    has = list(field.validators)
    own, tail = has[: len(has) - len(built_in)], has[len(has) - len(built_in) :]
    if len(has) < len(built_in) or not all(map(_same, tail, built_in)):
        raise NotNativeError("its validators are not in the order in which the field's class puts them")
    return own


def _same(one: Any, other: Any) -> bool:
    if type(one) is not type(other):
        return False
    return bool(one == other) or _said(one) == _said(other)


def _said(validator: Any) -> dict[str, str]:
    """Return a validator's attributes as text, its lazy messages among them."""
    return {name: str(value) for name, value in vars(validator).items() if name != "_constructor_args"}


def field_validator(validator: Any, source: str) -> Expression:
    """Return a validator of a field.

    Raises:
        NotNativeError: it asks for the field, which is not there in a schema.
        UnwritableError: it can't be written down.
    """
    if type(validator) is drf.UniqueValidator:
        return _unique(validator, source)
    if getattr(validator, "requires_context", False):
        raise NotNativeError(f"the validator {type(validator).__name__} asks for the serializer's field")
    return written(validator)


def _unique(validator: drf.UniqueValidator, source: str) -> Expression:
    named = {}
    with translation.override("en"):
        message = model_message(validator.queryset.model, source.rpartition(".")[2])
        if str(validator.message) != str(message):
            named["message"] = _message(validator.message)
    if validator.lookup != "exact":
        named["lookup"] = written(validator.lookup)
    return call(Expression.of("Unique", "bridge.drf.schemas.Unique"), written(validator.queryset), **named)


def _message(message: Any) -> Expression:
    try:
        return written(message)
    except UnwritableError:
        return text(str(message))


def of_serializer(validators: Iterable[Any]) -> tuple[ValidatorFacts, ...]:
    """Return the validators of a serializer as a whole."""
    return tuple(map(_of_serializer, validators))


def _of_serializer(validator: Any) -> ValidatorFacts:
    kind = type(validator).__name__
    try:
        if type(validator) is drf.UniqueTogetherValidator:
            return ValidatorFacts(kind, _unique_together(validator))
        if type(validator) in UNIQUE_FOR:
            return ValidatorFacts(kind, _unique_for(validator))
    except UnwritableError as error:
        return ValidatorFacts(kind, None, str(error))
    return ValidatorFacts(kind, None, f"the validator {getattr(validator, '__name__', kind)} is the project's own")


def _unique_together(validator: Any) -> Expression:
    named = {}
    with translation.override("en"):
        if str(validator.message) != str(MUST_BE_UNIQUE_TOGETHER):
            named["message"] = _message(validator.message)
    if getattr(validator, "code", None) not in {None, "unique"}:
        named["code"] = written(validator.code)
    if getattr(validator, "condition", None) is not None:
        named["condition"] = written(validator.condition)
    if getattr(validator, "condition_fields", ()):
        named["condition_fields"] = _names(validator.condition_fields)
    if getattr(validator, "nulls_distinct", None) is not None:
        named["nulls_distinct"] = written(validator.nulls_distinct)
    name = Expression.of("UniqueTogether", "bridge.drf.schemas.UniqueTogether")
    return call(name, written(validator.queryset), _names(validator.fields), **named)


def _unique_for(validator: Any) -> Expression:
    name = UNIQUE_FOR[type(validator)]
    named = {}
    with translation.override("en"):
        if str(validator.message) != str(type(validator).message):
            named["message"] = _message(validator.message)
    function = Expression.of(name, f"bridge.drf.schemas.{name}")
    return call(function, written(validator.queryset), text(validator.field), text(validator.date_field), **named)


def _names(names: Sequence[str]) -> Expression:
    return written(list(names))
