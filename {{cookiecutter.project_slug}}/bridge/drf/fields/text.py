"""Fields for text: what Pydantic's `str`, `EmailStr`, `AnyUrl` and `UUID` read differently from DRF."""

import re
import uuid
from typing import Any, ClassVar

from django.core.exceptions import ValidationError as DjangoValidationError
from django.core.validators import (
    EmailValidator,
    MaxLengthValidator,
    MinLengthValidator,
    ProhibitNullCharactersValidator,
    RegexValidator,
    URLValidator,
    ip_address_validators,
)
from django.utils.ipv6 import clean_ipv6_address
from django.utils.translation import gettext_lazy as _

from bridge.drf.fields.details import InvalidError, message
from bridge.drf.fields.field import Field, Scope

SURROGATES = re.compile("[\ud800-\udfff]")
SURROGATES_MESSAGE = _("Surrogate characters are not allowed: U+{code_point:X}.")


class CharField(Field):
    """Text, trimmed; numbers are taken for text, too (`rest_framework.fields.CharField`).

    Args:
        allow_blank: it may be empty.
        trim_whitespace: blanks at both ends are removed.
        max_length: how many characters it may have.
        min_length: how many it has to have.
        options: those of `Field`.
    """

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Not a valid string."),
        "blank": _("This field may not be blank."),
        "max_length": _("Ensure this field has no more than {max_length} characters."),
        "min_length": _("Ensure this field has at least {min_length} characters."),
    }
    documented: ClassVar[dict[str, Any]] = {"type": "string"}

    def __init__(
        self,
        *,
        allow_blank: bool = False,
        trim_whitespace: bool = True,
        max_length: int | None = None,
        min_length: int | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.allow_blank = allow_blank
        self.trim_whitespace = trim_whitespace
        self.max_length = max_length
        self.min_length = min_length
        self.limit("max_length", max_length, MaxLengthValidator)
        self.limit("min_length", min_length, MinLengthValidator)
        self.validators += [ProhibitNullCharactersValidator(), prohibit_surrogates]

    def run_validation(self, data: Any, scope: Scope) -> Any:
        """Return the text."""
        if data == "" or (self.trim_whitespace and str(data).strip() == ""):
            if not self.allow_blank:
                self.fail("blank")
            return ""
        return super().run_validation(data, scope)

    def to_internal_value(self, data: Any, scope: Scope) -> Any:  # noqa: ARG002
        """Return the text of a string or a number."""
        if isinstance(data, bool) or not isinstance(data, str | int | float):
            self.fail("invalid")
        text = str(data)
        return text.strip() if self.trim_whitespace else text

    def to_representation(self, value: Any) -> Any:
        """Return the text."""
        return str(value)

    def present(self, value: Any) -> Any:
        """Return the text, translated now if it is lazy."""
        return str(value)

    def json_schema(self, mode: str) -> dict[str, Any]:
        """Return the schema with the lengths that are asked of a client."""
        schema = super().json_schema(mode)
        minimum = self.min_length or (0 if self.allow_blank else 1)
        if self.max_length is not None:
            schema["maxLength"] = self.max_length
        if mode == "validation" and minimum:
            schema["minLength"] = minimum
        return schema


def prohibit_surrogates(value: Any) -> None:
    """Refuse half characters, which no database takes (`ProhibitSurrogateCharactersValidator`).

    Raises:
        InvalidError: there is one.
    """
    found = SURROGATES.search(str(value))
    if found:
        text = str(SURROGATES_MESSAGE).format(code_point=ord(found[0]))
        raise InvalidError(message(text, "surrogate_characters_not_allowed"))


class EmailField(CharField):
    """An address as Django checks it; its case stays (`rest_framework.fields.EmailField`)."""

    default_error_messages: ClassVar[dict[str, Any]] = {"invalid": _("Enter a valid email address.")}
    documented: ClassVar[dict[str, Any]] = {"type": "string", "format": "email"}

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.validators.append(EmailValidator(message=self.error_messages["invalid"]))


class URLField(CharField):
    """An address as Django checks it, unchanged (`rest_framework.fields.URLField`)."""

    default_error_messages: ClassVar[dict[str, Any]] = {"invalid": _("Enter a valid URL.")}
    documented: ClassVar[dict[str, Any]] = {"type": "string", "format": "uri"}

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.validators.append(URLValidator(message=self.error_messages["invalid"]))


class RegexField(CharField):
    """Text in which the pattern is found (`rest_framework.fields.RegexField`).

    Args:
        regex: the pattern, which is searched, not matched: begin it with `^`.
        options: those of `CharField`.
    """

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("This value does not match the required pattern."),
    }

    def __init__(self, regex: str | re.Pattern[str], **options: Any) -> None:
        super().__init__(**options)
        self.pattern = regex if isinstance(regex, str) else regex.pattern
        self.validators.append(RegexValidator(regex, message=self.error_messages["invalid"]))

    def json_schema(self, mode: str) -> dict[str, Any]:
        """Return the schema with the pattern."""
        return {**super().json_schema(mode), "pattern": self.pattern}


