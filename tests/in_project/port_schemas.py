"""Schemas that the porter writes, made to run."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import pytest
from drf_schema_probes import open_shop
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from rest_framework.request import Request

from strangler.porting.merging import merge
from strangler.porting.module import Code, Fidelity
from strangler.porting.rendering import plain, undefined
from strangler.porting.schemas import Names, SerializerFacts, describe, schema_code

NAME = "generated_schemas"

SOME = hypothesis_settings(
    max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def shop(db: None) -> Iterator[Request]:
    with open_shop() as request:
        yield request


def written(*serializers: Any) -> tuple[dict[str, SerializerFacts], Code]:
    """Return what is known of serializers, by the names of their classes, and the code of their schemas."""
    names = Names()
    facts = [describe(serializer) for serializer in serializers]
    return {one.name: one for one in facts}, merge(schema_code(one, names) for one in facts)


def module_of(code: Code) -> ModuleType:
    """Return code as a module that has been imported."""
    assert undefined(code) == []
    source = plain(code, "Generated.")
    module = ModuleType(NAME)
    sys.modules[NAME] = module  # where Pydantic looks for annotations
    exec(compile(source, f"<{NAME}>", "exec"), vars(module))  # noqa: S102
    return module


def generated(*serializers: Any) -> Any:
    """Return a module with the schemas of serializers."""
    return module_of(written(*serializers)[1])


def schema_for(serializer: Any) -> tuple[SerializerFacts, Any]:
    """Return what is known of a serializer, and its schema."""
    names = Names()
    facts = describe(serializer)
    module = module_of(schema_code(facts, names))
    return facts, getattr(module, names.schema_of(facts.serializer))


@contextmanager
def importable(**classes: type[Any]) -> Iterator[None]:
    """Let classes that a test has made be imported by their names, as a project's are."""
    module = ModuleType("made_by_test")
    sys.modules["made_by_test"] = module
    for name, cls in classes.items():
        cls.__module__, cls.__qualname__ = "made_by_test", name
        setattr(module, name, cls)
    try:
        yield
    finally:
        del sys.modules["made_by_test"]


def grades(facts: SerializerFacts) -> dict[str, str]:
    return {one.name: one.reason for one in facts.fields if one.fidelity is not Fidelity.NATIVE}
