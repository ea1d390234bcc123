"""Fields print what Django REST Framework's own fields do, and OpenAPI says so."""

import datetime as dt
import decimal
import uuid
from contextlib import suppress
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import pydantic
import pytest
from django.utils import timezone, translation
from drf_field_pairs import PAIRS, Shape
from drf_field_probes import (
    FAILS,
    adapter_of,
    of_drf,
    of_ours,
    printed,
    read,
    shown,
)
from drf_field_values import VALUES
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer

from bridge.drf import fields
from bridge.drf.fields.bridged import Bridged
from bridge.drf.rendering import to_json

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
def test_prints_in_the_zone_and_language_of_reading(name: str) -> None:
    theirs, ours = PAIRS[name](serializers), PAIRS[name](fields)
    with timezone.override(ZoneInfo("America/St_Johns")), translation.override("de"):
        for value in valid_values(theirs) + OUTPUTS.get(name, []):
            expected = printed(lambda value=value: JSONRenderer().render(shown(theirs, value)))  # type: ignore[misc]
            assert read(ours, value) == (expected or b"null"), value


def valid_values(field: Any) -> list[Any]:
    """Return what a field of DRF's makes of all that it takes."""
    found = []
    for value in VALUES:
        with suppress(Exception):
            found.append(field.run_validation(value))
    return found


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
