"""The fields of Django REST Framework for Pydantic models, one by one and without DRF's own code.

    class ProductIn(Schema):
        name: Annotated[str, CharField(max_length=80)]
        note: Annotated[str, CharField(allow_blank=True)] = ""
        price: Annotated[Decimal, DecimalField(max_digits=10, decimal_places=2, min_value=0)]
        paid_at: Annotated[datetime | None, DateTimeField(allow_null=True)] = None

They read what DRF reads, refuse what it refuses, in its words and its languages, and print what it prints.
"""

from bridge.drf.fields.choices import ChoiceField, MultipleChoiceField
from bridge.drf.fields.containers import DictField, HStoreField, JSONField, ListField
from bridge.drf.fields.field import Field, Scope
from bridge.drf.fields.files import FileField, ImageField
from bridge.drf.fields.links import HyperlinkedIdentityField, HyperlinkedRelatedField
from bridge.drf.fields.numeric import BigIntegerField, BooleanField, DecimalField, FloatField, IntegerField
from bridge.drf.fields.related import RelatedField
from bridge.drf.fields.relations import PrimaryKeyRelatedField, SlugRelatedField, StringRelatedField
from bridge.drf.fields.temporal import DateField, DateTimeField, DurationField, TimeField
from bridge.drf.fields.text import CharField, EmailField, IPAddressField, RegexField, SlugField, URLField, UUIDField
from bridge.drf.fields.unsent import HiddenField, MethodField, ReadOnlyField, create_only, current_user

__all__ = [
    "BigIntegerField",
    "BooleanField",
    "CharField",
    "ChoiceField",
    "DateField",
    "DateTimeField",
    "DecimalField",
    "DictField",
    "DurationField",
    "EmailField",
    "Field",
    "FileField",
    "FloatField",
    "HStoreField",
    "HiddenField",
    "HyperlinkedIdentityField",
    "HyperlinkedRelatedField",
    "IPAddressField",
    "ImageField",
    "IntegerField",
    "JSONField",
    "ListField",
    "MethodField",
    "MultipleChoiceField",
    "PrimaryKeyRelatedField",
    "ReadOnlyField",
    "RegexField",
    "RelatedField",
    "Scope",
    "SlugField",
    "SlugRelatedField",
    "StringRelatedField",
    "TimeField",
    "URLField",
    "UUIDField",
    "create_only",
    "current_user",
]
