"""DRF's fields for plain values, lists and dicts: ours of the same name."""

from typing import Any

from rest_framework import serializers
from rest_framework.settings import api_settings

from strangler.porting.module import Fidelity
from strangler.porting.schemas.annotations import held_type
from strangler.porting.schemas.expressions import Expression, call, text
from strangler.porting.schemas.facts import Converted
from strangler.porting.schemas.here import Here, NotNativeError
from strangler.porting.schemas.options import arguments, changed, common, field_name
from strangler.porting.schemas.registry import convert, register

TEXT = ("allow_blank", "trim_whitespace", "max_length", "min_length")
LIMITS = ("max_value", "min_value")
SIMPLE: dict[type[Any], tuple[str, ...]] = {
    serializers.CharField: TEXT,
    serializers.EmailField: TEXT,
    serializers.URLField: TEXT,
    serializers.IntegerField: LIMITS,
    serializers.FloatField: LIMITS,
    serializers.BooleanField: (),
    serializers.JSONField: ("binary", "encoder", "decoder"),
}


def native(
    field: Any, here: Here, name: str, values: dict[str, Any], *, first: tuple[Expression, ...] = (), fresh: Any = None
) -> Converted:
    """Return one of our fields.

    Args:
        field: DRF's.
        here: where it stands.
        name: our class.
        values: its own arguments, as values.
        first: its positional arguments.
        fresh: one of DRF's like it without validators of its own.

    Raises:
        NotNativeError, UnwritableError: it can't be said.
    """
    own = arguments(changed(name, values, read_only=field.read_only), field, here)
    said = common(field, name, here, fresh)
    return Converted(held_type(field, here), call(field_name(name), *first, **own, **said))


