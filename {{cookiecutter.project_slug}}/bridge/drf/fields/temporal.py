"""Fields for points in time and durations: ISO 8601, the settings' formats, and the current time zone."""

import datetime as dt
from typing import Any, ClassVar, Self

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime, parse_duration, parse_time
from django.utils.duration import duration_iso_string, duration_string
from django.utils.translation import gettext_lazy as _
from rest_framework.settings import api_settings

from bridge.drf.fields.field import ABSENT, Field, Scope
from bridge.drf.fields.numeric import LimitedField
from bridge.drf.fields.printing import iso_time

ISO_8601 = "iso-8601"
DJANGO_DURATION_FORMAT = "django"
READABLE = {
    "%Y": "YYYY",
    "%y": "YY",
    "%m": "MM",
    "%b": "[Jan-Dec]",
    "%B": "[January-December]",
    "%d": "DD",
    "%H": "hh",
    "%I": "hh",
    "%M": "mm",
    "%S": "ss",
    "%f": "uuuuuu",
    "%a": "[Mon-Sun]",
    "%A": "[Monday-Sunday]",
    "%p": "[AM|PM]",
    "%z": "[+HHMM|-HHMM]",
}


class FormattedField(Field):
    """A value with one format for output and several for input.

    Args:
        format: how it is printed: `strftime`'s, "iso-8601", or None for the Python value; by default the setting.
        input_formats: `strptime`'s, or "iso-8601"; by default the setting.
        options: those of `Field`.
    """

    setting: ClassVar[str]  # the beginning of the settings' names
    readable_iso: ClassVar[str]

    def __init__(
        self,
        format: str | None = ABSENT,  # noqa: A002 - DRF's name
        input_formats: list[str] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.format = format
        self._input_formats = input_formats

    @property
    def input_formats(self) -> list[str]:
        """What is understood."""
        formats: list[str] | None = self._input_formats
        return getattr(api_settings, f"{self.setting}_INPUT_FORMATS") if formats is None else formats

    @property
    def output_format(self) -> str | None:
        """What is printed."""
        chosen: str | None = getattr(api_settings, f"{self.setting}_FORMAT") if self.format is ABSENT else self.format
        return chosen

    def refuse(self) -> Any:
        """Refuse a value, with the formats that would do (`rest_framework.utils.humanize_datetime`).

        Raises:
            InvalidError: always.
        """
        text = ", ".join(self.input_formats).replace(ISO_8601, self.readable_iso)
        for code, readable in READABLE.items():
            text = text.replace(code, readable)
        self.fail("invalid", format=text)

    def parsed(self, value: Any, parse_iso: Any) -> Any:
        """Return what the first fitting format makes of the text; None if there is none."""
        for one in self.input_formats:
            try:
                found = (
                    parse_iso(value) if one.lower() == ISO_8601 else dt.datetime.strptime(value, one)  # noqa: DTZ007
                )
            except (ValueError, TypeError):
                continue
            if found is not None:
                return found
        return None

    def printed(self, value: Any) -> Any:
        """Return the value in the format for output."""
        chosen = self.output_format
        if chosen is None or isinstance(value, str):
            return value
        if isinstance(value, dt.datetime):
            raise TypeError("Got a datetime for a date or a time: its time zone would be lost.")
        return value.isoformat() if chosen.lower() == ISO_8601 else value.strftime(chosen)


class LocalTime(dt.datetime):
    """A point in time in the zone in which it is to be printed, whatever zone is current by then."""

    @classmethod
    def of(cls, value: dt.datetime) -> Self:
        """Return the same time."""
        day = value.year, value.month, value.day
        time = value.hour, value.minute, value.second, value.microsecond
        return cls(*day, *time, value.tzinfo, fold=value.fold)


class DateTimeField(FormattedField):
    """A point in time, in the current time zone of Django (`rest_framework.fields.DateTimeField`).

    Args:
        default_timezone: another time zone.
        options: those of `FormattedField`.
    """

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Datetime has wrong format. Use one of these formats instead: {format}."),
        "date": _("Expected a datetime but got a date."),
        "make_aware": _('Invalid datetime for the timezone "{timezone}".'),
        "overflow": _("Datetime value out of range."),
    }
    documented: ClassVar[dict[str, Any]] = {"type": "string", "format": "date-time"}
    setting = "DATETIME"
    readable_iso = "YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z]"

    def __init__(
        self,
        format: str | None = ABSENT,  # noqa: A002 - DRF's name
        input_formats: list[str] | None = None,
        default_timezone: dt.tzinfo | None = None,
        **options: Any,
    ) -> None:
        super().__init__(format, input_formats, **options)
        self.default_timezone = default_timezone

    def enforce_timezone(self, value: dt.datetime) -> dt.datetime:
        """Return the same time in the current zone, or without one if the project has USE_TZ = False."""
        zone = self.default_timezone or (timezone.get_current_timezone() if settings.USE_TZ else None)
        if zone is None:
            return timezone.make_naive(value, dt.UTC) if timezone.is_aware(value) else value
        if timezone.is_aware(value):
            try:
                return value.astimezone(zone)
            except OverflowError:
                self.fail("overflow")
        aware = timezone.make_aware(value, zone)
        if not is_unambiguous(aware):
            self.fail("make_aware", timezone=zone)
        return aware

    def to_internal_value(self, data: Any, scope: Scope) -> Any:  # noqa: ARG002
        """Return the time, aware of its zone."""
        if isinstance(data, dt.datetime):
            return self.enforce_timezone(data)
        if isinstance(data, dt.date):
            self.fail("date")
        found = self.parsed(data, _parse_datetime)
        return self.refuse() if found is None else self.enforce_timezone(found)

    def present(self, value: Any) -> Any:
        """Return the time in the zone that is current now."""
        if not isinstance(value, dt.datetime) or self.output_format is None:
            return value
        return LocalTime.of(self.enforce_timezone(value))

    def to_representation(self, value: Any) -> Any:
        """Return the time as text, UTC with a `Z`."""
        if not value:
            return None
        chosen = self.output_format
        if chosen is None or isinstance(value, str):
            return value
        if not isinstance(value, LocalTime):
            value = self.enforce_timezone(value)
        return iso_time(value) if chosen.lower() == ISO_8601 else value.strftime(chosen)


