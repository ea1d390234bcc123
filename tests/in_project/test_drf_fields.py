"""Fields read, refuse and print what Django REST Framework's own fields do: value, type, message, code, JSON."""

import datetime as dt
import decimal
import enum
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import pydantic
import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.validators import MaxLengthValidator, MinValueValidator, RegexValidator
from django.db import models
from django.test import override_settings
from django.utils import timezone, translation
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.settings import api_settings

from bridge.drf import fields
from bridge.drf.fields.bridged import Bridged
from bridge.drf.fields.details import pydantic_detail
from bridge.drf.rendering import to_json

ZONES = ["UTC", "Europe/Paris", "America/St_Johns", "Pacific/Apia"]
FEW = hypothesis_settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


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

UUIDS = [
    "12345678-1234-5678-1234-567812345678",
    "12345678123456781234567812345678",
    "urn:uuid:12345678-1234-5678-1234-567812345678",
    "{12345678-1234-5678-1234-567812345678}",
    uuid.UUID(int=7),
    2**128,
    -1,
]
TEXTS = [
    "abc",
    "  ab  ",
    "",
    " ",
    "\t",
    "abcdef",
    "abcde ",
    "a\x00b",
    "\ud800x",
    "aa",
    "aa\n",
    "b",
    "a-b",
    "a b",
    "ü",
    "a\n",
    "A",
    " a",
    "x1",
    "123",
    "12x",
    "%s",
    "{x}",
    "100%",
    "r",
    "Colour.RED",
    "round",
    "Shape.ROUND",
    "1",
]
WORDS = ["true", "True", "TRUE", "yes", "Y", "on", "ON", "t", "f", "off", "no", "0", "maybe", "null", "None"]
NUMBERS: list[Any] = [
    0, 1, 2, 3, 5, 6, -1, 1.0, 0.0, 1.5, 1.005, 2.675, 1e22, 1e-7, 10**20, -(10**30), 10**400,
    "1", " 1 ", "1.0", "1.", "1.5", "1.50", "1.005", "12345", "123.45", "999.99", "1000", "0x1", "1_000", "1e3", "1e2",
    "1e-2", "-0", "-0.00", "+1", ".5", "5.", "1,5", "1.234,5", "9" * 30, "9" * 999, "9" * 1001, "\uff11",
    "\u0663", "NaN", "nan", "sNaN", "inf", "-Infinity", "1e400", "0.0000001", "00012.30",
    decimal.Decimal("1.10"), decimal.Decimal("1E+2"),
]  # fmt: skip
TIMES: list[Any] = [
    "2024-01-01T00:00:00Z", "2024-01-01T00:00:00", "2024-01-01 00:00", "2024-01-01", "2024-1-1", "20240101",
    "2024-01-01T00:00:00+01:00", "2024-01-01T00:00:00.123456789Z", "2024-01-01T00:00:00,5Z", "2024-01-01T24:00:00Z",
    "2024-01-01T00:00:60Z", "2024-02-30", "2024-W01-1", "2024-13-01T00:00:00", "1704067200", 1704067200, 1704067200.5,
    "2024-03-31T02:30:00", "2024-10-27T02:30:00", "2024-11-03T01:30:00", "2024-03-10T02:30:00", "2011-12-30T12:00:00",
    "0001-01-01T00:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59", "9999-12-31T23:59:59-12:00",
    "iso-8601", "01.02.2024", "January 2024", "10:00", "10:00:00", "10:00:00Z", "10:00:00.5", "36000", "1000", "25:00",
    "10.30", "3 04:00:00", "P3DT4H", "04:00", "00:00:05", "5.5", "1 day", "-1 00:00:00", "3 days, 4:00:00", "P1W",
    "999999999999 00:00:00", "PT", "-P1DT1H", dt.date(2024, 1, 2), dt.datetime(2024, 1, 2, 3, 4),  # noqa: DTZ001
    dt.datetime(2024, 1, 2, 3, 4, tzinfo=dt.UTC), dt.time(3, 4), dt.timedelta(hours=30),
]  # fmt: skip
MAILS = [
    "a@example.com",
    "A@Example.COM",
    "a@localhost",
    "a@b.local",
    " a@example.com ",
    "Bob <a@example.com>",
    "a@127.0.0.1",
    "a@[127.0.0.1]",
    "ü@example.com",
    "a@münchen.de",
    "x" * 65 + "@example.com",
    "x" * 330 + "@a.de",
]
ADDRESSES = [
    "http://example.com",
    "http://EXAMPLE.com/a b",
    "ftp://example.com",
    "http://localhost",
    "example.com",
    "https://münchen.de/",
    "http://a_b.com",
    "javascript:1",
    "http://example.com:99999",
    "http://" + "a" * 2100 + ".de",
    "127.0.0.1",
    "::1",
    "010.0.0.1",
    "127.0.0.1/8",
    2130706433,
    "fe80::1%eth0",
    "::ffff:1.2.3.4",
    "2001:DB8::0:1",
    ":",
]
CONTAINERS: list[Any] = [
    [], {}, [1, "2"], [None], ["a", "a"], ["b", "a"], ("a",), [1, 2, 3, 4], [0, "x", None], ["2024-01-01"], [[]], [{}],
    {"a": 1}, {1: "x"}, {"a": ""}, {"a": None}, {"a": "long", "b": []}, {"a": [1]}, {"a": ["x"]}, {"a": float("nan")},
    {"a": {"b": None}}, {None: 1, True: 2}, {"a"}, [float("inf")], '{"a": 1}', "[1]", "{", b'{"a": 1}', "NaN",
]  # fmt: skip
FILES: list[Any] = [
    SimpleUploadedFile("a.txt", b"content"),
    SimpleUploadedFile("a.txt", b""),
    SimpleUploadedFile("a-very-long-name.txt", b"content"),
    SimpleUploadedFile("a.png", b"no image"),
]
VALUES: list[Any] = [
    None, True, False, float("nan"), float("inf"), object(), Number.ONE, Colour.RED, Shape.ROUND,
    *UUIDS, *TEXTS, *WORDS, *NUMBERS, *TIMES, *MAILS, *ADDRESSES, *CONTAINERS, *FILES,
]  # fmt: skip

