"""Fields for lists, dicts and any JSON."""

import json
from typing import Any, ClassVar, NoReturn

from django.core.exceptions import ValidationError as DjangoValidationError
from django.core.validators import MaxLengthValidator, MinLengthValidator
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError

from bridge.drf.fields.details import InvalidError, detail_of
from bridge.drf.fields.field import ABSENT, Field, Scope
from bridge.drf.fields.forms import form_dict, form_list, is_form, is_list, plain_dict, type_name
from bridge.drf.fields.printing import spoken
from bridge.drf.fields.text import CharField

LENGTH_MESSAGES = {
    "not_a_list": _('Expected a list of items but got type "{input_type}".'),
    "empty": _("This list may not be empty."),
    "min_length": _("Ensure this field has at least {min_length} elements."),
    "max_length": _("Ensure this field has no more than {max_length} elements."),
}


class AnyField(Field):
    """Whatever it is, null included: the child of a list without one (`rest_framework.fields._UnvalidatedField`)."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"allow_null": True, **options})
        self.allow_blank = True

    def present(self, value: Any) -> Any:
        """Return the value, its lazy texts translated."""
        return spoken(value)


class ListField(Field):
    """A list of values of one kind (`rest_framework.fields.ListField`).

    Args:
        child: the field of each.
        allow_empty: none is enough.
        max_length: how many there may be.
        min_length: how many there have to be.
        options: those of `Field`.
    """

    default_error_messages: ClassVar[dict[str, Any]] = LENGTH_MESSAGES

    def __init__(
        self,
        *,
        child: Field | None = None,
        allow_empty: bool = True,
        max_length: int | None = None,
        min_length: int | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.child = child or AnyField()
        self.allow_empty = allow_empty
        self.max_length = max_length
        self.min_length = min_length
        self.limit("max_length", max_length, MaxLengthValidator)
        self.limit("min_length", min_length, MinLengthValidator)

    def get_value(self, data: Any, name: str, *, required: bool, partial: bool) -> Any:  # noqa: ARG002
        """Return all values of the key, or those of `name[0]` and so on."""
        if not is_form(data):
            return data.get(name, ABSENT)
        return data.getlist(name) or form_list(data, name, default=ABSENT)

    def to_internal_value(self, data: Any, scope: Scope) -> Any:
        """Return the values; what is wrong with some of them is told by their number."""
        if is_form(data):
            data = form_list(data, default=[])
        if not is_list(data):
            self.fail("not_a_list", input_type=type_name(data))
        if not self.allow_empty and len(data) == 0:
            self.fail("empty")
        return list(run_children(self.child, enumerate(data), scope).values())

    def present(self, value: Any) -> Any:
        """Return the list of what an output model holds of each: a query in it runs now."""
        return [None if item is None else self.child.present(item) for item in value]

    def to_representation(self, value: Any) -> Any:
        """Return the list of what is printed of each."""
        return [None if item is None else self.child.to_representation(item) for item in value]

    def json_schema(self, mode: str) -> dict[str, Any]:
        """Return the schema of the list and its items."""
        minimum = self.min_length or (0 if self.allow_empty else 1)
        schema: dict[str, Any] = {"type": "array", "items": nullable(self.child, mode)}
        if minimum:
            schema["minItems"] = minimum
        if self.max_length is not None:
            schema["maxItems"] = self.max_length
        return schema


def nullable(field: Field, mode: str) -> dict[str, Any]:
    """Return the JSON schema of a child."""
    schema = field.json_schema(mode)
    return {"anyOf": [schema, {"type": "null"}]} if field.allow_null and schema else schema


def run_children(child: Field, items: Any, scope: Scope) -> dict[Any, Any]:
    """Validate each value of the pairs, and return them by key.

    Raises:
        InvalidError: some are wrong; the detail is a dict by key.
    """
    values: dict[Any, Any] = {}
    errors: dict[Any, Any] = {}
    for key, item in items:
        try:
            values[key] = child.run_validation(item, scope)
        except (InvalidError, ValidationError, DjangoValidationError) as error:
            errors[key] = detail_of(error)
    if errors:
        raise InvalidError(errors)
    return values


class DictField(Field):
    """An object with values of one kind (`rest_framework.fields.DictField`).

    Args:
        child: the field of each value.
        allow_empty: it may have no keys.
        options: those of `Field`.
    """

    default_error_messages: ClassVar[dict[str, Any]] = {
        "not_a_dict": _('Expected a dictionary of items but got type "{input_type}".'),
        "empty": _("This dictionary may not be empty."),
    }

    def __init__(self, *, child: Field | None = None, allow_empty: bool = True, **options: Any) -> None:
        super().__init__(**options)
        self.child = child or AnyField()
        self.allow_empty = allow_empty

    def get_value(self, data: Any, name: str, *, required: bool, partial: bool) -> Any:  # noqa: ARG002
        """Return the object, or that of the keys `name.key`."""
        if not is_form(data):
            return data.get(name, ABSENT)
        return form_dict(data, name, default={} if name in data else ABSENT)

    def to_internal_value(self, data: Any, scope: Scope) -> Any:
        """Return the object; what is wrong with some values is told by their key."""
        data = plain_dict(data)
        if not isinstance(data, dict):
            self.fail("not_a_dict", input_type=type_name(data))
        if not self.allow_empty and len(data) == 0:
            self.fail("empty")
        return run_children(self.child, ((str(key), value) for key, value in data.items()), scope)

    def present(self, value: Any) -> Any:
        """Return the object with what an output model holds of each value."""
        return {str(key): None if item is None else self.child.present(item) for key, item in value.items()}

    def to_representation(self, value: Any) -> Any:
        """Return the object with what is printed of each value."""
        return {str(key): None if item is None else self.child.to_representation(item) for key, item in value.items()}

    def json_schema(self, mode: str) -> dict[str, Any]:
        """Return the schema of the object and its values."""
        return {"type": "object", "additionalProperties": nullable(self.child, mode) or True}


class HStoreField(DictField):
    """An object with text or null for values (`rest_framework.fields.HStoreField`)."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("child", CharField(allow_blank=True, allow_null=True))
        super().__init__(**options)


