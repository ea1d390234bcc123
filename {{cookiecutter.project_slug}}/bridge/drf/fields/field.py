"""What all fields have in common: emptiness, validators, messages, and their way into Pydantic."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, NoReturn

from django.core.exceptions import ValidationError as DjangoValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema
from rest_framework.exceptions import ValidationError

from bridge.drf.fields.attributes import get_attribute
from bridge.drf.fields.details import InvalidError, detail_of, message
from bridge.drf.fields.forms import is_form
from bridge.drf.fields.printing import jsonable

Validator = Callable[..., Any]


class Absent:
    """Stands for "the client sent nothing", where None would mean null (`rest_framework.fields.empty`)."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Any = Absent()


@dataclass(frozen=True)
class Given:
    """A value that needs no validation: the field's default."""

    value: Any


@dataclass(frozen=True)
class Scope:
    """Where a value is validated.

    Args:
        context: what the caller of `Schema.parse` gave, with `instance` and `partial`.
        source: the attribute of the model that the value is for.
    """

    context: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""

    @property
    def instance(self) -> Any:
        """The object that is being changed, if any."""
        return self.context.get("instance")

    @property
    def partial(self) -> bool:
        """Whether fields may be left out: PATCH."""
        return bool(self.context.get("partial"))


class Field:
    """Reads and prints one value as the DRF field of the same name does; put it into `Annotated`.

    Mirrors `rest_framework.fields.Field`. Whether a field is required is for Pydantic to know: it is, unless the
    model gives it a default. `default=` here is DRF's: it stands in for what a client leaves out.

    Args:
        read_only: the client can't set it; what it sends is ignored.
        write_only: it isn't printed.
        default: the value, or a function without parameters, for a field that a client leaves out. A function with a
            true attribute `requires_context` gets the validation context.
        source: the attribute of the model, with dots where it is one of a related object; the field's name if None.
        validators: functions that raise Django's or DRF's `ValidationError`; all of them run.
        allow_null: None is allowed.
        error_messages: other words, by code.
    """

    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("This field is required."),
        "null": _("This field may not be null."),
    }
    allow_blank = False
    form_default: Any = ABSENT  # what is missing from a form stands for (`default_empty_html`)
    documented: ClassVar[dict[str, Any]] = {}  # the JSON schema, as far as it depends on the class alone

    def __init__(
        self,
        *,
        read_only: bool = False,
        write_only: bool = False,
        default: Any = ABSENT,
        source: str | None = None,
        validators: Iterable[Validator] | None = None,
        allow_null: bool = False,
        error_messages: Mapping[str, Any] | None = None,
    ) -> None:
        if read_only and write_only:
            raise TypeError("A field can't be both read_only and write_only.")
        self.read_only = read_only
        self.write_only = write_only
        self.default = default
        self.source = source
        self.validators: list[Validator] = list(validators or ())
        self.allow_null = allow_null
        self.error_messages: dict[str, Any] = {}
        for cls in reversed(type(self).__mro__):
            self.error_messages.update(vars(cls).get("default_error_messages", {}))
        self.error_messages.update(error_messages or {})
        if self.form_default is not ABSENT and default is not ABSENT:
            self.form_default = default

    def limit(self, code: str, limit: Any, validator: Callable[..., Validator]) -> None:
        """Let a validator of Django's check a limit, unless that is None; `code` names it in the message."""
        if limit is not None:
            text = format_lazy(self.error_messages[code], **{code: limit})
            self.validators.append(validator(limit, message=text))

    def fail(self, code: str, /, **values: Any) -> NoReturn:
        """Refuse the value, in the words for `code`.

        Raises:
            InvalidError: always.
        """
        raise InvalidError(message(str(self.error_messages[code]).format(**values), code))

    def get_value(self, data: Any, name: str, *, required: bool, partial: bool) -> Any:
        """Return what the client sent for the field, or ABSENT; forms can't say null or False."""
        if not is_form(data):
            return data.get(name, ABSENT)
        if name not in data:
            return ABSENT if partial else self.form_default
        value = data[name]
        if value != "" or self.allow_blank:
            return value
        if self.allow_null:
            return None
        return value if required else ABSENT

    def get_default(self, context: Mapping[str, Any]) -> Any:
        """Return the value for a field that was left out; ask only if `default` isn't ABSENT."""
        if not callable(self.default):
            return self.default
        return self.default(context) if getattr(self.default, "requires_context", False) else self.default()

    def run_validation(self, data: Any, scope: Scope) -> Any:
        """Return the value that `data` stands for.

        Raises:
            InvalidError: it stands for none, or for one that a validator refuses.
        """
        if data is None:
            if not self.allow_null:
                self.fail("null")
            if self.source != "*":
                return None
        value = self.to_internal_value(data, scope)
        if self.validators:
            self.run_validators(value, scope)
        return value

    def run_validators(self, value: Any, scope: Scope) -> None:
        """Collect what the validators have against a value.

        Raises:
            InvalidError: at least one refuses it.
        """
        errors: list[Any] = []
        for validator in self.validators:
            try:
                if getattr(validator, "requires_context", False):
                    validator(value, scope)
                else:
                    validator(value)
            except (InvalidError, ValidationError, DjangoValidationError) as error:
                detail = detail_of(error)
                if isinstance(detail, dict) and not isinstance(error, DjangoValidationError):
                    raise InvalidError(detail) from error
                errors.extend(detail)
        if errors:
            raise InvalidError(errors)

    def to_internal_value(self, data: Any, scope: Scope) -> Any:  # noqa: ARG002 - others need it
        """Return the Python value."""
        return data

    def to_representation(self, value: Any) -> Any:
        """Return what is printed of a value other than None."""
        return value

    def get_attribute(self, instance: Any, names: Sequence[str]) -> Any:
        """Return the field's value of an object that is to be printed."""
        return get_attribute(instance, names)

    def present(self, value: Any) -> Any:
        """Return what an output model holds of an object's value; None is never asked for.

        Whatever depends on the time zone or the language is decided here: FastAPI prints the model later, elsewhere.
        """
        return value

    def serialize(self, value: Any) -> Any:
        """Return JSON for a value."""
        return None if value is None else jsonable(self.to_representation(value))

    def json_schema(self, mode: str) -> dict[str, Any]:  # noqa: ARG002 - others need it
        """Return the JSON schema of a value other than null, in the mode "validation" or "serialization"."""
        return dict(self.documented)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return how Pydantic reads and prints the value: through this field alone."""
        name = self.source or handler.field_name or ""

        def validate(value: Any, info: core_schema.ValidationInfo[Any]) -> Any:
            if isinstance(value, Given):
                return value.value
            return self.run_validation(value, Scope(info.context or {}, name))

        return core_schema.with_info_plain_validator_function(
            validate,
            serialization=core_schema.plain_serializer_function_ser_schema(self.serialize, when_used="json"),
            json_schema_input_schema=self.described_by(source, handler),
        )

    def described_by(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema | None:  # noqa: ARG002
        """Return the schema of Python's type, if that describes the field rather than `json_schema`."""
        return None

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Return the JSON schema for OpenAPI."""
        described = _described(schema)
        result = handler(described) if described else self.json_schema(handler.mode)
        if self.allow_null and not described and result:
            result = {"anyOf": [result, {"type": "null"}]}
        if handler.mode == "validation" and self.default is not ABSENT and not callable(self.default):
            result = {**result, "default": self.serialize(self.default)}
        return result


def _described(schema: Any) -> CoreSchema | None:
    """Return the schema of Python's type; Pydantic may have put validators around the field meanwhile."""
    while schema and "json_schema_input_schema" not in schema:
        schema = schema.get("schema")
    found: CoreSchema | None = schema and schema["json_schema_input_schema"]
    return found