# A value that makes DRF fail with ValueError (500) is refused here (400). `str` refuses the huge numbers below.
DRF_FAILS = {"ValueError"}

FAILS = "fails"
Outcome = tuple[Any, ...]


def exact(value: Any) -> Any:
    """Return type and text of a value and of all that is in it."""
    if isinstance(value, dict):
        return "dict", [(exact(key), exact(one)) for key, one in value.items()]
    if isinstance(value, list):
        return "list", [exact(one) for one in value]
    return type(value).__name__, str(value), getattr(value, "code", None)


def of_drf(field: Any, value: Any) -> Outcome:
    try:
        valid = field.run_validation(value)
    except serializers.ValidationError as error:
        return "refused", exact(error.detail)
    except Exception as error:  # noqa: BLE001 - a failure is compared, too
        return "failed", type(error).__name__
    return "valid", exact(valid), printed(lambda: JSONRenderer().render(shown(field, valid)))


def shown(field: Any, value: Any) -> Any:
    """Return what a serializer prints of a valid value."""
    return None if value is None else field.to_representation(value)


def of_ours(adapter: pydantic.TypeAdapter[Any], value: Any) -> Outcome:
    try:
        valid = adapter.validate_python(value)
    except pydantic.ValidationError as error:
        return "refused", exact(pydantic_detail(error))
    except Exception as error:  # noqa: BLE001 - a failure is compared, too
        return "failed", type(error).__name__
    return "valid", exact(valid), printed(lambda: to_json(adapter.dump_python(valid, mode="json")))


def printed(render: Callable[[], bytes]) -> Any:
    """Return what is printed of None, too: DRF's serializers print null then; or FAILS."""
    try:
        return render() or b"null"
    except Exception:  # noqa: BLE001 - Pydantic has an exception of its own around ours
        return FAILS


def adapter_of(field: Any) -> pydantic.TypeAdapter[Any]:
    return pydantic.TypeAdapter(Annotated[Any, field])


def compare(make: Make, values: Any) -> int:
    """Compare both on each value, and return how many there were."""
    theirs, ours = make(serializers), adapter_of(make(fields))
    for value in values:
        expected, got = of_drf(theirs, value), of_ours(ours, value)
        if expected[0] == "failed" and expected[1] in DRF_FAILS:
            assert got[0] in {"failed", "refused"}, value
            continue
        assert got == expected, value
    return len(values)


