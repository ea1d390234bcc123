"""What a DRF serializer says of what it reads. Imported only where DRF is installed."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from rest_framework import serializers
from rest_framework.validators import UniqueValidator

from strangler.exchanges.made.field import Field, Sort, nothing

ROWS = 5  # of another table that are chosen from
# The narrower class first, since the first one that fits counts.
SORTS: tuple[tuple[type[serializers.Field[Any, Any, Any, Any]], Sort], ...] = (
    (serializers.MultipleChoiceField, Sort.LIST),
    (serializers.FilePathField, Sort.TEXT),
    (serializers.ChoiceField, Sort.CHOICE),
    (serializers.BooleanField, Sort.BOOLEAN),
    (serializers.EmailField, Sort.EMAIL),
    (serializers.URLField, Sort.URL),
    (serializers.SlugField, Sort.SLUG),
    (serializers.UUIDField, Sort.UUID),
    (serializers.IPAddressField, Sort.IP),
    (serializers.CharField, Sort.TEXT),
    (serializers.IntegerField, Sort.INTEGER),
    (serializers.DecimalField, Sort.DECIMAL),
    (serializers.FloatField, Sort.NUMBER),
    (serializers.DateTimeField, Sort.DATETIME),
    (serializers.DateField, Sort.DATE),
    (serializers.TimeField, Sort.TIME),
    (serializers.DurationField, Sort.DURATION),
    (serializers.ImageField, Sort.IMAGE),
    (serializers.FileField, Sort.FILE),
    (serializers.ListField, Sort.LIST),
    (serializers.ManyRelatedField, Sort.LIST),
    (serializers.RelatedField, Sort.ROW),
    (serializers.ListSerializer, Sort.LIST),
    (serializers.BaseSerializer, Sort.OBJECT),
    (serializers.DictField, Sort.OBJECT),
)


def fields_of(serializer: Any) -> tuple[Field, ...]:
    """Return what a serializer reads; nothing of one that has no fields."""
    serializer = getattr(serializer, "child", serializer) if hasattr(serializer, "many") else serializer
    fields: Any = getattr(serializer, "fields", None)
    if not hasattr(fields, "values"):
        return ()
    return tuple(_field(name, field) for name, field in fields.items() if _is_read(field))


def read_only_names(serializer: Any) -> tuple[str, ...]:
    """Return the fields that a serializer only prints."""
    fields: Any = getattr(serializer, "fields", None)
    return tuple(name for name, field in fields.items() if field.read_only) if hasattr(fields, "items") else ()


def _is_read(field: Any) -> bool:
    return not (field.read_only or isinstance(field, serializers.HiddenField))


def _field(name: str, field: Any) -> Field:
    sort = next((sort for cls, sort in SORTS if isinstance(field, cls)), Sort.ANY)
    item = getattr(field, "child", None) or getattr(field, "child_relation", None)
    return Field(
        name,
        sort,
        required=bool(field.required),
        unique=any(isinstance(each, UniqueValidator) for each in field.validators),
        longest=getattr(field, "max_length", None) if sort is not Sort.LIST else None,
        lowest=_number(getattr(field, "min_value", None)),
        highest=_number(getattr(field, "max_value", None)),
        places=getattr(field, "decimal_places", None),
        digits=getattr(field, "max_digits", None),
        choices=_choices(field) if sort is Sort.CHOICE else (),
        known=_rows(field) if sort is Sort.ROW else nothing,
        item=_item(field, item) if sort is Sort.LIST else None,
        fields=fields_of(field) if sort is Sort.OBJECT else (),
    )


def _item(field: Any, item: Any) -> Field | None:
    if isinstance(field, serializers.MultipleChoiceField):
        return Field("", Sort.CHOICE, choices=_choices(field))
    return _field("", item) if item is not None else None


def _choices(field: Any) -> tuple[Any, ...]:
    return tuple(key for key in field.choices if isinstance(key, str | int | bool | float) and key != "")


def _rows(field: Any) -> Callable[[], list[Any]]:
    """Return what asks for rows that a relation may name, each as it is named."""

    def known() -> list[Any]:
        try:
            found = list(field.get_queryset().order_by("pk")[:ROWS])
            return [_named(field, row) for row in found]
        except Exception:  # noqa: BLE001 - the project's own queryset, or one that needs its request
            return []

    return known


def _named(field: Any, row: Model) -> Any:
    if isinstance(field, serializers.HyperlinkedRelatedField):
        return field.reverse(field.view_name, kwargs={field.lookup_url_kwarg: getattr(row, field.lookup_field)})
    if isinstance(field, serializers.SlugRelatedField):
        return str(getattr(row, str(field.slug_field)))
    return row.pk if isinstance(row.pk, int) else str(row.pk)


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