class JSONString(str):
    """JSON that came in a form: as text."""

    __slots__ = ()


class JSONField(Field):
    """Any JSON value (`rest_framework.fields.JSONField`). OpenAPI shows the type in the annotation.

    Args:
        binary: it comes and goes as text that holds JSON.
        encoder: the class that `json.dumps` uses.
        decoder: the class that `json.loads` uses.
        options: those of `Field`.
    """

    default_error_messages: ClassVar[dict[str, Any]] = {"invalid": _("Value must be valid JSON.")}

    def __init__(
        self,
        *,
        binary: bool = False,
        encoder: type[json.JSONEncoder] | None = None,
        decoder: type[json.JSONDecoder] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.binary = binary
        self.encoder = encoder
        self.decoder = decoder

    def get_value(self, data: Any, name: str, *, required: bool, partial: bool) -> Any:  # noqa: ARG002
        """Return the value; that of a form is text to be parsed."""
        if is_form(data) and name in data:
            return JSONString(data[name])
        return data.get(name, ABSENT)

    def to_internal_value(self, data: Any, scope: Scope) -> Any:  # noqa: ARG002
        """Return the value, once it is sure to be JSON."""
        try:
            if self.binary or isinstance(data, JSONString):
                text = data.decode() if isinstance(data, bytes) else data
                return json.loads(text, cls=self.decoder, parse_constant=refuse_constant)
            json.dumps(data, cls=self.encoder, allow_nan=False)
        except (TypeError, ValueError):
            self.fail("invalid")
        return data

    def present(self, value: Any) -> Any:
        """Return the value, its lazy texts translated."""
        return spoken(value)

    def to_representation(self, value: Any) -> Any:
        """Return the value, or its text."""
        return json.dumps(value, cls=self.encoder, allow_nan=False) if self.binary else value


def refuse_constant(name: str) -> NoReturn:
    """Refuse NaN and Infinity, which aren't JSON.

    Raises:
        ValueError: always.
    """
    raise ValueError(f"Out of range float values are not JSON compliant: {name}")
