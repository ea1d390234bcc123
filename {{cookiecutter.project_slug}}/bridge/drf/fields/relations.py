"""Fields for related objects: keys, slugs or addresses outside, instances of models inside."""

from operator import attrgetter
from typing import Any, ClassVar

from django.core.exceptions import ObjectDoesNotExist
from django.utils.encoding import smart_str
from django.utils.translation import gettext_lazy as _

from bridge.drf.fields.field import Field, Scope
from bridge.drf.fields.forms import type_name
from bridge.drf.fields.related import RelatedField


class StringRelatedField(RelatedField):
    """The text of a related object, for reading only (`rest_framework.relations.StringRelatedField`)."""

    documented: ClassVar[dict[str, Any]] = {"type": "string"}

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_representation(self, value: Any) -> Any:
        """Return the text."""
        return str(value)


class PrimaryKeyRelatedField(RelatedField):
    """A related object by its key, printed without a query (`rest_framework.relations.PrimaryKeyRelatedField`).

    Args:
        pk_field: how the key is read and printed.
        options: those of `RelatedField`.
    """

    default_error_messages: ClassVar[dict[str, Any]] = {
        "does_not_exist": _('Invalid pk "{pk_value}" - object does not exist.'),
        "incorrect_type": _("Incorrect type. Expected pk value, received {data_type}."),
    }

    def __init__(self, *, pk_field: Field | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.pk_field = pk_field

    def uses_key_only(self) -> bool:
        """Return True."""
        return True

    def to_internal_value(self, data: Any, scope: Scope) -> Any:
        """Return the object with that key."""
        if self.pk_field is not None:
            data = self.pk_field.to_internal_value(data, scope)
        if isinstance(data, bool):
            self.fail("incorrect_type", data_type="bool")
        try:
            return self.rows().get(pk=data)
        except ObjectDoesNotExist:
            self.fail("does_not_exist", pk_value=data)
        except (TypeError, ValueError):
            self.fail("incorrect_type", data_type=type_name(data))

    def to_representation(self, value: Any) -> Any:
        """Return the key."""
        return value.pk if self.pk_field is None else self.pk_field.to_representation(value.pk)

    def item_schema(self) -> dict[str, Any]:
        """Return the schema of the key."""
        return self.column_schema("pk") if self.pk_field is None else self.pk_field.json_schema("serialization")


class SlugRelatedField(RelatedField):
    """A related object by one of its fields (`rest_framework.relations.SlugRelatedField`).

    Args:
        slug_field: the field's name, with `__` where it is one of a related object.
        options: those of `RelatedField`.
    """

    default_error_messages: ClassVar[dict[str, Any]] = {
        "does_not_exist": _("Object with {slug_name}={value} does not exist."),
        "invalid": _("Invalid value."),
    }

    def __init__(self, slug_field: str, **options: Any) -> None:
        super().__init__(**options)
        self.slug_field = slug_field

    def to_internal_value(self, data: Any, scope: Scope) -> Any:  # noqa: ARG002
        """Return the object with that slug."""
        try:
            return self.rows().get(**{self.slug_field: data})
        except ObjectDoesNotExist:
            self.fail("does_not_exist", slug_name=self.slug_field, value=smart_str(data))
        except (TypeError, ValueError):
            self.fail("invalid")

    def to_representation(self, value: Any) -> Any:
        """Return the slug."""
        return attrgetter(self.slug_field.replace("__", "."))(value)

    def item_schema(self) -> dict[str, Any]:
        """Return the schema of the slug."""
        return self.column_schema(self.slug_field)
