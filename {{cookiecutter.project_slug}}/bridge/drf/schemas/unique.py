"""Validators that ask the database whether a value is taken already."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import DataError, models
from django.utils.translation import gettext_lazy as _

from bridge.drf.fields.details import InvalidError, message
from bridge.drf.fields.field import Scope

Rows = models.QuerySet[Any] | models.Manager[Any]
MUST_BE_UNIQUE = _("This field must be unique.")
MUST_BE_UNIQUE_TOGETHER = _("The fields {field_names} must make a unique set.")
REQUIRED = _("This field is required.")


def exists(rows: Rows, instance: Any, values: Mapping[str, Any]) -> bool:
    """Return whether there is such a row beside `instance`; a value that fits no column is never taken."""
    try:
        found = rows.filter(**values)
        return (found if instance is None else found.exclude(pk=instance.pk)).exists()
    except (TypeError, ValueError, DataError):
        return False


class Unique:
    """Among a field's `validators`: no other row has the value (`rest_framework.validators.UniqueValidator`).

    Args:
        queryset: the rows.
        message: what to say; by default the words of the model, as a `ModelSerializer` has them.
        lookup: how the value is compared: "exact", "iexact".
    """

    requires_context = True

    def __init__(self, queryset: Rows, *, message: Any = None, lookup: str = "exact") -> None:
        self.queryset = queryset
        self.message = message
        self.lookup = lookup

    def __call__(self, value: Any, scope: Scope) -> None:
        """Look for another row.

        Raises:
            InvalidError: there is one.
        """
        column = scope.source.rpartition(".")[2]
        if exists(self.queryset, scope.instance, {f"{column}__{self.lookup}": value}):
            raise InvalidError(message(self.message or model_message(self.queryset.model, column), "unique"))


def model_message(model: type[models.Model], column: str) -> Any:
    """Return what a model says of a value that is taken (`rest_framework.utils.field_mapping`)."""
    try:
        field: Any = model._meta.get_field(column)
        text = field.error_messages["unique"]
    except (FieldDoesNotExist, AttributeError, KeyError):
        return MUST_BE_UNIQUE
    return text % {"model_name": model._meta.verbose_name, "field_label": field.verbose_name}


class UniqueTogether:
    """Among a schema's `validators`: no other row has these values (DRF's `UniqueTogetherValidator`).

    Args:
        queryset: the rows.
        fields: the names of the schema's fields.
        message: what to say; `{field_names}` stands for them.
        code: its code.
    """

    def __init__(self, queryset: Rows, fields: Sequence[str], *, message: Any = None, code: str = "unique") -> None:
        self.queryset = queryset
        self.fields = fields
        self.message = message or MUST_BE_UNIQUE_TOGETHER
        self.code = code

    def __call__(self, values: Mapping[str, Any], sources: Mapping[str, str], scope: Scope) -> None:
        """Look for another row.

        Args:
            values: what was sent and the defaults, by source.
            sources: the sources of the schema's fields.
            scope: where this happens.

        Raises:
            InvalidError: there is another row, or a value is missing.
        """
        instance = scope.instance
        columns = [sources[name] for name in self.fields]
        missing = {name: message(REQUIRED, "required") for name in self.fields if sources[name] not in values}
        if missing and instance is None:
            raise InvalidError(missing)
        wanted = {name: values[name] if name in values else getattr(instance, name) for name in columns}
        unchanged = instance is not None and all(wanted[name] == getattr(instance, name, None) for name in columns)
        if unchanged or None in wanted.values():
            return
        if exists(self.queryset, instance, wanted):
            text = str(self.message).format(field_names=", ".join(self.fields))
            raise InvalidError(message(text, self.code))