class SlugField(CharField):
    """Letters, digits, hyphens and underscores (`rest_framework.fields.SlugField`).

    Args:
        allow_unicode: letters of all scripts.
        options: those of `CharField`.
    """

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _('Enter a valid "slug" consisting of letters, numbers, underscores or hyphens.'),
        "invalid_unicode": _('Enter a valid "slug" consisting of Unicode letters, numbers, underscores, or hyphens.'),
    }

    def __init__(self, allow_unicode: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.allow_unicode = allow_unicode
        pattern = r"^[-\w]+\Z" if allow_unicode else r"^[-a-zA-Z0-9_]+$"
        text = self.error_messages["invalid_unicode" if allow_unicode else "invalid"]
        self.validators.append(RegexValidator(re.compile(pattern), message=text))

    def json_schema(self, mode: str) -> dict[str, Any]:
        """Return the schema with the pattern."""
        pattern = r"^[-\w]+$" if self.allow_unicode else "^[-a-zA-Z0-9_]+$"
        return {**super().json_schema(mode), "pattern": pattern}


class IPAddressField(CharField):
    """An IPv4 or IPv6 address as text, the latter in its short form (`rest_framework.fields.IPAddressField`).

    Args:
        protocol: "both", "ipv4" or "ipv6".
        options: those of `CharField`.
    """

    default_error_messages: ClassVar[dict[str, Any]] = {"invalid": _("Enter a valid IPv4 or IPv6 address.")}

    def __init__(self, protocol: str = "both", **options: Any) -> None:
        super().__init__(**options)
        self.protocol = protocol.lower()
        self.unpack_ipv4 = self.protocol == "both"
        validators: Any = ip_address_validators(protocol, self.unpack_ipv4)
        self.validators.extend(validators)

    def to_internal_value(self, data: Any, scope: Scope) -> Any:
        """Return the address."""
        if not isinstance(data, str):
            self.fail("invalid")
        if ":" in data and self.protocol in {"both", "ipv6"}:
            try:
                return clean_ipv6_address(data, self.unpack_ipv4)
            except DjangoValidationError:
                self.fail("invalid")
        return super().to_internal_value(data, scope)

    def json_schema(self, mode: str) -> dict[str, Any]:
        """Return the schema with the format, if there is one for it."""
        schema = super().json_schema(mode)
        return schema if self.protocol == "both" else {**schema, "format": self.protocol}


class UUIDField(Field):
    """A UUID in any spelling, or as a number (`rest_framework.fields.UUIDField`).

    Args:
        format: how it is printed: "hex_verbose", "hex", "int" or "urn".
        options: those of `Field`.

    Raises:
        ValueError: there is no such format.
    """

    default_error_messages: ClassVar[dict[str, Any]] = {"invalid": _("Must be a valid UUID.")}

    def __init__(self, *, format: str = "hex_verbose", **options: Any) -> None:  # noqa: A002 - DRF's name
        super().__init__(**options)
        if format not in {"hex_verbose", "hex", "int", "urn"}:
            raise ValueError(f"There is no format {format!r} for a UUID.")
        self.format = format

    def to_internal_value(self, data: Any, scope: Scope) -> Any:  # noqa: ARG002
        """Return the UUID."""
        if isinstance(data, uuid.UUID):
            return data
        if not isinstance(data, int | str):
            self.fail("invalid")
        try:
            return uuid.UUID(int=data) if isinstance(data, int) else uuid.UUID(hex=data)
        except ValueError:
            self.fail("invalid")

    def to_representation(self, value: Any) -> Any:
        """Return the UUID in its format."""
        return str(value) if self.format == "hex_verbose" else getattr(value, self.format)

    def json_schema(self, mode: str) -> dict[str, Any]:
        """Return the schema: a number, if that is what is printed."""
        if mode == "serialization" and self.format == "int":
            return {"type": "integer"}
        return {"type": "string"} if self.format in {"hex", "urn"} else {"type": "string", "format": "uuid"}
