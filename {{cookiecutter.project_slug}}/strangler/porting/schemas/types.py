"""Types for annotations: of type hints, of drf-spectacular's overrides, and of what a field's source leads to."""

import datetime as dt
import decimal
import functools
import inspect
import types
import typing
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from typing import Any, Literal, Union, get_args, get_origin

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.functional import Promise, cached_property

from strangler.porting.schemas.expressions import Expression, UnwritableError, imported, joined, written

ANY = Expression.of("Any", "typing.Any")
OBJECT = Expression.of("dict[str, Any]", "typing.Any")
STR, INT, FLOAT, BOOL = (Expression.of(name) for name in ("str", "int", "float", "bool"))
DATETIME, DATE, TIME = (Expression.of(name, f"datetime.{name}") for name in ("datetime", "date", "time"))
TIMEDELTA = Expression.of("timedelta", "datetime.timedelta")
DECIMAL = Expression.of("Decimal", "decimal.Decimal")
UUID = Expression.of("UUID", "uuid.UUID")

# How a value of a type is printed where no field is asked: DRF's encoder makes numbers of decimals, text of durations.
PRINTED: dict[Any, Expression] = {
    str: STR,
    int: INT,
    float: FLOAT,
    bool: BOOL,
    decimal.Decimal: FLOAT,
    dt.datetime: DATETIME,
    dt.date: DATE,
    dt.time: TIME,
    dt.timedelta: STR,
    uuid.UUID: UUID,
    dict: OBJECT,
    list: Expression.of("list[Any]", "typing.Any"),
    type(None): Expression.of("None"),
    None: Expression.of("None"),
    Promise: STR,
}
# drf-spectacular's names of types, by the name of the enum's member.
OPENAPI = {
    **dict.fromkeys(["NUMBER", "FLOAT", "DOUBLE", "DECIMAL"], FLOAT),
    **dict.fromkeys(["INT", "INT32", "INT64", "UINT16", "UINT32", "UINT64"], INT),
    "BOOL": BOOL,
    "UUID": UUID,
    "DATETIME": DATETIME,
    "DATE": DATE,
    "TIME": TIME,
    "OBJECT": OBJECT,
    "ANY": ANY,
    "NONE": Expression.of("None"),
}
COLUMNS: tuple[tuple[type[Any], Expression], ...] = (
    (models.BooleanField, BOOL),
    (models.IntegerField, INT),
    (models.FloatField, FLOAT),
    (models.DecimalField, DECIMAL),
    (models.DateTimeField, DATETIME),
    (models.DateField, DATE),
    (models.TimeField, TIME),
    (models.DurationField, TIMEDELTA),
    (models.UUIDField, UUID),
    (models.JSONField, ANY),
    (models.CharField | models.TextField | models.FileField | models.GenericIPAddressField, STR),  # type: ignore[assignment]
)


def optional(annotation: Expression) -> Expression:
    """Return the type, or None."""
    if annotation.text in {"Any", "None"} or annotation.text.endswith("| None"):
        return annotation
    return annotation + " | None"


def printed_type(hint: Any) -> Expression:
    """Return how a value with a type hint is printed by DRF, as far as that can be said; else `Any`."""
    try:
        return _printed(hint)
    except UnwritableError:
        return ANY


def _printed(hint: Any) -> Expression:
    if hint in PRINTED:
        return PRINTED[hint]
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in {Union, types.UnionType}:
        return joined(dict.fromkeys(map(_printed, arguments)), "", "", " | ")
    if origin is Literal:
        return joined(map(written, arguments), "Literal[", "]") + Expression.of("", "typing.Literal")
    if origin is typing.Annotated:
        return _printed(arguments[0])
    return _printed_container(origin, arguments) if isinstance(origin, type) else _printed_class(hint)


def _printed_container(origin: type[Any], arguments: tuple[Any, ...]) -> Expression:
    if issubclass(origin, Mapping):
        return joined([STR, _printed(arguments[-1])], "dict[", "]")
    if issubclass(origin, Iterable):
        return joined([_printed(arguments[0])], "list[", "]")
    return ANY