def attributes(field: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """Return attributes of a field by name."""
    return {name: getattr(field, name) for name in names}


@register(*SIMPLE)
def simple(field: Any, here: Here) -> Converted:
    """Convert a field whose arguments are its attributes."""
    cls = next(cls for cls in type(field).__mro__ if cls in SIMPLE)
    values = attributes(field, SIMPLE[cls])
    return native(field, here, cls.__name__, values, fresh=cls(**values, **_with(field)))


def _with(field: Any) -> dict[str, Any]:
    """Return what else validators depend on: their words, and whether None is fine."""
    return {"error_messages": field.error_messages, "allow_null": field.allow_null}


@register(serializers.SlugField)
def slug(field: Any, here: Here) -> Converted:
    """Convert a slug."""
    values = {"allow_unicode": field.allow_unicode, **attributes(field, TEXT)}
    return native(field, here, "SlugField", values, fresh=serializers.SlugField(**values, **_with(field)))


@register(serializers.RegexField)
def regex(field: Any, here: Here) -> Converted:
    """Convert text with a pattern."""
    pattern = field._args[0] if field._args else field._kwargs.get("regex")
    if pattern is None:
        raise NotNativeError("its pattern is not among its arguments")
    values = attributes(field, TEXT)
    fresh = serializers.RegexField(pattern, **values, **_with(field))
    first = text(pattern) if isinstance(pattern, str) else arguments({"regex": pattern}, field, here)["regex"]
    return native(field, here, "RegexField", values, first=(first,), fresh=fresh)


@register(serializers.IPAddressField)
def address(field: Any, here: Here) -> Converted:
    """Convert an IP address."""
    values = {"protocol": field.protocol, **attributes(field, TEXT)}
    return native(field, here, "IPAddressField", values, fresh=serializers.IPAddressField(**values, **_with(field)))


@register(serializers.UUIDField)
def uuid(field: Any, here: Here) -> Converted:
    """Convert a UUID."""
    return native(field, here, "UUIDField", {"format": field.uuid_format}, fresh=serializers.UUIDField())


@register(serializers.DecimalField)
def decimal(field: Any, here: Here) -> Converted:
    """Convert a decimal number."""
    names = ("max_digits", "decimal_places", *LIMITS, "localize", "rounding")
    values = {**attributes(field, names), "normalize_output": getattr(field, "normalize_output", False)}
    fresh = serializers.DecimalField(**attributes(field, names), **_with(field))
    usual = True if field.localize else api_settings.COERCE_DECIMAL_TO_STRING
    said = getattr(field, "coerce_to_string", usual)
    values["coerce_to_string"] = None if said == usual else said
    return native(field, here, "DecimalField", values, fresh=fresh)


def big_integer(field: Any, here: Here) -> Converted:
    """Convert a whole number of 64 bits; releases of DRF before 3.17 have no such field."""
    values = attributes(field, LIMITS)
    fresh = type_of("BigIntegerField")(**values, **_with(field))
    usual = api_settings.COERCE_BIGINT_TO_STRING
    said = getattr(field, "coerce_to_string", usual)
    values["coerce_to_string"] = None if said == usual else said
    return native(field, here, "BigIntegerField", values, fresh=fresh)


def type_of(name: str) -> Any:
    """Return a class of DRF's that older releases don't have."""
    return getattr(serializers, name)


if hasattr(serializers, "BigIntegerField"):
    register(type_of("BigIntegerField"))(big_integer)


@register(serializers.DateTimeField, serializers.DateField, serializers.TimeField)
def temporal(field: Any, here: Here) -> Converted:
    """Convert a point in time, a day or a time of day."""
    kinds: tuple[Any, ...] = (serializers.DateTimeField, serializers.DateField, serializers.TimeField)
    cls = next(kind for kind in kinds if isinstance(field, kind))
    said = {"format": "format", "input_formats": "input_formats", "default_timezone": "timezone"}
    values = {name: vars(field)[kept] for name, kept in said.items() if kept in vars(field)}
    return native(field, here, cls.__name__, values, fresh=cls())


@register(serializers.DurationField)
def duration(field: Any, here: Here) -> Converted:
    """Convert a duration."""
    values = attributes(field, LIMITS)
    fresh = serializers.DurationField(**values, **_with(field))
    if "format" in vars(field):
        values["format"] = field.format
    return native(field, here, "DurationField", values, fresh=fresh)


@register(serializers.FileField, serializers.ImageField)
def file(field: Any, here: Here) -> Converted:
    """Convert a file or an image."""
    name = "ImageField" if isinstance(field, serializers.ImageField) else "FileField"
    if name == "ImageField" and "_DjangoImageField" in field._kwargs:
        raise NotNativeError("it has a form field of its own")
    values = {"max_length": field.max_length, "allow_empty_file": field.allow_empty_file}
    if "use_url" in vars(field):
        values["use_url"] = field.use_url
    return native(field, here, name, values, fresh=getattr(serializers, name)())


@register(serializers.ListField)
def listed(field: Any, here: Here) -> Converted:
    """Convert a list."""
    values = attributes(field, ("allow_empty", "max_length", "min_length"))
    fresh = serializers.ListField(**values, error_messages=field.error_messages)
    return _container(field, here, "ListField", values, fresh)


@register(serializers.DictField)
def dictionary(field: Any, here: Here) -> Converted:
    """Convert a dict."""
    return _container(field, here, "DictField", {"allow_empty": field.allow_empty}, serializers.DictField())


@register(serializers.HStoreField)
def hstore(field: Any, here: Here) -> Converted:
    """Convert a dict of text."""
    return native(field, here, "HStoreField", {"allow_empty": field.allow_empty}, fresh=serializers.HStoreField())


def _container(field: Any, here: Here, name: str, values: dict[str, Any], fresh: Any) -> Converted:
    own = arguments(changed(name, values, read_only=field.read_only), field, here)
    said = common(field, name, here, fresh)
    inner = {}
    if type(field.child).__name__ != "_UnvalidatedField":
        child = child_of(field.child, here)
        inner["child"] = child.marker
    return Converted(held_type(field, here), call(field_name(name), **inner, **own, **said))


def child_of(child: Any, here: Here) -> Converted:
    """Return a field within a list or a dict.

    Raises:
        NotNativeError: it is not one of ours.
    """
    if isinstance(child, serializers.BaseSerializer):
        raise NotNativeError("its items are serializers")
    converted = convert(child, here)
    if converted.fidelity is not Fidelity.NATIVE:
        raise NotNativeError(f"of its items: {converted.reason}")
    return converted
