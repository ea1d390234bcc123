"""Validators that ask the database whether a value is taken already."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.core.exceptions import FieldDoesNotExist, FieldError
from django.db import DataError, models
from django.db.models import Exists, Q
from django.utils.translation import gettext_lazy as _

from bridge.drf.fields.details import InvalidError, message
from bridge.drf.fields.field import Scope

Rows = models.QuerySet[Any] | models.Manager[Any]
MUST_BE_UNIQUE = _("This field must be unique.")
MUST_BE_UNIQUE_TOGETHER = _("The fields {field_names} must make a unique set.")
REQUIRED = _("This field is required.")


def exists(
    rows: Rows, instance: Any, values: Mapping[str, Any], condition: Q | None = None, against: Any = None
) -> bool:
    """Return whether there is such a row beside `instance`; a value that fits no column is never taken.

    Args:
        rows: where to look.
        instance: the row that doesn't count.
        values: what the other one has, by lookup.
        condition: what both must meet.
        against: the values of the new row that the condition looks at.
    """
    try:
        found = rows.filter(**values)
        found = found if instance is None else found.exclude(pk=instance.pk)
        if condition is None:
            return found.exists()
        whole: Any = condition & Exists(found.filter(condition))  # as `UniqueConstraint.validate` has it
        return bool(whole.check(against))
    except (TypeError, ValueError, DataError, FieldError):
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
        condition: the `UniqueConstraint`'s: it holds among the rows that meet it.
        condition_fields: the names of the schema's fields that the condition looks at.
        nulls_distinct: the `UniqueConstraint`'s; only False takes two nulls for the same.
    """

    def __init__(
        self,
        queryset: Rows,
        fields: Sequence[str],
        *,
        message: Any = None,
        code: str = "unique",
        condition: Q | None = None,
        condition_fields: Sequence[str] = (),
        nulls_distinct: bool | None = None,
    ) -> None:
        self.queryset = queryset
        self.fields = fields
        self.message = message or MUST_BE_UNIQUE_TOGETHER
        self.code = code
        self.condition = condition
        self.condition_fields = condition_fields
        self.nulls_distinct = nulls_distinct

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
        names = [*self.fields, *self.condition_fields]
        if instance is None:
            require(names, [name for name in names if sources[name] in values])
        elif not any(is_changed(sources[name], values, instance) for name in names):
            return
        wanted = {sources[name]: current(sources[name], values, instance) for name in self.fields}
        if None in wanted.values() and self.nulls_distinct is not False:
            return
        against = {sources[name]: current(sources[name], values, instance) for name in self.condition_fields}
        if exists(self.queryset, instance, wanted, self.condition, against):
            text = str(self.message).format(field_names=", ".join(self.fields))
            raise InvalidError(message(text, self.code))


def require(names: Sequence[str], sent: Collection[str]) -> None:
    """See that no field is missing.

    Raises:
        InvalidError: some are.
    """
    missing = {name: message(REQUIRED, "required") for name in names if name not in sent}
    if missing:
        raise InvalidError(missing)


def current(source: str, values: Mapping[str, Any], instance: Any) -> Any:
    """Return what an attribute will be: the new value, or what the instance has."""
    return values[source] if source in values else getattr(instance, source, None)


def is_changed(source: str, values: Mapping[str, Any], instance: Any) -> bool:
    """Return whether an attribute of the instance gets another value."""
    return source in values and bool(values[source] != getattr(instance, source, None))