def _printed_class(hint: Any) -> Expression:
    if not isinstance(hint, type):
        return ANY
    if typing.is_typeddict(hint):
        return imported(hint)
    if issubclass(hint, Enum):
        return next((PRINTED[kind] for kind in (str, int, float) if issubclass(hint, kind)), ANY)
    if issubclass(hint, models.Model):
        return ANY
    return next((one for kind, one in PRINTED.items() if isinstance(kind, type) and issubclass(hint, kind)), ANY)


def method_type(method: Callable[..., Any]) -> Expression:
    """Return the type that a method's value is printed as: by drf-spectacular's override, or by its hint."""
    override = getattr(method, "_spectacular_annotation", {})
    if "field" in override:
        return override_type(override["field"])
    return printed_type(return_hint(method))


def return_hint(function: Any) -> Any:
    """Return what a function says that it returns, or a hint that means nothing."""
    function = inspect.unwrap(getattr(function, "func", function))
    try:
        return typing.get_type_hints(function).get("return", Any)
    except Exception:  # noqa: BLE001 - names that exist for type checkers only, among others
        return Any


def override_type(override: Any) -> Expression:
    """Return the type for what `extend_schema_field` was given."""
    if isinstance(override, Enum):
        return OPENAPI.get(override.name, STR)
    if isinstance(override, Mapping):
        return _of_json_schema(override)
    if hasattr(override, "to_representation"):
        return _of_field(override)
    return printed_type(override)


def _of_field(override: Any) -> Expression:
    """Return the type of a field or a serializer, or of a class of these."""
    from strangler.porting.schemas.annotations import wire_type  # noqa: PLC0415 - which needs the types
    from strangler.porting.schemas.here import Here  # noqa: PLC0415

    try:
        field = override() if isinstance(override, type) else override
        return wire_type(field, Here(type(field), "value"))
    except Exception:  # noqa: BLE001 - a class that wants arguments, among others: the type is only documentation
        return ANY


def _of_json_schema(schema: Mapping[str, Any]) -> Expression:
    kinds = {"string": STR, "integer": INT, "number": FLOAT, "boolean": BOOL, "object": OBJECT}
    kind = schema.get("type")
    if kind == "array":
        return joined([_of_json_schema(schema.get("items", {}))], "list[", "]")
    found = kinds.get(kind, ANY) if isinstance(kind, str) else ANY
    return optional(found) if schema.get("nullable") else found


def column_type(column: Any) -> Expression:
    """Return the type of a model's field."""
    if column.is_relation:
        target = getattr(column, "target_field", None) or column.related_model._meta.pk
        return column_type(target) if not target.is_relation else INT
    return next((one for kinds, one in COLUMNS if isinstance(column, kinds)), ANY)


def source_type(model: type[models.Model] | None, names: Sequence[str]) -> Expression:
    """Return how what a field's source leads to is printed; through foreign keys, properties and methods."""
    for number, name in enumerate(names):
        if model is None:
            return ANY
        if number == len(names) - 1:
            return _last_type(model, name)
        model = _related(model, name)
    return ANY


def _related(model: type[models.Model], name: str) -> type[models.Model] | None:
    try:
        found: Any = model._meta.get_field(name).related_model
    except FieldDoesNotExist:
        hint = _attribute_hint(model, name)
        found = next((one for one in (hint, *get_args(hint)) if isinstance(one, type)), None)
    return found if isinstance(found, type) and issubclass(found, models.Model) else None


def _last_type(model: type[models.Model], name: str) -> Expression:
    if name == "pk":
        return column_type(model._meta.pk)
    try:
        column: Any = next(
            (one for one in model._meta.concrete_fields if name == one.attname), None
        ) or model._meta.get_field(name)
    except FieldDoesNotExist:
        if name.startswith("get_") and name.endswith("_display") and hasattr(model, name):
            return STR
        return printed_type(_attribute_hint(model, name))
    if getattr(column, "many_to_many", False) or getattr(column, "one_to_many", False):
        return ANY
    found = column_type(column)
    found = PRINTED[decimal.Decimal] if found == DECIMAL else STR if found == TIMEDELTA else found
    return optional(found) if getattr(column, "null", False) else found


def _attribute_hint(model: type[models.Model], name: str) -> Any:
    """Return the hint of a property or a method of a model."""
    value = inspect.getattr_static(model, name, None)
    if isinstance(value, property):
        return return_hint(value.fget)
    if isinstance(value, cached_property | functools.cached_property):
        return return_hint(value.func)
    return return_hint(value) if inspect.isfunction(value) else Any
