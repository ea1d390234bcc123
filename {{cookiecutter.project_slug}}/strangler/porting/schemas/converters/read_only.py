"""Fields that clients don't send: printed as they are, by a method of the serializer, or hidden."""

from typing import Any

from rest_framework import serializers

from strangler.porting.copying import CannotCopyError
from strangler.porting.schemas.annotations import held_type, wire_type
from strangler.porting.schemas.asking import AWAY_WHEN_PRINTING, asked, overridden
from strangler.porting.schemas.bodies import printing
from strangler.porting.schemas.expressions import Expression, call, imported
from strangler.porting.schemas.facts import Converted
from strangler.porting.schemas.here import Here, ManualError, NotNativeError
from strangler.porting.schemas.options import common, default, field_name
from strangler.porting.schemas.registry import register


@register(serializers.ReadOnlyField)
def read_only(field: Any, here: Here) -> Converted:
    """Convert a value that is printed as it is."""
    said = common(field, "ReadOnlyField", here, serializers.ReadOnlyField())
    said.pop("read_only")
    return Converted(held_type(field, here), call(field_name("ReadOnlyField"), **said))


@register(serializers.HiddenField)
def hidden(field: Any, here: Here) -> Converted:
    """Convert a value that the server alone knows."""
    said = common(field, "HiddenField", here, serializers.HiddenField(default=None))
    said.pop("write_only")
    annotation = held_type(field, here)
    if type(field.default) is serializers.CurrentUserDefault:
        annotation = user_type()
    return Converted(annotation, call(field_name("HiddenField"), **{"default": default(field), **said}))


def user_type() -> Expression:
    """Return the project's model of users."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415 - not every project has one

    return imported(get_user_model())


@register(serializers.SerializerMethodField)
def method(field: Any, here: Here) -> Converted:
    """Copy the method, or let it be called in place."""
    name = field.method_name or f"get_{here.name}"
    function = overridden(here.serializer, name)
    annotation = wire_type(field, here)
    if function is None:
        raise NotNativeError(f"{here.serializer.__name__} has no method {name}")
    away = asked(here.serializer, function, AWAY_WHEN_PRINTING)
    if away:
        raise ManualError(f"{name} asks for {away}, which is not there")
    try:
        code = printing(function, annotation, name)
    except CannotCopyError as error:
        return here.bridged(annotation, f"{name} is called in place: it {error.reason}")
    except NotNativeError as error:
        return here.bridged(annotation, f"{name} is called in place: {error}")
    return Converted(annotation, call(field_name("MethodField"), Expression.of(name)), code=code)


@register(serializers.ModelField)
def model_field(field: Any, here: Here) -> Converted:
    """Let the model's field read and print."""
    kind = type(field.model_field).__name__
    return here.bridged(wire_type(field, here), f"the model's {kind} reads and prints it")
