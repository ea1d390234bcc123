"""Fields for numbers and truth values."""

import decimal
import math
import re
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.encoding import smart_str
from django.utils.formats import localize_input, sanitize_separators
from django.utils.translation import gettext_lazy as _
from rest_framework.settings import api_settings

from bridge.drf.fields.field import ABSENT, Field, Scope

MAX_STRING_LENGTH = 1000  # so that nobody keeps us busy with an endless number
ZERO_DECIMALS = re.compile(r"\.0*\s*$")  # "1.0" is a whole number, "1.2" isn't


class BooleanField(Field):
    """True or False, in several spellings; missing in a form means False (`rest_framework.fields.BooleanField`)."""

    default_error_messages: ClassVar[dict[str, Any]] = {"invalid": _("Must be a valid boolean.")}
    documented: ClassVar[dict[str, Any]] = {"type": "boolean"}
    words: ClassVar[dict[Any, bool | None]] = {
        **dict.fromkeys(["t", "y", "yes", "true", "on", "1", 1], True),
        **dict.fromkeys(["f", "n", "no", "false", "off", "0", 0], False),
        **dict.fromkeys(["null", "", None], None),
    }

    def __init__(self, **options: Any) -> None:
        self.form_default = None if options.get("allow_null") else False
        super().__init__(**options)

    def to_internal_value(self, data: Any, scope: Scope) -> Any:  # noqa: ARG002
        """Return True, False, or None if that is allowed."""
        meaning = self.meaning(data)
        if meaning is ABSENT:
            self.fail("invalid")
        return meaning

    def to_representation(self, value: Any) -> Any:
        """Return True, False, or None if that is allowed."""
        meaning = self.meaning(value)
        return bool(value) if meaning is ABSENT else meaning

    def meaning(self, value: Any) -> Any:
        """Return what a word stands for, or ABSENT."""
        try:
            found = self.words.get(value.lower() if isinstance(value, str) else value, ABSENT)
        except TypeError:  # a list can't be a key
            return ABSENT
        return ABSENT if found is None and not self.allow_null else found


class LimitedField(Field):
    """A number between limits.

    Args:
        max_value: the greatest that is allowed.
        min_value: the least that is allowed.
        options: those of `Field`.
    """

    default_error_messages: ClassVar[dict[str, Any]] = {
        "max_value": _("Ensure this value is less than or equal to {max_value}."),
        "min_value": _("Ensure this value is greater than or equal to {min_value}."),
        "max_string_length": _("String value too large."),
    }

    def __init__(self, *, max_value: Any = None, min_value: Any = None, **options: Any) -> None:
        super().__init__(**options)
        self.max_value = max_value
        self.min_value = min_value
        self.limit("max_value", max_value, MaxValueValidator)
        self.limit("min_value", min_value, MinValueValidator)

    def limits(self) -> dict[str, Any]:
        """Return the limits for the JSON schema."""
        limits = {"maximum": self.max_value, "minimum": self.min_value}
        return {
            name: float(value) if isinstance(value, decimal.Decimal) else value
            for name, value in limits.items()
            if isinstance(value, int | float | decimal.Decimal)
        }

    def json_schema(self, mode: str) -> dict[str, Any]:
        """Return the schema with the limits."""
        return {**super().json_schema(mode), **self.limits()}


class IntegerField(LimitedField):
    """A whole number, also as text or with zeros behind the point (`rest_framework.fields.IntegerField`)."""

    default_error_messages: ClassVar[dict[str, Any]] = {"invalid": _("A valid integer is required.")}
    documented: ClassVar[dict[str, Any]] = {"type": "integer"}

    def to_internal_value(self, data: Any, scope: Scope) -> Any:  # noqa: ARG002
        """Return the number."""
        if isinstance(data, str) and len(data) > MAX_STRING_LENGTH:
            self.fail("max_string_length")
        try:
            return int(ZERO_DECIMALS.sub("", str(data)))
        except (ValueError, TypeError):
            self.fail("invalid")

    def to_representation(self, value: Any) -> Any:
        """Return the number."""
        return int(value)


