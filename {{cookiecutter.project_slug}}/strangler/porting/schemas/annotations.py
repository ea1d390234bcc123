"""The types of DRF's fields: what goes over the wire, which OpenAPI shows, and what a schema holds."""

from collections.abc import Callable
from typing import Any

from django.db import models
from rest_framework import relations, serializers

from strangler.porting.schemas.expressions import Expression, UnwritableError, imported, joined
from strangler.porting.schemas.here import Here
from strangler.porting.schemas.types import (
    ANY,
    BOOL,
    DATE,
    DATETIME,
    DECIMAL,
    FLOAT,
    INT,
    OBJECT,
    STR,
    TIME,
    TIMEDELTA,
    UUID,
    column_type,
    method_type,
    optional,
    source_type,
)

Typed = Callable[[Any, Here], Expression]


def wire_type(field: Any, here: Here) -> Expression:
    """Return the type of what is sent and printed; `Any` for a class that nobody knows."""
    for cls in type(field).__mro__:
        if cls in WIRE:
            found = WIRE[cls]
            return found(field, here) if callable(found) else found
    return ANY


def held_type(field: Any, here: Here) -> Expression:
    """Return the type of what a schema holds, which our own fields don't show to OpenAPI."""
    for cls, typed in HELD.items():
        if isinstance(field, cls):
            return typed(field, here) if callable(typed) else typed
    return wire_type(field, here)


def choice_type(field: Any, here: Here) -> Expression:
    """Return the type of the choices."""
    kinds = {type(key) for key in field.choices}
    if kinds and all(issubclass(kind, str) for kind in kinds):
        return STR
    if kinds and all(issubclass(kind, int) and kind is not bool for kind in kinds):
        return INT
    return ANY


def list_type(field: Any, here: Here) -> Expression:
    """Return the type of a list."""
    return joined([_item(field.child, here)], "list[", "]")


def dict_type(field: Any, here: Here) -> Expression:
    """Return the type of a dict."""
    return joined([STR, _item(field.child, here)], "dict[", "]")


def _item(child: Any, here: Here) -> Expression:
    found = wire_type(child, here)
    return optional(found) if child.allow_null else found


def key_type(field: Any, here: Here) -> Expression:
    """Return the type of a related object's key."""
    if field.pk_field is not None:
        return wire_type(field.pk_field, here)
    model = related_model(field, here)
    return ANY if model is None else column_type(model._meta.pk)


def slug_type(field: Any, here: Here) -> Expression:
    """Return the type of a related object's slug."""
    model = related_model(field, here)
    return source_type(model, field.slug_field.split("__"))


def related_model(field: Any, here: Here) -> type[models.Model] | None:
    """Return the model that a related field leads to, if that can be known."""
    if field.queryset is not None:
        found: type[models.Model] | None = getattr(field.queryset, "model", None)
        return found
    source = field.parent.source if isinstance(field.parent, relations.ManyRelatedField) else field.source
    model = here.model
    for name in (source or "").split("."):
        try:
            model = model._meta.get_field(name).related_model
        except Exception:  # noqa: BLE001 - properties, managers, no model at all
            return None
    return model if isinstance(model, type) else None


def file_type(field: Any, here: Here) -> Expression:
    """Return the type of a file: its address goes out; what comes in is nothing that OpenAPI has a type for."""
    return optional(STR) if field.read_only else ANY


def uuid_type(field: Any, here: Here) -> Expression:
    """Return the type of a UUID, which may be printed as a number."""
    return INT if field.uuid_format == "int" and field.read_only else UUID


def hidden_type(field: Any, here: Here) -> Expression:
    """Return the type of a value that is the server's own."""
    return ANY


def _of_method(field: Any, here: Here) -> Expression:
    return method_type(getattr(here.serializer, field.method_name or f"get_{here.name}"))


def _of_source(field: Any, here: Here) -> Expression:
    return source_type(here.model, (field.source or field.field_name or "").split("."))


def _of_model_field(field: Any, here: Here) -> Expression:
    return column_type(field.model_field)


def _many_type(field: Any, here: Here) -> Expression:
    return joined([wire_type(field.child_relation, here)], "list[", "]")


def _held_object(field: Any, here: Here) -> Expression:
    """Return the model of a related object that a client names; its key where it is only printed."""
    model = related_model(field, here)
    if field.read_only or model is None:
        return wire_type(field, here)
    try:
        return imported(model)
    except UnwritableError:
        return ANY


WIRE: dict[type[Any], Expression | Typed] = {
    serializers.CharField: STR,
    serializers.UUIDField: uuid_type,
    serializers.IntegerField: INT,
    serializers.FloatField: FLOAT,
    serializers.DecimalField: DECIMAL,
    serializers.BooleanField: BOOL,
    serializers.DateTimeField: DATETIME,
    serializers.DateField: DATE,
    serializers.TimeField: TIME,
    serializers.DurationField: STR,
    serializers.MultipleChoiceField: lambda field, here: joined([choice_type(field, here)], "list[", "]"),
    serializers.ChoiceField: choice_type,
    serializers.ListField: list_type,
    serializers.DictField: dict_type,
    serializers.JSONField: ANY,
    serializers.FileField: file_type,
    serializers.HiddenField: hidden_type,
    serializers.ModelField: _of_model_field,
    serializers.SerializerMethodField: _of_method,
    serializers.ReadOnlyField: _of_source,
    serializers.Serializer: OBJECT,
    serializers.ListSerializer: joined([OBJECT], "list[", "]"),
    relations.PrimaryKeyRelatedField: key_type,
    relations.SlugRelatedField: slug_type,
    relations.HyperlinkedRelatedField: STR,
    relations.StringRelatedField: STR,
    relations.ManyRelatedField: _many_type,
}
HELD: dict[type[Any], Expression | Typed] = {
    serializers.DurationField: TIMEDELTA,
    relations.HyperlinkedIdentityField: STR,
    relations.RelatedField: _held_object,
    relations.ManyRelatedField: lambda field, here: joined([_held_object(field.child_relation, here)], "list[", "]"),
}
