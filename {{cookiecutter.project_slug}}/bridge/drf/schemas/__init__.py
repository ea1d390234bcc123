"""Pydantic models that behave as Django REST Framework's serializers do."""

from bridge.drf.schemas.during import (
    answered_request,
    instance_of,
    is_partial,
    request_of,
    serializer_of,
    through_dicts,
)
from bridge.drf.schemas.nested import Nested
from bridge.drf.schemas.schema import Schema
from bridge.drf.schemas.unique import Unique, UniqueTogether
from bridge.drf.schemas.unique_for import UniqueForDate, UniqueForMonth, UniqueForYear

__all__ = [
    "Nested",
    "Schema",
    "Unique",
    "UniqueForDate",
    "UniqueForMonth",
    "UniqueForYear",
    "UniqueTogether",
    "answered_request",
    "instance_of",
    "is_partial",
    "request_of",
    "serializer_of",
    "through_dicts",
]
