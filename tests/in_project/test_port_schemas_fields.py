"""Every field of Django REST Framework's, with its options, as the porter writes it."""

import copy
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone
from drf_field_pairs import PAIRS
from drf_field_probes import DRF_FAILS, adapter_of, of_drf, of_ours
from drf_field_values import VALUES
from port_schemas import importable, schema_for
from rest_framework import serializers
from rest_framework.request import Request
from test_drf_relations import PAIRS as RELATIONS
from test_drf_relations import of_drf as serializer_says
from test_drf_relations import of_ours as schema_says
from test_drf_relations import request_, values

from bridge.drf.schemas.bound import marker_of
from strangler.porting.module import Fidelity

__all__ = ["request_"]


def serializer_with(field: Any) -> type[Any]:
    return type("OneSerializer", (serializers.Serializer,), {"one": field})


@pytest.mark.parametrize("name", PAIRS)
def test_plain_fields(name: str) -> None:
    """Native, and the same for every value."""
    theirs = PAIRS[name](serializers)
    facts, schema = schema_for(serializer_with(PAIRS[name](serializers)))
    assert (facts.fields[0].fidelity, facts.fields[0].reason) == (Fidelity.NATIVE, "")
    ours = adapter_of(marker_of(schema, "one"))
    with timezone.override("Europe/Paris"):
        for value in VALUES[::2]:
            expected, got = of_drf(theirs, value), of_ours(ours, value)
            if expected[0] != "failed" or expected[1] not in DRF_FAILS:
                assert got == expected, value


@pytest.mark.parametrize("name", PAIRS)
def test_plain_fields_bridged(name: str) -> None:
    """The same when a subclass of the project's keeps its field."""
    made = PAIRS[name](serializers)
    own = type(
        "Own", (type(made),), {"to_representation": lambda self, value: type(made).to_representation(self, value)}
    )
    cls = serializer_with(own(*made._args, **copy.deepcopy(made._kwargs)))
    with importable(OneSerializer=cls):
        facts, schema = schema_for(cls)
        assert facts.fields[0].fidelity is Fidelity.BRIDGED
        assert facts.fields[0].reason == "Own has its own to_representation"
        ours = adapter_of(marker_of(schema, "one"))
        for value in VALUES[::7]:
            expected, got = of_drf(made, value), of_ours(ours, value)
            if expected[0] != "failed" or expected[1] not in DRF_FAILS:
                assert got == expected, value


@pytest.mark.parametrize("name", RELATIONS)
def test_related_fields(request_: Request, name: str) -> None:
    cls = serializer_with(RELATIONS[name](serializers))
    facts, schema = schema_for_related(cls, name)
    for value in values():
        for data in ({"one": value}, QueryDict(f"one={value}")):
            if name != "slug of another" or isinstance(value, list):
                assert schema_says(schema, data) == serializer_says(cls(data=data, context={"request": request_})), data
    filtered = name in {"slug of another", "key, some"}  # which only the source says, and this class has none
    assert facts.fields[0].fidelity is (Fidelity.BRIDGED if filtered else Fidelity.NATIVE)


def schema_for_related(cls: type[Any], name: str) -> Any:
    with importable(OneSerializer=cls):
        return schema_for(cls)
