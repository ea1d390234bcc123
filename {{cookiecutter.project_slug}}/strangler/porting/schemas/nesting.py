"""Serializers within serializers: schemas of their own, or fields that are left to the legacy."""

from collections.abc import Callable
from typing import Any

from rest_framework import serializers

from strangler.porting.module import Fidelity
from strangler.porting.schemas.annotations import wire_type
from strangler.porting.schemas.asking import AWAY_FROM_FIELDS, asked_by_class
from strangler.porting.schemas.expressions import Expression, UnwritableError, call, is_forbidden, written
from strangler.porting.schemas.facts import Converted, SerializerFacts
from strangler.porting.schemas.here import Here, ManualError, NotNativeError
from strangler.porting.schemas.instances import UnreadableError
from strangler.porting.schemas.options import lengths, of_any, own_messages

Described = Callable[[Any, tuple[type[Any], ...]], SerializerFacts]
# What a serializer may be given without being another.
OPTIONS = {
    *("read_only", "write_only", "required", "default", "initial", "source", "label", "help_text", "style", "many"),
    *("error_messages", "allow_null", "allow_empty", "min_length", "max_length", "child"),
}


def nested_field(
    field: Any, here: Here, outer: tuple[type[Any], ...], described: Described
) -> tuple[Converted, SerializerFacts | None] | None:
    """Return what stands for a field that is a serializer, and what is known of that; None for any other field.

    Raises:
        UnwritableError: not even the legacy's own can stand for it.
    """
    if not isinstance(field, serializers.BaseSerializer):
        return None
    many = isinstance(field, serializers.ListSerializer)
    one: Any = getattr(field, "child", None) if many else field
    facts = None
    try:
        _check(field, one, outer)
        facts = described(one, outer)
        _check_facts(field, facts)
        return _native(field, many=many), facts
    except (NotNativeError, UnreadableError, UnwritableError) as error:
        away = asked_by_class(type(one), AWAY_FROM_FIELDS)
        if away:
            raise ManualError(f"{type(one).__name__} asks for {away}, which is not there") from error
        return here.bridged(wire_type(field, here), str(error)), facts


def _check(field: Any, one: Any, outer: tuple[type[Any], ...]) -> None:
    """See that a serializer is nothing but what its class says.

    Raises:
        NotNativeError: it is more.
    """
    if not isinstance(one, serializers.Serializer):
        raise NotNativeError(f"{type(one).__name__} is a BaseSerializer")
    if type(one) in outer:
        raise NotNativeError(f"{type(one).__name__} contains itself")
    if field is not one and not is_forbidden(type(field).__module__):
        raise NotNativeError(f"its list is a {type(field).__name__}")
    odd = (getattr(one, "_kwargs", {}).keys() | getattr(field, "_kwargs", {}).keys()) - OPTIONS
    if odd or getattr(one, "_args", ()):
        raise NotNativeError(f"{type(one).__name__} is given {', '.join(sorted(odd)) or 'an instance'}")


def _check_facts(field: Any, facts: SerializerFacts) -> None:
    """See that a schema can do what a nested serializer does.

    Raises:
        NotNativeError: it can't.
    """
    if not field.write_only and facts.reading is Fidelity.MANUAL:
        raise NotNativeError(f"{facts.name}: {_why(facts)}")
    if not field.read_only and facts.writing is Fidelity.MANUAL:
        raise NotNativeError(f"{facts.name}: {_why(facts)}")


def _why(facts: SerializerFacts) -> str:
    return next((one.reason for one in facts.notes() if one.fidelity is Fidelity.MANUAL), "it can't be read")


def _native(field: Any, *, many: bool) -> Converted:
    """Return `Nested(…)`, of which the annotation is made when the schema has a name."""
    said = {**(lengths(field) if many and not field.read_only else {}), **of_any(field)}
    if many and not field.read_only:
        messages = own_messages(field, "ListField", serializers.ListSerializer)
        if messages:
            said["error_messages"] = written(messages)
    elif not field.read_only and own_messages(field, "Field", serializers.Serializer):
        raise NotNativeError("it has error messages of its own")
    return Converted(Expression.of(""), call(Expression.of("Nested", "bridge.drf.schemas.Nested"), **said))
