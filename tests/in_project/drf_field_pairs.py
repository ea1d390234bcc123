"""Fields to be probed: each made twice, of Django REST Framework's namespace and of ours."""

import datetime as dt
import decimal
import enum
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models


class Number(enum.IntEnum):
    """Numbers with names."""

    ONE = 1
    TWO = 2


class Colour(models.TextChoices):
    """One of Django's enums."""

    RED = "r", "Red"
    BLUE = "b", "Blue"


class Shape(enum.Enum):
    """An enum that prints as its name."""

    ROUND = "round"
    SQUARE = "square"


Make = Callable[[Any], Any]  # of a namespace: `bridge.drf.fields`, or `rest_framework.serializers`

PAIRS: dict[str, Make] = {
    "boolean": lambda f: f.BooleanField(),
    "boolean, null": lambda f: f.BooleanField(allow_null=True),
    "char": lambda f: f.CharField(),
    "char, 5": lambda f: f.CharField(max_length=5),
    "char, 2 to 5": lambda f: f.CharField(min_length=2, max_length=5),
    "char, blank": lambda f: f.CharField(allow_blank=True),
    "char, null": lambda f: f.CharField(allow_null=True),
    "char, blank, null, untrimmed": lambda f: f.CharField(allow_blank=True, allow_null=True, trim_whitespace=False),
    "char, validators": lambda f: f.CharField(
        max_length=3, validators=[RegexValidator(r"^\d+$", "Digits."), RegexValidator("x", code="no_x")]
    ),
    "char, messages": lambda f: f.CharField(max_length=3, error_messages={"invalid": "Huh?", "max_length": "Too long"}),
    "email": lambda f: f.EmailField(),
    "email, 12": lambda f: f.EmailField(max_length=12),
    "url": lambda f: f.URLField(),
    "slug": lambda f: f.SlugField(max_length=10),
    "slug, unicode": lambda f: f.SlugField(allow_unicode=True),
    "regex": lambda f: f.RegexField("^a+$"),
    "regex, look ahead": lambda f: f.RegexField("^(?=.*\\d)[a-z0-9]+$", max_length=6),
    "uuid": lambda f: f.UUIDField(),
    "uuid, hex": lambda f: f.UUIDField(format="hex"),
    "uuid, int": lambda f: f.UUIDField(format="int"),
    "uuid, urn": lambda f: f.UUIDField(format="urn"),
    "ip": lambda f: f.IPAddressField(),
    "ipv4": lambda f: f.IPAddressField(protocol="IPv4"),
    "ipv6": lambda f: f.IPAddressField(protocol="ipv6", allow_blank=True),
    "integer": lambda f: f.IntegerField(),
    "integer, 1 to 5": lambda f: f.IntegerField(min_value=1, max_value=5, allow_null=True),
    "integer, validators": lambda f: f.IntegerField(validators=[MinValueValidator(3), MinValueValidator(4)]),
    "big integer": lambda f: f.BigIntegerField(max_value=2**63 - 1),
    "big integer, text": lambda f: f.BigIntegerField(coerce_to_string=True),
    "float": lambda f: f.FloatField(),
    "float, 0 to 1": lambda f: f.FloatField(min_value=0, max_value=1.5, allow_null=True),
    "decimal 5,2": lambda f: f.DecimalField(max_digits=5, decimal_places=2),
    "decimal, 0 to 9": lambda f: f.DecimalField(
        max_digits=5, decimal_places=2, min_value=0, max_value=decimal.Decimal("9.99"), allow_null=True
    ),
    "decimal, number": lambda f: f.DecimalField(max_digits=10, decimal_places=3, coerce_to_string=False),
    "decimal, unlimited": lambda f: f.DecimalField(max_digits=None, decimal_places=None),
    "decimal, places": lambda f: f.DecimalField(max_digits=None, decimal_places=2),
    "decimal, digits": lambda f: f.DecimalField(max_digits=4, decimal_places=None),
    "decimal, local": lambda f: f.DecimalField(max_digits=8, decimal_places=2, localize=True),
    "decimal, normal": lambda f: f.DecimalField(max_digits=8, decimal_places=4, normalize_output=True),
    "decimal, up": lambda f: f.DecimalField(max_digits=8, decimal_places=1, rounding=decimal.ROUND_UP),
    "datetime": lambda f: f.DateTimeField(),
    "datetime, null": lambda f: f.DateTimeField(allow_null=True),
    "datetime, formats": lambda f: f.DateTimeField(format="%d.%m.%Y %H:%M", input_formats=["%d.%m.%Y", "iso-8601"]),
    "datetime, as it is": lambda f: f.DateTimeField(format=None),
    "datetime, Tokyo": lambda f: f.DateTimeField(default_timezone=ZoneInfo("Asia/Tokyo")),
    "date": lambda f: f.DateField(),
    "date, formats": lambda f: f.DateField(format="%d.%m.%Y", input_formats=["%d.%m.%Y", "%B %Y"]),
    "time": lambda f: f.TimeField(),
    "time, formats": lambda f: f.TimeField(format="%H.%M", input_formats=["%H.%M", "iso-8601"]),
    "duration": lambda f: f.DurationField(),
    "duration, limits": lambda f: f.DurationField(
        min_value=dt.timedelta(0), max_value=dt.timedelta(days=3), allow_null=True
    ),
    "duration, iso": lambda f: f.DurationField(format="iso-8601"),
    "duration, as it is": lambda f: f.DurationField(format=None),
    "choice": lambda f: f.ChoiceField(["a", "b"]),
    "choice, blank, null": lambda f: f.ChoiceField([("a", "A"), ("b", "B")], allow_blank=True, allow_null=True),
    "choice, numbers": lambda f: f.ChoiceField([(1, "one"), (2, "two")]),
    "choice, groups": lambda f: f.ChoiceField([("Odd", [(1, "one"), 3]), (2, "two")]),
    "choice, IntEnum": lambda f: f.ChoiceField([(one, one.name) for one in Number]),
    "choice, TextChoices": lambda f: f.ChoiceField(Colour.choices),
    "choices": lambda f: f.MultipleChoiceField(choices=["a", "b", 1]),
    "choices, some": lambda f: f.MultipleChoiceField(choices=["a", "b"], allow_empty=False, allow_null=True),
    "list": lambda f: f.ListField(),
    "list of integers": lambda f: f.ListField(child=f.IntegerField(min_value=1), min_length=1, max_length=3),
    "list, some": lambda f: f.ListField(child=f.CharField(allow_null=True), allow_empty=False),
    "list of dates": lambda f: f.ListField(child=f.DateTimeField()),
    "dict": lambda f: f.DictField(),
    "dict of text": lambda f: f.DictField(child=f.CharField(max_length=3)),
    "dict, some": lambda f: f.DictField(child=f.DecimalField(max_digits=4, decimal_places=1), allow_empty=False),
    "dict of lists": lambda f: f.DictField(child=f.ListField(child=f.IntegerField())),
    "hstore": lambda f: f.HStoreField(),
    "json": lambda f: f.JSONField(),
    "json, null": lambda f: f.JSONField(allow_null=True),
    "json, binary": lambda f: f.JSONField(binary=True),
    "file": lambda f: f.FileField(max_length=8),
    "file, empty": lambda f: f.FileField(allow_empty_file=True, allow_null=True),
    "image": lambda f: f.ImageField(),
}
