"""What all fields for related objects have in common."""

import uuid
from collections.abc import Callable, Sequence
from types import NoneType
from typing import Any, ClassVar, get_args

from django.db import models
from django.utils.translation import gettext_lazy as _
from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema

from bridge.drf.fields.attributes import get_attribute, is_simple_callable
from bridge.drf.fields.field import ABSENT, Field, Scope
from bridge.drf.fields.forms import is_form, type_name
from bridge.drf.fields.printing import jsonable

Rows = models.QuerySet[Any] | models.Manager[Any]
TYPES: dict[Any, dict[str, Any]] = {
    int: {"type": "integer"},
    str: {"type": "string"},
    uuid.UUID: {"type": "string", "format": "uuid"},
}


class Key:
    """Stands for a related object of which only the key is known (`rest_framework.relations.PKOnlyObject`)."""

    def __init__(self, pk: Any) -> None:
        self.pk = pk


class RelatedField(Field):
    """A related object, or with `many` a list of them (`rest_framework.relations.RelatedField`, `ManyRelatedField`).

    Args:
        queryset: the objects that a client may name, or a function that returns them for each request.
        many: a list of objects.
        allow_empty: an empty list is allowed.
        options: those of `Field`.

    Raises:
        TypeError: neither `queryset` nor `read_only` is given.
    """

    default_error_messages: ClassVar[dict[str, Any]] = {
        "not_a_list": _('Expected a list of items but got type "{input_type}".'),
        "empty": _("This list may not be empty."),
    }

    def __init__(
        self,
        *,
        queryset: Rows | Callable[[], Rows] | None = None,
        many: bool = False,
        allow_empty: bool = True,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        if queryset is None and not self.read_only:
            raise TypeError("A related field needs a queryset, or read_only=True.")
        self.queryset = queryset
        self.many = many
        self.allow_empty = allow_empty
        self.python_type: Any = None

    def rows(self) -> models.QuerySet[Any]:
        """Return the objects, to be asked anew."""
        queryset: Any = self.queryset() if callable(self.queryset) else self.queryset
        rows: models.QuerySet[Any] = queryset.all()
        return rows

    def uses_key_only(self) -> bool:
        """Return whether printing takes no more than the key, which the referring row has."""
        return False

    def get_value(self, data: Any, name: str, *, required: bool, partial: bool) -> Any:
        """Return the value, or all values of a form."""
        if not self.many or not is_form(data):
            return super().get_value(data, name, required=required, partial=partial)
        return ABSENT if partial and name not in data else data.getlist(name)

    def run_validation(self, data: Any, scope: Scope) -> Any:
        """Return the object or objects; no text means null."""
        if not self.many:
            return super().run_validation(None if data == "" else data, scope)
        if data is None:
            self.fail("null")
        if isinstance(data, str) or not hasattr(data, "__iter__"):
            self.fail("not_a_list", input_type=type_name(data))
        if not self.allow_empty and len(data) == 0:
            self.fail("empty")
        return [self.to_internal_value(item, scope) for item in data]

    def get_attribute(self, instance: Any, names: Sequence[str]) -> Any:
        """Return the related object or objects, or a `Key` where that is enough."""
        if self.many:
            if hasattr(instance, "pk") and instance.pk is None:
                return []
            found = get_attribute(instance, names)
            return found.all() if hasattr(found, "all") else found
        if self.uses_key_only() and names:
            try:
                return self.key(instance, names)
            except AttributeError:  # not a model
                pass
        return get_attribute(instance, names)

    @staticmethod
    def key(instance: Any, names: Sequence[str]) -> Key | None:
        """Return the key without a query."""
        value = get_attribute(instance, names[:-1]).serializable_value(names[-1])
        if is_simple_callable(value):
            value = value()
        value = getattr(value, "pk", value)
        return None if value is None else Key(value)

    def present(self, value: Any) -> Any:
        """Return what is printed at once: it may take queries, which are no job for the event loop."""
        return [self.to_representation(one) for one in value] if self.many else self.to_representation(value)

    def serialize(self, value: Any) -> Any:
        """Return JSON for objects as for what `present` has made of them."""
        if isinstance(value, list):
            return [self.serialize(one) for one in value]
        return jsonable(self.to_representation(value) if isinstance(value, models.Model) else value)

    def described_by(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema | None:  # noqa: ARG002
        """Remember the annotation, which says how a read-only key looks."""
        arguments = [one for one in get_args(source) if one is not NoneType]
        self.python_type = arguments[0] if arguments else source
        return None

    def json_schema(self, mode: str) -> dict[str, Any]:  # noqa: ARG002
        """Return the schema of what stands for the object, or of the list."""
        item = self.item_schema()
        if not self.many:
            return item
        return {"type": "array", "items": item, **({} if self.allow_empty else {"minItems": 1})}

    def item_schema(self) -> dict[str, Any]:
        """Return the schema of what stands for one object."""
        return dict(self.documented)

    def column_schema(self, name: str) -> dict[str, Any]:
        """Return the schema for a column of the related model."""
        if self.queryset is None:
            return dict(TYPES.get(self.python_type, {}))
        options = self.rows().model._meta
        column: Any = options.pk if name == "pk" else options.get_field(name.partition("__")[0])
        if isinstance(column, models.UUIDField):
            return dict(TYPES[uuid.UUID])
        return dict(TYPES[int if isinstance(column, models.IntegerField) else str])
