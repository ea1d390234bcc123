"""The fields of a schema with their names: what DRF's fields know once they are bound to a serializer."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from pydantic import BaseModel
from pydantic_core import CoreSchema, core_schema
from rest_framework.exceptions import ValidationError

from bridge.drf.context import current_request
from bridge.drf.fields.details import InvalidError, detail_of
from bridge.drf.fields.field import ABSENT, Field, Given, Scope
from bridge.drf.fields.printing import spoken

LEFT_OUT = Given(ABSENT)  # a required field that a PATCH doesn't contain


class PlainField(Field):
    """A field of the model without a marker: Pydantic alone reads and prints it."""

    def present(self, value: Any) -> Any:
        """Return the value, its lazy texts translated."""
        return spoken(value)


@dataclass(frozen=True)
class BoundField:
    """A field under its name."""

    name: str
    field: Field
    source: str
    names: tuple[str, ...]  # the source's parts
    required: bool

    def incoming(self, data: Mapping[str, Any], context: Mapping[str, Any]) -> Any:
        """Return what is to be validated, or ABSENT (`Field.get_value` and `validate_empty_values`)."""
        partial = bool(context.get("partial"))
        value = self.field.get_value(data, self.name, required=self.required, partial=partial)
        if value is not ABSENT:
            return value
        if partial:
            return LEFT_OUT
        return self.default_or_absent(context)

    def default_or_absent(self, context: Mapping[str, Any]) -> Any:
        """Return DRF's default, if there is one; one for new objects only leaves a changed one as it is."""
        if self.field.default is ABSENT:
            return ABSENT
        value = self.default(context)
        return LEFT_OUT if value is ABSENT else Given(value)

    def default(self, context: Mapping[str, Any]) -> Any:
        """Return DRF's default; ask only if there is one."""
        return self.field.get_default(context)

    def has_read_only_default(self, scope: Scope) -> bool:
        """Return whether validators of the whole see a default for a field that clients can't set."""
        return self.field.read_only and self.field.default is not ABSENT and len(self.names) == 1 and not scope.partial

    def outgoing(self, instance: Any) -> Any:
        """Return what is to be printed, or ABSENT (`Field.get_attribute`)."""
        try:
            value = self.field.get_attribute(instance, self.names)
        except (KeyError, AttributeError):
            if self.field.default is not ABSENT:
                value = self.default({"instance": instance, "request": current_request.get()})
            elif self.field.allow_null:
                return None
            elif self.required:
                raise
            else:
                return ABSENT
        return value if value is None or value is ABSENT else self.field.present(value)


def marker_of(cls: type[BaseModel], name: str) -> Field | None:
    """Return the field in the annotation."""
    return next((one for one in cls.__pydantic_fields__[name].metadata if isinstance(one, Field)), None)


@cache
def bound_fields(cls: type[BaseModel]) -> tuple[BoundField, ...]:
    """Return the fields of a schema, in its order."""
    return tuple(_bind(cls, name) for name in cls.model_fields)


def _bind(cls: type[BaseModel], name: str) -> BoundField:
    field = marker_of(cls, name) or PlainField()
    source = field.source or name
    names = () if source == "*" else tuple(source.split("."))
    required = cls.model_fields[name].is_required() and field.default is ABSENT and not field.read_only
    return BoundField(name, field, source, names, required)


class Guard:
    """Stands before a field's validators: lets nothing through that isn't there, and knows DRF's errors."""

    def __call__(self, value: Any, validate: core_schema.ValidatorFunctionWrapHandler) -> Any:
        """Validate one value.

        Raises:
            InvalidError: a validator has raised DRF's or Django's error.
        """
        if value is LEFT_OUT:
            return ABSENT
        try:
            return validate(value)
        except (ValidationError, DjangoValidationError) as error:
            raise InvalidError(detail_of(error)) from error


def guard_fields(cls: type[BaseModel], schema: CoreSchema) -> None:
    """Change a model's core schema: guard each field, and require none that DRF doesn't require."""
    inner: Any = schema
    while inner["type"] != "model-fields":
        inner = inner["schema"]
    for name, described in inner["fields"].items():
        marker = marker_of(cls, name) or PlainField()
        described["schema"] = _guarded(described["schema"], marker)
        if marker.write_only:
            described["serialization_exclude"] = True


def let_instances_through(cls: type[BaseModel], schema: CoreSchema) -> None:
    """Change a model's core schema: instances are valid, whatever the validators say.

    FastAPI validates what an endpoint returns, and the rules for what clients send don't hold for what is stored.
    """
    whole: Any = schema
    inner = dict(whole)
    reference = inner.pop("ref", None)

    def validate(value: Any, validate_inner: core_schema.ValidatorFunctionWrapHandler) -> Any:
        return value if isinstance(value, cls) else validate_inner(value)

    whole.clear()
    whole.update(core_schema.no_info_wrap_validator_function(validate, inner, ref=reference))


def _guarded(schema: Any, marker: Field) -> Any:
    """Return a field's schema with a guard within its default, which Pydantic looks for on the outside."""
    if schema["type"] == "default":
        return {**schema, "schema": _guarded(schema["schema"], marker)}
    if isinstance(schema.get("function", {}).get("function"), Guard):
        return schema  # of a model that refers to itself
    guarded = core_schema.no_info_wrap_validator_function(Guard(), schema)
    if marker.read_only or marker.default is not ABSENT:
        return core_schema.with_default_schema(guarded, default_factory=lambda: ABSENT)
    return guarded
