"""Managers and querysets as source: `Product.objects`, or what a queryset is made of where that is plain."""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Manager, Q, QuerySet

from strangler.porting.schemas.expressions import Expression, UnwritableError, imported, joined, written

Rows = Manager[Any] | QuerySet[Any]


def rows(value: Rows) -> Expression:
    """Return a manager, or a queryset of all rows, by the manager's name.

    Raises:
        UnwritableError: it is another queryset, or its model can't be imported.
    """
    if isinstance(value, Manager):
        return _manager(value)
    for manager in value.model._meta.managers:
        if same_rows(value, manager.all()):
            return _manager(manager)
        for condition in _conditions(value.model):
            if same_rows(value, manager.filter(condition)):  # as DRF's `UniqueValidator` of such a constraint has it
                return _manager(manager) + ".filter" + joined([written(condition)], "(", ")")
    if value.query.is_empty():
        return imported(value.model) + ".objects.none()"
    raise UnwritableError(f"a queryset of {value.model.__name__} can't be written down")


def limited_rows(value: Rows, limit: Any) -> Expression:
    """Return what `ModelSerializer` makes of a foreign key with `limit_choices_to`.

    Raises:
        UnwritableError: it is something else.
    """
    if not isinstance(value, QuerySet) or not isinstance(limit, dict | Q):
        raise UnwritableError("limit_choices_to is a function")
    condition = limit if isinstance(limit, Q) else Q(**limit)
    manager = value.model._default_manager
    if not same_rows(value, manager.filter(condition)):
        raise UnwritableError("the queryset is not what limit_choices_to says")
    if isinstance(limit, Q):
        arguments = joined([written(limit)], "(", ")")
    else:
        arguments = joined([Expression.of(f"{name}=") + written(one) for name, one in limit.items()], "(", ")")
    return _manager(manager) + ".filter" + arguments


def same_rows(one: QuerySet[Any], other: QuerySet[Any]) -> bool:
    """Return whether two querysets ask for the same rows in the same way."""
    return bool(_shape(one) == _shape(other))


def _conditions(model: Any) -> list[Q]:
    """Return the conditions of a model's constraints."""
    found = (getattr(constraint, "condition", None) for constraint in model._meta.constraints)
    return [condition for condition in found if isinstance(condition, Q)]


def _manager(manager: Any) -> Expression:
    found: Any = getattr(manager.model, manager.name or "", None)
    if type(found) is not type(manager):
        raise UnwritableError(f"a manager of {manager.model.__name__} has no name")
    return imported(manager.model) + f".{manager.name}"


def _shape(rows: Any) -> Any:
    try:
        sql = str(rows.query)
    except EmptyResultSet:
        sql = ""
    return type(rows), rows.model, sql, rows._db, rows._iterable_class, repr(rows._prefetch_related_lookups)