class BigIntegerField(IntegerField):
    """A whole number of 64 bits, printed as COERCE_BIGINT_TO_STRING says (`rest_framework.fields.BigIntegerField`).

    Args:
        coerce_to_string: whether it is printed as text; the setting if None.
        options: those of `IntegerField`.
    """

    default_error_messages: ClassVar[dict[str, Any]] = {"invalid": _("A valid biginteger is required.")}

    def __init__(self, *, coerce_to_string: bool | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.coerce_to_string = coerce_to_string

    @property
    def prints_text(self) -> bool:
        """Whether it is printed as text; older releases of DRF have no such setting."""
        if self.coerce_to_string is not None:
            return self.coerce_to_string
        return bool(getattr(api_settings, "COERCE_BIGINT_TO_STRING", False))

    def to_representation(self, value: Any) -> Any:
        """Return the number, or its text."""
        return str(value) if self.prints_text else int(value)

    def json_schema(self, mode: str) -> dict[str, Any]:
        """Return the schema: text, if that is what is printed."""
        if mode == "serialization" and self.prints_text:
            return {"type": "string"}
        return {**super().json_schema(mode), "format": "int64"}


class FloatField(LimitedField):
    """A number, neither infinite nor NaN (`rest_framework.fields.FloatField`)."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("A valid number is required."),
        "overflow": _("Integer value too large to convert to float"),
    }
    documented: ClassVar[dict[str, Any]] = {"type": "number"}

    def to_internal_value(self, data: Any, scope: Scope) -> Any:  # noqa: ARG002
        """Return the number."""
        if isinstance(data, str) and len(data) > MAX_STRING_LENGTH:
            self.fail("max_string_length")
        try:
            value = float(data)
        except (TypeError, ValueError):
            self.fail("invalid")
        except OverflowError:
            self.fail("overflow")
        if not math.isfinite(value):
            self.fail("invalid")
        return value

    def to_representation(self, value: Any) -> Any:
        """Return the number."""
        return float(value)


class LocalNumber(str):
    """A number as it is printed in the language of the request."""

    __slots__ = ()


class DecimalField(LimitedField):
    """A decimal number, read and printed with all its places (`rest_framework.fields.DecimalField`).

    Args:
        max_digits: how many digits it may have; None for any number of them.
        decimal_places: how many of them behind the point.
        coerce_to_string: whether it is printed as text; COERCE_DECIMAL_TO_STRING if None.
        localize: read and print the current language's separators.
        rounding: one of `decimal`'s modes.
        normalize_output: print no zeros at the end.
        options: those of `Field`, `max_value` and `min_value`.
    """

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("A valid number is required."),
        "max_digits": _("Ensure that there are no more than {max_digits} digits in total."),
        "max_decimal_places": _("Ensure that there are no more than {max_decimal_places} decimal places."),
        "max_whole_digits": _("Ensure that there are no more than {max_whole_digits} digits before the decimal point."),
    }

    def __init__(
        self,
        max_digits: int | None,
        decimal_places: int | None,
        *,
        coerce_to_string: bool | None = None,
        localize: bool = False,
        rounding: str | None = None,
        normalize_output: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.max_digits = max_digits
        self.decimal_places = decimal_places
        self.coerce_to_string = True if localize else coerce_to_string
        self.localize = localize
        self.rounding = rounding
        self.normalize_output = normalize_output

    def run_validation(self, data: Any, scope: Scope) -> Any:
        """Return the number; blank text is null, where that is allowed."""
        if self.allow_null and smart_str(data).strip() == "":
            return None
        return super().run_validation(data, scope)

    def to_internal_value(self, data: Any, scope: Scope) -> Any:  # noqa: ARG002
        """Return the number, with all its places."""
        text = smart_str(data).strip()
        if self.localize:
            text = sanitize_separators(text)
        if len(text) > MAX_STRING_LENGTH:
            self.fail("max_string_length")
        try:
            value = decimal.Decimal(text)
        except decimal.DecimalException:
            self.fail("invalid")
        if not value.is_finite():
            self.fail("invalid")
        self.check_precision(value)
        return self.quantize(value)

    def check_precision(self, value: decimal.Decimal) -> None:
        """Count the digits (`DecimalField.validate_precision`).

        Raises:
            InvalidError: there are too many.
        """
        _, digits, exponent = value.as_tuple()
        places = max(-int(exponent), 0)
        total = len(digits) + int(exponent) if int(exponent) >= 0 else max(len(digits), places)
        if self.max_digits is not None and total > self.max_digits:
            self.fail("max_digits", max_digits=self.max_digits)
        if self.decimal_places is None:
            return
        if places > self.decimal_places:
            self.fail("max_decimal_places", max_decimal_places=self.decimal_places)
        if self.max_digits is not None and total - places > self.max_digits - self.decimal_places:
            self.fail("max_whole_digits", max_whole_digits=self.max_digits - self.decimal_places)

    def quantize(self, value: decimal.Decimal) -> decimal.Decimal:
        """Return the number with all its places."""
        if self.decimal_places is None:
            return value
        context = decimal.getcontext().copy()
        if self.max_digits is not None:
            context.prec = self.max_digits
        return value.quantize(decimal.Decimal(1).scaleb(-self.decimal_places), self.rounding, context)

    @property
    def prints_text(self) -> bool:
        """Whether it is printed as text."""
        return bool(api_settings.COERCE_DECIMAL_TO_STRING if self.coerce_to_string is None else self.coerce_to_string)

    def present(self, value: Any) -> Any:
        """Return the number; localized, what is printed in the language that is active now."""
        return LocalNumber(self.to_representation(value)) if self.localize else value

    def to_representation(self, value: Any) -> Any:
        """Return the number as text, or for JSON as it is."""
        if isinstance(value, LocalNumber):
            return str(value)
        number = value if isinstance(value, decimal.Decimal) else decimal.Decimal(str(value).strip())
        number = self.quantize(number)
        if self.normalize_output:
            number = number.normalize()
        if not self.prints_text:
            return number
        return localize_input(number) if self.localize else f"{number:f}"

    def json_schema(self, mode: str) -> dict[str, Any]:
        """Return the schema: text, if that is what is printed; a client may send either."""
        text = {"type": "string", "format": "decimal"}
        number = {"type": "number", **self.limits()}
        if mode == "serialization":
            return text if self.prints_text else number
        return {"anyOf": [number, text]}