@contextmanager
def rest_framework(**changes: Any) -> Iterator[None]:
    """Change settings of DRF."""
    with override_settings(REST_FRAMEWORK={**django_settings.REST_FRAMEWORK, **changes}):
        yield


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("name", PAIRS)
def test_same_as_drf(name: str, zone: str) -> None:
    with timezone.override(zone):
        assert compare(PAIRS[name], VALUES) > 200


@pytest.mark.parametrize("language", ["de", "fr", "ja"])
@pytest.mark.parametrize("name", PAIRS)
def test_same_in_other_languages(name: str, language: str) -> None:
    with translation.override(language):
        compare(PAIRS[name], VALUES)


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.text(),
    st.text("0123456789.-+eE:TZ/ PDHMS", max_size=25),
    st.datetimes(timezones=st.none() | st.just(dt.UTC)),
    st.datetimes().map(str),
    st.dates(),
    st.dates().map(str),
    st.times().map(str),
    st.timedeltas().map(str),
    st.uuids().map(str),
    st.emails(),
    st.ip_addresses().map(str),
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-999, max_value=999).map(str),
)
ANYTHING = st.recursive(
    SCALARS, lambda some: st.lists(some, max_size=4) | st.dictionaries(st.text(max_size=5), some, max_size=4)
)


@pytest.mark.parametrize("name", PAIRS)
def test_same_for_whatever_comes(name: str) -> None:
    theirs, ours = PAIRS[name](serializers), adapter_of(PAIRS[name](fields))

    @FEW
    @given(ANYTHING, st.sampled_from(ZONES))
    def same(value: Any, zone: str) -> None:
        with timezone.override(zone):
            expected, got = of_drf(theirs, value), of_ours(ours, value)
        if expected[0] == "failed" and expected[1] in DRF_FAILS:
            assert got[0] in {"failed", "refused"}
            return
        assert got == expected

    same()


@pytest.mark.parametrize(
    "changes",
    [
        {"COERCE_DECIMAL_TO_STRING": False, "COERCE_BIGINT_TO_STRING": True},
        {"DATETIME_FORMAT": None, "DATE_FORMAT": None, "TIME_FORMAT": None, "DURATION_FORMAT": "iso-8601"},
        {"DATETIME_FORMAT": "%d.%m.%Y", "DATE_FORMAT": "%j", "TIME_FORMAT": "%H", "DURATION_FORMAT": None},
        {"DATETIME_INPUT_FORMATS": ["%Y"], "DATE_INPUT_FORMATS": ["%Y", "iso-8601"], "TIME_INPUT_FORMATS": ["%H"]},
    ],
)
def test_same_with_other_settings(changes: dict[str, Any]) -> None:
    with rest_framework(**changes):
        assert next(iter(changes)) in api_settings.user_settings
        for make in PAIRS.values():
            compare(make, VALUES)


def test_same_without_time_zones() -> None:
    with override_settings(USE_TZ=False):
        for name, make in PAIRS.items():
            if "time" in name:
                compare(make, VALUES)


OUTPUTS: dict[str, list[Any]] = {
    "boolean": ["yes", 1, 0, "", "maybe", [], "off"],
    "boolean, null": ["null", "", "maybe"],
    "char": [1, 1.5, uuid.UUID(int=1), dt.date(2024, 1, 1)],
    "integer": ["3", 3.7, True],
    "big integer": [2**62, "3"],
    "float": ["1.5", decimal.Decimal("1.1"), 3],
    "decimal 5,2": [1, "1", 1.5, decimal.Decimal("1.005"), decimal.Decimal("12345.678"), decimal.Decimal("-0")],
    "decimal, up": [decimal.Decimal("1.01"), "2.34"],
    "decimal, normal": [decimal.Decimal(100), "1.500"],
    "datetime": ["as it is", dt.datetime(2024, 7, 1, tzinfo=ZoneInfo("America/Chicago")), ""],
    "date": ["2024", dt.date(1, 1, 1), ""],
    "time": ["x", dt.time(0), dt.time(1, 2, 3, 4), ""],
    "duration": [dt.timedelta(days=-1, seconds=3), dt.timedelta(microseconds=5)],
    "choice": ["gone", 7, "", Shape.ROUND],
    "choices": [["a", "gone", "a"], {"a"}, ()],
    "list": [(1, 2), [None, {"a": decimal.Decimal("1.5")}], [dt.timedelta(1)]],
    "dict": [{1: None, "a": dt.date(2024, 1, 1)}],
    "hstore": [{"a": None, "b": 1}],
    "json": [{"a": [decimal.Decimal(1), dt.datetime(2024, 1, 1, tzinfo=dt.UTC)]}, "text", 1],
    "uuid": [uuid.UUID(int=3), "anything"],
}


