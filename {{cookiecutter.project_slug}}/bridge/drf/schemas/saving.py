"""Stores what a schema has validated, as `rest_framework.serializers.ModelSerializer` does."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


def create(model: type[Row], values: Mapping[str, Any]) -> Row:
    """Return a new row with those values, many-to-many relations included (`ModelSerializer.create`).

    It is as atomic as DRF's: wrap it in `transaction.atomic()` where more than one table is written.
    """
    fields, relations = _split(model, values)
    instance = model._default_manager.create(**fields)
    _set_relations(instance, relations)
    return instance


def update(instance: Row, values: Mapping[str, Any]) -> Row:
    """Change and save a row (`ModelSerializer.update`), and return it."""
    fields, relations = _split(type(instance), values)
    for name, value in fields.items():
        setattr(instance, name, value)
    instance.save()
    _set_relations(instance, relations)
    return instance


def _split(model: type[models.Model], values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what is in the row itself, and what is in tables beside it."""
    to_many = {field.name for field in model._meta.get_fields() if field.many_to_many or field.one_to_many}
    return (
        {name: value for name, value in values.items() if name not in to_many},
        {name: value for name, value in values.items() if name in to_many},
    )


def _set_relations(instance: models.Model, relations: Mapping[str, Any]) -> None:
    for name, value in relations.items():
        getattr(instance, name).set(value)
