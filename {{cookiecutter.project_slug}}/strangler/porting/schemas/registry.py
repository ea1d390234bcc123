"""Converters from DRF's fields to those of schemas, by class. Projects and other packages can add theirs.

    from strangler.porting.schemas import Converted, register

    @register("phonenumber_field.serializerfields.PhoneNumberField")
    def phone_number(field, here):
        return here.bridged(field, Expression.of("str"), "phone numbers are read by phonenumber_field")

A converter is asked for fields of its class, and of subclasses that only configure it: those that override a method of
theirs are bridged, with the type that the converter says. A module with converters is imported by naming it in the
setting `STRANGLER_CONVERTERS`, a list of dotted names.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.conf import settings

from strangler.porting.schemas.annotations import wire_type
from strangler.porting.schemas.asking import AWAY_FROM_FIELDS, asked_by_class
from strangler.porting.schemas.expressions import Expression, UnwritableError
from strangler.porting.schemas.facts import Converted
from strangler.porting.schemas.here import Here, ManualError, NotNativeError
from strangler.porting.schemas.types import override_type

# What a subclass may have of its own without behaving differently.
HARMLESS = frozenset(
    {
        "__init__", "__module__", "__doc__", "__qualname__", "__firstlineno__", "__static_attributes__",
        "__annotations__", "__annotate_func__", "__annotations_cache__", "__parameters__", "__orig_bases__",
        "__class_getitem__",
        "default_error_messages", "initial", "default_validators", "style", "_spectacular_annotation",
    }
)  # fmt: skip


Converter = Callable[[Any, Here], Converted]
_converters: dict[type[Any] | str, Converter] = {}


def register(*classes: type[Any] | str) -> Callable[[Converter], Converter]:
    """Decorate a converter for classes of fields, or for dotted names of classes of packages that may not be there."""

    def decorate(converter: Converter) -> Converter:
        _converters.update(dict.fromkeys(classes, converter))
        return converter

    return decorate


def load() -> None:
    """Import all converters: DRF's, those for well-known packages, and the project's."""
    for module in ("native", "choices", "related", "read_only", "elsewhere"):
        import_module(f"strangler.porting.schemas.converters.{module}")
    for module in getattr(settings, "STRANGLER_CONVERTERS", ()):
        import_module(module)


def convert(field: Any, here: Here) -> Converted:
    """Return what stands for a field in a schema: natively if that is the same, else bridged.

    Raises:
        UnwritableError: not even that, because the serializer can't be imported.
    """
    cls, converter = find_converter(type(field))
    if converter is None:
        return here.bridged(_overridden(field) or wire_type(field, here), f"{type(field).__name__} has no converter")
    own = own_behaviour(field, cls)
    try:
        if not own:
            return converter(field, here)
        reason = f"{type(field).__name__} has its own {', '.join(own)}"
    except ManualError:
        raise
    except (NotNativeError, UnwritableError) as error:
        reason = str(error)
    away = asked_by_class(type(field), AWAY_FROM_FIELDS)
    if away:
        raise ManualError(f"{type(field).__name__} asks for {away}, which is not there")
    return here.bridged(_overridden(field) or wire_type(field, here), reason)


def find_converter(cls: type[Any]) -> tuple[type[Any], Converter | None]:
    """Return the converter for a class of fields, and the class that it was registered for."""
    for base in cls.__mro__:
        found = _converters.get(base) or _converters.get(f"{base.__module__}.{base.__qualname__}")
        if found is not None:
            return base, found
    return cls, None


def own_behaviour(field: Any, base: type[Any]) -> list[str]:
    """Return the names of what a field does otherwise than `base`: what classes between them, or it itself, define."""
    own: set[str] = set()
    mro = type(field).__mro__
    for cls in mro[: mro.index(base)]:
        own |= vars(cls).keys() - HARMLESS
    own |= {name for name, value in vars(field).items() if callable(value) and callable(getattr(base, name, None))}
    return sorted(own)


def _overridden(field: Any) -> Expression | None:
    """Return the type that drf-spectacular's `extend_schema_field` gives the field's class."""
    override = getattr(field, "_spectacular_annotation", {})
    return override_type(override["field"]) if "field" in override else None
