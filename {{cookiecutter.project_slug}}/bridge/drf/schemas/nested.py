"""Schemas within schemas: one object, or a list of them."""

from collections.abc import Mapping
from types import NoneType
from typing import TYPE_CHECKING, Any, ClassVar, cast, get_args, get_origin

from django.db import models
from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema
from rest_framework.settings import api_settings

from bridge.drf.fields.containers import LENGTH_MESSAGES
from bridge.drf.fields.details import InvalidError, by_field, message, non_field
from bridge.drf.fields.field import ABSENT, Field, Scope
from bridge.drf.fields.forms import form_dict, form_list, is_form, type_name
from bridge.drf.schemas.parsing import parse

if TYPE_CHECKING:
    from bridge.drf.schemas import Schema


class Nested(Field):
    """A schema, or with `list[...]` several, as a field (`rest_framework.serializers.Serializer`, `ListSerializer`).

        lines: Annotated[list[LineIn], Nested(allow_empty=False)]

    Args:
        allow_empty: a list may have no items.
        max_length: how many it may have.
        min_length: how many it has to have.
        options: those of `Field`.
    """

    default_error_messages: ClassVar[dict[str, Any]] = LENGTH_MESSAGES

    def __init__(
        self,
        *,
        allow_empty: bool = True,
        max_length: int | None = None,
        min_length: int | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.allow_empty = allow_empty
        self.max_length = max_length
        self.min_length = min_length
        self.schema: type[Schema]
        self.many = False

    def learn(self, source: Any) -> None:
        """Learn from the annotation what is nested."""
        whole = next((one for one in get_args(source) if one is not NoneType and _allows_none(source)), source)
        self.many = get_origin(whole) is list
        self.schema = get_args(whole)[0] if self.many else whole

    def described_by(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema | None:
        """Learn from the annotation what is nested; it also describes the field."""
        self.learn(source)
        described: Any = handler(source)
        if described["type"] == "list":
            minimum = self.min_length or (0 if self.allow_empty else 1)
            lengths = {"min_length": minimum or None, "max_length": self.max_length}
            described = {**described, **{name: one for name, one in lengths.items() if one is not None}}
        return cast("CoreSchema", described)

    def parse(
        self, data: Any, *, instance: Any = None, partial: bool = False, context: Mapping[str, Any] | None = None
    ) -> list[Any]:
        """Validate a body that is a list (`rest_framework.serializers.ListSerializer.is_valid`).

        Raises:
            ValidationError: DRF's, with DRF's details.
            TypeError: there is an `instance`; what several rows are to become, neither DRF nor this knows.
        """
        if instance is not None:
            raise TypeError("A list of objects can't change several rows: parse each with its own instance.")
        return parse(self.items, data, instance=None, partial=partial, context=context)

    def get_value(self, data: Any, name: str, *, required: bool, partial: bool) -> Any:  # noqa: ARG002
        """Return the object or list, in a form that of the keys `name.key` or `name[0]key`."""
        if not is_form(data):
            return data.get(name, ABSENT)
        return form_list(data, name, default=ABSENT) if self.many else form_dict(data, name, default=ABSENT)

    def to_internal_value(self, data: Any, scope: Scope) -> Any:
        """Return the schema's instance, or a list of them. As in DRF, none of them knows of an object to change."""
        context = within(scope.context)
        return self.items(data, context) if self.many else self.schema.validated(data, context)

    def run_validators(self, value: Any, scope: Scope) -> None:
        """Run validators of the whole.

        Raises:
            InvalidError: one refuses it.
        """
        try:
            super().run_validators(value, scope)
        except InvalidError as error:
            raise InvalidError(by_field(error.detail)) from error

    def items(self, data: Any, context: Mapping[str, Any]) -> list[Any]:
        """Return the list of instances; what is wrong is told by number, as LIST_SERIALIZER_ERRORS_AS_DICT says.

        Raises:
            InvalidError: something is wrong.
        """
        items = form_list(data, default=[]) if is_form(data) else data
        self.check_list(items)
        context = within(context)
        valid: list[Any] = []
        errors: dict[int, Any] = {}
        for index, item in enumerate(items):
            try:
                valid.append(self.item(item, context))
            except InvalidError as error:
                errors[index] = error.detail
        if not errors:
            return valid
        # DRF before 3.18 has no such setting, and answers a list
        as_dict = getattr(api_settings, "LIST_SERIALIZER_ERRORS_AS_DICT", False)
        raise InvalidError(errors if as_dict else [errors.get(index, {}) for index in range(len(items))])

    def item(self, data: Any, context: Mapping[str, Any]) -> Any:
        """Return the instance for one item of a list; null is as good or bad there as for the list."""
        if data is not None:
            return self.schema.validated(data, context)
        return None if self.allow_null else self.fail("null")

    def check_list(self, items: Any) -> None:
        """Check type and length.

        Raises:
            InvalidError: it is not a list, or of a wrong length.
        """
        if not isinstance(items, list):
            self.refuse("not_a_list", input_type=type_name(items))
        if not self.allow_empty and not items:
            self.refuse("empty")
        if self.max_length is not None and len(items) > self.max_length:
            self.refuse("max_length", max_length=self.max_length)
        if self.min_length is not None and len(items) < self.min_length:
            self.refuse("min_length", min_length=self.min_length)

    def refuse(self, code: str, **values: Any) -> None:
        """Refuse the list as a whole.

        Raises:
            InvalidError: always.
        """
        raise InvalidError(non_field(message(str(self.error_messages[code]).format(**values), code)))

    def present(self, value: Any) -> Any:
        """Return the output models; a manager stands for all of its objects."""
        if not self.many:
            return self.schema.read(value)
        return [self.schema.read(item) for item in (value.all() if isinstance(value, models.Manager) else value)]

    def serialize(self, value: Any) -> Any:
        """Return JSON."""
        if isinstance(value, list):
            return [self.serialize(one) for one in value]
        return None if value is None else value.model_dump(mode="json")


def within(context: Mapping[str, Any]) -> dict[str, Any]:
    """Return the context of what is nested."""
    return {**{name: one for name, one in context.items() if name != "initial_data"}, "instance": None}


def _allows_none(source: Any) -> bool:
    return NoneType in get_args(source)
