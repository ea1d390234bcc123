"""Fields of well-known packages, by their dotted names: bridged, with the type that they have on the wire."""

from typing import Any

from strangler.porting.schemas.expressions import Expression, joined
from strangler.porting.schemas.facts import Converted
from strangler.porting.schemas.here import Here
from strangler.porting.schemas.registry import Converter, register
from strangler.porting.schemas.types import OBJECT, STR

STRINGS = Expression.of("list[str]")
KNOWN: dict[str, Expression] = {
    "phonenumber_field.serializerfields.PhoneNumberField": STR,
    "timezone_field.rest_framework.TimeZoneSerializerField": STR,
    "taggit.serializers.TagListSerializerField": STRINGS,
    "taggit_serializer.serializers.TagListSerializerField": STRINGS,
    "djmoney.contrib.django_rest_framework.fields.MoneyField": STR,
    "django_countries.serializer_fields.CountryField": STR,
    "drf_extra_fields.fields.Base64ImageField": STR,
    "drf_extra_fields.fields.Base64FileField": STR,
    "drf_extra_fields.fields.HybridImageField": STR,
    "drf_extra_fields.relations.PresentablePrimaryKeyRelatedField": OBJECT,
    "rest_framework_gis.fields.GeometryField": OBJECT,
    "rest_framework_gis.fields.GeometrySerializerMethodField": OBJECT,
    "rest_framework_recursive.fields.RecursiveField": OBJECT,
    "versatileimagefield.serializers.VersatileImageFieldSerializer": joined([STR, STR], "dict[", "]"),
    "sorl_thumbnail_serializer.fields.HyperlinkedSorlImageField": STR,
    "enumfields.drf.EnumField": STR,
    "django_enumfield.contrib.drf.EnumField": STR,
    "hashid_field.rest.HashidSerializerCharField": STR,
    "netfields.rest_framework.CidrAddressField": STR,
    "netfields.rest_framework.InetAddressField": STR,
}


def bridged_as(annotation: Expression, package: str) -> Converter:
    """Return a converter that lets the package's own field read and print."""

    def convert(field: Any, here: Here) -> Converted:
        return here.bridged(annotation, f"{type(field).__name__} is {package}'s")

    return convert


for name, annotation in KNOWN.items():
    register(name)(bridged_as(annotation, name.partition(".")[0]))