def _parse_datetime(text: Any) -> dt.datetime | None:
    """Parse ISO 8601; DRF, having failed, goes on to take the setting's name "iso-8601" for `strptime`'s format."""
    return parse_datetime(text) or dt.datetime.strptime(text, ISO_8601)  # noqa: DTZ007


def is_unambiguous(value: dt.datetime) -> bool:
    """Return whether the zone's clocks show that time once: not skipped in spring, not twice in autumn.

    Mirrors `rest_framework.utils.timezone.valid_datetime`: a skipped time is let through.
    """
    exists = value.astimezone(dt.UTC) == value
    return not (exists and value.replace(fold=not value.fold).utcoffset() != value.utcoffset())


class DateField(FormattedField):
    """A day (`rest_framework.fields.DateField`)."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Date has wrong format. Use one of these formats instead: {format}."),
        "datetime": _("Expected a date but got a datetime."),
    }
    documented: ClassVar[dict[str, Any]] = {"type": "string", "format": "date"}
    setting = "DATE"
    readable_iso = "YYYY-MM-DD"

    def to_internal_value(self, data: Any, scope: Scope) -> Any:  # noqa: ARG002
        """Return the day."""
        if isinstance(data, dt.datetime):
            self.fail("datetime")
        if isinstance(data, dt.date):
            return data
        found = self.parsed(data, parse_date)
        if found is None:
            self.refuse()
        return found.date() if isinstance(found, dt.datetime) else found

    def to_representation(self, value: Any) -> Any:
        """Return the day as text."""
        return self.printed(value) if value else None


class TimeField(FormattedField):
    """A time of day (`rest_framework.fields.TimeField`)."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Time has wrong format. Use one of these formats instead: {format}."),
    }
    documented: ClassVar[dict[str, Any]] = {"type": "string", "format": "time"}
    setting = "TIME"
    readable_iso = "hh:mm[:ss[.uuuuuu]]"

    def to_internal_value(self, data: Any, scope: Scope) -> Any:  # noqa: ARG002
        """Return the time."""
        if isinstance(data, dt.time):
            return data
        found = self.parsed(data, parse_time)
        if found is None:
            self.refuse()
        return found.time() if isinstance(found, dt.datetime) else found

    def to_representation(self, value: Any) -> Any:
        """Return the time as text."""
        return None if value == "" else self.printed(value)


class DurationField(LimitedField):
    """A duration, printed as "1 02:03:04" (`rest_framework.fields.DurationField`).

    Args:
        format: "django", "iso-8601", or None for seconds; the setting by default.
        options: those of `Field`, `max_value` and `min_value`.
    """

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Duration has wrong format. Use one of these formats instead: {format}."),
        "overflow": _("The number of days must be between {min_days} and {max_days}."),
    }
    documented: ClassVar[dict[str, Any]] = {"type": "string"}

    def __init__(self, *, format: str | None = ABSENT, **options: Any) -> None:  # noqa: A002 - DRF's name
        super().__init__(**options)
        self.format = format

    def to_internal_value(self, data: Any, scope: Scope) -> Any:  # noqa: ARG002
        """Return the duration."""
        if isinstance(data, dt.timedelta):
            return data
        try:
            found = parse_duration(str(data))
        except OverflowError:
            self.fail("overflow", min_days=dt.timedelta.min.days, max_days=dt.timedelta.max.days)
        if found is None:
            self.fail("invalid", format="[DD] [HH:[MM:]]ss[.uuuuuu]")
        return found

    def to_representation(self, value: Any) -> Any:
        """Return the duration as text."""
        chosen = getattr(api_settings, "DURATION_FORMAT", "django") if self.format is ABSENT else self.format
        if chosen is None:
            return value
        return duration_iso_string(value) if chosen.lower() == ISO_8601 else duration_string(value)
