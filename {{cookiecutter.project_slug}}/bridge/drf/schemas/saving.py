"""Stores what a schema has validated, as `rest_framework.serializers.ModelSerializer` does; and nested data, too.

    order = create(Order, {**body.changes(), "customer": customer}, nested=["lines"])
    update(order, body.changes(), nested=["lines"])

Without `nested` both refuse nested data, as DRF does.
"""

from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any, TypeVar

from django.db import models, router, transaction

Row = TypeVar("Row", bound=models.Model)


def create(model: type[Row], values: Mapping[str, Any], *, nested: Collection[str] = ()) -> Row:
    """Return a new row with those values, many-to-many relations included (`ModelSerializer.create`).

    It is as atomic as DRF's, unless there is something nested: wrap it in `transaction.atomic()` where more than one
    table is written.

    Args:
        model: the row's.
        values: by attribute: `Schema.changes()`.
        nested: the relations whose values are data of rows to be written with this one, in one transaction: a dict
            for a foreign key or a one-to-one relation, a list of dicts for the rows that refer to this one. What is
            nested in them in turn is refused.

    Raises:
        TypeError: there is nested data that `nested` doesn't name, or for a relation that can't have any.
    """
    plain, to_many, inner = _split(model, values, nested)
    with _atomic(model, inner):
        for name in [name for name in inner if _is_forward(model, name)]:
            plain[name] = create(_related(model, name), inner.pop(name))
        instance = model._default_manager.create(**plain)
        _set(instance, to_many)
        for name, data in inner.items():
            _write_referring(instance, name, data)
    return instance


def update(instance: Row, values: Mapping[str, Any], *, nested: Collection[str] = ()) -> Row:
    """Change and save a row (`ModelSerializer.update`), and return it.

    Args:
        instance: the row.
        values: by attribute; others stay.
        nested: the relations whose values are data of other rows, as for `create`. A single row is changed, or made
            where there is none. A list takes the place of all rows that referred to this one: they are deleted and
            new ones made. To match them by a key, write that yourself.

    Raises:
        TypeError: as `create`.
    """
    plain, to_many, inner = _split(type(instance), values, nested)
    with _atomic(type(instance), inner):
        for name in [name for name in inner if _is_forward(type(instance), name)]:
            plain[name] = _write_single(getattr(instance, name), _related(type(instance), name), inner.pop(name))
        for name, value in plain.items():
            setattr(instance, name, value)
        instance.save()
        _set(instance, to_many)
        for name, data in inner.items():
            _write_referring(instance, name, data)
    return instance


def _relations(model: type[models.Model]) -> dict[str | None, Any]:
    """Return a model's relations by the names of their attributes."""
    return {
        field.get_accessor_name() if isinstance(field, models.ForeignObjectRel) else field.name: field
        for field in model._meta.get_fields()
        if field.is_relation
    }


def _related(model: type[models.Model], name: str) -> type[models.Model]:
    related: type[models.Model] = _relations(model)[name].related_model
    return related


def _is_forward(model: type[models.Model], name: str) -> bool:
    """Return whether the row itself refers to the related one, which must be there first."""
    return bool(_relations(model)[name].concrete)


def _split(
    model: type[models.Model], values: Mapping[str, Any], nested: Collection[str]
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Return what is in the row itself, the objects that are related by other tables, and the nested data."""
    relations = _relations(model)
    plain, to_many, inner = {}, {}, {}
    for name, value in values.items():
        relation = relations.get(name)
        if relation is not None and _is_data(value, named=name in nested):
            if name not in nested or not _may_nest(relation, value):
                raise TypeError(
                    f"{model.__name__}.{name} is a relation, and its value is data, not an object. Name it in `nested` "
                    "if it is a foreign key, a one-to-one relation or the other end of a foreign key; otherwise store "
                    "it yourself."
                )
            inner[name] = value
        elif relation is not None and (relation.many_to_many or relation.one_to_many):
            to_many[name] = value
        else:
            plain[name] = value
    return plain, to_many, inner


def _is_data(value: Any, *, named: bool) -> bool:
    """Return whether a relation's value describes rows; an empty list does if the relation is named as nested."""
    if isinstance(value, list):
        return named if not value else any(isinstance(one, Mapping) for one in value)
    return isinstance(value, Mapping)


def _may_nest(relation: Any, value: Any) -> bool:
    if isinstance(value, list):
        return isinstance(relation, models.ManyToOneRel) and not relation.one_to_one
    return bool(relation.many_to_one or relation.one_to_one)


def _atomic(model: type[models.Model], inner: Mapping[str, Any]) -> AbstractContextManager[Any]:
    return transaction.atomic(using=router.db_for_write(model)) if inner else nullcontext()


def _set(instance: models.Model, to_many: Mapping[str, Any]) -> None:
    for name, value in to_many.items():
        getattr(instance, name).set(value)


def _write_single(found: models.Model | None, model: type[models.Model], data: Mapping[str, Any]) -> models.Model:
    return create(model, data) if found is None else update(found, data)


def _write_referring(instance: models.Model, name: str, data: Any) -> None:
    """Write the rows that refer to this one."""
    relation = _relations(type(instance))[name]
    to_instance = {relation.field.name: instance}
    if isinstance(data, Mapping):
        _write_single(getattr(instance, name, None), relation.related_model, {**data, **to_instance})
        return
    getattr(instance, "_prefetched_objects_cache", {}).pop(name, None)
    getattr(instance, name).all().delete()
    for values in data:
        create(relation.related_model, {**values, **to_instance})
