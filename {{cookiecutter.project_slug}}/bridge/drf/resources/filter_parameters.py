"""What the OpenAPI document says of a django-filter `FilterSet`'s parameters."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Field, IntegerField, Model, UUIDField
from django_filters import Filter, FilterSet, filters  # type: ignore[import-untyped]
from django_filters.fields import BaseCSVField, LookupChoiceField, RangeField  # type: ignore[import-untyped]

from bridge.drf.resources.query import Parameter

# By form field; the first that fits.
SCHEMAS: list[tuple[type[forms.Field], dict[str, Any]]] = [
    (BaseCSVField, {"type": "string"}),
    (forms.NullBooleanField, {"type": "boolean"}),
    (forms.BooleanField, {"type": "boolean"}),
    (forms.FloatField, {"type": "number"}),
    (forms.DecimalField, {"type": "number"}),
    (forms.IntegerField, {"type": "integer"}),
    (forms.DateTimeField, {"type": "string", "format": "date-time"}),
    (forms.DateField, {"type": "string", "format": "date"}),
    (forms.TimeField, {"type": "string", "format": "time"}),
    (forms.DurationField, {"type": "string", "format": "duration"}),
    (forms.UUIDField, {"type": "string", "format": "uuid"}),
]
# The two ends of a range; Django's fields for dates and times are no subclasses of each other.
RANGE_SCHEMAS: dict[str, dict[str, Any]] = {
    "DateRangeField": {"type": "string", "format": "date"},
    "DateTimeRangeField": {"type": "string", "format": "date-time"},
    "IsoDateTimeRangeField": {"type": "string", "format": "date-time"},
    "TimeRangeField": {"type": "string", "format": "time"},
}


def filterset_parameters(filterset_class: type[FilterSet]) -> list[Parameter]:
    """Return the parameters that a filterset reads.

    No form is made for that: the choices of some fields are in the database.
    """
    return [
        Parameter(name, schema, description)
        for filter_name, filter_ in filterset_class.base_filters.items()
        for name, schema, description in _parameters(filter_name, filter_)
    ]


def _parameters(name: str, filter_: Filter) -> Iterable[tuple[str, dict[str, Any], str | None]]:
    description = filter_.extra.get("help_text") or filter_.label
    text = str(description) if description else None
    schema = _schema(filter_)
    for suffix in _suffixes(filter_):
        yield f"{name}_{suffix}" if suffix else name, ({"type": "string"} if suffix == "lookup" else schema), text


def _suffixes(filter_: Filter) -> list[str | None]:
    if issubclass(filter_.field_class, LookupChoiceField) or isinstance(filter_, filters.LookupChoiceFilter):
        return [None, "lookup"]
    widget = filter_.extra.get("widget") or filter_.field_class.widget
    kind = widget if isinstance(widget, type) else type(widget)
    return list(getattr(kind, "suffixes", [None]))


def _schema(filter_: Filter) -> dict[str, Any]:
    kind = filter_.field_class
    if issubclass(kind, RangeField):
        return RANGE_SCHEMAS.get(kind.__name__, {"type": "number"})
    if issubclass(kind, BaseCSVField):
        return {"type": "string"}
    if isinstance(filter_, filters.MultipleChoiceFilter):
        return {"type": "array", "items": _one_of(filter_)}
    if isinstance(filter_, filters.ChoiceFilter | filters.TypedChoiceFilter):
        return _one_of(filter_)
    return next((schema for field_class, schema in SCHEMAS if issubclass(kind, field_class)), {"type": "string"})


def _one_of(filter_: Filter) -> dict[str, Any]:
    queryset = filter_.extra.get("queryset")
    if queryset is not None and not callable(queryset):
        return _key_schema(queryset.model, filter_.extra.get("to_field_name"))
    choices = filter_.extra.get("choices")
    if choices is None or callable(choices):
        return {"type": "string"}
    return {"type": "string", "enum": [str(value) for value in _values(choices)]}


def _values(choices: Any) -> Iterable[Any]:
    for value, label in choices.items() if isinstance(choices, dict) else choices:
        if isinstance(label, list | tuple | dict):  # a group of choices
            yield from _values(label)
        else:
            yield value


def _key_schema(model: type[Model], name: str | None) -> dict[str, Any]:
    key: Field[Any, Any] = model._meta.get_field(name) if name else model._meta.pk  # type: ignore[assignment]
    if isinstance(key, IntegerField):
        return {"type": "integer"}
    return {"type": "string", "format": "uuid"} if isinstance(key, UUIDField) else {"type": "string"}
