"""Validators for what may stand once in a day, a month or a year: a model field's `unique_for_date` and the like."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from bridge.drf.fields.details import InvalidError, message
from bridge.drf.fields.field import Scope
from bridge.drf.schemas.unique import Rows, exists, require


class UniqueForDate:
    """Among a schema's `validators`: no other row has the value on that day (DRF's `UniqueForDateValidator`).

    Both fields must be sent, by PATCH, too.

    Args:
        queryset: the rows.
        field: the name of the schema's field.
        date_field: the name of the field with the day.
        message: what to say; `{date_field}` stands for its name.
    """

    default_message: ClassVar[Any] = _('This field must be unique for the "{date_field}" date.')
    parts: ClassVar[Sequence[str]] = ("day", "month", "year")

    def __init__(self, queryset: Rows, field: str, date_field: str, *, message: Any = None) -> None:
        self.queryset = queryset
        self.field = field
        self.date_field = date_field
        self.message = message or self.default_message

    def __call__(self, values: Mapping[str, Any], sources: Mapping[str, str], scope: Scope) -> None:
        """Look for another row.

        Args:
            values: what was sent and the defaults, by source; DRF looks here for the names of the fields, and so do we.
            sources: the sources of the schema's fields.
            scope: where this happens.

        Raises:
            InvalidError: there is another row, or a value is missing.
        """
        require([self.field, self.date_field], values)
        column, date_column = (sources[name].rpartition(".")[2] for name in (self.field, self.date_field))
        date = values[self.date_field]
        wanted = {f"{date_column}__{part}": getattr(date, part) for part in self.parts}
        if exists(self.queryset, scope.instance, {column: values[self.field], **wanted}):
            text = str(self.message).format(date_field=self.date_field)
            raise InvalidError({self.field: message(text, "unique")})


class UniqueForMonth(UniqueForDate):
    """The same for a month, of whatever year (DRF's `UniqueForMonthValidator`)."""

    default_message = _('This field must be unique for the "{date_field}" month.')
    parts = ("month",)


class UniqueForYear(UniqueForDate):
    """The same for a year (DRF's `UniqueForYearValidator`)."""

    default_message = _('This field must be unique for the "{date_field}" year.')
    parts = ("year",)
