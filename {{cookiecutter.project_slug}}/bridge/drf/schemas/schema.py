"""Pydantic models that behave as Django REST Framework's serializers do.

    class ProductIn(Schema):
        sku: Annotated[str, CharField(max_length=16, validators=[Unique(Product.objects)])]
        price: Annotated[Decimal, DecimalField(max_digits=10, decimal_places=2)]
        note: Annotated[str, CharField(allow_blank=True)] = ""

        @field_validator("price")
        @classmethod
        def not_free(cls, price: Decimal) -> Decimal: ...

    product = ProductIn.parse(request.data, instance=None, partial=False)
    Product.objects.create(**product.changes())
    ProductOut.read(product_from_the_orm).model_dump(mode="json")

A Pydantic default says `required=False`: the attribute has it, `changes()` leaves it out. The field's own `default=`
is DRF's: `changes()` contains it, unless the request is a PATCH.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Self

import pydantic
from django.core.exceptions import ValidationError as DjangoValidationError
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from rest_framework.exceptions import ValidationError

from bridge.drf.fields.attributes import set_value
from bridge.drf.fields.details import InvalidError, by_field, detail_of, message, non_field, pydantic_detail
from bridge.drf.fields.field import ABSENT, Scope
from bridge.drf.fields.forms import type_name
from bridge.drf.fields.unsent import HiddenField
from bridge.drf.schemas.bound import PlainField, bound_fields, guard_fields, let_instances_through
from bridge.drf.schemas.nested import Nested
from bridge.drf.schemas.parsing import parse

REPLACED = "replaced_changes"  # no field: Pydantic leaves it alone, as it does cached properties


class Schema(BaseModel):
    """One serializer: `parse` for what a client sends, `read` for what it gets.

    `validators` run when all fields are valid and before the model's own validators, as DRF's `Meta.validators` do.
    Pydantic's validators in the mode "after" take the place of `validate_<field>` and `validate`: they may raise
    `ValueError`, DRF's or Django's `ValidationError`, and find `instance` and `partial` in `info.context`.
    """

    model_config = ConfigDict(
        extra="ignore",
        arbitrary_types_allowed=True,
        json_schema_serialization_defaults_required=True,
        protected_namespaces=(),
    )
    validators: ClassVar[Sequence[Callable[[Mapping[str, Any], Mapping[str, str], Scope], None]]] = ()

    @classmethod
    def parse(
        cls, data: Any, *, instance: Any = None, partial: bool = False, context: Mapping[str, Any] | None = None
    ) -> Self:
        """Validate what a client sent (`rest_framework.serializers.Serializer.is_valid`).

        Args:
            data: what DRF's parsers made of it: JSON, or a form.
            instance: the object that is to be changed.
            partial: what is required may be left out, and nothing gets its default: PATCH.
            context: what the validators need: `request`, for example.

        Raises:
            ValidationError: DRF's, with DRF's details.
        """
        return parse(cls.validated, data, instance=instance, partial=partial, context=context)

    @classmethod
    def parse_list(
        cls, data: Any, *, partial: bool = False, context: Mapping[str, Any] | None = None, **lengths: Any
    ) -> list[Self]:
        """Validate several objects at once, as a serializer with `many=True` does.

        Args:
            data: what DRF's parsers made of it.
            partial: what is required may be left out.
            context: what the validators need; the `instance` that they find is None.
            lengths: `allow_empty`, `max_length`, `min_length`, as `Nested` has them.

        Raises:
            ValidationError: DRF's, with DRF's details.
        """
        several = Nested(**lengths)
        several.learn(list[cls])  # type: ignore[valid-type]
        return several.parse(data, partial=partial, context=context)

    @classmethod
    def validated(cls, data: Any, context: Mapping[str, Any]) -> Self:
        """Do the work of `parse`, for one level.

        Raises:
            InvalidError: something is wrong.
        """
        if not isinstance(data, Mapping):
            text = _("Invalid data. Expected a dictionary, but got {datatype}.").format(datatype=type_name(data))
            raise InvalidError(non_field(message(text, "invalid")))
        bound = bound_fields(cls)
        values = {one.name: one.incoming(data, context) for one in bound if not one.field.read_only}
        sent = {name: value for name, value in values.items() if value is not ABSENT}
        try:
            return cls.model_validate(sent, context=dict(context))
        except pydantic.ValidationError as error:
            required = {one.name: one.field.error_messages["required"] for one in bound}
            raise InvalidError(by_field(pydantic_detail(error, required))) from error
        except (ValidationError, DjangoValidationError) as error:  # from a validator of the model
            raise InvalidError(by_field(detail_of(error))) from error

    @model_validator(mode="after")
    def run_validators(self, info: ValidationInfo) -> Self:
        """Forget what was not sent, and run the class's validators.

        Raises:
            InvalidError: one of them refuses the values.
        """
        for name in [name for name, value in self.__dict__.items() if value is ABSENT]:
            del self.__dict__[name]
            self.__pydantic_fields_set__.discard(name)
        if not self.validators:
            return self
        scope = Scope(info.context or {})
        bound = bound_fields(type(self))
        defaults = {one.source: one.default(scope.context) for one in bound if one.has_read_only_default(scope)}
        values = {source: value for source, value in defaults.items() if value is not ABSENT}
        values.update(self.changes())
        sources = {one.name: one.source for one in bound}
        errors: list[Any] = []
        for validator in self.validators:
            try:
                validator(values, sources, scope)
            except (InvalidError, ValidationError, DjangoValidationError) as error:
                detail = detail_of(error)
                if isinstance(detail, dict):
                    raise InvalidError(detail) from error
                errors.extend(detail)
        if errors:
            raise InvalidError(errors)
        return self

    def changes(self) -> dict[str, Any]:
        """Return what is to be stored, by the model's attributes: DRF's `validated_data`.

        That is what was sent, DRF's defaults, and what validators have assigned; nested schemas as dicts.
        """
        if REPLACED in self.__dict__:
            return dict(self.__dict__[REPLACED])
        changes: dict[str, Any] = {}
        for bound in bound_fields(type(self)):
            if bound.name in self.__pydantic_fields_set__:
                value = getattr(self, bound.name)
                set_value(changes, bound.names, plain(value))
        return changes

    def replaced(self, changes: Mapping[str, Any]) -> Self:
        """Let `changes()` return these instead, as what a serializer's `validate` returns is its `validated_data`.

        They may lack what was sent, and have what no field stands for.
        """
        self.__dict__[REPLACED] = dict(changes)
        return self

    @classmethod
    def read(cls, instance: Any) -> Self:
        """Return the output model for an object of the ORM or a dict, without validation (`to_representation`).

        Call it in a `def` route: it follows relations, and times and texts get the zone and the language that are
        active there. `model_dump(mode="json")` then is the serializer's `.data`, wherever it is called.

        Raises:
            AttributeError, KeyError: the object lacks what a field needs.
        """
        values: dict[str, Any] = {}
        for bound in bound_fields(cls):
            value = ABSENT if bound.field.write_only else bound.outgoing(instance)
            if value is not ABSENT:
                values[bound.name] = value
        model = cls.model_construct(_fields_set=set(values), **values)
        if len(model.__dict__) > len(values):  # Pydantic has filled in defaults
            for name in [name for name in model.__dict__ if name not in values]:
                del model.__dict__[name]
        return model

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return Pydantic's schema with DRF's ideas of what is missing, read-only or write-only."""
        schema = handler(source)
        whole = handler.resolve_ref_schema(schema)
        guard_fields(cls, whole)
        let_instances_through(cls, whole)
        return schema

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Return the schema for OpenAPI: a client sends no read-only fields, and defaults look as on the wire."""
        described = handler(schema)
        if handler.mode != "validation":
            return described
        properties = handler.resolve_ref_schema(described).get("properties", {})
        for one in bound_fields(cls):
            if one.field.read_only or isinstance(one.field, HiddenField):
                properties.pop(one.name, None)
            elif "default" in properties.get(one.name, {}) and not isinstance(one.field, PlainField):
                default = one.field.default if one.field.default is not ABSENT else cls.model_fields[one.name].default
                properties[one.name]["default"] = one.field.serialize(default)
        return described


def plain(value: Any) -> Any:
    """Return nested schemas as what they change: dicts, as DRF's methods get them."""
    if isinstance(value, Schema):
        return value.changes()
    if isinstance(value, list) and value and isinstance(value[0], Schema):
        return [one.changes() for one in value]
    return value
