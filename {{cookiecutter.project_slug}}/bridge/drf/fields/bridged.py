"""A DRF field as it is, in a Pydantic model: for classes of fields that nobody has written anew yet."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.fields import SkipField, empty
from rest_framework.relations import PKOnlyObject

from bridge.drf.context import current_request
from bridge.drf.fields.details import InvalidError
from bridge.drf.fields.field import ABSENT, Field, Scope
from bridge.drf.fields.printing import jsonable
from bridge.drf.fields.serializers import blank_serializer, printing_serializer, reading_serializer


@dataclass(frozen=True)
class Printed:
    """What an output model holds of a bridged field: what DRF has printed."""

    value: Any


class Bridged(Field):
    """Reads and prints with a DRF field; OpenAPI shows the type in the annotation.

        price: Annotated[Decimal, Bridged(serializers.DecimalField(max_digits=10, decimal_places=2))]
        total: Annotated[Decimal, Bridged.of(OrderSerializer, "total")]

    Args:
        field: DRF's field. One that belongs to a serializer keeps its context; any other is copied and bound to
            a serializer of its own each time.
    """

    def __init__(self, field: Any) -> None:
        super().__init__(
            read_only=field.read_only,
            write_only=field.write_only,
            default=ABSENT if field.default is empty else field.default,
            source=None if field.parent is not None and field.source == field.field_name else field.source,
            allow_null=field.allow_null,
            error_messages=field.error_messages,
        )
        self.field = field
        self.name = field.field_name or "value"
        self.required = field.required

    @staticmethod
    def of(serializer: "type[serializers.BaseSerializer[Any]]", name: str) -> "FieldOfSerializer":
        """Return a field of a serializer, which finds around it a serializer of that class for each request.

        Args:
            serializer: the class.
            name: the field's.

        Raises:
            KeyError: there is no such field.
        """
        return FieldOfSerializer(serializer, name)

    def bound(self, context: Mapping[str, Any] | None = None) -> Any:
        """Return DRF's field with a serializer around it."""
        if self.field.parent is not None:
            return self.field
        given = {"request": current_request.get(), **(context or {})}
        parent = serializers.Serializer(
            instance=given.get("instance"), partial=bool(given.get("partial")), context=given
        )
        field = copy.deepcopy(self.field)
        field.bind(self.name, parent)
        return field

    def get_value(self, data: Any, name: str, *, required: bool, partial: bool) -> Any:  # noqa: ARG002
        """Return what the client sent."""
        self.name = name
        value = self.bound({"partial": partial}).get_value(data)
        return ABSENT if value is empty else value

    def get_default(self, context: Mapping[str, Any]) -> Any:
        """Return the default."""
        try:
            return self.bound(context).get_default()
        except SkipField:
            return ABSENT

    def run_validation(self, data: Any, scope: Scope) -> Any:
        """Return the valid value."""
        try:
            return self.bound(scope.context).run_validation(data)
        except ValidationError as error:
            raise InvalidError(error.detail) from error

    def get_attribute(self, instance: Any, names: Sequence[str]) -> Any:  # noqa: ARG002
        """Return the value of an object."""
        try:
            value = self.bound().get_attribute(instance)
        except SkipField:
            return ABSENT
        return None if isinstance(value, PKOnlyObject) and value.pk is None else value

    def present(self, value: Any) -> Any:
        """Return what DRF prints."""
        return Printed(self.to_representation(value))

    def to_representation(self, value: Any) -> Any:
        """Return what DRF prints."""
        return self.bound().to_representation(value)

    def serialize(self, value: Any) -> Any:
        """Return JSON."""
        return jsonable(value.value) if isinstance(value, Printed) else super().serialize(value)

    def described_by(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema | None:
        """Describe the field by its annotation, and learn its name."""
        self.name = handler.field_name or self.name
        return handler(source)


class FieldOfSerializer(Bridged):
    """A field of a serializer: `Bridged.of`.

    Args:
        serializer: the class. It must need no arguments, and have the field whatever the request.
        name: the field's.
    """

    def __init__(self, serializer: "type[serializers.BaseSerializer[Any]]", name: str) -> None:
        super().__init__(blank_serializer(serializer, partial=False).fields[name])
        self.serializer = serializer
        self.key = name

    def bound(self, context: Mapping[str, Any] | None = None) -> Any:
        """Return the field of the serializer that this request, or this validation, has."""
        found = (
            printing_serializer(self.serializer) if context is None else reading_serializer(self.serializer, context)
        )
        return found.fields[self.key]

    def get_value(self, data: Any, name: str, *, required: bool, partial: bool) -> Any:  # noqa: ARG002
        """Return what the client sent, which takes no serializer of its own."""
        value = blank_serializer(self.serializer, partial=partial).fields[self.key].get_value(data)
        return ABSENT if value is empty else value
