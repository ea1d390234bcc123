"""Looks at a serializer and says what is in it, and how each part of it can be carried over."""

from dataclasses import replace
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from rest_framework import serializers
from rest_framework.fields import empty

from strangler.porting.module import Fidelity, Import
from strangler.porting.schemas.bodies import checking
from strangler.porting.schemas.expressions import Expression, UnwritableError, call, is_forbidden, text, written
from strangler.porting.schemas.facts import Converted, FieldFacts, MethodFacts, Role, SerializerFacts
from strangler.porting.schemas.here import Here
from strangler.porting.schemas.instances import UnreadableError, fields_of, instance_of
from strangler.porting.schemas.nesting import nested_field
from strangler.porting.schemas.options import lengths
from strangler.porting.schemas.overrides import own_methods
from strangler.porting.schemas.registry import convert, load
from strangler.porting.schemas.reserved import check_name
from strangler.porting.schemas.sources import where_is, where_is_field
from strangler.porting.schemas.types import ANY, optional
from strangler.porting.schemas.validators import of_serializer


def describe(serializer: Any) -> SerializerFacts:
    """Return what there is to know of a serializer.

    Args:
        serializer: an instance, as a view's `get_serializer` makes it, or a class.
    """
    load()
    cls = serializer if isinstance(serializer, type) else type(serializer)
    try:
        found = instance_of(serializer)
        return described(found, ())
    except UnreadableError as error:
        return SerializerFacts(cls, where_is(cls), problem=str(error))


def described(serializer: Any, outer: tuple[type[Any], ...]) -> SerializerFacts:
    """Return what there is to know of a serializer within others.

    Args:
        serializer: bound, a list or one.
        outer: the classes of those around it.

    Raises:
        UnreadableError: its fields can't be made.
    """
    many = isinstance(serializer, serializers.ListSerializer)
    one = serializer.child if many else serializer
    cls = type(one)
    problem = _problem(serializer, one)
    if problem:
        return SerializerFacts(cls, where_is(cls), many=many, problem=problem)
    fields = fields_of(one)
    writable = [name for name, field in fields.items() if not field.read_only]
    known = tuple(_field(cls, name, field, (*outer, cls)) for name, field in fields.items())
    return SerializerFacts(
        cls,
        where_is(cls),
        fields=known,
        validators=of_serializer(one.validators),
        methods=tuple(_with_validator(cls, method, known) for method in own_methods(cls, writable)),
        many=many,
        lengths=lengths_of(serializer) if many else None,
    )


def _problem(serializer: Any, one: Any) -> str:
    """Return why nothing can be said of a serializer whose fields can be seen."""
    if serializer is not one and not is_forbidden(type(serializer).__module__):
        return f"its list is a {type(serializer).__name__}"
    return ""


def lengths_of(serializer: Any) -> Expression | None:
    """Return the lengths that a list may have, as `Nested(…)`; None where DRF's defaults hold."""
    said = lengths(serializer)
    return call(Expression.of("Nested", "bridge.drf.schemas.Nested"), **said) if said else None


def _field(cls: type[Any], name: str, field: Any, outer: tuple[type[Any], ...]) -> FieldFacts:
    """Return what there is to know of a bound field."""
    here = Here(cls, name, model_of(cls), column_of(cls, field))
    nested = None
    try:
        check_name(name)
        converted, nested = nested_field(field, here, outer, described) or (convert(field, here), None)
    except UnwritableError as error:
        converted = Converted(ANY, Expression.of(""), Fidelity.MANUAL, str(error))
    return FieldFacts(
        name=name,
        kind=f"{type(field).__module__}.{type(field).__qualname__}",
        fidelity=converted.fidelity,
        reason=converted.reason,
        where=where_is_field(cls, name),
        read_only=field.read_only,
        write_only=field.write_only,
        annotation=converted.annotation,
        marker=converted.marker,
        default=absent(field, here),
        description=" ".join(str(field.help_text or "").split()),
        nested=nested,
        many=isinstance(field, serializers.ListSerializer),
        null=field.allow_null,
        code=converted.code,
        field=field,
    )


def _with_validator(cls: type[Any], method: MethodFacts, fields: tuple[FieldFacts, ...]) -> MethodFacts:
    """Return a method with what takes its place in a schema, if it checks and anything can."""
    if method.role is not Role.CHECKS or method.fidelity is Fidelity.MANUAL:
        return method
    names = {field.name for field in fields}
    name = next(one for one in ("check", "check_all", "check_serializer") if one not in names)
    field = next((one for one in fields if one.name == method.field), None)
    annotation = ANY
    if field is not None and not {Import.of(one).bound for one in field.annotation.imports} & names:
        annotation = optional(field.annotation) if field.null else field.annotation
    nested = field is not None and field.nested is not None
    validator = checking(cls, method, ANY if nested else annotation, nested=nested, name=name)
    return replace(method, validator=validator, fidelity=validator.fidelity, reason=validator.reason)


def model_of(cls: type[Any]) -> Any:
    """Return the model of a serializer, if it has one."""
    return getattr(getattr(cls, "Meta", None), "model", None)


def column_of(cls: type[Any], field: Any) -> Any:
    """Return the field of the model that a field is for, if that is plain."""
    try:
        return model_of(cls)._meta.get_field(field.source)
    except (AttributeError, FieldDoesNotExist, TypeError):
        return None


def absent(field: Any, here: Here) -> Expression | None:
    """Return what stands for a field that a client may leave out, as Pydantic's default; None if it has none.

    It is what the model has then, where that is known: nothing is stored for it, so it is but documentation.
    """
    if field.read_only or field.required or field.default is not empty:
        return None
    value = getattr(here.column, "default", empty)
    if value in (dict, list):
        return Expression.of("{}" if value is dict else "[]")
    if value is not empty and not callable(value) and value is not None and not _is_unset(value):
        try:
            return written(value)
        except UnwritableError:
            pass
    if isinstance(field, serializers.CharField) and field.allow_blank and not field.allow_null:
        return text("")
    return Expression.of("None")


def _is_unset(value: Any) -> bool:
    return getattr(value, "__name__", "") == "NOT_PROVIDED"