@pytest.mark.parametrize("name", OUTPUTS)
def test_prints_what_a_database_may_hold(name: str) -> None:
    theirs, ours = PAIRS[name](serializers), adapter_of(PAIRS[name](fields))
    for value in OUTPUTS[name]:
        expected = printed(lambda value=value: JSONRenderer().render(theirs.to_representation(value)))  # type: ignore[misc]
        got = printed(lambda value=value: to_json(ours.dump_python(value, mode="json")))  # type: ignore[misc]
        if isinstance(expected, str):
            assert got == FAILS, value
        else:
            assert got == expected, value


@pytest.mark.parametrize("name", PAIRS)
def test_bridged_fields_are_drfs(name: str) -> None:
    theirs, ours = PAIRS[name](serializers), adapter_of(Bridged(PAIRS[name](serializers)))
    for value in VALUES:
        expected, got = of_drf(theirs, value), of_ours(ours, value)
        if expected[:2] != ("failed", "ValueError"):
            assert got == expected, value


@pytest.mark.parametrize("mode", ["validation", "serialization"])
@pytest.mark.parametrize("name", PAIRS)
def test_openapi(name: str, mode: Any) -> None:
    field = PAIRS[name](fields)
    schema = adapter_of(field).json_schema(mode=mode)
    assert field.allow_null == ({"type": "null"} in schema.get("anyOf", [])) or "json" in name
    assert schema or "json" in name


def test_openapi_of_some() -> None:
    def schema(field: Any, mode: Any = "validation", python: Any = Any) -> Any:
        return pydantic.TypeAdapter(Annotated[python, field]).json_schema(mode=mode)

    text = {"type": "string", "format": "decimal"}
    price = fields.DecimalField(10, 2, min_value=0)
    assert schema(fields.CharField(max_length=80)) == {"type": "string", "maxLength": 80, "minLength": 1}
    assert schema(price) == {"anyOf": [{"type": "number", "minimum": 0}, text]}
    assert schema(price, "serialization") == text
    assert schema(fields.ChoiceField([1, 2])) == {"type": "integer", "enum": [1, 2]}
    assert schema(fields.IntegerField(default=5)) == {"type": "integer", "default": 5}
    bridged = Bridged(serializers.IntegerField())
    assert schema(bridged, python=int) == schema(bridged, "serialization", python=int) == {"type": "integer"}


def test_an_enum_is_printed_as_its_value() -> None:
    """Accepted: DRF reads members of such an enum as we do, but can't print them (TypeError, 500)."""

    def make(namespace: Any) -> Any:
        return namespace.ChoiceField([(one, one.name) for one in Shape])

    theirs, ours = make(serializers), adapter_of(make(fields))
    for value in VALUES:
        expected, got = of_drf(theirs, value), of_ours(ours, value)
        assert got[:2] == expected[:2], value
        assert expected[0] == "refused" or (expected[2], got[2]) == (FAILS, b'"round"'), value


def test_arguments_are_checked() -> None:
    with pytest.raises(TypeError, match="read_only and write_only"):
        fields.CharField(read_only=True, write_only=True)
    with pytest.raises(ValueError, match="no format"):
        fields.UUIDField(format="roman")


def test_a_validators_dict_is_passed_on() -> None:
    def refuse(value: Any) -> None:
        raise serializers.ValidationError({"inside": ["Wrong."]})

    compare(lambda f: f.JSONField(validators=[refuse, MaxLengthValidator(1)]), [{"a": 1, "b": 2}])
