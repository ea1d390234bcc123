"""Pydantic models that behave as Django REST Framework's serializers do."""

from bridge.drf.schemas.nested import Nested
from bridge.drf.schemas.schema import Schema
from bridge.drf.schemas.unique import Unique, UniqueTogether

__all__ = ["Nested", "Schema", "Unique", "UniqueTogether"]
