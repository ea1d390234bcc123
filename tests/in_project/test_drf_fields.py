"""Fields read and refuse what Django REST Framework's own fields do: value, type, message, code, JSON."""

import datetime as dt
from typing import Any

import pytest
from django.core.validators import MaxLengthValidator
from django.test import override_settings
from django.utils import timezone, translation
from drf_field_pairs import PAIRS
from drf_field_probes import (
    DRF_FAILS,
    adapter_of,
    compare,
    of_drf,
    of_ours,
    rest_framework,
)
from drf_field_values import VALUES
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from rest_framework import serializers
from rest_framework.settings import api_settings

from bridge.drf import fields
from bridge.drf.fields.bridged import Bridged

ZONES = ["UTC", "Europe/Paris", "America/St_Johns", "Pacific/Apia"]
FEW = hypothesis_settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


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


@pytest.mark.parametrize("name", PAIRS)
def test_bridged_fields_are_drfs(name: str) -> None:
    theirs, ours = PAIRS[name](serializers), adapter_of(Bridged(PAIRS[name](serializers)))
    for value in VALUES:
        expected, got = of_drf(theirs, value), of_ours(ours, value)
        if expected[:2] != ("failed", "ValueError"):
            assert got == expected, value


def test_arguments_are_checked() -> None:
    with pytest.raises(TypeError, match="read_only and write_only"):
        fields.CharField(read_only=True, write_only=True)
    with pytest.raises(ValueError, match="no format"):
        fields.UUIDField(format="roman")


def test_a_validators_dict_is_passed_on() -> None:
    def refuse(value: Any) -> None:
        raise serializers.ValidationError({"inside": ["Wrong."]})

    compare(lambda f: f.JSONField(validators=[refuse, MaxLengthValidator(1)]), [{"a": 1, "b": 2}])
